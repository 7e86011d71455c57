-- Competence assessments: a goal, the services that add up to its hours, what came out.
CREATE TABLE assessments (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id         bigint      NOT NULL,
    desk_id         bigint      NOT NULL,
    -- The account of who follows it.
    user_id         bigint      NOT NULL REFERENCES users (id),
    goal            text        NOT NULL,
    -- How many hours are planned.
    hours           int         NOT NULL,
    begun_on        date        NOT NULL,
    state           text        NOT NULL,
    begun_at        timestamptz NOT NULL,
    begun_by        text        NOT NULL,
    ended_at        timestamptz,
    ended_by        text        NOT NULL DEFAULT '',
    -- What came out, or why it was given up.
    outcome         text        NOT NULL DEFAULT '',
    -- The minutes that counted when it was completed.
    minutes         int         NOT NULL DEFAULT 0,
    override_reason text        NOT NULL DEFAULT '',
    CONSTRAINT assessments_case FOREIGN KEY (case_id, desk_id) REFERENCES cases (id, desk_id) ON DELETE CASCADE,
    CONSTRAINT assessments_state CHECK (state IN ('begun', 'completed', 'dropped')),
    CONSTRAINT assessments_hours CHECK (hours BETWEEN 1 AND 40),
    CONSTRAINT assessments_ended_whole CHECK (
        (state = 'begun') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by = '') AND (ended_at IS NULL) = (outcome = '')),
    CONSTRAINT assessments_override CHECK (override_reason = '' OR state = 'completed'),
    CONSTRAINT assessments_lengths CHECK (
        goal <> '' AND char_length(goal) <= 2000 AND char_length(outcome) <= 4000 AND char_length(override_reason) <= 300)
);
-- One is under way on a case at a time.
CREATE UNIQUE INDEX assessments_one_open ON assessments (case_id) WHERE state = 'begun';
CREATE INDEX assessments_list ON assessments (case_id, id DESC);

-- The delivered services that are its meetings; each counts for one assessment.
CREATE TABLE assessment_services (
    delivery_id   bigint      NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    assessment_id bigint      NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    linked_at     timestamptz NOT NULL,
    linked_by     text        NOT NULL,
    CONSTRAINT assessment_services_once PRIMARY KEY (delivery_id)
);
CREATE INDEX assessment_services_of ON assessment_services (assessment_id, delivery_id);
