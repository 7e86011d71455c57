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
	"approdo/app/fault"
	"approdo/app/partners"
)

// OutgoingForm is what a draft to a body of the network says.
type OutgoingForm struct {
	PartnerID     int64
	Reason, Goals string
	Items         []string
}

// OutgoingFormOf is what an outgoing referral says, for its form.
func OutgoingFormOf(o *Outgoing) OutgoingForm {
	return OutgoingForm{PartnerID: o.PartnerID, Reason: o.Reason, Goals: o.Goals, Items: slices.Clone(o.Items)}
}

// OutgoingDifferences names what two forms say differently: body, reason, goals, items.
func OutgoingDifferences(a, b OutgoingForm) []string {
	var all []string
	if a.PartnerID != b.PartnerID {
		all = append(all, "body")
	}
	if a.Reason != b.Reason {
		all = append(all, "reason")
	}
	if a.Goals != b.Goals {
		all = append(all, "goals")
	}
	if !slices.Equal(sorted(a.Items), sorted(b.Items)) {
		all = append(all, "items")
	}
	return all
}

func (f *OutgoingForm) check(ctx context.Context, tx bun.IDB, actor auth.Actor) error {
	f.Reason, f.Goals = strings.Join(strings.Fields(f.Reason), " "), clean(f.Goals)
	var k fault.Check
	k.If(f.PartnerID == 0, "body", "referrals.error.body")
	k.If(f.Reason == "", "reason", "referrals.error.reason")
	k.If(utf8.RuneCountInString(f.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	k.If(f.Goals == "", "goals", "referrals.error.goals")
	k.If(utf8.RuneCountInString(f.Goals) > MaxGoals, "goals", "cases.error.long", "Max", MaxGoals)
	k.If(!readable(f.Reason), "reason", "cases.error.characters")
	k.If(!readable(f.Goals), "goals", "cases.error.characters")
	for _, item := range f.Items {
		if !slices.Contains(OutgoingItems(), item) {
			return fault.Missing()
		}
	}
	if err := k.Err(); err != nil {
		return err
	}
	body, err := partners.Find(ctx, tx, actor, f.PartnerID)
	if err != nil {
		return err
	}
	k.If(!body.InUse(), "body", "referrals.error.body")
	return k.Err()
}

// BeginOutgoing drafts a referral of an open case of the actor's desks to a body of the
// network and gives its id. A body the person is sent to already is Conflict
// "referrals.error.twice_body". Invalid names the fields body, reason and goals.
func BeginOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, f OutgoingForm, now time.Time) (int64, error) {
	var o *Outgoing
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if err := f.check(ctx, tx, actor); err != nil {
			return err
		}
		o = &Outgoing{CaseID: c.ID, DeskID: c.DeskID, PartnerID: f.PartnerID, State: Draft, Reason: f.Reason, Goals: f.Goals,
			Items: append([]string{}, f.Items...), Version: 1, BegunAt: now, BegunBy: actor.Ref(), ChangedAt: now, ChangedBy: actor.Ref()}
		if _, err := tx.NewInsert().Model(o).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "begin outgoing referral")
		}
		return o.record(ctx, tx, actor, "begin", now)
	})
	if err != nil {
		return 0, onceOut(err)
	}
	return o.ID, nil
}

// onceOut says in words that a person is sent to a body once at a time.
func onceOut(err error) error {
	if db.ConstraintOf(err) == "outgoing_referrals_once" {
		return fault.New(fault.Conflict, "referrals.error.twice_body")
	}
	return err
}

// WriteOutgoing is Write for a draft to a body of the network; version is the one its
// form was filled from.
func WriteOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f OutgoingForm, now time.Time) error {
	return onceOut(db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if o.State != Draft {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		if err := f.check(ctx, tx, actor); err != nil {
			return err
		}
		differ := OutgoingDifferences(OutgoingFormOf(o), f)
		if len(differ) == 0 {
			return nil
		}
		if o.Version != version {
			return fault.New(fault.Conflict, "referrals.error.changed")
		}
		o.PartnerID, o.Reason, o.Goals, o.Items = f.PartnerID, f.Reason, f.Goals, append([]string{}, f.Items...)
		if slices.Contains(differ, "body") || slices.Contains(differ, "items") {
			o.forget() // who agreed did so to another body, or to other things
		}
		return o.keep(ctx, tx, actor, "write", now)
	}))
}

// forget takes the consent out of a draft.
func (o *Outgoing) forget() {
	x := Outgoing{}
	o.ConsentHow, o.ConsentOn, o.ConsentVersion, o.ConsentLang, o.ConsentAt, o.ConsentBy = x.ConsentHow, x.ConsentOn, "", "", nil, ""
	o.ConsentEndedAt, o.ConsentEndedBy = nil, ""
}

// DropOutgoing throws a draft of the actor's desks away; what was sent stays: Conflict
// "referrals.error.moved".
func DropOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if o.State != Draft {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		res, err := tx.NewDelete().Model(o).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "drop outgoing referral")
		}
		return o.record(ctx, tx, actor, "drop", now)
	})
}

// keep writes the row as its next version.
func (o *Outgoing) keep(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	o.Version++
	o.ChangedAt, o.ChangedBy = now, actor.Ref()
	res, err := tx.NewUpdate().Model(o).WherePK().ExcludeColumn("id", "case_id", "desk_id", "begun_at", "begun_by").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "write outgoing referral")
	}
	return o.record(ctx, tx, actor, verb, now)
}

// record adds a line to the audit trail: no names, nothing typed.
func (o *Outgoing) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "referrals.out_" + verb, Subject: OutgoingSubject, SubjectID: o.ID, DeskID: o.DeskID,
		Data: map[string]any{"case": o.CaseID, "body": o.PartnerID, "items": o.Items}, At: now,
	})
}
