package referrals

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// Change is one move as it was asked for: From is the state the reader saw.
type Change struct{ From, To, Text string }

// Do moves a referral of the actor's desks. Where it stands already is quiet: a second
// press changes nothing. What somebody else moved meanwhile, or the table does not
// allow the actor, is Conflict "referrals.error.moved". Invalid names the field text.
func Do(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, x Change, now time.Time) error {
	x.Text = clean(x.Text)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := lock(ctx, tx, actor, id)
		if err != nil || r.State == x.To {
			return err
		}
		m, ok := r.move(actor, x)
		if !ok {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		var k fault.Check
		k.If(m.Says && x.Text == "", "text", "referrals.error.text")
		k.If(utf8.RuneCountInString(x.Text) > MaxText, "text", "cases.error.long", "Max", MaxText)
		k.If(!readable(x.Text), "text", "cases.error.characters")
		if err := k.Err(); err != nil {
			return err
		}
		if x.To == Accepted {
			if err := r.takeIn(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		return r.to(ctx, tx, actor, m, x.Text, now)
	})
}

// move finds the line of the table the actor may follow.
func (r *Referral) move(actor auth.Actor, x Change) (Move, bool) {
	for _, m := range r.Next() {
		if m.To == x.To && m.From == x.From && r.Is(actor, m.By) {
			return m, true
		}
	}
	return Move{}, false
}

// to writes the new state and what was said, and has the person told.
func (r *Referral) to(ctx context.Context, tx bun.IDB, actor auth.Actor, m Move, text string, now time.Time) error {
	r.State, r.Late, r.Escalated = m.To, false, false
	switch m.To {
	case Sent:
		rules, err := FindSettings(ctx, tx)
		if err != nil {
			return err
		}
		due := now.AddDate(0, 0, rules.AnswerDays)
		r.SentAt, r.DueAt = &now, &due
	case Withdrawn:
		r.WithdrawnAt = &now
	}
	res, err := tx.NewUpdate().Model(r).Column("state", "late", "escalated", "sent_at", "due_at", "withdrawn_at", "into_case_id").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "move referral")
	}
	s := &Step{ReferralID: r.ID, State: m.To, Side: m.By, At: now, By: actor.Ref(), Text: text}
	if _, err := tx.NewInsert().Model(s).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "note a step of a referral")
	}
	letter := mail.Message{Kind: letterOf(m.To), Subject: Subject, SubjectID: r.ID}
	if err := tell(ctx, tx, r.CaseID, letter, now); err != nil {
		return err
	}
	return r.record(ctx, tx, actor, m.To, now)
}

// takeIn opens the person's file and a case at the receiving desk.
func (r *Referral) takeIn(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	c, err := cases.Find(ctx, tx, auth.Program("referrals"), r.CaseID)
	if err != nil {
		return err
	}
	if err := people.Attach(ctx, tx, actor, c.Person.ID, r.ToDeskID, r.Reason, now); err != nil {
		return err
	}
	id, err := cases.TakeInCharge(ctx, tx, actor, cases.Intake{
		PersonID: c.Person.ID, DeskID: r.ToDeskID, NoticeVersion: c.NoticeVersion, NoticeLang: c.NoticeLang, Need: r.Goals}, now)
	r.IntoCaseID = &id
	return err
}
