DROP TABLE booking_drafts, appointments;
DROP SEQUENCE appointments_protocol;
