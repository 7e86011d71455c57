package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// person is whose CV is written; NotFound where the writer may not.
func (w Writer) person(ctx context.Context, idb bun.IDB) (*people.Person, error) {
	if w.PersonID == 0 {
		return people.Own(ctx, idb, w.Actor)
	}
	return people.Find(ctx, idb, w.Actor, w.PersonID)
}

// DraftOf gives the draft of the person's CV, nil where nobody began one. That an operator
// read it is noted in the person's file.
func DraftOf(ctx context.Context, idb bun.IDB, w Writer, now time.Time) (*Draft, error) {
	p, err := w.person(ctx, idb)
	if err != nil {
		return nil, err
	}
	d, err := draftOf(ctx, idb, p.ID, false)
	if err != nil || d == nil || w.PersonID == 0 {
		return d, err
	}
	return d, people.NoteRead(ctx, idb, w.Actor, p.ID, people.PartCV, now)
}

// draftOf is the draft of a root, of the records merged into it the one changed last.
func draftOf(ctx context.Context, idb bun.IDB, root int64, lock bool) (*Draft, error) {
	d := new(Draft)
	q := idb.NewSelect().Model(d).Where("d.person_id IN "+people.OwnRecords, root).Order("d.changed_at DESC", "d.id DESC").Limit(1)
	if lock {
		q = q.For("UPDATE")
	}
	err := db.Translate(q.Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if d.Data == nil {
		d.Data = new(europass.Profile)
	}
	return d, fault.Wrap(err, "find a draft")
}

// BeginDraft begins a CV with what the person's file says. Where one was begun already it
// is quiet and gives that.
func BeginDraft(ctx context.Context, idb bun.IDB, w Writer, now time.Time) (d *Draft, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := w.person(ctx, tx)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, p.ID); err != nil {
			return err
		}
		if d, err = draftOf(ctx, tx, p.ID, false); err != nil || d != nil {
			return err
		}
		data, err := w.prefilled(ctx, tx, p)
		if err != nil {
			return err
		}
		d = &Draft{PersonID: p.ID, Data: data, Step: europass.SectionPerson, Lang: langOf(p), Version: 1,
			BegunAt: now, BegunBy: w.Actor.Ref(), ChangedAt: now, ChangedBy: w.Actor.Ref()}
		if _, err := tx.NewInsert().Model(d).ExcludeColumn("id", "saved_at").Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "begin a draft")
		}
		return w.record(ctx, tx, "draft_begin", d, now)
	})
	return d, err
}

func langOf(p *people.Person) string {
	if i18n.Supported(p.Lang) {
		return p.Lang
	}
	return i18n.Italian
}

// DropDraft throws the draft away with all it says; none is quiet.
func DropDraft(ctx context.Context, idb bun.IDB, w Writer, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := w.person(ctx, tx)
		if err != nil {
			return err
		}
		gone := []Draft{}
		err = tx.NewRaw("DELETE FROM cv_drafts AS d WHERE d.person_id IN "+people.OwnRecords+" RETURNING id, person_id, version", p.ID).Scan(ctx, &gone)
		if err != nil {
			return fault.Wrap(db.Translate(err), "throw a draft away")
		}
		for i := range gone {
			if err := w.record(ctx, tx, "draft_drop", &gone[i], now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w Writer) record(ctx context.Context, tx bun.IDB, action string, d *Draft, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: w.Actor.Ref(), Action: "cvs." + action, Subject: "person", SubjectID: d.PersonID,
		Data: map[string]any{"draft": d.ID, "version": d.Version}, At: now})
}
