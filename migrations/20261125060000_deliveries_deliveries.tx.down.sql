DROP TABLE delivery_meetings, delivery_versions, deliveries;
DROP FUNCTION deliveries_keep();
ALTER TABLE cases DROP CONSTRAINT cases_id_desk;
