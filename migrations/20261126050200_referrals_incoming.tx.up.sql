-- Referral forms a body of the network sends to a desk, and what both sides said.
CREATE TABLE incoming_referrals (
    id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- form_key is of the form on screen: a second press sends nothing.
    form_key          text        NOT NULL,
    partner_id        bigint      NOT NULL REFERENCES partners (id),
    user_id           bigint      NOT NULL REFERENCES users (id),
    desk_id           bigint      NOT NULL REFERENCES desks (id),
    state             text        NOT NULL,
    given             text        NOT NULL,
    surname           text        NOT NULL DEFAULT '',
    born_on           date,
    fiscal_code       text        NOT NULL DEFAULT '',
    phone             text        NOT NULL DEFAULT '',
    email             text        NOT NULL DEFAULT '',
    lang              text        NOT NULL,
    mediator          text        NOT NULL DEFAULT '',
    reason            text        NOT NULL,
    known             text        NOT NULL DEFAULT '',
    -- task is what the body itself goes on doing.
    task              text        NOT NULL,
    responsible       text        NOT NULL,
    responsible_phone text        NOT NULL DEFAULT '',
    responsible_email text        NOT NULL DEFAULT '',
    informed_on       date        NOT NULL,
    informed_how      text        NOT NULL,
    sent_at           timestamptz NOT NULL,
    moved_at          timestamptz NOT NULL,
    -- due_at is when the desk's answer is due, NULL while the desk owes none.
    due_at            timestamptz,
    late              boolean     NOT NULL DEFAULT false,
    escalated         boolean     NOT NULL DEFAULT false,
    -- person_id is whose file accepting it opened.
    person_id         bigint      REFERENCES people (id),
    erased_at         timestamptz,
    CONSTRAINT incoming_referrals_once UNIQUE (partner_id, form_key),
    CONSTRAINT incoming_referrals_state CHECK (state IN ('sent', 'asked', 'offered', 'countered', 'agreed', 'accepted', 'started', 'reported',
        'declined', 'expired', 'withdrawn', 'closed')),
    CONSTRAINT incoming_referrals_how CHECK (informed_how IN ('talk', 'phone', 'writing')),
    CONSTRAINT incoming_referrals_person CHECK (state NOT IN ('accepted', 'started', 'reported') OR person_id IS NOT NULL),
    CONSTRAINT incoming_referrals_due CHECK ((due_at IS NOT NULL) = (state IN ('sent', 'countered', 'agreed'))),
    CONSTRAINT incoming_referrals_late CHECK ((NOT late OR due_at IS NOT NULL) AND (NOT escalated OR late)),
    CONSTRAINT incoming_referrals_erased CHECK (CASE WHEN erased_at IS NULL THEN given <> '' AND reason <> '' AND task <> '' AND responsible <> ''
        ELSE person_id IS NULL AND given = '' AND surname = '' AND born_on IS NULL AND fiscal_code = '' AND phone = '' AND email = ''
            AND reason = '' AND known = '' AND task = '' AND responsible = '' AND responsible_phone = '' AND responsible_email = '' END),
    CONSTRAINT incoming_referrals_lengths CHECK (char_length(form_key) BETWEEN 8 AND 80 AND char_length(given) <= 120 AND char_length(surname) <= 120
        AND char_length(fiscal_code) <= 30 AND char_length(phone) <= 40 AND char_length(email) <= 254 AND char_length(reason) <= 2000
        AND char_length(known) <= 4000 AND char_length(task) <= 2000 AND char_length(responsible) <= 120
        AND char_length(responsible_phone) <= 40 AND char_length(responsible_email) <= 254)
);
CREATE INDEX incoming_referrals_desk ON incoming_referrals (desk_id, late DESC, id DESC);
CREATE INDEX incoming_referrals_partner ON incoming_referrals (partner_id, id DESC);
CREATE INDEX incoming_referrals_person_id ON incoming_referrals (person_id);
CREATE INDEX incoming_referrals_moved ON incoming_referrals (moved_at) WHERE erased_at IS NULL;

CREATE TABLE incoming_steps (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incoming_id bigint      NOT NULL REFERENCES incoming_referrals (id) ON DELETE CASCADE,
    state       text        NOT NULL,
    side        text        NOT NULL,
    at          timestamptz NOT NULL,
    by          text        NOT NULL,
    text        text        NOT NULL DEFAULT '',
    erased      boolean     NOT NULL DEFAULT false,
    CONSTRAINT incoming_steps_side CHECK (side IN ('body', 'desk', 'program')),
    CONSTRAINT incoming_steps_said CHECK (erased OR state NOT IN ('asked', 'offered', 'countered', 'declined', 'reported') OR text <> ''),
    CONSTRAINT incoming_steps_length CHECK (char_length(text) <= 4000)
);
CREATE INDEX incoming_steps_incoming ON incoming_steps (incoming_id, id);
