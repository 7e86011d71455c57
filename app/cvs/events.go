package cvs

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of CVs in a person's history.
const (
	EventSent    = "cv_sent"
	EventRenewed = "cv_renewed"
	EventGone    = "cv_gone"
)

// eventRows are what happened with a person's CVs, whatever desk did it: a CV is the
// person's. What a CV is called, and what it says, stands in none.
const eventRows = `SELECT v.added_at AS at, 'cv_sent' AS kind, v.id, v.id AS about, 0 AS desk_id, 0 AS area_id, v.source AS code, '' AS text, v.added_by AS by
	FROM cvs AS v WHERE v.person_id = ANY(?0)
	UNION ALL SELECT v.renewed_at, 'cv_renewed', v.id, v.id, 0, 0, '', '', v.renewed_by FROM cvs AS v WHERE v.person_id = ANY(?0) AND v.renewed_at IS NOT NULL
	UNION ALL SELECT COALESCE(v.deleted_at, v.removed_at), 'cv_gone', v.id, v.id, 0, 0, CASE WHEN v.deleted_at IS NULL THEN 'removed' ELSE 'deleted' END, '',
		CASE WHEN v.deleted_at IS NULL THEN v.removed_by ELSE v.deleted_by END
	FROM cvs AS v WHERE v.person_id = ANY(?0) AND (v.deleted_at IS NOT NULL OR v.removed_at IS NOT NULL)`

// Events are those of a person's CVs.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventSent, EventRenewed, EventGone) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
