ALTER TABLE operators DROP CONSTRAINT operators_name_length;
ALTER TABLE desk_operators DROP COLUMN ended_on;
