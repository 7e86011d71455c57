package assessments

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of this noun: an assessment began or ended (its code is the state),
// a test was given. Tests with data about health are not among them.
const (
	EventBegun = "assessment"
	EventEnded = "assessment_end"
	EventTest  = "test"
)

// eventRows are what happened on the cases of a person. A day without an hour begins at
// midnight in Italy, where the desks are.
const eventRows = `WITH c AS (SELECT * FROM cases WHERE person_id = ANY(?0) AND (?1 OR desk_id = ANY(?2)))
	SELECT a.begun_on::timestamp AT TIME ZONE 'Europe/Rome' AS at, 'assessment' AS kind, a.id, a.id AS about, c.desk_id, 0 AS area_id, 'begun' AS code, a.goal AS text, a.begun_by AS by
		FROM c JOIN assessments AS a ON a.case_id = c.id
	UNION ALL SELECT a.ended_at, 'assessment_end', a.id, a.id, c.desk_id, 0, a.state, a.outcome, a.ended_by
		FROM c JOIN assessments AS a ON a.case_id = c.id WHERE a.ended_at IS NOT NULL
	UNION ALL SELECT t.given_on::timestamp AT TIME ZONE 'Europe/Rome', 'test', t.id, c.id, c.desk_id, 0, '', t.name, t.noted_by
		FROM c JOIN given_tests AS t ON t.case_id = c.id WHERE NOT t.health AND t.withdrawn_at IS NULL`

// Events are those of the cases of a person at the actor's desks.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventBegun, EventEnded, EventTest) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
