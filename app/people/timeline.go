package people

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// RootOf gives the root of a person known at the actor's desks, for a row of another
// noun to point to; nil for 0, which is nobody.
func RootOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*int64, error) {
	if id == 0 {
		return nil, nil
	}
	p, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	return &p.ID, nil
}

// Event is one thing that happened with a person, as a noun tells it. ID names it among
// those of its Kind.
type Event struct {
	At   time.Time
	Kind string
	ID   int64
	// About is the id of the row its page shows.
	About int64
	// DeskID and AreaID say where and what for, 0 for neither.
	DeskID, AreaID int64
	// Code is how it ended or what it was, a code word of its noun; Text what was typed.
	Code, Text string
	// By is who did it, as auth.Actor.Ref writes it.
	By string
}

// Place is a place in a history, whose latest event comes first.
type Place struct {
	At   time.Time
	Kind string
	ID   int64
}

// Place is where the event stands.
func (e *Event) Place() Place { return Place{e.At, e.Kind, e.ID} }

// later orders places: the latest first, of one instant by kind and id.
func later(a, b Place) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Kind, a.Kind), cmp.Compare(b.ID, a.ID))
}

// HistoryPage is how many events a page holds.
const HistoryPage = 50

// History is the question every noun answers with the events it knows; TimelineOf asks
// it. Each noun narrows to the actor's desks.
type History struct {
	ids    []int64
	kinds  []string
	before Place
	limit  int
}

// TimelineOf begins the history of a person of the actor's desks, merged records
// included: of some kinds (nil for all), before a place (zero for the latest).
func TimelineOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, kinds []string, before Place, limit int) (*History, error) {
	p, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	h := &History{kinds: kinds, before: before, limit: limit}
	err = idb.NewRaw("SELECT id FROM people WHERE id = ?0 OR root_id = ?0", p.ID).Scan(ctx, &h.ids)
	return h, fault.Wrap(db.Translate(err), "list records of a person")
}

// Wants reports whether one of the kinds is asked for.
func (h *History) Wants(kinds ...string) bool {
	return h.kinds == nil || slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(h.kinds, k) })
}

// Query gives the SQL that reads the history out of rows, a SELECT made of constants
// whose columns are those of Event. In it ?0 stands for the ids of the person's records,
// ?1 for whether the actor sees every desk, ?2 for the actor's desks.
func (h *History) Query(idb bun.IDB, actor auth.Actor, rows string) *bun.RawQuery {
	ids, all := actor.Desks()
	return idb.NewRaw(`SELECT at, kind, id, about, desk_id, area_id, code, text, by FROM (`+rows+`) AS e
		WHERE (?3 OR kind = ANY(?4)) AND (?5 OR (at, kind COLLATE "C", id) < (?6, ?7, ?8))
		ORDER BY at DESC, kind COLLATE "C" DESC, id DESC LIMIT ?9`,
		pgdialect.Array(h.ids), all, pgdialect.Array(ids), h.kinds == nil, pgdialect.Array(h.kinds),
		h.before.ID == 0, h.before.At, h.before.Kind, h.before.ID, h.limit+1)
}

// Read gives the events of Query, the latest first, one more than the page holds where
// there are others.
func (h *History) Read(ctx context.Context, idb bun.IDB, actor auth.Actor, rows string) ([]Event, error) {
	all := []Event{}
	err := h.Query(idb, actor, rows).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read a person's history")
}

// Merged puts the events of several nouns into one page, the latest first, and says
// where the next one begins, nil on the last.
func (h *History) Merged(lists ...[]Event) ([]Event, *Place) {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b Event) int { return later(a.Place(), b.Place()) })
	if len(all) <= h.limit {
		return all, nil
	}
	next := all[h.limit-1].Place()
	return all[:h.limit], &next
}

// fileRows are what was written into the file, and the merges.
const fileRows = pastRows + ` UNION ALL SELECT e.added_at AS at, 'entry' AS kind, e.id, 0 AS about, 0 AS desk_id, 0 AS area_id, e.kind AS code, '' AS text, e.added_by AS by
	FROM person_entries AS e WHERE e.person_id = ANY(?0)
	UNION ALL SELECT m.at, 'merge', m.id, 0, 0, 0, CASE WHEN m.undone_at IS NULL THEN 'done' ELSE 'undone' END, m.reason, m.by
	FROM person_merges AS m WHERE m.kept_id = ANY(?0)
	UNION ALL SELECT p.opened_at, 'file', p.id, 0, 0, 0, '', '', p.opened_by FROM people AS p WHERE p.id = ANY(?0)`

// Kinds of the events of this noun: a file was opened, a line written into it, another
// record merged into it; another program told of something past.
const (
	EventFile  = "file"
	EventEntry = "entry"
	EventMerge = "merge"
	EventPast  = Past
)

// Source gives the events of one noun that a history asks for, of the actor's desks.
type Source func(ctx context.Context, idb bun.IDB, actor auth.Actor, h *History) ([]Event, error)

// Events are those of the file itself, whatever desk wrote them, and what is past at the
// actor's desks.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *History) ([]Event, error) {
	if !h.Wants(EventFile, EventEntry, EventMerge, EventPast) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, fileRows)
}
