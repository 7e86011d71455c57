package appointments

import (
	"context"
	"encoding/json"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
)

// Textable reports whether the number can get a short message: a landline cannot.
func (c Contact) Textable() bool {
	n, err := phonenumbers.Parse(c.Phone, defaultPhone)
	if err != nil {
		return false
	}
	kind := phonenumbers.GetNumberType(n)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

// textOrder is the payload of a textKind: a message that goes by SMS where the
// program can send one.
type textOrder struct {
	Appointment int64  `json:"appointment"`
	Version     int    `json:"version"`
	Message     string `json:"message"`
}

// sendText queues the short message about a change that nobody changed since.
func sendText(ctx context.Context, idb bun.IDB, payload json.RawMessage, sms bool, now time.Time) error {
	order, err := jobs.Decode[textOrder](payload)
	if err != nil || !sms {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, order.Appointment, byLink)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || a.Version != order.Version || !a.Textable() {
			return err
		}
		return a.queue(ctx, tx, order.Message, mail.BySMS, now)
	})
}

// Texts word the short messages, by kind; see Composers.
func Texts(o MailOptions) map[string]mail.TextComposer {
	return map[string]mail.TextComposer{
		kindConfirmed: o.texter("appointments.sms.confirmed"),
		kindMoved:     o.texter("appointments.sms.moved"),
		kindCancelled: o.texter("appointments.sms.cancelled"),
		kindFirst:     o.texter("appointments.sms.reminder"),
		kindLast:      o.texter("appointments.sms.reminder"),
	}
}

func (o MailOptions) texter(key string) mail.TextComposer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
		a, err := o.findText(ctx, idb, m)
		if err != nil || a == nil {
			return nil, err
		}
		return o.wordings(a, o.Catalog.For(m.Lang), m.Kind, key), nil
	}
}

func (o MailOptions) findText(ctx context.Context, idb bun.IDB, m mail.Message) (*Appointment, error) {
	if m.Kind == kindFirst || m.Kind == kindLast {
		return o.findReminder(ctx, idb, m)
	}
	a, err := FindWithPlace(ctx, idb, m.SubjectID)
	if err != nil || a.Version != m.Version || !o.now().Before(a.EndsAt) {
		return nil, err
	}
	return a, nil
}

// wordings say when and where, with the link that changes it, the richest first. A
// reminder may leave the link out to be one part, the message before it had it. No
// name: a telephone is often shared.
func (o MailOptions) wordings(a *Appointment, l *i18n.Localizer, kind, key string) []string {
	desk := l.Plain(a.Desk.Name)
	short := l.T(key, "Day", l.Date(a.Start()), "Time", l.Time(a.Start()), "Place", desk)
	full := l.T(key, "Day", l.Date(a.Start()), "Time", l.Time(a.Start()), "Place", desk+", "+a.Desk.Site.Street)
	if !a.AtTheDesk() {
		full = l.T(key, "Day", l.Date(a.Start()), "Time", l.Time(a.Start()), "Place", l.T("appointments.sms.place."+string(a.Where)))
		short = full
	}
	link := " " + l.T("appointments.sms.change", "Link", o.Link(l.Lang(), a.ID))
	switch kind {
	case kindCancelled:
		return []string{short}
	case kindFirst, kindLast:
		return []string{full + link, short + link, full, short}
	}
	return []string{full + link, short + link}
}
