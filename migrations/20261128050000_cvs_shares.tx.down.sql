DROP INDEX cv_index_under;
DROP INDEX cv_index_page;
ALTER TABLE cv_index DROP CONSTRAINT cv_index_consent;
DROP TABLE cv_shares;
