package workday

import (
	"slices"

	"approdo/app/appointments"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/meetings"
	"approdo/app/placements"
	"approdo/app/referrals"
	"approdo/app/web"
)

// appointments are those of today with the reader, at whatever desk.
func (v *view) appointments() error {
	ctx := v.c.UserContext()
	list, err := desks.ListFor(ctx, v.db.Web, v.r.Actor)
	if err != nil {
		return err
	}
	b := Block{ID: "appuntamenti", Title: v.r.T("office.workday.appointments"), URL: v.r.URL("/ufficio"), Empty: v.r.T("office.workday.appointments.none")}
	receives := false
	for _, d := range list {
		operators, err := desks.Operators(ctx, v.db.Web, d.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(operators, func(o desks.Operator) bool { return o.UserID != nil && *o.UserID == v.r.Actor.UserID })
		if i < 0 {
			continue
		}
		receives = true
		f := appointments.ListFilter{DeskID: d.ID, OperatorID: operators[i].ID, From: v.today.In(d.Location()), To: v.today.AddDays(1).In(d.Location())}
		rows, _, err := appointments.List(ctx, v.db.Web, v.r.Actor, f)
		if err != nil {
			return err
		}
		for j := range rows {
			b.Rows = append(b.Rows, v.appointment(&rows[j]))
		}
	}
	if !receives {
		return nil
	}
	slices.SortStableFunc(b.Rows, func(x, y Row) int { return x.Day.Compare(y.Day) })
	v.add(b)
	return nil
}

func (v *view) appointment(a *appointments.Appointment) Row {
	row := Row{Clock: a.Start().Format("15:04"), Day: a.Start(), URL: v.r.URL("/ufficio/appuntamenti/" + web.IDText(a.ID)), Name: a.Name,
		What: v.r.L.Plain(a.Area.Name), About: v.r.L.Plain(a.Desk.Name), Badge: v.r.T("office.state." + string(a.State())), Tone: "tone-neutral"}
	switch a.State() {
	case appointments.Arrived:
		row.Tone = "tone-info"
	case appointments.Seen:
		row.Tone = "tone-good"
	case appointments.NoShow, appointments.Cancelled:
		row.Tone = "tone-warn"
	}
	return row
}

// checks are the reader's follow-ups due until today.
func (v *view) checks() error {
	list, next, err := cases.DueList(v.c.UserContext(), v.db.Web, v.r.Actor, cases.DueFilter{UserID: v.r.Actor.UserID, Until: v.today.Time()})
	if err != nil {
		return err
	}
	b := Block{ID: "verifiche", Title: v.r.T("cases.checks.title"), URL: v.r.URL("/ufficio/verifiche"), More: next != nil || len(list) > cases.MaxOwed}
	for _, d := range list[:min(len(list), cases.MaxOwed)] {
		b.Rows = append(b.Rows, v.due(Row{Day: d.DueOn, URL: v.r.URL("/ufficio/verifiche/" + web.IDText(d.ID)), Name: d.Given + " " + d.Surname, What: v.r.T("cases.check." + d.Kind)}))
	}
	v.add(b)
	return nil
}

// due says of a row whether its day has gone by.
func (v *view) due(row Row) Row {
	row.Late = desks.DateOf(row.Day).Before(v.today)
	return row
}

// actions are those of the plans the reader follows.
func (v *view) actions() error {
	list, err := cases.DueActions(v.c.UserContext(), v.db.Web, v.r.Actor, v.r.Actor.UserID, v.today.AddDays(ahead))
	if err != nil {
		return err
	}
	b, rest := v.owed("azioni", "office.workday.actions", list)
	for _, x := range rest {
		b.Rows = append(b.Rows, v.due(Row{Day: x.DueOn.Time(), URL: v.casePath(x.CaseID, ""), Name: x.Given + " " + x.Surname, What: x.What,
			Badge: v.r.T("cases.action.state." + x.State), Tone: "tone-neutral"}))
	}
	v.add(b)
	return nil
}

// owed begins a block of what cases owe; the last of too many says that there are more.
func (v *view) owed(id, title string, list []cases.Owed) (Block, []cases.Owed) {
	b := Block{ID: id, Title: v.r.T(title), More: len(list) > cases.MaxOwed}
	return b, list[:min(len(list), cases.MaxOwed)]
}

// papers are pacts and plans written and not signed.
func (v *view) papers() error {
	list, err := cases.UnsignedDocuments(v.c.UserContext(), v.db.Web, v.r.Actor, v.r.Actor.UserID)
	if err != nil {
		return err
	}
	b, rest := v.owed("firme", "office.workday.papers", list)
	paths := map[string]string{cases.Pact: "/patto", cases.Plan: "/piano"}
	for _, x := range rest {
		b.Rows = append(b.Rows, Row{Day: x.DueOn.Time(), URL: v.casePath(x.CaseID, paths[x.What]), Name: x.Given + " " + x.Surname, What: v.r.T("document." + x.What),
			Badge: v.r.T("cases.document.state." + x.State), Tone: "tone-info"})
	}
	v.add(b)
	return nil
}

// permits are permits to stay that expire, so that renewing them is not forgotten.
func (v *view) permits() error {
	list, err := cases.ExpiringPermits(v.c.UserContext(), v.db.Web, v.r.Actor, v.r.Actor.UserID, v.today.AddDays(permitsAhead))
	if err != nil {
		return err
	}
	b, rest := v.owed("permessi", "office.workday.permits", list)
	for _, x := range rest {
		b.Rows = append(b.Rows, v.due(Row{Day: x.DueOn.Time(), URL: v.casePath(x.CaseID, ""), Name: x.Given + " " + x.Surname, What: v.r.T("people.permit.type." + x.What)}))
	}
	v.add(b)
	return nil
}

// referrals are counted: what to answer and what was answered.
func (v *view) referrals() error {
	w, err := referrals.Awaiting(v.c.UserContext(), v.db.Web, v.r.Actor)
	if err != nil {
		return err
	}
	b := Block{ID: "invii", Title: v.r.T("referrals.title"), URL: v.r.URL("/ufficio/invii")}
	for _, x := range []struct {
		n    int
		key  string
		path string
		late bool
	}{
		{w.Received, "office.workday.referrals.received", "/ufficio/invii", false},
		{w.Sent, "office.workday.referrals.sent", "/ufficio/invii?inviati=1", false},
		{w.Mine, "referrals.late.mine", "/ufficio/invii?inviati=1", true},
		{w.Silent, "referrals.silent.text", "/ufficio/invii-fermi", true},
	} {
		if x.n > 0 {
			b.Rows = append(b.Rows, Row{URL: v.r.URL(x.path), Name: v.r.L.N(x.key, x.n), Late: x.late})
		}
	}
	v.add(b)
	return nil
}

// meetings are the team meetings of today, and those before whose minutes are still open.
func (v *view) meetings() error {
	list, _, err := meetings.List(v.c.UserContext(), v.db.Web, v.r.Actor, false, meetings.Cursor{})
	if err != nil {
		return err
	}
	b := Block{ID: "equipe", Title: v.r.T("meetings.title"), URL: v.r.URL("/ufficio/equipe")}
	for i := range list {
		m := &list[i]
		start := m.StartsAt.In(web.Rome())
		if day := desks.DateOf(start); !day.After(v.today) {
			row := Row{Day: start, URL: v.r.URL("/ufficio/equipe/" + web.IDText(m.ID)), Name: m.Title, What: m.Place, Badge: v.r.T("meetings.state." + m.State), Tone: "tone-info"}
			if day == v.today {
				row.Clock = start.Format("15:04")
			}
			b.Rows = append(b.Rows, row)
		}
	}
	v.add(b)
	return nil
}

// placements are counted: visits to make, ends to come, opinions to ask for.
func (v *view) placements() error {
	due, err := placements.Due(v.c.UserContext(), v.db.Web, v.r.Actor, 0, v.today)
	if err != nil {
		return err
	}
	v.counts("inserimenti", "placements", placements.Dues(), due)
	return nil
}

// courses are counted: those that start, those nobody marked, what people told.
func (v *view) courses() error {
	due, err := enrolments.Due(v.c.UserContext(), v.db.Web, v.r.Actor, 0, v.today)
	if err != nil {
		return err
	}
	v.counts("iscrizioni", "enrolments", enrolments.Dues(), due)
	return nil
}

// counts says how many of each kind are due at the address of a list, called as its id.
func (v *view) counts(id, words string, kinds []string, due map[string]int) {
	b := Block{ID: id, Title: v.r.T(words + ".title"), URL: v.r.URL("/ufficio/" + id)}
	for _, kind := range kinds {
		if n := due[kind]; n > 0 {
			b.Rows = append(b.Rows, Row{URL: v.r.URL("/ufficio/" + id + "?scadenza=" + kind), Name: v.r.T(words + ".due." + kind), What: v.r.L.Number(n)})
		}
	}
	v.add(b)
}

var _ web.Framer = (*DayPage)(nil)
