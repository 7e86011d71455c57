package cases

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of a case in a person's history. EventDue is a check still to be
// made, on the day it is due.
const (
	EventOpened   = "case_opened"
	EventClosed   = "case_closed"
	EventPassed   = "case_passed"
	EventCheck    = "check"
	EventDue      = "check_due"
	EventProfile  = "profile"
	EventDocument = "document"
	EventAction   = "action"
)

// eventRows are what happened with the cases of a person. A day without an hour begins
// at midnight in Italy, where the desks are.
const eventRows = `WITH c AS (SELECT * FROM cases WHERE person_id = ANY(?0) AND (?1 OR desk_id = ANY(?2)))
	SELECT c.opened_at AS at, 'case_opened' AS kind, c.id, c.id AS about, c.desk_id, 0 AS area_id, '' AS code, c.need AS text, c.opened_by AS by FROM c
	UNION ALL SELECT c.closed_at, 'case_closed', c.id, c.id, c.desk_id, 0, c.outcome, c.closing_note, c.closed_by FROM c WHERE c.closed_at IS NOT NULL
	UNION ALL SELECT h.since, 'case_passed', h.id, c.id, c.desk_id, 0, 'user:' || h.user_id, h.reason, h.by FROM c JOIN case_holders AS h ON h.case_id = c.id
		WHERE EXISTS (SELECT FROM case_holders AS b WHERE b.case_id = c.id AND b.id < h.id)
	UNION ALL SELECT f.done_at, 'check', f.id, f.id, c.desk_id, 0, f.result, f.note, f.done_by FROM c JOIN follow_ups AS f ON f.case_id = c.id WHERE f.done_at IS NOT NULL
	UNION ALL SELECT f.due_on::timestamp AT TIME ZONE 'Europe/Rome', 'check_due', f.id, f.id, c.desk_id, 0, f.kind, '', ''
		FROM c JOIN follow_ups AS f ON f.case_id = c.id WHERE f.done_at IS NULL AND f.dropped_at IS NULL
	UNION ALL SELECT p.held_on::timestamp AT TIME ZONE 'Europe/Rome', 'profile', p.id, c.id, c.desk_id, 0, '', '', p.noted_by FROM c JOIN case_profiles AS p ON p.case_id = c.id
	UNION ALL SELECT d.decided_on::timestamp AT TIME ZONE 'Europe/Rome', 'document', d.id, c.id, c.desk_id, 0,
		d.kind || '.' || CASE WHEN d.state <> 'superseded' THEN d.state WHEN d.signer <> '' THEN 'signed' ELSE 'superseded' END, d.reason, d.decided_by
		FROM c JOIN case_documents AS d ON d.case_id = c.id WHERE d.decided_on IS NOT NULL
	UNION ALL SELECT m.at, 'action', m.id, c.id, c.desk_id, 0, m.state,
		(SELECT l.what FROM case_document_lines AS l WHERE l.action_id = a.id ORDER BY l.document_id DESC LIMIT 1) || CASE WHEN m.text <> '' THEN ' · ' || m.text ELSE '' END, m.by
		FROM c JOIN case_actions AS a ON a.case_id = c.id JOIN case_action_moves AS m ON m.action_id = a.id`

// Events are those of the cases of a person at the actor's desks.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventOpened, EventClosed, EventPassed, EventCheck, EventDue, EventProfile, EventDocument, EventAction) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
