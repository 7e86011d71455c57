package preferences

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/people"
)

// owner is whose preferences are changed: it gives the root the actor may change.
type owner func(ctx context.Context, tx bun.IDB) (*people.Person, error)

func known(actor auth.Actor, id int64) owner {
	return func(ctx context.Context, tx bun.IDB) (*people.Person, error) { return people.Find(ctx, tx, actor, id) }
}

func self(actor auth.Actor) owner {
	return func(ctx context.Context, tx bun.IDB) (*people.Person, error) { return people.Own(ctx, tx, actor) }
}

// Add writes a preference of a person of the actor's desks and gives its id. Invalid names
// the fields; three stand already: Conflict "preferences.error.three"; the same occupation
// stands: Conflict "preferences.error.twice".
func Add(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, in Form, now time.Time) (int64, error) {
	return add(ctx, idb, actor, known(actor, personID), in, now)
}

// AddOwn is Add for the citizen. What only the desk writes is left out.
func AddOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, in Form, now time.Time) (int64, error) {
	in.desk(Form{})
	return add(ctx, idb, actor, self(actor), in, now)
}

func add(ctx context.Context, idb bun.IDB, actor auth.Actor, whose owner, in Form, now time.Time) (id int64, err error) {
	in = in.clean()
	if err := in.check(now); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, all, err := lock(ctx, tx, whose)
		if err != nil {
			return err
		}
		if err := in.fits(ctx, tx, all, nil); err != nil {
			return err
		}
		if three, _ := counting(all); len(three) >= Most {
			return fault.New(fault.Conflict, "preferences.error.three")
		}
		f := &Preference{PersonID: root, Position: free(all, root), Form: in, AddedAt: now, AddedBy: actor.Ref()}
		if err := f.insert(ctx, tx); err != nil {
			return err
		}
		id = f.ID
		return record(ctx, tx, actor, "add", root, f, now)
	})
	return id, err
}

// free is the first place of a root's own record that is not taken.
func free(all []Preference, root int64) int {
	for n := 1; ; n++ {
		if !slices.ContainsFunc(all, func(f Preference) bool { return f.PersonID == root && f.Position == n }) {
			return n
		}
	}
}

// lock gives the root and what stands, and keeps others from changing it.
func lock(ctx context.Context, tx bun.Tx, whose owner) (int64, []Preference, error) {
	p, err := whose(ctx, tx)
	if err != nil {
		return 0, nil, err
	}
	if err := db.Lock(ctx, tx, "preferences.person", p.ID, ""); err != nil {
		return 0, nil, err
	}
	all, err := standing(ctx, tx, p.ID)
	return p.ID, all, err
}

// fits holds the form against what stands beside it, and its occupation against the
// glossary: one out of use can stay but not be chosen.
func (in Form) fits(ctx context.Context, tx bun.IDB, all []Preference, before *Preference) error {
	if slices.ContainsFunc(all, func(f Preference) bool {
		return f.OccupationID == in.OccupationID && (before == nil || f.ID != before.ID)
	}) {
		return fault.New(fault.Conflict, "preferences.error.twice")
	}
	if before == nil || before.OccupationID != in.OccupationID {
		o, err := occupations.Find(ctx, tx, in.OccupationID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		var k fault.Check
		k.If(err != nil || o.RetiredAt != nil, "occupation", "preferences.error.occupation")
		if err := k.Err(); err != nil {
			return err
		}
	}
	list, err := occupations.Skills(ctx, tx, in.Skills)
	if err != nil || len(list) == len(in.Skills) {
		return err
	}
	var k fault.Check
	k.Add("skills", "preferences.error.choose")
	return k.Err()
}

func (f *Preference) insert(ctx context.Context, tx bun.IDB) error {
	if f.Skills == nil {
		f.Skills = []int64{}
	}
	_, err := tx.NewInsert().Model(f).ExcludeColumn("id", "removed_at", "removed_by", "next_id").Returning("id").Exec(ctx)
	return fault.Wrap(db.Translate(err), "add a preference")
}

// Change puts what is said now in the place of a preference of a person of the actor's
// desks; what was said before is kept. The same again is quiet; one that was changed or
// removed meanwhile is Conflict "preferences.error.changed"; the rest is as for Add.
func Change(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, in Form, now time.Time) error {
	return change(ctx, idb, actor, known(actor, personID), id, func(Form) Form { return in }, now)
}

// ChangeOwn is Change for the citizen. What only the desk writes stays as it is.
func ChangeOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in Form, now time.Time) error {
	return change(ctx, idb, actor, self(actor), id, func(before Form) Form {
		in.desk(before)
		return in
	}, now)
}

// desk takes over what only the desk writes.
func (in *Form) desk(x Form) { in.Sector, in.Note, in.InterviewOn = x.Sector, x.Note, x.InterviewOn }

func change(ctx context.Context, idb bun.IDB, actor auth.Actor, whose owner, id int64, says func(before Form) Form, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, all, err := lock(ctx, tx, whose)
		if err != nil {
			return err
		}
		f, err := among(ctx, tx, all, root, id)
		if err != nil {
			return err
		}
		if f.RemovedAt != nil {
			return fault.New(fault.Conflict, "preferences.error.changed")
		}
		in := says(f.Form).clean()
		if err := in.check(now); err != nil || in.same(f.Form) {
			return err
		}
		if err := in.fits(ctx, tx, all, f); err != nil {
			return err
		}
		next := &Preference{PersonID: f.PersonID, Position: f.Position, Form: in, AddedAt: now, AddedBy: actor.Ref()}
		if err := f.end(ctx, tx, actor, next, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, "change", root, next, now)
	})
}

// among gives one of the rows of a root, standing or not; any other id is NotFound.
func among(ctx context.Context, tx bun.IDB, all []Preference, root, id int64) (*Preference, error) {
	if i := slices.IndexFunc(all, func(f Preference) bool { return f.ID == id }); i >= 0 {
		return &all[i], nil
	}
	f := new(Preference)
	err := tx.NewSelect().Model(f).Where("f.id = ?1 AND (f.person_id = ?0 OR f.person_id IN (SELECT id FROM people WHERE root_id = ?0))", root, id).Scan(ctx)
	return f, fault.Wrap(db.Translate(err), "find a preference")
}

// end takes the row out, with the one that comes in its place where there is one.
func (f *Preference) end(ctx context.Context, tx bun.IDB, actor auth.Actor, next *Preference, now time.Time) error {
	res, err := tx.NewRaw("UPDATE preferences SET removed_at = ?, removed_by = ? WHERE id = ? AND removed_at IS NULL", now, actor.Ref(), f.ID).Exec(ctx)
	if err = db.One(res, err); err != nil || next == nil {
		return fault.Wrap(err, "end a preference")
	}
	if err := next.insert(ctx, tx); err != nil {
		return err
	}
	_, err = tx.NewRaw("UPDATE preferences SET next_id = ? WHERE id = ?", next.ID, f.ID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "name the next preference")
}

// Remove takes a preference of a person of the actor's desks away; it is kept, marked with
// who and when. Removed already is quiet.
func Remove(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return remove(ctx, idb, actor, known(actor, personID), id, now)
}

// RemoveOwn is Remove for the citizen.
func RemoveOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return remove(ctx, idb, actor, self(actor), id, now)
}

func remove(ctx context.Context, idb bun.IDB, actor auth.Actor, whose owner, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, all, err := lock(ctx, tx, whose)
		if err != nil {
			return err
		}
		f, err := among(ctx, tx, all, root, id)
		switch {
		case err != nil:
			return err
		case f.RemovedAt != nil && f.NextID != nil:
			return fault.New(fault.Conflict, "preferences.error.changed")
		case f.RemovedAt != nil:
			return nil
		}
		if err := f.end(ctx, tx, actor, nil, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, "remove", root, f, now)
	})
}

func record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, root int64, f *Preference, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "preferences." + verb, Subject: "person", SubjectID: root,
		Data: map[string]any{"preference": f.ID, "occupation": f.OccupationID}, At: now})
}
