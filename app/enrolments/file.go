package enrolments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Offer is the line of the file a completed enrolment may become.
type Offer struct {
	Kind string
	Data map[string]string
	// Filed says that it is in the file already.
	Filed bool
}

// Proposed gives the line an enrolment of the actor's desks may become, nil where it is
// not completed.
func Proposed(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Offer, error) {
	return staff(actor).proposed(ctx, idb, id)
}

// OwnProposed is Proposed for the citizen.
func OwnProposed(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Offer, error) {
	return self(actor).proposed(ctx, idb, id)
}

func (w reader) proposed(ctx context.Context, idb bun.IDB, id int64) (*Offer, error) {
	p, err := w.find(ctx, idb, id)
	if err != nil || p.State != Completed {
		return nil, err
	}
	return w.offer(ctx, idb, p)
}

func (w reader) offer(ctx context.Context, idb bun.IDB, p *Enrolment) (*Offer, error) {
	filed, err := p.filed(ctx, idb)
	if err != nil {
		return nil, err
	}
	entries, err := w.entries(ctx, idb, p.PersonID)
	if err != nil {
		return nil, err
	}
	level := ""
	for _, e := range entries {
		if e.Kind == "education" {
			level = max(level, e.Data["isced"])
		}
	}
	x := &Offer{Filed: filed}
	x.Kind, x.Data = p.Proposal(level)
	return x, nil
}

func (w reader) entries(ctx context.Context, idb bun.IDB, personID int64) ([]people.Entry, error) {
	if w.own {
		return people.OwnEntries(ctx, idb, w.Actor)
	}
	return people.Entries(ctx, idb, w.Actor, personID)
}

// filed reports whether the line the enrolment became stands in the file.
func (p *Enrolment) filed(ctx context.Context, idb bun.IDB) (bool, error) {
	if p.EntryID == nil {
		return false, nil
	}
	stands, err := idb.NewSelect().Table("person_entries").Where("id = ? AND (removed_at IS NULL OR next_id IS NOT NULL)", *p.EntryID).Exists(ctx)
	return stands, fault.Wrap(db.Translate(err), "look for the line of the file")
}

// File writes a completed enrolment of the actor's desks into the person's file, with the
// level of a title where it is given. Written already is quiet; one that is not completed
// is Conflict "enrolments.error.step". Invalid names isced.
func File(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, isced string, now time.Time) error {
	return staff(actor).file(ctx, idb, id, isced, now)
}

// OwnFile is File for the citizen.
func OwnFile(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return self(actor).file(ctx, idb, id, "", now)
}

func (w reader) file(ctx context.Context, idb bun.IDB, id int64, isced string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if x.State != Completed {
			return fault.New(fault.Conflict, "enrolments.error.step")
		}
		o, err := w.offer(ctx, tx, x.Enrolment)
		if err != nil || o.Filed {
			return err
		}
		if o.Kind == "education" && isced != "" {
			o.Data["isced"] = isced
		}
		var entry int64
		if w.own {
			entry, err = people.AddOwnEntry(ctx, tx, w.Actor, o.Kind, o.Data, now)
		} else {
			entry, err = w.addEntry(ctx, tx, x, o, now)
		}
		if err != nil {
			return err
		}
		x.EntryID = &entry
		return x.save(ctx, tx, "file")
	})
}

// addEntry writes the line under the root of the person.
func (w reader) addEntry(ctx context.Context, tx bun.IDB, x *held, o *Offer, now time.Time) (int64, error) {
	who, err := people.Find(ctx, tx, w.Actor, x.PersonID)
	if err != nil {
		return 0, err
	}
	return people.AddEntry(ctx, tx, w.Actor, who.ID, o.Kind, o.Data, now)
}
