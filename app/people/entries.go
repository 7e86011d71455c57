package people

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Entry is one line of a file: a title, a job, a language. Data holds what was typed by
// the names of the fields of its kind (see Kinds); empty fields are left out.
type Entry struct {
	bun.BaseModel `bun:"table:person_entries,alias:e"`

	ID        int64 `bun:",pk,autoincrement"`
	PersonID  int64
	Kind      string
	Data      map[string]string `bun:"type:jsonb"`
	AddedAt   time.Time
	AddedBy   string
	RemovedAt *time.Time
	RemovedBy string
	NextID    *int64
}

// Expired reports whether what the entry is about has ended before the day.
func (e *Entry) Expired(on time.Time) bool {
	until := e.Data["expires"]
	return until != "" && until < on.Format(time.DateOnly)
}

// Entries gives what stands in the file of a person of the actor's desks, merged
// records included: by kind in the order of Kinds, each the way people read it, the
// latest first.
func Entries(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Entry, error) {
	p, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	return entriesOf(ctx, idb, p.ID)
}

// AddEntry writes a line into the file of a person of the actor's desks and gives its
// id. Invalid names the fields; an unknown kind is NotFound.
func AddEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, kindName string, data map[string]string, now time.Time) (int64, error) {
	var added int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) (err error) {
		added, err = addEntry(ctx, tx, actor, id, kindName, data, now)
		return err
	})
	return added, err
}

func addEntry(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64, kindName string, data map[string]string, now time.Time) (int64, error) {
	k := kind(kindName)
	if k == nil {
		return 0, fault.Missing()
	}
	data = k.clean(data)
	if err := k.check(data, now); err != nil {
		return 0, err
	}
	p, err := lock(ctx, tx, actor, id)
	if err != nil {
		return 0, err
	}
	return writeEntry(ctx, tx, actor, &Entry{PersonID: p.ID, Kind: k.Name, Data: data}, now)
}

// writeEntry adds a prepared line, under the lock of its person, and gives its id.
func writeEntry(ctx context.Context, tx bun.IDB, actor auth.Actor, e *Entry, now time.Time) (int64, error) {
	e.AddedAt, e.AddedBy = now, actor.Ref()
	if _, err := tx.NewInsert().Model(e).ExcludeColumn("removed_at", "removed_by", "next_id").Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "add entry")
	}
	return e.ID, record(ctx, tx, actor, "add_"+e.Kind, e.PersonID, 0, map[string]any{"entry": e.ID}, now)
}

// FindEntry gives a line that stands in the file of a person of the actor's desks.
func FindEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, id, entryID int64) (*Entry, error) {
	all, err := Entries(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e Entry) bool { return e.ID == entryID })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &all[i], nil
}

// ChangeEntry puts a new line in the place of another, which is kept as it was. The
// same again is quiet; a line somebody changed or removed meanwhile is Conflict
// "people.error.entry_changed".
func ChangeEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, id, entryID int64, data map[string]string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lockEntry(ctx, tx, actor, id, entryID)
		if err != nil {
			return err
		}
		k := kind(e.Kind)
		if maps.Equal(k.clean(data), e.Data) {
			return nil
		}
		next, err := addEntry(ctx, tx, actor, id, e.Kind, data, now)
		if err != nil {
			return err
		}
		return e.end(ctx, tx, actor, &next, now)
	})
}

// RemoveEntry takes a line out of the file; it is kept, marked with who and when.
// Removed already is quiet.
func RemoveEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, id, entryID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lockEntry(ctx, tx, actor, id, entryID)
		if f, ok := fault.As(err); ok && f.Key == "people.error.entry_changed" {
			return nil
		}
		if err != nil {
			return err
		}
		if err := e.end(ctx, tx, actor, nil, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, "remove_"+e.Kind, e.PersonID, 0, map[string]any{"entry": e.ID}, now)
	})
}

func lockEntry(ctx context.Context, tx bun.IDB, actor auth.Actor, id, entryID int64) (*Entry, error) {
	if _, err := lock(ctx, tx, actor, id); err != nil {
		return nil, err
	}
	return lockEntryOf(ctx, tx, id, entryID)
}

// lockEntryOf reads a line of a root, merged records included, and keeps it.
func lockEntryOf(ctx context.Context, tx bun.IDB, root, entryID int64) (*Entry, error) {
	e := new(Entry)
	err := tx.NewSelect().Model(e).
		Where("e.id = ?1 AND (e.person_id = ?0 OR e.person_id IN (SELECT id FROM people WHERE root_id = ?0))", root, entryID).For("UPDATE").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "lock entry")
	}
	if e.RemovedAt != nil {
		return nil, fault.New(fault.Conflict, "people.error.entry_changed")
	}
	return e, nil
}

func (e *Entry) end(ctx context.Context, tx bun.IDB, actor auth.Actor, next *int64, now time.Time) error {
	res, err := tx.NewRaw("UPDATE person_entries SET removed_at = ?, removed_by = ?, next_id = ? WHERE id = ? AND removed_at IS NULL",
		now, actor.Ref(), next, e.ID).Exec(ctx)
	return fault.Wrap(db.One(res, err), "end entry")
}
