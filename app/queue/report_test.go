package queue

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// The day of the report's test, as it happened: "verb minutes-after".
// Waits of the first meetings: 10, 20 and 30 minutes; meetings of 15, 25 and 5+10.
func (h *house) aDayAtTheDesk() (missed *Ticket) {
	h.Helper()
	ten := h.Now
	at := func(m int) *house { h.Now = ten.Add(time.Duration(m) * time.Minute); return h }
	a, b := at(0).give(), at(0).give()
	c := at(1).give()
	call := func(op int) {
		h.Helper()
		_, err := h.next(op)
		h.Must(err)
	}
	at(8)
	call(0) // a
	h.Must(at(10).do(Start, a.ID))
	h.Must(at(25).do(Finish, a.ID))
	at(25)
	call(0) // b is called twice and does not come
	h.Must(at(27).do(CallAgain, b.ID))
	h.Must(at(29).do(Miss, b.ID))
	at(30)
	call(0) // c
	h.Must(at(31).do(Start, c.ID))
	h.Must(at(36).do(Park, c.ID)) // a document is missing
	d := at(40).give()
	h.Must(at(45).do(Return, c.ID))
	at(50)
	h.Must(CallOne(h.Ctx, h.DB, h.reception(), c.ID, h.ops[1].ID, h.Now))
	h.Must(at(51).do(Start, c.ID))
	h.Must(at(61).do(Finish, c.ID))
	at(59)
	call(0) // d
	h.Must(at(60).do(Start, d.ID))
	h.Must(at(85).do(Finish, d.ID))
	at(90).give() // still there when the desk closes
	h.Now = ten.Add(100 * time.Minute)
	return b
}

func TestReportOfADay(t *testing.T) {
	h := inTx(t)
	h.aDayAtTheDesk()
	f := ReportFilter{From: desks.DateOf(h.Now).AddDays(-1), To: desks.DateOf(h.Now)}
	today, err := ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now)
	h.Must(err)
	if !today.Open || today.Total.Gone != 0 || today.Total.Tickets != 5 {
		t.Errorf("while the day lasts nobody who waits has gone: %+v", today.Total)
	}
	h.after(24 * time.Hour)
	r, err := ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now)
	h.Must(err)
	m := time.Minute
	want := Figures{Tickets: 5, Received: 3, NoShows: 1, Gone: 1,
		Wait:    Measure{3, 20 * m, 28 * m},
		Service: Measure{3, 15 * m, 23 * m},
		NoShow:  Measure{1, 4 * m, 4 * m}}
	if r.Total != want {
		t.Errorf("total\n%+v, want\n%+v", r.Total, want)
	}
	if r.Open || len(r.ByDesk) != 1 || r.ByDesk[0].Desk.ID != h.desk.ID || r.ByDesk[0].Figures != want {
		t.Errorf("by desk %+v", r.ByDesk)
	}
	if len(r.ByDay) != 1 || r.ByDay[0].Day.String() != "2026-11-24" || len(r.ByWeekday) != 1 || r.ByWeekday[0].Weekday != time.Tuesday {
		t.Errorf("by day %+v, by weekday %+v", r.ByDay, r.ByWeekday)
	}
	var hours []string
	for _, x := range r.ByHour {
		hours = append(hours, fmt.Sprintf("%d:%d", x.Hour, x.Tickets))
	}
	if got := strings.Join(hours, " "); got != "10:4 11:1" {
		t.Errorf("by hour of arrival %s", got)
	}
}

// Peer test 12: every figure of a period that is over is the same when it is computed
// again, whatever is done to its tickets afterwards.
func TestFiguresOfAClosedPeriodStay(t *testing.T) {
	h := inTx(t)
	missed := h.aDayAtTheDesk()
	f := ReportFilter{DeskID: h.desk.ID, From: desks.DateOf(h.Now), To: desks.DateOf(h.Now)}
	h.after(24 * time.Hour)
	before, err := ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now)
	h.Must(err)
	h.Must(h.do(Return, missed.ID)) // somebody mends yesterday
	_, err = h.next(0)
	h.Wants(err, fault.Conflict, "queue.error.empty")
	if _, err := CloseDays(h.Ctx, h.DB, h.Now); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		h.give()
		_, err = h.next(1)
		h.Must(err)
		h.Must(h.do(Miss, heldNow(h, 1)))
	}
	for _, later := range []time.Duration{0, 24 * time.Hour, 365 * 24 * time.Hour} {
		after, err := ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now.Add(later))
		h.Must(err)
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%s later\n%+v, before\n%+v", later, after, before)
		}
	}
}

func heldNow(h *house, op int) int64 {
	h.Helper()
	l, err := Today(h.Ctx, h.DB, h.reception(), h.desk.ID, nil, h.Now)
	h.Must(err)
	return l.Find(h.ops[op].ID).ID
}

// Peer test 5: on the last Sundays of March and October the hour is that of the desk's
// clock, and a wait across the change is as long as it was.
func TestReportAcrossBothChangesOfTheClock(t *testing.T) {
	h := inTx(t)
	for _, c := range []struct{ given, hour string }{
		{"2027-03-28T00:30:00Z", "1"}, {"2027-03-28T01:10:00Z", "3"},
		{"2027-10-31T00:30:00Z", "2"}, {"2027-10-31T01:10:00Z", "2"}, {"2027-10-31T02:10:00Z", "3"},
	} {
		given, err := time.Parse(time.RFC3339, c.given)
		h.Must(err)
		h.Now = given
		a := h.give()
		h.Now = given.Add(time.Hour)
		_, err = h.next(0)
		h.Must(err)
		h.Must(h.do(Start, a.ID))
		h.Must(h.after(10*time.Minute).do(Finish, a.ID))
		f := ReportFilter{From: desks.DateOf(given.In(h.desk.Location())), To: desks.DateOf(given.In(h.desk.Location()))}
		r, err := ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now.Add(48*time.Hour))
		h.Must(err)
		last := r.ByHour[len(r.ByHour)-1]
		if fmt.Sprint(last.Hour) != c.hour || last.Wait.High != time.Hour || r.ByWeekday[0].Weekday != time.Sunday {
			t.Errorf("%s: hour %d, wait %s", c.given, last.Hour, last.Wait.High)
		}
	}
}

// Peer test 13: another desk's figures do not exist, neither alone nor inside a sum.
func TestReportIsScoped(t *testing.T) {
	h := inTx(t)
	h.give()
	f := ReportFilter{From: desks.DateOf(h.Now), To: desks.DateOf(h.Now)}
	other := auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.other.ID}}
	r, err := ReportOf(h.Ctx, h.DB, other, f, h.Now)
	h.Must(err)
	if r.Total.Tickets != 0 || len(r.ByDesk)+len(r.ByDay)+len(r.ByHour) != 0 {
		t.Errorf("the other desk counts %+v", r)
	}
	if all, err := ReportOf(h.Ctx, h.DB, auth.Program("charter"), f, h.Now); err != nil || all.Total.Tickets != 1 {
		t.Errorf("the program counts %+v %v", all, err)
	}
	f.DeskID = h.desk.ID
	_, err = ReportOf(h.Ctx, h.DB, other, f, h.Now)
	h.Wants(err, fault.NotFound, "")
	f.To = f.From.AddDays(-1)
	_, err = ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now)
	h.Wants(err, fault.Invalid, "")
	f.To = f.From.AddDays(LongestReport)
	_, err = ReportOf(h.Ctx, h.DB, h.reception(), f, h.Now)
	h.Wants(err, fault.Invalid, "")
}
