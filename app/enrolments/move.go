package enrolments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Going takes an enrolment from the state its reader saw to another, on a day. Reason is
// one of ReasonsOf the state, Why says it in words. Certificate and its day are of what is
// completed, and may come later.
type Going struct {
	From, To    string
	On          desks.Date
	Reason, Why string
	Certificate string
	CertifiedOn desks.Date
}

// Advance takes an enrolment of the actor's desks one step forward. There already is
// quiet; one that somebody else moved is Conflict "enrolments.error.changed", a step the
// table has not "enrolments.error.step". Invalid names day, reason, why, certificate and
// certified_on.
func Advance(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, g Going, now time.Time) error {
	return staff(actor).advance(ctx, idb, id, g, now)
}

// OwnAdvance is Advance for the citizen, of what the desk recorded too: it stays marked
// until the desk confirms it.
func OwnAdvance(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, g Going, now time.Time) error {
	return self(actor).advance(ctx, idb, id, g, now)
}

func (w reader) advance(ctx context.Context, idb bun.IDB, id int64, g Going, now time.Time) error {
	g.Why, g.Certificate = line(g.Why), line(g.Certificate)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil || x.State == g.To {
			return err
		}
		switch {
		case x.State != g.From:
			return fault.New(fault.Conflict, "enrolments.error.changed")
		case !x.May(g.To):
			return fault.New(fault.Conflict, "enrolments.error.step")
		}
		if err := g.check(x); err != nil {
			return err
		}
		x.State, x.MovedOn, x.MovedAt, x.Reason, x.Why = g.To, g.On, now, g.Reason, g.Why
		x.Certificate, x.CertifiedOn = g.Certificate, g.CertifiedOn
		if err := x.note(ctx, tx, Move{Kind: MoveStep, From: g.From, To: g.To, Day: g.On, Reason: g.Reason, Note: g.Why}); err != nil {
			return err
		}
		x.heard()
		return x.save(ctx, tx, g.To)
	})
}

// check names what is wrong and drops what the state has not.
func (g *Going) check(x *held) error {
	var k fault.Check
	past(&k, "day", g.On, x.today)
	k.If(!g.On.IsZero() && g.On.Before(x.MovedOn), "day", "enrolments.error.before")
	reasons := ReasonsOf(g.To)
	if len(reasons) == 0 {
		g.Reason, g.Why = "", ""
	} else {
		k.If(!slices.Contains(reasons, g.Reason), "reason", "people.error.choose")
		k.If(g.Reason == OtherReason && g.Why == "", "why", "enrolments.error.why")
		text(&k, "why", g.Why, MaxLine)
	}
	if g.To != Completed {
		g.Certificate, g.CertifiedOn = "", desks.Date{}
	}
	certified(&k, g.Certificate, g.CertifiedOn, x.today)
	return k.Err()
}

// certified checks a certificate, which need not be there.
func certified(k *fault.Check, name string, on, today desks.Date) {
	text(k, "certificate", name, MaxShort)
	k.If(!on.IsZero() && name == "", "certificate", "enrolments.error.certificate")
	if !on.IsZero() {
		past(k, "certified_on", on, today)
	}
}

// Certify writes which certificate a completed enrolment of the actor's desks gave, and
// when. The same again is quiet; one that is not completed is Conflict
// "enrolments.error.step". Invalid names certificate and certified_on.
func Certify(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, name string, on desks.Date, now time.Time) error {
	return staff(actor).certify(ctx, idb, id, name, on, now)
}

// OwnCertify is Certify for the citizen.
func OwnCertify(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, name string, on desks.Date, now time.Time) error {
	return self(actor).certify(ctx, idb, id, name, on, now)
}

func (w reader) certify(ctx context.Context, idb bun.IDB, id int64, name string, on desks.Date, now time.Time) error {
	name = line(name)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil || x.State == Completed && x.Certificate == name && x.CertifiedOn == on {
			return err
		}
		if x.State != Completed {
			return fault.New(fault.Conflict, "enrolments.error.step")
		}
		var k fault.Check
		k.If(name == "", "certificate", "enrolments.error.certificate")
		certified(&k, name, on, x.today)
		if err := k.Err(); err != nil {
			return err
		}
		x.Certificate, x.CertifiedOn = name, on
		day := on
		if day.IsZero() {
			day = x.today
		}
		if err := x.note(ctx, tx, Move{Kind: MoveCertificate, From: Completed, To: Completed, Day: day, Note: name}); err != nil {
			return err
		}
		x.heard()
		return x.save(ctx, tx, "certify")
	})
}

// Confirm says that what the person told of an enrolment of the actor's desks is so.
// Confirmed already is quiet; what changed since it was read is Conflict
// "enrolments.error.changed".
func Confirm(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := staff(actor).lock(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if x.State != from {
			return fault.New(fault.Conflict, "enrolments.error.changed")
		}
		if !x.Told {
			return nil
		}
		if err := x.note(ctx, tx, Move{Kind: MoveConfirm, From: x.State, To: x.State, Day: x.today}); err != nil {
			return err
		}
		x.heard()
		return x.save(ctx, tx, "confirm")
	})
}

// TakeBack takes the last step of an enrolment of the actor's desks back: from is the
// state its reader saw. In another state it is quiet. What was written down as it is has
// nothing before it: Conflict "enrolments.error.first"; what became a line of the file
// stays completed while the line stands: Conflict "enrolments.error.filed".
func TakeBack(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return staff(actor).takeBack(ctx, idb, id, from, now)
}

// OwnTakeBack is TakeBack for the citizen's own last step; the desk's is Conflict
// "enrolments.error.desk".
func OwnTakeBack(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return self(actor).takeBack(ctx, idb, id, from, now)
}

// MayOwnTakeBack reports whether the last step is the person's, and the desk has not
// confirmed it.
func (p *Enrolment) MayOwnTakeBack(all []Move) bool {
	path := Path(all)
	return p.Told && len(path) > 1 && auth.ByPerson(path[len(path)-1].By)
}

func (w reader) takeBack(ctx context.Context, idb bun.IDB, id int64, from string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil || x.State != from {
			return err
		}
		path, to := Path(x.moves), Before(x.moves)
		switch {
		case to == "":
			return fault.New(fault.Conflict, "enrolments.error.first")
		case w.own && !x.MayOwnTakeBack(x.moves):
			return fault.New(fault.Conflict, "enrolments.error.desk")
		}
		filed, err := x.filed(ctx, tx)
		if err == nil && filed {
			err = fault.New(fault.Conflict, "enrolments.error.filed")
		}
		if err != nil {
			return err
		}
		last, before := path[len(path)-1], path[len(path)-2]
		x.State, x.MovedOn, x.MovedAt, x.Reason, x.Why = to, before.Day, now, before.Reason, before.Note
		x.Certificate, x.CertifiedOn, x.EntryID = "", desks.Date{}, nil
		if err := x.note(ctx, tx, Move{Kind: MoveBack, From: from, To: to, Day: x.today, UndoesID: &last.ID}); err != nil {
			return err
		}
		x.heard()
		return x.save(ctx, tx, "take_back")
	})
}
