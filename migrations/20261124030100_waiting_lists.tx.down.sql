DROP TABLE waiting_offers;
DROP TABLE waiting_entries;
DROP TABLE waiting_settings;
