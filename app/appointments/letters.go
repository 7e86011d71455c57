package appointments

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/services"
)

// Kinds of mail, each a pair of views under views/mail.
const (
	kindConfirmed = "appointments.confirmed"
	kindMoved     = "appointments.moved"
	kindCancelled = "appointments.cancelled"
)

// write queues the mail about a change, in the caller's transaction, to who left
// an address. Nothing is said about a time already over.
func write(ctx context.Context, tx bun.IDB, a *Appointment, kind string, now time.Time) error {
	if a.Email == "" || !now.Before(a.EndsAt) {
		return nil
	}
	err := mail.Queue(ctx, tx, mail.Message{
		Kind: kind, Subject: "appointment", SubjectID: a.ID, Version: a.Version, To: a.Email, Lang: a.Lang,
	}, now)
	return fault.Wrap(err, "queue mail "+kind)
}

// MailOptions are what the letters need from the house.
type MailOptions struct {
	Signer auth.Signer
	// BaseURL is the portal's address without a final slash.
	BaseURL string
	// From is the address mail comes from, for the calendar's organiser.
	From    string
	Catalog *i18n.Catalog
}

// Link is the portal's address of an appointment in a language: whoever has it may
// see initials, time and place, and cancel or move.
func (o MailOptions) Link(lang string, id int64) string {
	return strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(lang, "/appuntamenti/"+o.Signer.Token(TokenPurpose, id))
}

// Calendar gives the calendar options for a reader of a language.
func (o MailOptions) Calendar(lang string, id int64) CalendarOptions {
	host := "approdo"
	if u, err := url.Parse(o.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return CalendarOptions{L: o.Catalog.For(lang), Link: o.Link(lang, id), Host: host, From: o.From}
}

// Letter is what the three views are given. Start and End are in the desk's zone.
type Letter struct {
	Appointment *Appointment
	Start, End  time.Time
	// Place is one line: building, floor, address.
	Place string
	// Bring are the things to bring, in BringLang.
	Bring     []string
	BringLang string
	// Mediator is the language of the mediator asked for, in its own name; "" for none.
	Mediator string
	MapURL   string
	Link     string
}

// Composers write the letters about appointments. Each one reads the appointment
// when it is sent: a letter that is out of date by then (cancelled or moved since)
// is dropped, because another one says what is true.
func Composers(o MailOptions) map[string]mail.Composer {
	compose := func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		a, err := FindWithPlace(ctx, idb, m.SubjectID)
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		if err != nil || a.Version != m.Version {
			return nil, err
		}
		return o.content(a, m), nil
	}
	return map[string]mail.Composer{kindConfirmed: compose, kindMoved: compose, kindCancelled: compose}
}

func (o MailOptions) content(a *Appointment, m mail.Message) *mail.Content {
	c := o.Calendar(m.Lang, a.ID)
	return &mail.Content{
		Data:       o.letter(a, c),
		SubjectKey: m.Kind + ".subject", SubjectArgs: []any{"When", c.L.DateTime(a.Start())},
		Attachments: []mail.Attachment{{
			Name: fmt.Sprintf("%s.ics", strings.ToLower(a.Protocol)), Type: calendarType(a), Data: Calendar(a, c),
		}},
		Lang: m.Lang,
	}
}

// calendarType tells a mail program what to do with the file.
func calendarType(a *Appointment) string {
	if a.CancelledAt != nil {
		return "text/calendar; charset=utf-8; method=CANCEL"
	}
	return "text/calendar; charset=utf-8; method=PUBLISH"
}

func (o MailOptions) letter(a *Appointment, c CalendarOptions) Letter {
	items, lang := services.Items(a.Area.Bring, c.L.Lang())
	return Letter{
		Appointment: a, Start: a.Start(), End: a.End(), Place: a.Place(c.L), Bring: items, BringLang: lang,
		Mediator: languageName(a.Mediator), MapURL: a.Desk.Site.MapURL(), Link: c.Link,
	}
}
