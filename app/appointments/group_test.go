package appointments

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/towntest"
)

// seated writes slots as "09:30[7]=3".
func seated(slots []Slot) string {
	var parts []string
	for _, s := range slots {
		parts = append(parts, fmt.Sprintf("%s%s=%d", s.Start.Format("15:04"), strings.ReplaceAll(fmt.Sprint(s.Operators), " ", ","), s.Left))
	}
	return strings.Join(parts, " ")
}

// TestFreeSeats is the table of group meetings: an area of two hours and 3 seats,
// id 5 at desk 1.
func TestFreeSeats(t *testing.T) {
	const tue = "2026-11-24 "
	seat := func(op int64, from, to string, seats int) Busy {
		return Busy{OperatorID: op, Start: at(tue + from), End: at(tue + to), DeskID: 1, AreaID: 5, Seats: seats}
	}
	held := func(op int64, from, to string) Busy {
		b := seat(op, from, to, 0)
		b.Held = true
		return b
	}
	alone := func(op int64, from, to string) Busy {
		return Busy{OperatorID: op, Start: at(tue + from), End: at(tue + to)}
	}
	other := seat(7, "09:00", "11:00", 3)
	other.AreaID = 6
	day := []desks.Opening{opening(7, tue+"09:00", "13:00")}
	both := append([]desks.Opening{opening(8, tue+"09:00", "11:00")}, day...)
	for _, c := range []struct {
		name     string
		openings []desks.Opening
		busy     []Busy
		want     string
	}{
		{"meetings follow each other", day, nil, "09:00[7]=3 11:00[7]=3"},
		{"seats booked and held", day, []Busy{seat(7, "09:00", "11:00", 3), held(7, "09:00", "11:00")}, "09:00[7]=1 11:00[7]=3"},
		{"full", day, []Busy{seat(7, "09:00", "11:00", 3), seat(7, "09:00", "11:00", 3), held(7, "09:00", "11:00")}, "11:00[7]=3"},
		{"a meeting keeps its size", day, []Busy{seat(7, "09:00", "11:00", 5)}, "09:00[7]=4 11:00[7]=3"},
		{"full of a smaller one", day, []Busy{seat(7, "09:00", "11:00", 2), seat(7, "09:00", "11:00", 2)}, "11:00[7]=3"},
		{"somebody's own time in the middle", day, []Busy{alone(7, "10:00", "10:30")}, "11:00[7]=3"},
		{"another group", day, []Busy{other}, "11:00[7]=3"},
		{"an old meeting across the grid", day, []Busy{seat(7, "10:00", "12:00", 3)}, ""},
		{"booked alone before it became a group", day, []Busy{seat(7, "09:00", "11:00", 0)}, "11:00[7]=3"},
		{"two operators, seats together", both, nil, "09:00[7,8]=6 11:00[7]=3"},
		{"who has begun goes first", both, []Busy{seat(8, "09:00", "11:00", 3)}, "09:00[8,7]=5 11:00[7]=3"},
		{"the other when full", both, []Busy{held(8, "09:00", "11:00"), held(8, "09:00", "11:00"), held(8, "09:00", "11:00")}, "09:00[7]=3 11:00[7]=3"},
	} {
		s := plain(120)
		s.Seats = 3
		r := Public(s)
		r.DeskID, r.AreaID = 1, 5
		if got := seated(Free(c.openings, c.busy, nil, r, at("2026-11-01 00:00"))); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// lab makes the house's area a group of so many seats, an hour long.
func lab(h *house, seats int) {
	h.Helper()
	h.set(func(s *services.Settings) { s.Seats, s.Minutes = seats, 60 })
}

func (h *house) left(start string) int {
	h.Helper()
	q := h.query()
	q.OperatorID = h.ops[0].ID
	slots, err := FreeSlots(h.Ctx, h.DB, q, h.Now)
	h.Must(err)
	for _, s := range slots {
		if s.Start.Equal(at(start)) {
			return s.Left
		}
	}
	return 0
}

func TestSeatsOfAGroup(t *testing.T) {
	h := inTx(t)
	lab(h, 3)
	op := h.ops[0].ID
	wantLeft := func(want int) {
		t.Helper()
		if got := h.left(slot); got != want {
			t.Errorf("%d seats left, want %d", got, want)
		}
	}
	a, b := h.book(slot, op), h.book(slot, op)
	if *a.Seat != 1 || *b.Seat != 2 || *a.GroupID != *b.GroupID || *a.GroupSeats != 3 {
		t.Errorf("seats %d and %d of %d", *a.Seat, *b.Seat, *a.GroupSeats)
	}
	wantLeft(1)
	d, err := h.hold(slot, op)
	h.Must(err)
	wantLeft(0)
	_, err = h.hold(slot, op)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	h.Now = h.Now.Add(HoldFor)
	wantLeft(1)
	h.fill(d, person(9))
	c, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	wantLeft(0)
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
	wantLeft(1)
	_, err = MoveByPerson(h.Ctx, h.DB, c.ID, at("2026-11-24 10:30"), op, h.Now)
	h.Must(err)
	wantLeft(2)
	if again := h.book(slot, op); *again.Seat != 1 {
		t.Errorf("the first free seat is %d", *again.Seat)
	}
	if n := h.Count("appointments", "cancelled_at IS NOT NULL AND group_id IS NOT NULL"); n != 0 {
		t.Error("a cancelled appointment still has a seat")
	}
}

// Seats and length of a meeting with people stay; one without anybody follows the area.
func TestAMeetingKeepsItsSize(t *testing.T) {
	h := inTx(t)
	lab(h, 3)
	op := h.ops[0].ID
	a := h.book(slot, op)
	lab(h, 2)
	b := h.book(slot, op)
	if *b.GroupSeats != 3 || h.left(slot) != 1 {
		t.Errorf("%d seats, %d left", *b.GroupSeats, h.left(slot))
	}
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
	h.Must(CancelByPerson(h.Ctx, h.DB, b.ID, h.Now))
	if c := h.book(slot, op); *c.GroupSeats != 2 || *c.GroupID != *a.GroupID {
		t.Errorf("%d seats in meeting %d", *c.GroupSeats, *c.GroupID)
	}
}

// Acceptance test 1 of the peers, for a workshop: 50 people want its last seat on
// real connections; exactly one gets it.
func TestFiftyPeopleOnTheLastSeat(t *testing.T) {
	h := build(t, testdb.New(t))
	lab(h, 12)
	op := h.ops[0].ID
	for range 11 {
		h.book(slot, op)
	}
	var won, lost atomic.Int32
	towntest.Together(50, func(i int) {
		switch err := h.walk(i, op); {
		case err == nil:
			won.Add(1)
		case fault.Is(err, fault.Conflict):
			lost.Add(1)
		default:
			t.Errorf("person %d: %v", i, err)
		}
	})
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	if n := h.Count("appointments", "seat BETWEEN 1 AND 12"); n != 12 {
		t.Errorf("%d seats taken", n)
	}
}

// Staff and public fill two meetings at once, people move between them and cancel:
// nobody shares a seat, nothing deadlocks.
func TestAGroupInARace(t *testing.T) {
	h := build(t, testdb.New(t))
	lab(h, 4)
	op, starts := h.ops[0].ID, []string{slot, "2026-11-24 10:30"}
	var all []*Appointment
	for range 3 {
		all = append(all, h.book(starts[0], op), h.book(starts[1], op))
	}
	towntest.Together(30, func(i int) {
		var err error
		switch i % 3 {
		case 0:
			_, err = MoveByPerson(h.Ctx, h.DB, all[i%len(all)].ID, at(starts[i/3%2]), op, h.Now)
		case 1:
			_, err = BookForSomebody(h.Ctx, h.DB, h.reception(), StaffBooking{
				Key: fmt.Sprintf("a-group-in-a-race-%d", i), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: op, Start: at(starts[i%2]),
				Channel: AtDesk, Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Banco"},
			}, h.Now)
		default:
			if i > 20 {
				err = CancelByPerson(h.Ctx, h.DB, all[i%len(all)].ID, h.Now)
			}
		}
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("%d: %v", i, err)
		}
	})
	var shared, most int
	h.Must(h.DB.NewRaw(`SELECT count(*) FROM appointments a JOIN appointments b ON a.id < b.id AND a.group_id = b.group_id AND a.seat = b.seat
		AND a.cancelled_at IS NULL AND b.cancelled_at IS NULL`).Scan(h.Ctx, &shared))
	h.Must(h.DB.NewRaw(`SELECT max(n) FROM (SELECT count(*) AS n FROM appointments WHERE cancelled_at IS NULL GROUP BY group_id) AS x`).Scan(h.Ctx, &most))
	if shared != 0 || most > 4 {
		t.Errorf("%d shared seats, %d people in one meeting", shared, most)
	}
}

// The index is the promise: a writer without the lock cannot give a seat twice.
func TestTheIndexAloneRefusesASeat(t *testing.T) {
	h := inTx(t)
	lab(h, 3)
	a := h.book(slot, h.ops[0].ID)
	clash := *a
	clash.ID, clash.Key = 0, "another"
	h.Wants(overlap(insertRaw(h.Ctx, h.DB, &clash)), fault.Conflict, "appointments.error.taken")
	seat := 4
	clash.Seat, clash.Key = &seat, "beyond"
	if err := insertRaw(h.Ctx, h.DB, &clash); err == nil {
		t.Error("a fourth seat of three")
	}
}
