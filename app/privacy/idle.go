package privacy

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/personal"
)

// Idle is somebody whose file is no longer needed.
type Idle struct {
	ID             int64
	Given, Surname string
	// Since is the last time anything happened; GivenAt, DueOn and Channel are those of the
	// notice, nil and "" where none is out.
	Since   time.Time
	GivenAt *time.Time
	DueOn   *time.Time
	Channel string
}

// Initials are all of the name that is shown.
func (x *Idle) Initials() string { return people.Initials(x.Given + " " + x.Surname) }

// IdlePeople lists those with whom nothing happened for as long as files are kept and who
// have no open path nor asked that their data be kept: the smallest ids after the given one, at most limit. Who asked to be
// kept counts from then.
func IdlePeople(ctx context.Context, idb bun.IDB, now time.Time, after int64, limit int) ([]Idle, error) {
	months, err := Months(ctx, idb, personal.File)
	if err != nil {
		return nil, err
	}
	return idle(ctx, idb, Setting{Months: months}.cutoff(now), after, math.MaxInt64, limit)
}

// FindIdle gives one file that is no longer needed; NotFound for any other.
func FindIdle(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Idle, error) {
	months, err := Months(ctx, idb, personal.File)
	if err != nil {
		return nil, err
	}
	all, err := idle(ctx, idb, Setting{Months: months}.cutoff(now), id-1, id, 1)
	if err == nil && len(all) == 0 {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

func idle(ctx context.Context, idb bun.IDB, cutoff time.Time, after, upTo int64, limit int) ([]Idle, error) {
	all := []Idle{}
	err := idb.NewRaw(`SELECT x.id, x.given, x.surname, GREATEST(x.changed_at, `+lastSeen("x.ids")+`) AS since, n.given_at, n.due_on, COALESCE(n.channel, '') AS channel
		FROM (`+idleSQL()+` ORDER BY p.id LIMIT ?3) AS x
		LEFT JOIN retention_notices AS n ON n.person_id = x.id AND n.kept_at IS NULL AND n.done_at IS NULL ORDER BY x.id`,
		cutoff, after, upTo, limit).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list idle files")
}

// idleSQL lists the files between ?1 and ?2 with which nothing happened since ?0: the
// day of the last change first, then the rows of the record itself, which the database may
// take all at once, then those of the merged records too, by an index for one person at a
// time: without OFFSET 0 all arrays would be compared with all rows.
func idleSQL() string {
	var b strings.Builder
	b.WriteString(`SELECT p.id, p.given, p.surname, p.changed_at, own.ids FROM people AS p
		CROSS JOIN LATERAL (SELECT p.id || ARRAY(SELECT q.id FROM people AS q WHERE q.root_id = p.id) AS ids OFFSET 0) AS own
		WHERE p.root_id IS NULL AND p.forgotten_at IS NULL AND p.id > ?1 AND p.id <= ?2 AND p.changed_at < ?0
		AND NOT EXISTS (SELECT FROM people_restrictions AS held WHERE held.person_id = ANY(own.ids) AND held.lifted_at IS NULL AND held.scope = 'file')
		AND NOT EXISTS (SELECT FROM cases AS c WHERE c.person_id = ANY(own.ids) AND c.closed_at IS NULL OFFSET 0)`)
	for _, t := range seeing() {
		if t.Whose == personal.OfPerson("person_id") {
			b.WriteString(" AND NOT EXISTS (SELECT FROM " + t.Name + " AS t WHERE t.person_id = p.id AND " + t.Seen + " >= ?0)")
		}
		b.WriteString(" AND NOT EXISTS (SELECT FROM " + t.Name + " AS t WHERE " + ownRows(&t, "own.ids") + " AND " + t.Seen + " >= ?0 OFFSET 0)")
	}
	return b.String()
}

// lastSeen is the last moment the tables tell of, NULL where they tell of none.
func lastSeen(ids string) string {
	var parts []string
	for _, t := range seeing() {
		parts = append(parts, "(SELECT max("+t.Seen+") FROM "+t.Name+" AS t WHERE "+ownRows(&t, ids)+")")
	}
	return "GREATEST(" + strings.Join(parts, ", ") + ")"
}

// seeing are the tables whose rows tell when something happened with a person.
func seeing() (all []personal.Table) {
	for _, t := range Catalogue() {
		if t.Seen != "" {
			all = append(all, t)
		}
	}
	return all
}

// ownRows is the condition of a table's rows about the records with the ids of an array.
func ownRows(t *personal.Table, ids string) string { return strings.ReplaceAll(t.Whose, "?0", ids) }
