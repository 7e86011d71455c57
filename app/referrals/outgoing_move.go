package referrals

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/partners"
	"approdo/app/people"
)

// OutgoingChange is one move as it was asked for. Version is the one its author saw; Due
// is until when to wait.
type OutgoingChange struct {
	To, Text string
	Version  int
	Due      desks.Date
}

// DoOutgoing moves an outgoing referral of the actor's desks. The same move pressed twice
// changes nothing. What somebody else changed meanwhile, or the table does not allow, is
// Conflict "referrals.error.moved"; a body that may not be told, Conflict
// "referrals.error.consent". Invalid names the fields text and due.
func DoOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, x OutgoingChange, now time.Time) error {
	x.Text = clean(x.Text)
	return onceOut(db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if o.Version != x.Version {
			return o.pressedTwice(ctx, tx, x)
		}
		m, ok := o.move(x.To)
		if !ok {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		today, err := desks.Today(ctx, tx, o.DeskID, now)
		if err != nil {
			return err
		}
		if err := x.check(m, today); err != nil {
			return err
		}
		if m.Tells {
			if err := o.send(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		return o.to(ctx, tx, actor, m, x, now)
	}))
}

func (x OutgoingChange) check(m OutgoingMove, today desks.Date) error {
	var k fault.Check
	k.If(m.Says && x.Text == "", "text", "referrals.error.text")
	k.If(utf8.RuneCountInString(x.Text) > MaxText, "text", "cases.error.long", "Max", MaxText)
	k.If(!readable(x.Text), "text", "cases.error.characters")
	k.If(m.Waits && (x.Due.IsZero() || x.Due.Before(today)), "due", "referrals.error.due")
	return k.Err()
}

func (o *Outgoing) move(to string) (OutgoingMove, bool) {
	for _, m := range o.Next() {
		if m.To == to {
			return m, true
		}
	}
	return OutgoingMove{}, false
}

// pressedTwice is quiet where the last step says the same as what is asked for.
func (o *Outgoing) pressedTwice(ctx context.Context, tx bun.IDB, x OutgoingChange) error {
	last := new(OutgoingStep)
	err := tx.NewSelect().Model(last).Where("s.outgoing_id = ?", o.ID).OrderExpr("s.id DESC").Limit(1).Scan(ctx)
	if err := db.Translate(err); err != nil && !fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, "find the last step")
	}
	same := last.Action == x.To || last.Action == AskedAgain && o.State == x.To
	if same && last.Text == x.Text && o.Version == x.Version+1 {
		return nil
	}
	return fault.New(fault.Conflict, "referrals.error.moved")
}

// send tells the body: it needs a basis, and leaves exactly what was told.
func (o *Outgoing) send(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	body, err := partners.Find(ctx, tx, actor, o.PartnerID)
	if err != nil {
		return err
	}
	if !o.Permitted(body.Kind) {
		return fault.New(fault.Conflict, "referrals.error.consent")
	}
	o.Basis = BasisFor(body.Kind)
	shared, err := o.gather(ctx, tx)
	if err != nil {
		return err
	}
	data, err := json.Marshal(shared)
	if err != nil {
		return fault.Wrap(err, "write what leaves the house")
	}
	s := &Share{OutgoingID: o.ID, At: now, By: actor.Ref(), Items: append([]string{}, o.Items...), Data: data}
	if _, err := tx.NewInsert().Model(s).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "keep what leaves the house")
	}
	o.SentAt = &now
	o.Sendings++
	c, err := cases.Find(ctx, tx, auth.Program("referrals"), o.CaseID)
	if err != nil {
		return err
	}
	return people.NoteGiven(ctx, tx, actor, c.Person.ID, body.Name, now)
}

// to writes the new state and what was said, and has the person told.
func (o *Outgoing) to(ctx context.Context, tx bun.IDB, actor auth.Actor, m OutgoingMove, x OutgoingChange, now time.Time) error {
	o.State, o.Late, o.Escalated, o.DueOn = m.To, false, false, desks.Date{}
	if m.Waits {
		o.DueOn = x.Due
	}
	action := m.To
	if m.From == m.To {
		action = AskedAgain
	}
	if err := o.note(ctx, tx, actor, action, x.Text, now); err != nil {
		return err
	}
	letter := mail.Message{Kind: letterOf(action), Subject: OutgoingSubject, SubjectID: o.ID, Version: o.Sendings}
	if err := tell(ctx, tx, o.CaseID, letter, now); err != nil {
		return err
	}
	return o.keep(ctx, tx, actor, action, now)
}

// note writes a step.
func (o *Outgoing) note(ctx context.Context, tx bun.IDB, actor auth.Actor, action, text string, now time.Time) error {
	s := &OutgoingStep{OutgoingID: o.ID, Action: action, At: now, By: actor.Ref(), Text: text, DueOn: o.DueOn}
	_, err := tx.NewInsert().Model(s).Exec(ctx)
	return fault.Wrap(db.Translate(err), "note a step of an outgoing referral")
}

// MayAgree reports whether the state still lets a consent be recorded: before the body is
// told, or told again.
func (o *Outgoing) MayAgree() bool {
	return !o.Agreed() && (o.State == Draft || o.State == Unanswered || o.State == Missed)
}

// Agree records the person's consent that a body be told what stands in an outgoing
// referral of the actor's desks; version is the one that was read to them. Conflict
// "referrals.error.moved" where that changed or the state takes no consent. Invalid names
// the fields how, on and lang.
func Agree(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, x Consent, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !o.MayAgree() || o.Version != version {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		today, err := desks.Today(ctx, tx, o.DeskID, now)
		if err != nil {
			return err
		}
		var k fault.Check
		if x.check(&k, today); k.Err() != nil {
			return k.Err()
		}
		o.ConsentHow, o.ConsentOn, o.ConsentVersion, o.ConsentLang = x.How, x.On, ConsentVersion, x.Lang
		o.ConsentAt, o.ConsentBy, o.ConsentEndedAt, o.ConsentEndedBy = &now, actor.Ref(), nil, ""
		if err := o.note(ctx, tx, actor, AgreedTo, "", now); err != nil {
			return err
		}
		return o.keep(ctx, tx, actor, AgreedTo, now)
	})
}

// Disagree records that the person took the consent back, or objects to what a public
// body would be told (GDPR art. 21): nothing more is given. Recorded already is quiet.
func Disagree(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil || o.ConsentEndedAt != nil {
			return err
		}
		o.ConsentEndedAt, o.ConsentEndedBy = &now, actor.Ref()
		if err := o.note(ctx, tx, actor, Disagreed, "", now); err != nil {
			return err
		}
		return o.keep(ctx, tx, actor, Disagreed, now)
	})
}
