DROP TABLE case_action_moves;
ALTER TABLE case_actions DROP COLUMN note;
