package cvs

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
)

// WriteDraft keeps what was typed at a step and gives the draft as it is then. Invalid names
// the fields. A section, or a line of it, that says something else than its author saw
// is Conflict "cvs.write.error.changed"; other sections may have changed. The same again
// is quiet. NotFound where there is no draft.
func WriteDraft(ctx context.Context, idb bun.IDB, w Writer, in Typed, now time.Time) (d *Draft, err error) {
	if !slices.Contains(europass.Sections(), in.Section) {
		return nil, fault.Missing()
	}
	if err := in.check(now); err != nil {
		return nil, err
	}
	return w.change(ctx, idb, now, func(d *Draft) (bool, error) {
		was := d.Data.Digest(in.Section)
		if err := d.take(in); err != nil {
			return false, err
		}
		step := in.Section
		if in.On {
			step = next(step)
		}
		moved := d.Step != step
		d.Step = step
		return moved || d.Data.Digest(in.Section) != was, nil
	})
}

// take makes the draft say what was typed.
func (d *Draft) take(in Typed) error {
	says := in.Says.Section(in.Section).Tidy()
	if !europass.HasLines(in.Section) {
		if now := d.Data.Digest(in.Section); in.Seen != now && says.Digest(in.Section) != now {
			return errChanged()
		}
		d.Data.Take(in.Section, says)
		return nil
	}
	typed := says.Keys(in.Section)
	if len(typed) == 0 || slices.Contains(d.Data.Keys(in.Section), typed[0]) && in.Seen == "" {
		return nil
	}
	if len(d.Data.Keys(in.Section)) >= europass.Most && in.Seen == "" {
		return fault.New(fault.Invalid, "cvs.write.error.many").With("Max", europass.Most)
	}
	if !d.Data.Put(in.Section, in.Seen, says) && !slices.Contains(d.Data.Keys(in.Section), typed[0]) {
		return errChanged()
	}
	d.Data = d.Data.Tidy()
	d.Data.Latest()
	return nil
}

func errChanged() error { return fault.New(fault.Conflict, "cvs.write.error.changed") }

// CutDraft takes the line with a key out of a section; a line that is not there any more is
// quiet.
func CutDraft(ctx context.Context, idb bun.IDB, w Writer, section, key string, now time.Time) error {
	_, err := w.change(ctx, idb, now, func(d *Draft) (bool, error) {
		d.Step = section
		return d.Data.Cut(section, key), nil
	})
	return err
}

// change changes the person's draft under lock. fn says whether it did.
func (w Writer) change(ctx context.Context, idb bun.IDB, now time.Time, fn func(*Draft) (bool, error)) (d *Draft, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := w.person(ctx, tx)
		if err != nil {
			return err
		}
		if d, err = draftOf(ctx, tx, p.ID, true); err != nil {
			return err
		}
		if d == nil {
			return fault.Missing()
		}
		changed, err := fn(d)
		if err != nil || !changed {
			return err
		}
		d.Version++
		d.ChangedAt, d.ChangedBy = now, w.Actor.Ref()
		_, err = tx.NewUpdate().Model(d).Column("data", "step", "version", "changed_at", "changed_by", "saved_at").WherePK().Exec(ctx)
		return fault.Wrap(db.Translate(err), "keep a draft")
	})
	return d, err
}
