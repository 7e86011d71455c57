package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// CleanEmail checks and cleans an address as a person typed it; Invalid on "email".
func CleanEmail(typed string) (string, error) {
	email := Contact{Email: typed}.Clean().Email
	var c fault.Check
	c.If(!validEmail(email), "email", "appointments.error.email")
	return email, c.Err()
}

// RequestLinks queues a mail with the links of the coming appointments of an
// address. Whether there are any is asked only when the mail is written, so that
// the answer and the time it takes are the same for every address; nothing is sent
// where there are none. Invalid on "email" for what is no address. The caller
// limits how often.
func RequestLinks(ctx context.Context, idb bun.IDB, email, lang string, now time.Time) error {
	email, err := CleanEmail(email)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var id int64
		if err := tx.NewRaw("SELECT nextval('appointments_link_requests')").Scan(ctx, &id); err != nil {
			return fault.Wrap(db.Translate(err), "number a request for links")
		}
		return mail.Queue(ctx, tx, mail.Message{Kind: kindLinks, Subject: "appointment_links", SubjectID: id, To: email, Lang: lang}, now)
	})
}

// LinksLetter is what views/mail/appointments_links are given.
type LinksLetter struct{ Appointments []LinkItem }

// LinkItem is one coming appointment: initials, time, place and its link.
type LinkItem struct {
	Initials, Link string
	Start          time.Time
	Desk           i18n.Text
	Address        string
}

func (o MailOptions) composeLinks(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	now := o.now()
	all, err := ListByEmail(ctx, idb, auth.Actor{Email: m.To}, now)
	if err != nil {
		return nil, err
	}
	var x LinksLetter
	for i := range all {
		a := &all[i]
		if a.CancelledAt == nil && a.EndsAt.After(now) {
			x.Appointments = append(x.Appointments, LinkItem{
				Initials: people.Initials(a.Name), Link: o.Link(m.Lang, a.ID), Start: a.Start(), Desk: a.Desk.Name, Address: a.Desk.Site.Address(),
			})
		}
	}
	if len(x.Appointments) == 0 {
		return nil, nil
	}
	return &mail.Content{
		Data: x, SubjectKey: "appointments.mail_links.subject", ReasonKey: "appointments.mail_links.reason",
		Zone: all[0].Desk.Location(),
	}, nil
}
