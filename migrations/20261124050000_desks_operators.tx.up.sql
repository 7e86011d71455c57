-- Who has left a desk stays in its history: rules, appointments and hours delivered
-- keep pointing at the operator there.
ALTER TABLE desk_operators ADD COLUMN ended_on date;
ALTER TABLE operators ADD CONSTRAINT operators_name_length CHECK (char_length(name) <= 120);
