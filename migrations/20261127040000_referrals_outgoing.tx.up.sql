-- A person sent to a body of the network that has no account here.
CREATE TABLE outgoing_referrals (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id          bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    desk_id          bigint      NOT NULL REFERENCES desks (id),
    partner_id       bigint      NOT NULL REFERENCES partners (id),
    state            text        NOT NULL,
    reason           text        NOT NULL,
    goals            text        NOT NULL,
    items            text[]      NOT NULL DEFAULT '{}',
    -- version counts every change.
    version          integer     NOT NULL DEFAULT 1,
    begun_at         timestamptz NOT NULL,
    begun_by         text        NOT NULL,
    changed_at       timestamptz NOT NULL,
    changed_by       text        NOT NULL,
    -- basis is why the body may be told, decided at the sending by what kind of body it is.
    basis            text        NOT NULL DEFAULT '',
    consent_how      text        NOT NULL DEFAULT '',
    consent_on       date,
    consent_version  text        NOT NULL DEFAULT '',
    consent_lang     text        NOT NULL DEFAULT '',
    consent_at       timestamptz,
    consent_by       text        NOT NULL DEFAULT '',
    consent_ended_at timestamptz,
    consent_ended_by text        NOT NULL DEFAULT '',
    sent_at          timestamptz,
    sendings         integer     NOT NULL DEFAULT 0,
    -- due_on is when to ask back.
    due_on           date,
    late             boolean     NOT NULL DEFAULT false,
    escalated        boolean     NOT NULL DEFAULT false,
    CONSTRAINT outgoing_referrals_state CHECK (state IN ('draft', 'sent', 'accepted', 'declined', 'silent', 'went', 'missed', 'done', 'withdrawn')),
    CONSTRAINT outgoing_referrals_sent CHECK ((sent_at IS NULL) = (sendings = 0) AND (state = 'draft') = (sendings = 0)),
    CONSTRAINT outgoing_referrals_basis CHECK (basis IN ('', 'task', 'consent') AND (state = 'draft') = (basis = '')),
    CONSTRAINT outgoing_referrals_permitted CHECK (basis <> 'consent' OR consent_at IS NOT NULL),
    CONSTRAINT outgoing_referrals_consent CHECK (
        (consent_at IS NULL) = (consent_how = '') AND consent_how IN ('', 'written', 'spoken', 'mediator')
        AND (consent_at IS NULL) = (consent_on IS NULL) AND (consent_at IS NULL) = (consent_version = '') AND (consent_at IS NULL) = (consent_by = '')
        AND (consent_ended_at IS NULL) = (consent_ended_by = '')),
    CONSTRAINT outgoing_referrals_due CHECK ((state IN ('sent', 'accepted', 'went')) = (due_on IS NOT NULL)),
    CONSTRAINT outgoing_referrals_late CHECK ((NOT late OR due_on IS NOT NULL) AND (NOT escalated OR late)),
    CONSTRAINT outgoing_referrals_lengths CHECK (
        reason <> '' AND char_length(reason) <= 300 AND goals <> '' AND char_length(goals) <= 2000)
);
-- A person is sent to a body once at a time.
CREATE UNIQUE INDEX outgoing_referrals_once ON outgoing_referrals (case_id, partner_id) WHERE state IN ('draft', 'sent', 'accepted', 'went');
CREATE INDEX outgoing_referrals_desk ON outgoing_referrals (desk_id, late DESC, id DESC);
CREATE INDEX outgoing_referrals_case ON outgoing_referrals (case_id);
CREATE INDEX outgoing_referrals_partner ON outgoing_referrals (partner_id);
CREATE INDEX outgoing_referrals_waiting ON outgoing_referrals (due_on) WHERE due_on IS NOT NULL;

-- What happened, with what was said and until when it was waited.
CREATE TABLE outgoing_steps (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    outgoing_id bigint      NOT NULL REFERENCES outgoing_referrals (id) ON DELETE CASCADE,
    action      text        NOT NULL,
    at          timestamptz NOT NULL,
    by          text        NOT NULL,
    text        text        NOT NULL DEFAULT '',
    due_on      date,
    told_at     timestamptz,
    told_by     text        NOT NULL DEFAULT '',
    CONSTRAINT outgoing_steps_action CHECK (action IN ('sent', 'asked', 'accepted', 'declined', 'silent', 'went', 'missed', 'done', 'withdrawn', 'agreed', 'disagreed', 'notice')),
    CONSTRAINT outgoing_steps_said CHECK (action NOT IN ('declined', 'done', 'withdrawn') OR text <> ''),
    CONSTRAINT outgoing_steps_told CHECK ((told_at IS NULL) = (told_by = '')),
    CONSTRAINT outgoing_steps_length CHECK (char_length(text) <= 4000)
);
CREATE INDEX outgoing_steps_outgoing ON outgoing_steps (outgoing_id, id);

-- What left the house at each sending, exactly: the list and what it said.
CREATE TABLE outgoing_shares (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    outgoing_id bigint      NOT NULL REFERENCES outgoing_referrals (id) ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    by          text        NOT NULL,
    items       text[]      NOT NULL,
    data        jsonb       NOT NULL
);
CREATE INDEX outgoing_shares_outgoing ON outgoing_shares (outgoing_id, id);
