package appointments

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
)

// ProofPurpose is the purpose of the signed link (auth.Signer) in the mail that asks
// to confirm.
const ProofPurpose = "booking proof"

// MaxProofMails is how often one form's mail is sent.
const MaxProofMails = 3

// Proof is what a form waits for when its person is asked by mail: ID is in the
// link, nil where nobody was asked.
type Proof struct {
	ID    *int64     `bun:"proof_id"`
	Until *time.Time `bun:"proof_until"`
	Mails int        `bun:"proof_mails"`
}

// Waits reports whether the link in the mail can still make the appointment firm.
func (p Proof) Waits(now time.Time) bool { return p.Until != nil && now.Before(*p.Until) }

// proved reports whether the form needs no mail: it has no address, its person is
// signed in with it, or got the offer of the time by mail.
func (d *Draft) proved(actor auth.Actor) bool {
	return d.Email == "" || d.Offered || strings.EqualFold(d.Email, actor.Email) || strings.EqualFold(d.Email, d.Proved)
}

// NeedsProof reports whether confirming the form will first ask its person by mail.
func NeedsProof(ctx context.Context, idb bun.IDB, actor auth.Actor, d *Draft) (bool, error) {
	g, err := FindGuard(ctx, idb)
	if err != nil {
		return false, err
	}
	return g.MailMinutes > 0 && !d.proved(actor), nil
}

// AskProof keeps the form's time for the minutes of the Guard and mails its person
// the link that makes it firm (Prove). Asked is false, and nothing done, where
// NeedsProof says no or the form is confirmed; asking again while the link is good
// is quiet. Its errors are those of Confirm, which it does not replace.
func AskProof(ctx context.Context, idb bun.IDB, actor auth.Actor, draftID int64, now time.Time) (asked bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, err := lockDraft(ctx, tx, draftID, now)
		if err != nil || d.AppointmentID != nil {
			return err
		}
		g, err := FindGuard(ctx, tx)
		if err != nil || g.MailMinutes == 0 || d.proved(actor) {
			return err
		}
		asked = true
		if d.Proof.Waits(now) {
			return nil
		}
		return d.askProof(ctx, tx, time.Duration(g.MailMinutes)*time.Minute, now)
	})
	return asked && err == nil, err
}

// askProof checks everything that confirming checks, so that nobody waits for what
// cannot be.
func (d *Draft) askProof(ctx context.Context, tx bun.IDB, patience time.Duration, now time.Time) error {
	slot, err := d.ready(ctx, tx, now)
	if err != nil {
		return err
	}
	until := earlier(now.Add(patience), earlier(slot.Start, d.CreatedAt.Add(DraftLife)))
	var id int64
	if err := tx.NewRaw("SELECT nextval('booking_proofs')").Scan(ctx, &id); err != nil {
		return fault.Wrap(db.Translate(err), "number a proof")
	}
	d.OperatorID, d.StartsAt, d.EndsAt, d.HeldUntil = &slot.Operators[0], &slot.Start, &slot.End, &until
	d.Proof = Proof{ID: &id, Until: &until}
	res, err := tx.NewUpdate().Model(d).Column("operator_id", "starts_at", "ends_at", "held_until").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "keep a time for a proof")
	}
	return d.mailProof(ctx, tx, now)
}

// mailProof sends the link once more.
func (d *Draft) mailProof(ctx context.Context, tx bun.IDB, now time.Time) error {
	d.Proof.Mails++
	res, err := tx.NewUpdate().Model(d).Column("proof_id", "proof_until", "proof_mails").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "count the mails of a proof")
	}
	return mail.Queue(ctx, tx, mail.Message{
		Kind: kindProof, Subject: "booking_proof", SubjectID: *d.Proof.ID, Version: d.Proof.Mails, To: d.Email, Lang: d.Lang,
	}, now)
}

// ResendProof mails the link again, MaxProofMails in all; then it is Conflict
// "appointments.error.proof_mails". A form whose time ran out or that waits for
// nothing is Conflict "appointments.error.proof_late"; a confirmed one is quiet.
func ResendProof(ctx context.Context, idb bun.IDB, draftID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, err := lockDraft(ctx, tx, draftID, now)
		switch {
		case err != nil || d.AppointmentID != nil:
			return err
		case !d.Proof.Waits(now):
			return late()
		case d.Proof.Mails >= MaxProofMails:
			return fault.New(fault.Conflict, "appointments.error.proof_mails")
		}
		return d.mailProof(ctx, tx, now)
	})
}

func late() *fault.Fault { return fault.New(fault.Conflict, "appointments.error.proof_late") }

// FindProof gives the form a link in a mail stands for; NotFound for an unknown one,
// and where another address or time was chosen since.
func FindProof(ctx context.Context, idb bun.IDB, proofID int64, now time.Time) (*Draft, error) {
	var id int64
	err := idb.NewSelect().Table("booking_drafts").Column("id").Where("proof_id = ?", proofID).Scan(ctx, &id)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find proof")
	}
	return FindDraft(ctx, idb, id, now)
}

// Prove makes the appointment of a link in a mail firm. Again gives the same
// appointment. Too late is Conflict "appointments.error.proof_late"; else its errors
// are those of Confirm.
func Prove(ctx context.Context, idb bun.IDB, proofID int64, now time.Time) (*Appointment, error) {
	found, err := FindProof(ctx, idb, proofID, now)
	if err != nil {
		return nil, err
	}
	return confirm(ctx, idb, found.ID, now, func(d *Draft) error {
		switch {
		case d.Proof.ID == nil || *d.Proof.ID != proofID:
			return fault.Missing()
		case !d.Proof.Waits(now):
			return late()
		}
		return nil
	})
}
