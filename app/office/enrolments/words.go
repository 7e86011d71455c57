package enrolments

import (
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

var tones = map[string]string{enrolments.Requested: "tone-info", enrolments.WaitingList: "tone-info", enrolments.Admitted: "tone-info", enrolments.Attending: "tone-good",
	enrolments.Completed: "tone-good", enrolments.Dropped: "tone-warn", enrolments.Refused: "tone-neutral", enrolments.Withdrawn: "tone-neutral"}

func badge(r *web.Request, state string) Badge {
	return Badge{r.T("enrolments.state." + state), tones[state]}
}

// Row is a course in a list of a person.
type Row struct {
	URL, What, Kind, When string
	Badge                 Badge
	Told                  bool
}

// Rows are courses as they are read in a list.
func Rows(r *web.Request, list []enrolments.Enrolment) []Row {
	var all []Row
	for i := range list {
		x := &list[i]
		all = append(all, Row{URL: r.URL(path(x.ID, "")), What: what(x), Kind: r.T("enrolments.kind." + x.Kind), When: when(r, x), Badge: badge(r, x.State), Told: x.Told})
	}
	return all
}

// what is "Aiuto cuoco · Ente".
func what(x *enrolments.Enrolment) string {
	if x.Provider == "" {
		return x.Course
	}
	return x.Course + " · " + x.Provider
}

// when is "01/12/2026 – 28/02/2027", as far as it is known.
func when(r *web.Request, x *enrolments.Enrolment) string {
	switch {
	case x.StartsOn.IsZero() && x.EndsOn.IsZero():
		return ""
	case x.EndsOn.IsZero():
		return r.T("placements.since", "Day", dayText(r, x.StartsOn))
	case x.StartsOn.IsZero():
		return r.T("enrolments.until", "Day", dayText(r, x.EndsOn))
	}
	return dayText(r, x.StartsOn) + " – " + dayText(r, x.EndsOn)
}

func dayText(r *web.Request, d desks.Date) string {
	if d.IsZero() {
		return ""
	}
	return r.L.DateShort(d.Time())
}

// facts are what is known of the course.
func facts(r *web.Request, x *enrolments.Enrolment) []web.Fact {
	var all []web.Fact
	add := func(key, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T(key), Value: value})
		}
	}
	form := func(name, value string) { add("enrolments.form."+name, value) }
	form("kind", r.T("enrolments.kind."+x.Kind))
	form("provider", x.Provider)
	form("place", x.Place)
	if x.Mode != "" {
		form("mode", r.T("enrolments.mode."+x.Mode))
	}
	form("starts_on", dayText(r, x.StartsOn))
	form("ends_on", dayText(r, x.EndsOn))
	if x.Hours > 0 {
		form("hours", r.L.Number(x.Hours))
	}
	form("timetable", x.Timetable)
	form("cost", x.Cost)
	add("enrolments.road", r.T("enrolments.road."+x.Road))
	add("enrolments.sent_on", dayText(r, x.SentOn))
	form("certificate", x.Certificate)
	form("certified_on", dayText(r, x.CertifiedOn))
	form("note", x.Note)
	return all
}

// MoveRow is one thing that happened.
type MoveRow struct{ Day, What, Who, Reason, Note string }

func moveRow(r *web.Request, m *enrolments.Move, names map[string]string) MoveRow {
	row := MoveRow{Day: dayText(r, m.Day), What: r.T("enrolments.state." + m.To), Who: names[m.By], Note: m.Note}
	if auth.ByPerson(m.By) {
		row.Who = r.T("enrolments.by.person")
	}
	switch m.Kind {
	case enrolments.MoveConfirm:
		row.What = r.T("enrolments.own.move.confirm")
	case enrolments.MoveBack:
		row.What = r.T("enrolments.own.move.back", "State", row.What)
	case enrolments.MoveCertificate:
		row.What, row.Note = r.T("enrolments.own.move.certificate", "Name", m.Note), ""
	}
	if m.Reason != "" {
		row.Reason = r.T("enrolments.reason." + m.Reason)
	}
	return row
}
