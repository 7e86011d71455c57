DROP TABLE partner_contacts;
DROP TABLE partner_agreements;
DROP TABLE partner_people;
DROP TABLE partners;
