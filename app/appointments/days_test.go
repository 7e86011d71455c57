package appointments

import (
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
)

// Peer test 5 from end to end, with 29 February and midnight: what is offered, booked,
// listed, written into the calendar and reminded of on the days on which clocks and
// calendars are strange. Hours of a night on which the clock changes are as many as
// pass, and the one that comes twice is two different times.
func TestStrangeDaysFromEndToEnd(t *testing.T) {
	for _, c := range []struct {
		name, day, from, to string
		offered             string
		book                int // which of those
		start, end          string
		reminders           string
	}{
		{"the last Sunday of March", "2027-03-28", "01:00", "04:00", "01:00 01:30 03:00 03:30", 2,
			"20270328T010000Z", "20270328T013000Z", "first 26 08:00 sent"},
		{"the last Sunday of October", "2027-10-31", "01:00", "04:00", "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30", 4,
			"20271031T010000Z", "20271031T013000Z", "first 29 08:00 sent"},
		{"its hour that comes first", "2027-10-31", "01:00", "04:00", "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30", 2,
			"20271031T000000Z", "20271031T003000Z", "first 29 08:00 sent"},
		{"29 February until midnight", "2028-02-29", "22:30", "24:00", "22:30 23:00 23:30", 2,
			"20280229T223000Z", "20280229T230000Z", "first 28 08:00 sent, last 29 20:30 sent"},
		{"the morning of 29 February", "2028-02-29", "09:00", "10:00", "09:00 09:30", 1,
			"20280229T083000Z", "20280229T090000Z", "first 27 09:30 sent, last 29 08:00 sent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := run(t, nil)
			day := p.strangeDay(c.day, c.from, c.to)
			q := p.query()
			q.OperatorID, q.From, q.To = p.ops[0].ID, day, day
			free, err := FreeSlots(p.Ctx, p.DB, q, p.Now)
			p.Must(err)
			var offered []string
			for _, s := range free {
				offered = append(offered, s.Start.Format("15:04"))
			}
			if got := strings.Join(offered, " "); got != c.offered {
				t.Fatalf("offered %s, want %s", got, c.offered)
			}
			d, err := TakeHold(p.Ctx, p.DB, Hold{Key: "a-form-of-a-strange-day", DeskID: p.desk.ID, AreaID: p.area.ID, OperatorID: p.ops[0].ID,
				Start: free[c.book].Start, Lang: "it"}, p.Now)
			p.Must(err)
			p.fill(d, person(1))
			a, err := Confirm(p.Ctx, p.DB, d.ID, p.Now)
			p.Must(err)
			p.leaves(q, len(free)-1)
			p.standsOn(a, day)
			_, e := parse(t, Calendar(a, p.o.Calendar("it", a.ID)))
			if start, end := prop(e, ics.ComponentPropertyDtStart), prop(e, ics.ComponentPropertyDtEnd); start != c.start || end != c.end {
				t.Errorf("the calendar says %s to %s, want %s to %s", start, end, c.start, c.end)
			}
			for x := day.AddDays(-3).In(i18n.Rome()); x.Before(day.AddDays(1).In(i18n.Rome())); x = x.Add(15 * time.Minute) {
				p.tick(x)
			}
			p.wantReminders(a, c.reminders)
		})
	}
}

// strangeDay opens the desk for one operator on a day, three weeks before it.
func (p *program) strangeDay(text, from, to string) desks.Date {
	p.Helper()
	day, err := desks.ParseDate(text)
	p.Must(err)
	p.Now = day.AddDays(-21).In(i18n.Rome()).Add(10 * time.Hour)
	_, err = p.DB.NewRaw(`INSERT INTO opening_exceptions (desk_id, operator_id, day, kind, from_time, to_time) VALUES (?, ?, ?, 'extra', ?, ?)`,
		p.desk.ID, p.ops[0].ID, day, from, to).Exec(p.Ctx)
	p.Must(err)
	return day
}

// leaves fails unless so many times are still free.
func (p *program) leaves(q Query, want int) {
	p.Helper()
	left, err := FreeSlots(p.Ctx, p.DB, q, p.Now)
	p.Must(err)
	if len(left) != want {
		p.Errorf("%d times are left, want %d", len(left), want)
	}
}

// standsOn fails unless the appointment is on its day's page, in its day of the week
// and of the month, inside the hours, and on no other day.
func (p *program) standsOn(a *Appointment, day desks.Date) {
	p.Helper()
	actor := auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{p.desk.ID}}
	for _, d := range []desks.Date{day.AddDays(-1), day, day.AddDays(1)} {
		found, outside := "", false
		dd, err := Day(p.Ctx, p.DB, actor, p.desk.ID, d, p.Now)
		p.Must(err)
		for _, o := range dd.Operators {
			for _, r := range o.Rows {
				if r.Appointment != nil && r.Appointment.ID == a.ID {
					found, outside = found+"day ", outside || r.Outside
				}
			}
		}
		week, err := Week(p.Ctx, p.DB, actor, p.desk.ID, 0, d.AddDays(-((int(d.Weekday()) + 6) % 7)))
		p.Must(err)
		for _, w := range week {
			if w.Date == d && len(w.Rows) > 0 {
				found, outside = found+"week ", outside || w.Rows[0].Outside
			}
		}
		month, err := Month(p.Ctx, p.DB, actor, p.desk.ID, 0, desks.Date{Year: d.Year, Month: d.Month, Day: 1}, p.Now)
		p.Must(err)
		if m := month[d.Day-1]; m.Booked > 0 {
			found, outside = found+fmt.Sprintf("month %d", m.Booked), outside || m.Outside > 0
		}
		want := ""
		if d == day {
			want = "day week month 1"
		}
		if found != want || outside {
			p.Errorf("%s: on the pages %q, want %q; outside the hours: %v", d, found, want, outside)
		}
	}
}

// Peer test 10 where it meets bookings: what two absences that overlap take away is
// taken once, the last day of an absence is absent, and the day after is not.
func TestOverlappingAbsencesTakeTheTimeOnce(t *testing.T) {
	h := inTx(t)
	for _, c := range []struct{ first, last, from, to string }{
		{"2026-12-01", "2026-12-03", "00:00", "24:00"}, {"2026-12-03", "2026-12-10", "00:00", "24:00"},
		{"2026-12-15", "2026-12-15", "09:30", "11:00"}, {"2026-12-15", "2026-12-15", "10:30", "12:00"},
	} {
		_, err := h.DB.NewRaw(`INSERT INTO closures (operator_id, first_day, last_day, from_time, to_time, reason) VALUES (?, ?, ?, ?, ?, 'ferie')`,
			h.ops[0].ID, c.first, c.last, c.from, c.to).Exec(h.Ctx)
		h.Must(err)
	}
	q := h.query()
	q.OperatorID = h.ops[0].ID
	for day, want := range map[string]string{
		"2026-11-26": "15:00–18:30", "2026-12-01": "", "2026-12-03": "", "2026-12-10": "", // the last day of the second
		"2026-12-15": "12:00–13:00", "2026-12-17": "15:00–18:30",
	} {
		var err error
		q.From, err = desks.ParseDate(day)
		h.Must(err)
		q.To = q.From
		free, err := FreeSlots(h.Ctx, h.DB, q, h.Now)
		h.Must(err)
		got := ""
		if len(free) > 0 {
			got = free[0].Start.Format("15:04") + "–" + free[len(free)-1].End.Format("15:04")
		}
		if got != want {
			t.Errorf("%s: free %q, want %q", day, got, want)
		}
	}
}

// Who is expected today are the booked and the arrived of the desk, nobody else.
func TestComersAreWhoIsStillExpected(t *testing.T) {
	h := inTx(t)
	var all []*Appointment
	for _, s := range []string{"09:30", "10:00", "10:30", "11:00", "11:30"} {
		all = append(all, h.book("2026-11-24 "+s, h.ops[0].ID))
	}
	h.book("2026-11-26 15:00", h.ops[0].ID)
	h.Now = at("2026-11-24 09:25")
	h.Must(CancelByPerson(h.Ctx, h.DB, all[1].ID, h.Now))
	h.Now = at("2026-11-24 11:00")
	h.Must(MarkSeen(h.Ctx, h.DB, h.reception(), all[0].ID, h.Now))
	h.Must(MarkNoShow(h.Ctx, h.DB, h.reception(), all[2].ID, h.Now))
	h.Must(Arrive(h.Ctx, h.DB, h.reception(), all[3].ID, h.Now))
	comers, err := Comers(h.Ctx, h.DB, h.desk, h.Now)
	h.Must(err)
	if len(comers) != 2 || comers[0].ID != all[3].ID || comers[1].ID != all[4].ID || comers[0].OperatorID != h.ops[0].ID || !comers[1].StartsAt.Equal(at("2026-11-24 11:30")) {
		t.Errorf("expected %+v", comers)
	}
	if elsewhere, err := Comers(h.Ctx, h.DB, h.tore, h.Now); err != nil || len(elsewhere) != 0 {
		t.Errorf("at another desk %+v %v", elsewhere, err)
	}
}
