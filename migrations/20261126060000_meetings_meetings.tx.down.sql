DROP TABLE meeting_addenda, meeting_decisions, meeting_items, meeting_guests, meeting_operators, meetings;
DROP FUNCTION meetings_keep();
DROP FUNCTION meetings_end();
