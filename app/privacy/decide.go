package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/personal"
)

// Decision is the answer to a request. Effect is what the program does for who objects or
// asks to restrict and gets a yes: one of EffectsOf.
type Decision struct{ State, Answer, Effect string }

// lockRequest holds a request together with whose it is, in the order in which Forget
// takes them. Answered meanwhile is Conflict "privacy.error.decided".
func lockRequest(ctx context.Context, tx bun.IDB, id int64) (q *Request, root int64, forgotten bool, err error) {
	q = new(Request)
	if err = tx.NewSelect().Model(q).Where("rq.id = ?", id).Scan(ctx); err != nil {
		return nil, 0, false, fault.Wrap(db.Translate(err), "find a request")
	}
	if root, forgotten, err = lockRoot(ctx, tx, q.PersonID); err != nil {
		return nil, 0, false, err
	}
	if err = tx.NewSelect().Model(q).WherePK().For("UPDATE").Scan(ctx); err != nil {
		return nil, 0, false, fault.Wrap(db.Translate(err), "lock a request")
	}
	if q.State != Open {
		return nil, 0, false, fault.New(fault.Conflict, "privacy.error.decided")
	}
	return q, root, forgotten, nil
}

// Decide answers a request and tells the person. To erase and Done is to forget the person
// in the same transaction, as Forget does; the last message goes where they could be
// reached before. To object or restrict has the Effect chosen, at once. Invalid names state,
// effect, answer.
func (o Office) Decide(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in Decision, now time.Time) error {
	in.Answer = strings.TrimSpace(strings.ReplaceAll(in.Answer, "\r\n", "\n"))
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		q, root, forgotten, err := lockRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := in.check(q); err != nil {
			return err
		}
		q.Effect = in.Effect
		if err := q.settle(ctx, tx, actor, in.State, in.Answer, "decide", now); err != nil {
			return err
		}
		switch {
		case forgotten:
			return nil
		case q.Kind == Erase && in.State == Done || q.Effect == EffectErase:
			return o.erase(ctx, tx, actor, q, root, now)
		case q.Effect == EffectFile || q.Effect == EffectSharing:
			if err := o.hold(ctx, tx, actor, q, root, now); err != nil {
				return err
			}
		}
		return o.tell(ctx, tx, root, kindAnswered, requestSubject, q.ID, now)
	})
}

func (in *Decision) check(q *Request) error {
	var k fault.Check
	k.If(in.State != Done && in.State != Partly && in.State != Refused || q.Kind == Erase && in.State == Partly, "state", "people.error.choose")
	if in.State == Refused || len(EffectsOf(q.Kind)) == 0 {
		in.Effect = ""
	} else {
		k.If(!slices.Contains(EffectsOf(q.Kind), in.Effect) || in.Effect == EffectErase && in.State == Partly, "effect", "people.error.choose")
	}
	gone := q.Kind == Erase || in.Effect == EffectErase
	k.If(in.Answer == "" && (!gone || in.State != Done), "answer", "privacy.error.answer")
	checkWords(&k, "answer", in.Answer, MaxWords)
	return k.Err()
}

// erase forgets the person of a request and says so where they could be reached.
func (o Office) erase(ctx context.Context, tx bun.Tx, actor auth.Actor, q *Request, root int64, now time.Time) error {
	to, err := o.wayTo(ctx, tx, root, now)
	if err != nil {
		return err
	}
	months, err := Months(ctx, tx, personal.Path)
	if err != nil {
		return err
	}
	if err := o.Forget(ctx, tx, actor, root, months, now); err != nil {
		return err
	}
	return to.queue(ctx, tx, kindFarewell, farewellSubject, q.ID, now)
}

// Extend gives a request the longer time the law allows for what is complex, once, and
// tells the person why. Invalid names reason; extended already is Conflict
// "privacy.error.extended".
func (o Office) Extend(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	var k fault.Check
	k.If(reason == "", "reason", "privacy.error.reason")
	checkWords(&k, "reason", reason, MaxExtension)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		q, root, forgotten, err := lockRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		if q.ExtendedAt != nil || q.Late(desks.InItaly(now)) {
			return fault.New(fault.Conflict, "privacy.error.extended")
		}
		q.ExtendedAt, q.ExtendedBy, q.Extension = &now, actor.Ref(), reason
		q.DueOn = month(desks.InItaly(q.AskedAt), extendedMonths)
		if _, err := tx.NewUpdate().Model(q).Column("extended_at", "extended_by", "extension", "due_on").WherePK().Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "extend a request")
		}
		if err := recordRequest(ctx, tx, actor, q, "extend", map[string]any{}, now); err != nil || forgotten {
			return err
		}
		return o.tell(ctx, tx, root, kindExtended, requestSubject, q.ID, now)
	})
}

// Erasing is what would become of a person's data: what goes, what stays and until when.
type Erasing struct {
	// Gone are the rows there are now, by purpose.
	Gone []Count
	// Open are the paths that have to be closed first.
	Open []OpenPath
	// Papers is until when the signed papers of the paths are kept, zero where there are
	// none to keep; Proofs how many consents stay as proof, without the employer's name.
	Papers desks.Date
	Proofs int
}

// Count is how many rows of a purpose are about a person.
type Count struct {
	Purpose personal.Purpose
	Rows    int
}

// OpenPath is a path that has to be closed first.
type OpenPath struct {
	ID   int64
	Desk map[string]string
}

// Preview tells what erasing a person would do, and changes nothing. The caller has checked
// whose data it is.
func Preview(ctx context.Context, idb bun.IDB, personID int64, now time.Time) (*Erasing, error) {
	ids, err := recordsOf(ctx, idb, personID)
	if err != nil {
		return nil, err
	}
	x := new(Erasing)
	if x.Gone, err = counts(ctx, idb, ids); err != nil {
		return nil, err
	}
	if err := x.paths(ctx, idb, ids, now); err != nil {
		return nil, err
	}
	err = idb.NewRaw("SELECT count(*) FROM consents WHERE person_id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &x.Proofs)
	return x, fault.Wrap(db.Translate(err), "count what is kept as proof")
}

func (x *Erasing) paths(ctx context.Context, idb bun.IDB, ids []int64, now time.Time) error {
	err := idb.NewRaw(`SELECT c.id, d.name AS desk FROM cases AS c JOIN desks AS d ON d.id = c.desk_id
		WHERE c.person_id = ANY(?) AND c.closed_at IS NULL ORDER BY c.id`, pgdialect.Array(ids)).Scan(ctx, &x.Open)
	if err != nil {
		return fault.Wrap(db.Translate(err), "look for open paths")
	}
	var closed *time.Time
	if err := idb.NewRaw("SELECT max(closed_at) FROM cases WHERE person_id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &closed); err != nil {
		return fault.Wrap(db.Translate(err), "look for closed paths")
	}
	if len(x.Open) > 0 {
		closed = &now // the day it would be closed, at the earliest
	}
	months, err := Months(ctx, idb, personal.Path)
	if err == nil && closed != nil && now.Before(closed.AddDate(0, months, 0)) {
		x.Papers = desks.DateOf(closed.AddDate(0, months, 0))
	}
	return err
}

// recordsOf gives the ids of all records of a person.
func recordsOf(ctx context.Context, idb bun.IDB, personID int64) (ids []int64, err error) {
	err = idb.NewRaw("SELECT own.id FROM people AS own WHERE own.id IN "+people.OwnRecords+" AND own.forgotten_at IS NULL ORDER BY own.root_id NULLS FIRST, own.id", personID).Scan(ctx, &ids)
	if err == nil && len(ids) == 0 {
		return nil, fault.Missing()
	}
	return ids, fault.Wrap(db.Translate(err), "list the records of a person")
}
