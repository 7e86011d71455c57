package referrals

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of messages to the person, each a pair of views under views/mail.
const (
	kindSent      = "referrals.sent"
	kindAccepted  = "referrals.accepted"
	kindEnded     = "referrals.ended"
	kindWithdrawn = "referrals.withdrawn"
	kindReported  = "referrals.reported"
)

// Subject is a referral in the ledger of messages, OutgoingSubject one to a body of the
// network.
const (
	Subject         = "referral"
	OutgoingSubject = "outgoing_referral"
)

// textKind is the job that tells by SMS who left only a mobile number.
const textKind = "referrals.text"

// letterOf is what the person is told when a state is reached, "" for nothing.
func letterOf(state string) string {
	switch state {
	case Sent:
		return kindSent
	case Accepted:
		return kindAccepted
	case Declined, Expired, Refused, Unanswered:
		return kindEnded
	case Withdrawn:
		return kindWithdrawn
	case Reported:
		return kindReported
	}
	return ""
}

// textOrder is the payload of a textKind.
type textOrder struct {
	Kind     string `json:"kind"`
	Subject  string `json:"subject"`
	Referral int64  `json:"referral"`
	Version  int    `json:"version"`
	Person   int64  `json:"person"`
}

// tell writes to the person of a case, in their language and in the caller's
// transaction. Who must not get messages, or left no address, gets none; what was told
// already is quiet.
func tell(ctx context.Context, tx bun.IDB, caseID int64, m mail.Message, now time.Time) error {
	if m.Kind == "" {
		return nil
	}
	c, err := cases.Find(ctx, tx, auth.Program("referrals"), caseID)
	if err != nil || c.Person.Silent {
		return err
	}
	m.Lang, m.To = c.Person.Lang, reach(c.Person, people.Email)
	if m.To != "" {
		return fault.Wrap(mail.Queue(ctx, tx, m, now), "queue "+m.Kind)
	}
	if (appointments.Contact{Phone: reach(c.Person, people.Phone)}).Textable() {
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: textKind, Payload: textOrder{m.Kind, m.Subject, m.SubjectID, m.Version, c.Person.ID}})
	}
	return nil
}

// reach is the first contact of a kind, "" for none; an address nobody can write to is
// none.
func reach(p *people.Person, kind string) string {
	for _, k := range p.Contacts {
		if k.Kind != kind {
			continue
		}
		if _, err := mail.Address(k.Value); kind == people.Email && err != nil {
			continue
		}
		return k.Value
	}
	return ""
}

// Handlers are the jobs of this noun, by kind; sms says that the program can send short
// messages.
func Handlers(sms bool) map[string]jobs.Handler {
	return map[string]jobs.Handler{
		WatchKind: WatchJob,
		textKind: func(ctx context.Context, idb *bun.DB, payload json.RawMessage, now time.Time) error {
			return sendText(ctx, idb, payload, sms, now)
		},
	}
}

func sendText(ctx context.Context, idb bun.IDB, payload json.RawMessage, sms bool, now time.Time) error {
	order, err := jobs.Decode[textOrder](payload)
	if err != nil || !sms {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, auth.Program("referrals"), order.Person)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || p.Silent || !(appointments.Contact{Phone: reach(p, people.Phone)}).Textable() {
			return err
		}
		m := mail.Message{Kind: order.Kind, Subject: order.Subject, SubjectID: order.Referral, Version: order.Version, Channel: mail.BySMS, To: reach(p, people.Phone), Lang: p.Lang}
		return fault.Wrap(mail.Queue(ctx, tx, m, now), "queue "+m.Kind)
	})
}

// Untold reports whether the person should know of the step and does not: nothing was
// written, or it never arrived, and nobody said so.
func (s *Step) Untold() bool { return untold(s.Letter, s.ToldAt, s.Receipt) }

func untold(letter string, at *time.Time, m *mail.Receipt) bool {
	return letter != "" && at == nil && (m == nil || m.State == mail.Failed || m.State == mail.Dropped)
}

// addReceipts puts beside each step what the person was told of it; what is told once
// stands with the first step that tells it.
func addReceipts(ctx context.Context, idb bun.IDB, id int64, all []Step) error {
	list, err := mail.List(ctx, idb, mail.Filter{Subject: Subject, SubjectID: id})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range all {
		kind := letterOf(all[i].State)
		if kind == "" || seen[kind] {
			continue
		}
		seen[kind], all[i].Letter = true, kind
		for j := range list {
			if list[j].Kind == kind {
				all[i].Receipt = &list[j]
				break
			}
		}
	}
	return nil
}

// Told notes that the actor told the person of a step of a referral of the actor's
// desks. Noted already is quiet; a step nobody has to be told of is NotFound.
func Told(ctx context.Context, idb bun.IDB, actor auth.Actor, id, stepID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		s := new(Step)
		if err := tx.NewSelect().Model(s).Where("s.id = ? AND s.referral_id = ?", stepID, id).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find a step of a referral")
		}
		if letterOf(s.State) == "" || r.hide(actor) {
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
		return r.record(ctx, tx, actor, "told", now)
	})
}
