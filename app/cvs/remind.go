package cvs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// RemindKind is the job that tells people that their CV ends soon.
const RemindKind = "cvs.remind"

// kindEnding is the message about the end of a CV.
const kindEnding = "cvs.ending"

// It is sent a month before, and once more a week before.
const (
	early = 30 * 24 * time.Hour
	late  = 7 * 24 * time.Hour
)

// mailSubject names a CV in the ledger of messages.
const mailSubject = "cv"

// Reminder tells people that their CV ends soon.
type Reminder struct {
	// SMS says that the program can send short messages.
	SMS bool
}

// run queues one message for each CV and each time it comes near its end; the ledger
// keeps a second one from going out. A renewed CV ends later, and is told anew.
func (o Reminder) run(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	var ids []int64
	err := idb.NewSelect().Model((*CV)(nil)).Column("id").Where(counting).
		Where("v.valid_until > ? AND v.valid_until <= ?", now, now.Add(early)).Order("v.id").Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list CVs that end soon")
	}
	return each(ctx, idb, "remind", ids, func(ctx context.Context, tx bun.Tx, id int64) error { return o.remind(ctx, tx, id, now) })
}

// remind queues the message about a CV, where it is the one that counts of its person.
func (o Reminder) remind(ctx context.Context, tx bun.Tx, id int64, now time.Time) error {
	v := new(CV)
	if err := tx.NewSelect().Model(v).Where("v.id = ?", id).Scan(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "find a CV that ends soon")
	}
	p, err := people.Find(ctx, tx, auth.Program("jobs"), v.PersonID)
	if err != nil {
		return err
	}
	if current, err := latest(ctx, tx, p.ID, counting); err != nil || current == nil || current.ID != v.ID {
		return err
	}
	m := mail.Message{Kind: kindEnding, Subject: mailSubject, SubjectID: v.ID, Version: 2 * ending(v), Lang: p.Lang}
	if v.ValidUntil.Sub(now) <= late {
		m.Version++
	}
	if m.Channel, m.To = o.way(p); m.To == "" {
		return nil
	}
	return mail.Queue(ctx, tx, m, now)
}

// ending numbers the end of a CV's validity, so that each is told once: days since 1970.
func ending(v *CV) int { return int(v.ValidUntil.Unix() / (24 * 3600)) }

// way is where a person is written to: the first address, else the first mobile number;
// nowhere for who must not get messages.
func (o Reminder) way(p *people.Person) (mail.Channel, string) {
	number := ""
	for _, c := range p.Reachable() {
		if c.Kind == people.Email {
			return mail.ByMail, c.Value
		}
		if number == "" && o.SMS {
			number = c.Value
		}
	}
	return mail.BySMS, number
}
