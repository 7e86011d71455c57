package appointments

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/app/services"
)

// Kinds of mail to mediators.
const (
	kindAsked = "appointments.mediator_asked"
	kindLetGo = "appointments.mediator_released"
)

// Mediation is what a mediator reads: when and where they help, in which language.
// Of the person only the initials are told.
type Mediation struct {
	Start, End         time.Time
	Initials, Language string
	Desk               i18n.Text
	Building, Address  string
	Floor              i18n.Text
	Phone              string
	// Where is "" for a meeting at the desk; VideoLink is where people meet by video.
	Where     services.Place
	VideoLink string
	// ByPhone is true for who helps at the desk from afar.
	ByPhone bool
}

// forMediator is where a message says which mediator it is for.
const forMediator = "mediator"

// tellMediators writes to the mediator an appointment has now, and to the one it
// had before; cancelled lets the one it has go.
func (a *Appointment) tellMediators(ctx context.Context, tx bun.IDB, cancelled bool, now time.Time) error {
	if a.formerly != nil && (a.MediatorID == nil || *a.MediatorID != *a.formerly) {
		if err := a.tellMediator(ctx, tx, *a.formerly, kindLetGo, now); err != nil {
			return err
		}
	}
	if a.MediatorID == nil {
		return nil
	}
	if cancelled {
		return a.tellMediator(ctx, tx, *a.MediatorID, kindLetGo, now)
	}
	return a.tellMediator(ctx, tx, *a.MediatorID, kindAsked, now)
}

// tellMediator queues one message; who left no address gets none.
func (a *Appointment) tellMediator(ctx context.Context, tx bun.IDB, mediatorID int64, kind string, now time.Time) error {
	var email string
	err := tx.NewRaw("SELECT email FROM mediators WHERE id = ?", mediatorID).Scan(ctx, &email)
	if err != nil || email == "" {
		return fault.Wrap(db.Translate(err), "find mediator")
	}
	m := mail.Message{Kind: kind, Subject: "mediation", SubjectID: a.ID, Version: int(now.Unix()), To: email, Lang: i18n.Italian,
		Data: map[string]string{forMediator: strconv.FormatInt(mediatorID, 10)}}
	return fault.Wrap(mail.Queue(ctx, tx, m, now), "queue "+kind)
}

// composeMediation writes to a mediator, unless the opposite has become true since.
func (o MailOptions) composeMediation(subjectKey string) mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		id, err := strconv.ParseInt(m.Data[forMediator], 10, 64)
		if err != nil {
			return nil, fault.Wrap(err, "read whom a message is for")
		}
		a, err := FindWithPlace(ctx, idb, m.SubjectID)
		if err != nil {
			return nil, err
		}
		asked := a.CancelledAt == nil && a.MediatorID != nil && *a.MediatorID == id
		if asked != (m.Kind == kindAsked) {
			return nil, nil
		}
		who, err := desks.FindMediator(ctx, idb, auth.Program("mail"), id)
		if err != nil {
			return nil, err
		}
		l := o.Catalog.For(m.Lang)
		return &mail.Content{
			Data: a.mediation(who), SubjectKey: subjectKey, SubjectArgs: []any{"When", l.DateTime(a.Start())}, ReasonKey: "appointments.mail_mediator.reason",
			Zone: a.Desk.Location(), Attachments: []mail.Attachment{o.mediationFile(a, id, m.Version, asked, l)},
		}, nil
	}
}

func (a *Appointment) mediation(m *desks.Mediator) Mediation {
	s := a.Desk.Site
	x := Mediation{Start: a.Start(), End: a.End(), Initials: people.Initials(a.Name), Language: i18n.Lookup(a.Mediator).Name, Desk: a.Desk.Name,
		Building: s.Name, Address: s.Address(), Floor: s.Floor, Phone: a.Desk.Phone, ByPhone: !slices.Contains(m.DeskIDs, a.DeskID), VideoLink: a.VideoLink}
	if a.Where != services.AtDesk {
		x.Where = a.Where
	}
	return x
}

// mediationFile has a UID of its own for each mediator, so that one let go keeps
// nothing in the calendar and the next one gets all of it.
func (o MailOptions) mediationFile(a *Appointment, mediatorID int64, version int, asked bool, l *i18n.Localizer) mail.Attachment {
	host := o.Calendar(l.Lang(), a.ID).Host
	cal := ics.NewCalendarFor("Approdo")
	cal.SetMethod(ics.MethodPublish)
	e := cal.AddEvent(fmt.Sprintf("mediation-%d-%d@%s", a.ID, mediatorID, host))
	e.SetSequence(version)
	e.SetDtStampTime(time.Unix(int64(version), 0).UTC())
	e.SetStartAt(a.StartsAt)
	e.SetEndAt(a.EndsAt)
	e.SetStatus(ics.ObjectStatusConfirmed)
	kind := "text/calendar; charset=utf-8; method=PUBLISH"
	if !asked {
		cal.SetMethod(ics.MethodCancel)
		e.SetStatus(ics.ObjectStatusCancelled)
		kind = "text/calendar; charset=utf-8; method=CANCEL"
	}
	e.SetSummary(l.T("appointments.mail_mediator.summary", "Language", i18n.Lookup(a.Mediator).Name, "Desk", l.Plain(a.Desk.Name)))
	e.SetLocation(a.Place(l))
	e.SetClass(ics.ClassificationPrivate)
	return mail.Attachment{Name: "mediazione.ics", Type: kind, Data: []byte(cal.Serialize(ics.WithNewLineWindows))}
}
