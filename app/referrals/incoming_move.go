package referrals

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// DoIncoming moves a referral form of the actor's desks, or of the actor's body. Where
// it stands already is quiet: a second press changes nothing. What somebody else moved
// meanwhile, or the table does not allow the actor, is Conflict "referrals.error.moved".
// Started wants the person taken in charge: Conflict "incoming.error.intake". Accepting
// is AcceptIncoming. Invalid names the field text.
func DoIncoming(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, c Change, now time.Time) error {
	c.Text = clean(c.Text)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := lockIncoming(ctx, tx, actor, id)
		if err != nil || x.State == c.To {
			return err
		}
		m, ok := x.move(actor, c)
		if !ok || c.To == Accepted {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		var k fault.Check
		k.If(m.Says && c.Text == "", "text", "referrals.error.text")
		k.If(utf8.RuneCountInString(c.Text) > MaxText, "text", "cases.error.long", "Max", MaxText)
		k.If(!readable(c.Text), "text", "cases.error.characters")
		if err := k.Err(); err != nil {
			return err
		}
		if c.To == Started {
			if err := x.inCharge(ctx, tx, actor); err != nil {
				return err
			}
		}
		return x.to(ctx, tx, actor, m, c.Text, now)
	})
}

// move finds the line of the table the actor may follow.
func (x *Incoming) move(actor auth.Actor, c Change) (Move, bool) {
	for _, m := range x.Next() {
		if m.To == c.To && m.From == c.From && x.Is(actor, m.By) {
			return m, true
		}
	}
	return Move{}, false
}

// inCharge wants an open case of the person at the desk.
func (x *Incoming) inCharge(ctx context.Context, tx bun.IDB, actor auth.Actor) error {
	all, err := cases.ListOf(ctx, tx, actor, *x.PersonID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(c cases.Case) bool { return c.DeskID == x.DeskID && c.Open() }) {
		return fault.New(fault.Conflict, "incoming.error.intake")
	}
	return nil
}

// to writes the new state and what was said, and tells the body what the desk decided.
func (x *Incoming) to(ctx context.Context, tx bun.IDB, actor auth.Actor, m Move, text string, now time.Time) error {
	x.State, x.MovedAt, x.DueAt, x.Late, x.Escalated = m.To, now, nil, false, false
	if deskTurn(m.To) {
		rules, err := FindSettings(ctx, tx)
		if err != nil {
			return err
		}
		due := now.AddDate(0, 0, rules.AnswerDays)
		x.DueAt = &due
	}
	res, err := tx.NewUpdate().Model(x).Column("state", "moved_at", "due_at", "late", "escalated", "person_id").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "move a referral form")
	}
	s := &IncomingStep{State: m.To, Side: m.By, Text: text}
	if err := x.note(ctx, tx, actor, s, now); err != nil {
		return err
	}
	if m.By == BodySide {
		return nil
	}
	return x.tell(ctx, tx, s, now)
}

// Acceptance says whose form it is: PersonID is somebody known already, 0 opens a new
// file. From is the state the reader saw.
type Acceptance struct {
	From     string
	PersonID int64
}

// AcceptIncoming accepts a referral form of the actor's desks and gives the person, whose
// file the desk now has. Somebody the desk does not know yet must be like the one in the
// form (people.Similar), else NotFound. A codice fiscale somebody has already is Conflict
// "people.error.fiscal_taken". A second press gives the same person.
func AcceptIncoming(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, a Acceptance, now time.Time) (person int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := lockIncoming(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if x.State == Accepted && x.Is(actor, DeskSide) {
			person = *x.PersonID
			return nil
		}
		m, ok := x.move(actor, Change{From: a.From, To: Accepted})
		if !ok {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		if person, err = x.takeIn(ctx, tx, actor, a.PersonID, now); err != nil {
			return err
		}
		x.PersonID = &person
		return x.to(ctx, tx, actor, m, "", now)
	})
	return person, err
}

// takeIn opens the person's file at the desk.
func (x *Incoming) takeIn(ctx context.Context, tx bun.Tx, actor auth.Actor, id int64, now time.Time) (int64, error) {
	form := x.Person()
	if id == 0 {
		form.Checked = true // the body looked at the document, or will
		return people.Open(ctx, tx, actor, x.DeskID, form, now)
	}
	p, err := people.Find(ctx, tx, actor, id)
	if err == nil {
		id = p.ID
	} else if !fault.Is(err, fault.NotFound) {
		return 0, err
	} else if err := alike(ctx, tx, actor, form, id); err != nil {
		return 0, err
	}
	reason, err := x.whence(ctx, tx)
	if err != nil {
		return 0, err
	}
	return id, people.Attach(ctx, tx, actor, id, x.DeskID, reason, now)
}

// alike is NotFound unless the person is among those like the one in the form.
func alike(ctx context.Context, tx bun.IDB, actor auth.Actor, form people.Form, id int64) error {
	all, err := people.Similar(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m people.Match) bool { return m.ID == id }) {
		return fault.Missing()
	}
	return nil
}
