package referrals

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/partners"
)

// kindNotice is the mail that tells a body that somebody comes, and not who.
const kindNotice = "referrals.notice"

// MayNotice reports whether the body may be told that somebody comes.
func (o *Outgoing) MayNotice() bool {
	return slices.Contains([]string{Sent, Accepted}, o.State) && o.ConsentEndedAt == nil
}

// SendNotice mails the body of an outgoing referral of the actor's desks that somebody
// comes, by number and without anything about them. A second press is quiet: one notice a
// sending. Conflict "referrals.error.moved" where nobody is on the way, "referrals.error.
// no_mail" for a body without an address.
func SendNotice(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !o.MayNotice() {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		body, err := partners.Find(ctx, tx, actor, o.PartnerID)
		if err != nil {
			return err
		}
		if _, err := mail.Address(body.Email); err != nil {
			return fault.New(fault.Conflict, "referrals.error.no_mail")
		}
		n, err := tx.NewSelect().Model((*OutgoingStep)(nil)).Where("s.outgoing_id = ? AND s.action = 'notice' AND s.at >= ?", o.ID, *o.SentAt).Count(ctx)
		if err != nil || n > 0 {
			return fault.Wrap(db.Translate(err), "look for a notice")
		}
		m := mail.Message{Kind: kindNotice, Subject: OutgoingSubject, SubjectID: o.ID, Version: o.Sendings, To: body.Email, Lang: i18n.Italian}
		if err := mail.Queue(ctx, tx, m, now); err != nil {
			return fault.Wrap(err, "queue a notice")
		}
		if err := o.note(ctx, tx, actor, Notice, "", now); err != nil {
			return err
		}
		return o.keep(ctx, tx, actor, Notice, now)
	})
}

// NoticeLetter is what the views of a notice get: nothing about the person.
type NoticeLetter struct{ Number, From, Phone, Email string }

func (o Letters) composeNotice(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	program := auth.Program("referrals")
	g, err := FindOutgoing(ctx, idb, program, m.SubjectID)
	if err != nil || !g.MayNotice() {
		return nil, err
	}
	x := new(Letter)
	if err := o.sign(ctx, idb, x, m, g.CaseID); err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:       NoticeLetter{Number: g.Number(), From: x.From, Phone: x.Phone, Email: x.Email},
		SubjectKey: "referrals.mail_notice.subject", SubjectArgs: []any{"Number", g.Number()}, ReasonKey: "referrals.mail_notice.reason",
	}, nil
}

// ToldOutgoing is Told for a step of an outgoing referral.
func ToldOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, id, stepID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := lockOutgoing(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		s := new(OutgoingStep)
		if err := tx.NewSelect().Model(s).Where("s.id = ? AND s.outgoing_id = ?", stepID, id).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find a step of an outgoing referral")
		}
		if letterOf(s.Action) == "" {
			return fault.Missing()
		}
		if s.ToldAt != nil {
			return nil
		}
		s.ToldAt, s.ToldBy = &now, actor.Ref()
		res, err := tx.NewUpdate().Model(s).Column("told_at", "told_by").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "note that a person was told")
		}
		return o.record(ctx, tx, actor, "told", now)
	})
}
