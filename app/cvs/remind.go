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
	all := []CV{}
	err := idb.NewSelect().Model(&all).Where(counting).
		Where("v.valid_until > ? AND v.valid_until <= ?", now, now.Add(early)).Order("v.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list CVs that end soon")
	}
	for i := range all {
		if err := o.remind(ctx, idb, &all[i], now); err != nil {
			return err
		}
	}
	return nil
}

func (o Reminder) remind(ctx context.Context, idb bun.IDB, v *CV, now time.Time) error {
	p, err := people.Find(ctx, idb, auth.Program("jobs"), v.PersonID)
	if err != nil {
		return err
	}
	m := mail.Message{Kind: kindEnding, Subject: mailSubject, SubjectID: v.ID, Version: 2 * ending(v), Lang: p.Lang}
	if v.ValidUntil.Sub(now) <= late {
		m.Version++
	}
	if m.Channel, m.To = o.way(p); m.To == "" {
		return nil
	}
	return mail.Queue(ctx, idb, m, now)
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
