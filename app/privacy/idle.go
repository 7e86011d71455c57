package privacy

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/personal"
)

// Idle is somebody whose file is no longer needed.
type Idle struct {
	ID int64
	// Since is the last time anything happened, DueOn the day of the notice, if one is out.
	Since time.Time
	DueOn *time.Time
}

// IdlePeople lists those with whom nothing happened for as long as files are kept and who
// have no open path: the smallest ids after the given one, at most limit. Who asked to be
// kept counts from then.
func IdlePeople(ctx context.Context, idb bun.IDB, now time.Time, after int64, limit int) ([]Idle, error) {
	months, err := Months(ctx, idb, personal.File)
	if err != nil {
		return nil, err
	}
	all := []Idle{}
	err = idb.NewRaw(idleSQL(), Setting{Months: months}.cutoff(now), after, limit).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list idle files")
}

// idleSQL asks every table that ends by itself whether anything happened since ?0.
func idleSQL() string {
	var b strings.Builder
	b.WriteString(`SELECT p.id, GREATEST(p.changed_at, seen.at) AS since, n.due_on
		FROM people AS p
		CROSS JOIN LATERAL (SELECT array_agg(q.id) AS ids FROM people AS q WHERE q.id = p.id OR q.root_id = p.id) AS own
		CROSS JOIN LATERAL (SELECT max(x.at) AS at FROM (SELECT NULL::timestamptz AS at`)
	lasting := lasting()
	for _, t := range lasting {
		b.WriteString(" UNION ALL SELECT max(" + t.Ended + ") FROM " + t.Name + " AS t WHERE " + ownRows(&t))
	}
	b.WriteString(`) AS x) AS seen
		LEFT JOIN retention_notices AS n ON n.person_id = p.id AND n.kept_at IS NULL AND n.done_at IS NULL
		WHERE p.root_id IS NULL AND p.forgotten_at IS NULL AND p.id > ?1 AND p.changed_at < ?0
		AND NOT EXISTS (SELECT FROM cases AS c WHERE c.person_id = ANY(own.ids) AND c.closed_at IS NULL)
		AND NOT EXISTS (SELECT FROM retention_notices AS k WHERE k.person_id = ANY(own.ids) AND k.kept_at >= ?0)
		AND (seen.at IS NULL OR seen.at < ?0)`)
	b.WriteString(" ORDER BY p.id LIMIT ?2")
	return b.String()
}

// lasting are the tables whose rows tell when something happened with a person.
func lasting() (all []personal.Table) {
	for _, t := range Catalogue() {
		if t.Ended != "" && t.Purpose != personal.Special && t.Purpose != personal.Messages && strings.Contains(t.Whose, "person_id = ANY(?0)") && !strings.Contains(t.Whose, "SELECT") {
			all = append(all, t)
		}
	}
	return all
}

func ownRows(t *personal.Table) string { return strings.ReplaceAll(t.Whose, "?0", "own.ids") }
