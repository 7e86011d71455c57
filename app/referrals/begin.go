package referrals

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Form is what begins a referral.
type Form struct {
	ToDeskID            int64
	Kind, Reason, Goals string
	Items               []string
}

func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func (f *Form) check(fromDesk int64) error {
	f.Reason, f.Goals = strings.Join(strings.Fields(f.Reason), " "), clean(f.Goals)
	var k fault.Check
	k.If(f.ToDeskID == 0 || f.ToDeskID == fromDesk, "desk", "referrals.error.desk")
	k.If(f.Kind != Defined && f.Kind != Undefined, "kind", "referrals.error.kind")
	k.If(f.Reason == "", "reason", "referrals.error.reason")
	k.If(utf8.RuneCountInString(f.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	k.If(f.Goals == "", "goals", "referrals.error.goals")
	k.If(utf8.RuneCountInString(f.Goals) > MaxGoals, "goals", "cases.error.long", "Max", MaxGoals)
	k.If(!readable(f.Reason), "reason", "cases.error.characters")
	k.If(!readable(f.Goals), "goals", "cases.error.characters")
	for _, item := range f.Items {
		if !slices.Contains(Items(), item) {
			return fault.Missing()
		}
	}
	return k.Err()
}

// Begin drafts a referral of an open case of the actor's desks and gives its id. A desk
// the case is being referred to already is Conflict "referrals.error.twice". Invalid
// names the fields desk, kind, reason and goals.
func Begin(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, f Form, now time.Time) (int64, error) {
	var r *Referral
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if err := f.check(c.DeskID); err != nil {
			return err
		}
		if _, err := desks.Find(ctx, tx, f.ToDeskID); err != nil {
			return err
		}
		r = &Referral{CaseID: c.ID, FromDeskID: c.DeskID, ToDeskID: f.ToDeskID, Kind: f.Kind, State: Draft,
			Reason: f.Reason, Goals: f.Goals, Items: append([]string{}, f.Items...), BegunAt: now, BegunBy: actor.Ref(),
			Revision: 1, ChangedAt: now, ChangedBy: actor.Ref()}
		if _, err := tx.NewInsert().Model(r).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "begin referral")
		}
		return r.record(ctx, tx, actor, "begin", now)
	})
	if err != nil {
		return 0, once(err)
	}
	return r.ID, nil
}

// once says in words that a case is referred to a desk once at a time.
func once(err error) error {
	if db.ConstraintOf(err) == "referrals_once" {
		return fault.New(fault.Conflict, "referrals.error.twice")
	}
	return err
}

// Drop throws a draft of the actor's desks away. What was sent stays: Conflict
// "referrals.error.moved".
func Drop(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if r.State != Draft || !r.Is(actor, Sender) {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		res, err := tx.NewDelete().Model(r).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "drop referral")
		}
		return r.record(ctx, tx, actor, "drop", now)
	})
}

// record adds a line to the audit trail of both desks: no names, nothing typed.
func (r *Referral) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "referrals." + verb, Subject: "referral", SubjectID: r.ID, DeskID: r.FromDeskID,
		Data: map[string]any{"case": r.CaseID, "to": r.ToDeskID, "items": r.Items}, At: now,
	})
}
