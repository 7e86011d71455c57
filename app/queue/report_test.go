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
	h.t.Helper()
	ten := h.now
	at := func(m int) *house { h.now = ten.Add(time.Duration(m) * time.Minute); return h }
	a, b := at(0).give(), at(0).give()
	c := at(1).give()
	call := func(op int) {
		h.t.Helper()
		_, err := h.next(op)
		h.must(err)
	}
	at(8)
	call(0) // a
	h.must(at(10).do(Start, a.ID))
	h.must(at(25).do(Finish, a.ID))
	at(25)
	call(0) // b is called twice and does not come
	h.must(at(27).do(CallAgain, b.ID))
	h.must(at(29).do(Miss, b.ID))
	at(30)
	call(0) // c
	h.must(at(31).do(Start, c.ID))
	h.must(at(36).do(Park, c.ID)) // a document is missing
	d := at(40).give()
	h.must(at(45).do(Return, c.ID))
	at(50)
	h.must(CallOne(h.ctx, h.db, h.reception(), c.ID, h.ops[1].ID, h.now))
	h.must(at(51).do(Start, c.ID))
	h.must(at(61).do(Finish, c.ID))
	at(59)
	call(0) // d
	h.must(at(60).do(Start, d.ID))
	h.must(at(85).do(Finish, d.ID))
	at(90).give() // still there when the desk closes
	h.now = ten.Add(100 * time.Minute)
	return b
}

func TestReportOfADay(t *testing.T) {
	h := inTx(t)
	h.aDayAtTheDesk()
	f := ReportFilter{From: desks.DateOf(h.now).AddDays(-1), To: desks.DateOf(h.now)}
	today, err := ReportOf(h.ctx, h.db, h.reception(), f, h.now)
	h.must(err)
	if !today.Open || today.Total.Gone != 0 || today.Total.Tickets != 5 {
		t.Errorf("while the day lasts nobody who waits has gone: %+v", today.Total)
	}
	h.after(24 * time.Hour)
	r, err := ReportOf(h.ctx, h.db, h.reception(), f, h.now)
	h.must(err)
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
	f := ReportFilter{DeskID: h.desk.ID, From: desks.DateOf(h.now), To: desks.DateOf(h.now)}
	h.after(24 * time.Hour)
	before, err := ReportOf(h.ctx, h.db, h.reception(), f, h.now)
	h.must(err)
	h.must(h.do(Return, missed.ID)) // somebody mends yesterday
	_, err = h.next(0)
	h.wants(err, fault.Conflict, "queue.error.empty")
	if _, err := CloseDays(h.ctx, h.db, h.now); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		h.give()
		_, err = h.next(1)
		h.must(err)
		h.must(h.do(Miss, heldNow(h, 1)))
	}
	for _, later := range []time.Duration{0, 24 * time.Hour, 365 * 24 * time.Hour} {
		after, err := ReportOf(h.ctx, h.db, h.reception(), f, h.now.Add(later))
		h.must(err)
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%s later\n%+v, before\n%+v", later, after, before)
		}
	}
}

func heldNow(h *house, op int) int64 {
	h.t.Helper()
	l, err := Today(h.ctx, h.db, h.reception(), h.desk.ID, nil, h.now)
	h.must(err)
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
		h.must(err)
		h.now = given
		a := h.give()
		h.now = given.Add(time.Hour)
		_, err = h.next(0)
		h.must(err)
		h.must(h.do(Start, a.ID))
		h.must(h.after(10*time.Minute).do(Finish, a.ID))
		f := ReportFilter{From: desks.DateOf(given.In(h.desk.Location())), To: desks.DateOf(given.In(h.desk.Location()))}
		r, err := ReportOf(h.ctx, h.db, h.reception(), f, h.now.Add(48*time.Hour))
		h.must(err)
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
	f := ReportFilter{From: desks.DateOf(h.now), To: desks.DateOf(h.now)}
	other := auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.other.ID}}
	r, err := ReportOf(h.ctx, h.db, other, f, h.now)
	h.must(err)
	if r.Total.Tickets != 0 || len(r.ByDesk)+len(r.ByDay)+len(r.ByHour) != 0 {
		t.Errorf("the other desk counts %+v", r)
	}
	if all, err := ReportOf(h.ctx, h.db, auth.Program("charter"), f, h.now); err != nil || all.Total.Tickets != 1 {
		t.Errorf("the program counts %+v %v", all, err)
	}
	f.DeskID = h.desk.ID
	_, err = ReportOf(h.ctx, h.db, other, f, h.now)
	h.wants(err, fault.NotFound, "")
	f.To = f.From.AddDays(-1)
	_, err = ReportOf(h.ctx, h.db, h.reception(), f, h.now)
	h.wants(err, fault.Invalid, "")
	f.To = f.From.AddDays(LongestReport)
	_, err = ReportOf(h.ctx, h.db, h.reception(), f, h.now)
	h.wants(err, fault.Invalid, "")
}
