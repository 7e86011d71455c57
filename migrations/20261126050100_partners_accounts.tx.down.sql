DROP TABLE partner_accounts;
