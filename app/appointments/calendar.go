package appointments

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"approdo/app/i18n"
	"approdo/app/services"
)

// CalendarOptions are what a calendar file needs besides the appointment.
type CalendarOptions struct {
	// L writes in the person's language.
	L *i18n.Localizer
	// Link opens the appointment on the portal.
	Link string
	// Host makes the event's id unique in the world; it must never change.
	Host string
	// From is the address that organises, "" for none.
	From string
	// Whole adds the service area, the protocol number and what to bring: for the
	// person's own mail. A file behind a signed link shows time and place only.
	Whole bool
}

// Calendar is the appointment as an iCalendar file (RFC 5545): one event with the
// same UID for ever, SEQUENCE = Version, times in UTC, CANCELLED where it is. The
// same appointment gives the same bytes.
func Calendar(a *Appointment, o CalendarOptions) []byte {
	cal := ics.NewCalendarFor("Approdo")
	cal.SetMethod(ics.MethodPublish)
	e := cal.AddEvent(fmt.Sprintf("appointment-%d@%s", a.ID, o.Host))
	e.SetSequence(a.Version)
	e.SetDtStampTime(a.changedAt())
	e.SetCreatedTime(a.BookedAt)
	e.SetModifiedAt(a.changedAt())
	e.SetStartAt(a.StartsAt)
	e.SetEndAt(a.EndsAt)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if a.CancelledAt != nil {
		cal.SetMethod(ics.MethodCancel)
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	e.SetSummary(o.L.T("appointments.calendar.summary", "Desk", o.L.Plain(a.Desk.Name)))
	e.SetLocation(a.Place(o.L))
	e.SetDescription(description(a, o))
	if o.Link != "" {
		e.SetURL(o.Link)
	}
	if o.From != "" {
		e.SetOrganizer("mailto:"+o.From, ics.WithCN(o.L.Plain(a.Desk.Name)))
	}
	if s := a.Desk.Site; a.AtTheDesk() && s.Lat != nil && s.Lon != nil {
		e.SetGeo(*s.Lat, *s.Lon)
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// Place is where to go, on one line: building, floor, address; or the place of a
// meeting that is not at the desk. Number and address of the person are left out.
func (a *Appointment) Place(l *i18n.Localizer) string {
	switch {
	case a.VideoLink != "":
		return a.VideoLink
	case !a.AtTheDesk():
		return l.T("appointments.place." + string(a.Where))
	}
	parts := []string{a.Desk.Site.Name, l.Plain(a.Desk.Site.Floor), a.Desk.Site.Address()}
	return strings.Join(compact(parts), ", ")
}

// description says in the person's language how to get there and, where Whole,
// what it is about and what to bring.
func description(a *Appointment, o CalendarOptions) string {
	var lines []string
	if o.Whole {
		lines = append(lines, o.L.T("appointments.calendar.area", "Area", o.L.Plain(a.Area.Name)),
			o.L.T("appointments.calendar.protocol", "Protocol", a.Protocol))
	}
	if a.AtTheDesk() {
		lines = append(lines, o.L.Plain(a.Desk.Site.Directions))
	} else {
		lines = append(lines, o.L.T("appointments.place."+string(a.Where)+"_note"))
	}
	if o.Whole {
		lines = append(lines, o.L.Plain(a.Area.Before))
	}
	if items, _ := services.Items(a.Area.Bring, o.L.Lang()); o.Whole && len(items) > 0 {
		lines = append(lines, o.L.T("appointments.calendar.bring"), "- "+strings.Join(items, "\n- "))
	}
	if o.Link != "" {
		lines = append(lines, o.L.T("appointments.calendar.link", "Link", o.Link))
	}
	return strings.Join(compact(lines), "\n")
}

func compact(parts []string) []string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// changedAt is the last change a person was told about.
func (a *Appointment) changedAt() time.Time {
	switch {
	case a.CancelledAt != nil:
		return a.CancelledAt.UTC()
	case a.MovedAt != nil:
		return a.MovedAt.UTC()
	}
	return a.BookedAt.UTC()
}
