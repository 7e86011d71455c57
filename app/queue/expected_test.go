package queue

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"approdo/app/desks"
)

// The wait of the last of the line at ten, with people booked who are not here yet.
func TestEstimateCountsWhoIsBookedAndNotHere(t *testing.T) {
	spans := map[int64]Span{1: {10 * time.Minute, 20 * time.Minute, 30 * time.Minute}, 2: planned(60)}
	booked := func(id, operator int64, at string) Expected {
		return Expected{AppointmentID: id, OperatorID: operator, AreaID: 1, BookedAt: clock(at)}
	}
	one := []Post{{OperatorID: 1, Open: clock("09:00")}}
	both := append(slices.Clone(one), Post{OperatorID: 2, Open: clock("09:00")})
	withNumber := person(2, "09:58@10:10")
	withNumber.AppointmentID = new(int64(7))
	for _, c := range []struct {
		name     string
		line     []*Ticket // of the last one the wait is asked
		expected []Expected
		posts    []Post
		want     Range
	}{
		{"nobody expected", []*Ticket{person(1, "09:50")}, nil, one, Range{0, 5, true}},
		{"booked now: is let by", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "10:00")}, one, Range{10, 30, true}},
		{"booked in five minutes counts as come", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "10:05")}, one, Range{10, 30, true}},
		{"booked in six minutes: the meeting before it has begun", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "10:06")}, one, Range{0, 5, true}},
		{"comes while the one before is received", []*Ticket{person(2, "09:40"), person(1, "09:50")}, []Expected{booked(7, 1, "10:10")}, one, Range{20, 60, true}},
		{"comes only if meetings are long", []*Ticket{person(2, "09:40"), person(1, "09:50")}, []Expected{booked(7, 1, "10:25")}, one, Range{10, 60, true}},
		{"booked in the afternoon", []*Ticket{person(2, "09:40"), person(1, "09:50")}, []Expected{booked(7, 1, "15:00")}, one, Range{10, 30, true}},
		{"a quarter of an hour late is still awaited", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "09:45")}, one, Range{10, 30, true}},
		{"later than that is not", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "09:44")}, one, Range{0, 5, true}},
		{"of the other operator", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 2, "10:00")}, both, Range{0, 5, true}},
		{"of an operator who does not receive", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 9, "10:00")}, one, Range{0, 5, true}},
		{"who is booked and has a number counts once", []*Ticket{withNumber, person(3, "09:40"), person(1, "09:50")}, []Expected{booked(7, 1, "10:10")}, one, Range{20, 60, true}},
		{"two booked one after the other", []*Ticket{person(1, "09:50")}, []Expected{booked(7, 1, "09:55"), booked(8, 1, "10:00")}, one, Range{20, 60, true}},
		{"a long service that is booked", []*Ticket{person(1, "09:50")}, []Expected{{7, 1, 2, clock("10:00")}}, one, Range{30, 90, true}},
		{"early for eleven, another is booked at half past ten", []*Ticket{person(1, "09:50@11:00")}, []Expected{booked(7, 1, "10:30")}, one, Range{0, 5, true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := initial(1)
			all := append(slices.Clone(c.line), s.comers(c.expected, c.line, clock("10:00"))...)
			waits := s.Estimate(all, c.posts, spans, clock("10:00"))
			if got := waits[c.line[len(c.line)-1].ID]; got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			for id := range waits {
				if id <= 0 {
					t.Errorf("somebody who is not here was answered: %d", id)
				}
			}
		})
	}
}

func TestTheLineAsksForWhoIsExpected(t *testing.T) {
	h := inTx(t)
	asked := 0
	expecting := func(_ context.Context, desk *desks.Desk) ([]Expected, error) {
		asked++
		if desk.ID != h.desk.ID {
			t.Errorf("asked about desk %d", desk.ID)
		}
		var all []Expected
		for i, o := range h.ops {
			all = append(all, Expected{AppointmentID: int64(100 + i), OperatorID: o.ID, AreaID: h.area.ID, BookedAt: h.Now})
		}
		return all, nil
	}
	if _, err := Today(h.Ctx, h.DB, h.reception(), h.desk.ID, expecting, h.Now); err != nil || asked != 0 {
		t.Errorf("nobody waits: asked %d times, %v", asked, err)
	}
	a := h.give()
	alone, err := FindForPerson(h.Ctx, h.DB, a.ID, nil, h.Now)
	h.Must(err)
	let, err := FindForPerson(h.Ctx, h.DB, a.ID, expecting, h.Now)
	h.Must(err)
	if let.Ahead != 0 || let.Wait.From <= alone.Wait.From {
		t.Errorf("wait %+v, with both operators awaited %+v", alone.Wait, let.Wait)
	}
	l, err := Today(h.Ctx, h.DB, h.reception(), h.desk.ID, expecting, h.Now)
	h.Must(err)
	if l.Waits[a.ID] != let.Wait || len(l.Turns) != 1 || len(l.Waits) != 1 {
		t.Errorf("the operator reads %+v of %d", l.Waits, len(l.Turns))
	}
	failed := errors.New("no appointments to be had")
	if _, err := FindForPerson(h.Ctx, h.DB, a.ID, func(context.Context, *desks.Desk) ([]Expected, error) { return nil, failed }, h.Now); !errors.Is(err, failed) {
		t.Errorf("a failure is kept quiet: %v", err)
	}
}
