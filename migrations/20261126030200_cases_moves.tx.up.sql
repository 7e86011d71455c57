-- What the person says of an action of theirs, and every step of every action.
ALTER TABLE case_actions ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE case_actions ADD CONSTRAINT case_actions_note_length CHECK (char_length(note) <= 300);

CREATE TABLE case_action_moves (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action_id bigint      NOT NULL REFERENCES case_actions (id) ON DELETE CASCADE,
    state     text        NOT NULL,
    text      text        NOT NULL DEFAULT '',
    at        timestamptz NOT NULL,
    by        text        NOT NULL,
    CONSTRAINT case_action_moves_state_known CHECK (state IN ('todo', 'doing', 'done', 'dropped')),
    CONSTRAINT case_action_moves_text_length CHECK (char_length(text) <= 300)
);
CREATE INDEX case_action_moves_action ON case_action_moves (action_id, id);
