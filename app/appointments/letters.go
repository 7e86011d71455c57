package appointments

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/app/services"
)

// Kinds of mail, each a pair of views under views/mail.
const (
	kindConfirmed = "appointments.confirmed"
	kindMoved     = "appointments.moved"
	kindCancelled = "appointments.cancelled"
	// kindFirst and kindLast are the reminders.
	kindFirst = "appointments.reminder_first"
	kindLast  = "appointments.reminder_last"
	kindLinks = "appointments.links"
	// kindProof asks to confirm before there is an appointment.
	kindProof = "appointments.proof"
)

// write queues the message about a change, in the caller's transaction: by mail to
// who left an address, else by SMS where the program has a gateway (Messages).
// Nothing is said about a time already over.
func write(ctx context.Context, tx bun.IDB, a *Appointment, kind string, now time.Time) error {
	if now.Before(a.EndsAt) {
		if err := a.tellMediators(ctx, tx, kind == kindCancelled, now); err != nil {
			return err
		}
	}
	switch {
	case !now.Before(a.EndsAt):
		return nil
	case a.Email != "":
		return a.queue(ctx, tx, kind, mail.ByMail, now)
	case a.Textable():
		job := jobs.Job{Kind: textKind, Payload: textOrder{a.ID, a.Version, kind}}
		return jobs.Enqueue(ctx, tx, job)
	}
	return nil
}

// queue writes the receipt of a message about the appointment as it is now.
func (a *Appointment) queue(ctx context.Context, tx bun.IDB, kind string, by mail.Channel, now time.Time) error {
	m := mail.Message{Kind: kind, Subject: "appointment", SubjectID: a.ID, Version: a.Version, Channel: by, To: a.Email, Lang: a.Lang}
	if by == mail.BySMS {
		m.To = a.Phone
	}
	return fault.Wrap(mail.Queue(ctx, tx, m, now), "queue "+kind)
}

// MailOptions are what the letters need from the house.
type MailOptions struct {
	Signer auth.Signer
	// BaseURL is the portal's address without a final slash.
	BaseURL string
	// From is the address mail comes from, for the calendar's organiser.
	From    string
	Catalog *i18n.Catalog
	// SMS is true where the program has a gateway for short messages.
	SMS bool
	// Now is the program's clock; nil is the machine's.
	Now func() time.Time
}

func (o MailOptions) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// Link is the portal's address of an appointment in a language: whoever has it may
// see initials, time and place, and cancel or move.
func (o MailOptions) Link(lang string, id int64) string {
	return strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(lang, "/appuntamenti/"+o.Signer.Token(TokenPurpose, id))
}

// Calendar gives the options of a calendar file in a language, without what a
// page opened by a signed link must not show (see CalendarOptions.Whole).
func (o MailOptions) Calendar(lang string, id int64) CalendarOptions {
	host := "approdo"
	if u, err := url.Parse(o.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return CalendarOptions{L: o.Catalog.For(lang), Link: o.Link(lang, id), Host: host, From: o.From}
}

// Letter is what the three views are given. Start and End are in the desk's zone.
// The person's name and words are left out: who books types them for any address,
// and a mail from a public body must not carry them there.
type Letter struct {
	Protocol, Initials string
	// Booker are the initials of who booked for somebody else, "" for nobody;
	// Companions how many come along.
	Booker     string
	Companions int
	Start, End time.Time
	Area, Desk i18n.Text
	// Building, Floor, Address and Directions say where to go; Phone and Email are
	// the desk's, MapURL is "" where the place is on no map.
	Building, Address, MapURL string
	Floor, Directions         i18n.Text
	Phone, Email              string
	// Where is "" for a meeting at the desk, else the place of services; VideoLink is
	// where a video one is. A person's number or address is left out as typed words are.
	Where, VideoLink string
	// Before are the area's instructions; Until is when the person may change it for
	// the last time, zero where that is its beginning.
	Before i18n.Text
	Until  time.Time
	// Bring are the things to bring, in BringLang.
	Bring     []string
	BringLang string
	// Mediator is the tag of the language of the mediator asked for, "" for none.
	Mediator string
	// ByDesk is true when the desk cancelled; Reason is what it wrote, "" for nothing.
	ByDesk bool
	Reason string
}

// Composers write the letters about appointments. Each one reads the appointment
// when it is sent: a letter that is out of date by then (cancelled or moved since)
// is dropped, because another one says what is true.
func Composers(o MailOptions) map[string]mail.Composer {
	return map[string]mail.Composer{
		kindConfirmed: o.composer("appointments.mail_confirmed.subject"),
		kindMoved:     o.composer("appointments.mail_moved.subject"),
		kindCancelled: o.composer("appointments.mail_cancelled.subject"),
		kindFirst:     o.reminderComposer(),
		kindLast:      o.reminderComposer(),
		kindLinks:     o.composeLinks,
		kindProof:     o.composeProof,
		kindAsked:     o.composeMediation("appointments.mail_mediator.asked"),
		kindLetGo:     o.composeMediation("appointments.mail_mediator.released"),
	}
}

func (o MailOptions) composer(subjectKey string) mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		a, err := FindWithPlace(ctx, idb, m.SubjectID)
		if err != nil || a.Version != m.Version { // not found drops the message too
			return nil, err
		}
		content := o.content(a, m.Lang, subjectKey)
		c := o.Calendar(m.Lang, a.ID)
		c.Whole = true
		content.Attachments = []mail.Attachment{{
			Name: strings.ToLower(a.Protocol) + ".ics", Type: calendarType(a), Data: Calendar(a, c),
		}}
		return content, nil
	}
}

// content is a letter about the appointment without its calendar file.
func (o MailOptions) content(a *Appointment, lang, subjectKey string) *mail.Content {
	return &mail.Content{
		Data: letter(a, lang), SubjectKey: subjectKey, SubjectArgs: []any{"When", o.Catalog.For(lang).DateTime(a.Start())},
		Button: button(a, o.Link(lang, a.ID)), Zone: a.Desk.Location(),
	}
}

// button leads to the appointment, or to a new one where it was cancelled.
func button(a *Appointment, link string) *mail.Button {
	if a.CancelledAt != nil {
		return &mail.Button{Key: "appointments.mail_cancelled.again_button", URL: "/prenota"}
	}
	return &mail.Button{Key: "appointments.mail.change_button", URL: link}
}

// calendarType tells a mail program what to do with the file.
func calendarType(a *Appointment) string {
	if a.CancelledAt != nil {
		return "text/calendar; charset=utf-8; method=CANCEL"
	}
	return "text/calendar; charset=utf-8; method=PUBLISH"
}

func letter(a *Appointment, lang string) Letter {
	site := a.Desk.Site
	x := Letter{
		Protocol: a.Protocol, Initials: people.Initials(a.Name), Start: a.Start(), End: a.End(), Area: a.Area.Name, Desk: a.Desk.Name,
		Building: site.Name, Floor: site.Floor, Address: site.Address(), Directions: site.Directions, MapURL: site.MapURL(),
		Phone: a.Desk.Phone, Email: a.Desk.Email, Mediator: a.Mediator,
		Booker: people.Initials(a.Booker), Companions: a.Companions,
		ByDesk: a.CancelledAt != nil && a.CancelledBy != citizen,
	}
	if !a.AtTheDesk() {
		x.Where, x.VideoLink, x.MapURL, x.Directions = string(a.Where), a.VideoLink, "", nil
	}
	if x.Before = a.Area.Before; a.ChangeMinutes > 0 {
		x.Until = a.ChangeUntil().In(a.Desk.Location())
	}
	if x.ByDesk {
		x.Reason = a.CancelReason
	}
	x.Bring, x.BringLang = services.Items(a.Area.Bring, lang)
	return x
}
