package enrolments

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// EventMoved is the kind of the events of an enrolment in a person's history: one for each
// step that stands, on its day. Codes are its states.
const EventMoved = "enrolment"

const eventRows = `SELECT mv.day::timestamp AT TIME ZONE 'Europe/Rome' AS at, 'enrolment' AS kind, mv.id, en.id AS about, en.desk_id, 0 AS area_id,
		mv.to_state AS code, concat_ws(' · ', en.course, NULLIF(en.provider, ''), NULLIF(mv.note, '')) AS text, mv.by
	FROM enrolments AS en JOIN enrolment_moves AS mv ON mv.enrolment_id = en.id
	WHERE en.person_id = ANY(?0) AND (?1 OR en.desk_id = ANY(?2)) AND en.removed_at IS NULL AND mv.kind = 'step'
		AND NOT EXISTS (SELECT FROM enrolment_moves AS b WHERE b.undoes_id = mv.id)`

// Events are the steps of the enrolments of a person at the actor's desks.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventMoved) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
