package appointments

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/towntest"
)

func occupy(room int64, start, end string) occupied {
	return occupied{RoomID: room, Start: at("2026-11-24 " + start), End: at("2026-11-24 " + end)}
}

func TestRoomsThatAreFree(t *testing.T) {
	two := []desks.Room{{ID: 1, Seats: 2}, {ID: 2, Seats: 10}}
	seat := func(o occupied) occupied { o.Seats, o.AreaID, o.OperatorID = 8, 7, 9; return o }
	cases := []struct {
		name       string
		all        []occupied
		people     int
		start, end string
		want       string
	}{
		{"nothing booked", nil, 1, "10:00", "10:30", "[1 2]"},
		{"only the large one holds a group", nil, 5, "10:00", "10:30", "[2]"},
		{"one taken", []occupied{occupy(1, "10:00", "10:30")}, 1, "10:00", "10:30", "[2]"},
		{"both taken", []occupied{occupy(1, "10:00", "10:30"), occupy(2, "10:15", "10:45")}, 1, "10:00", "10:30", "[]"},
		{"back to back", []occupied{occupy(1, "09:30", "10:00"), occupy(1, "10:30", "11:00"), occupy(2, "09:30", "10:00")}, 1, "10:00", "10:30", "[1 2]"},
		{"no room is free the whole time, though one is at every moment", []occupied{occupy(1, "10:00", "10:30"), occupy(2, "10:30", "11:00")}, 1, "10:00", "11:00", "[]"},
		{"who has no room yet takes the first", []occupied{occupy(0, "10:00", "10:30")}, 1, "10:00", "10:30", "[2]"},
		{"two without a room, one after the other, share one", []occupied{occupy(0, "10:30", "11:00"), occupy(0, "10:00", "10:30")}, 1, "10:00", "11:00", "[2]"},
		{"without a room beside one that is given", []occupied{occupy(1, "10:00", "10:30"), occupy(0, "10:00", "10:30")}, 1, "10:00", "10:30", "[]"},
		{"more without a room than rooms", []occupied{occupy(0, "10:00", "10:30"), occupy(0, "10:00", "10:30"), occupy(0, "10:00", "10:30")}, 1, "10:30", "11:00", "[1 2]"},
		{"a group without a room is one meeting and needs the large one", []occupied{seat(occupy(0, "10:00", "11:00")), seat(occupy(0, "10:00", "11:00"))}, 1, "10:00", "10:30", "[1]"},
		{"around midnight", []occupied{occupy(1, "23:30", "23:59")}, 1, "23:59", "24:00", "[1 2]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			end := c.end
			if end == "24:00" {
				end = "23:59"
			}
			start, stop := at("2026-11-24 "+c.start), at("2026-11-24 "+end)
			if c.end == "24:00" {
				stop = at("2026-11-25 00:00")
			}
			got := []int64{}
			for _, r := range roomsFor(two, housing(two, c.all), c.people, start, stop) {
				got = append(got, r.ID)
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestTheRoomThatSuits(t *testing.T) {
	rooms := []desks.Room{{ID: 1, Seats: 10}, {ID: 2, Seats: 2, Accessible: true}, {ID: 3, Seats: 2}, {ID: 4, Seats: 12, Accessible: true}}
	if got := bestRoom(rooms, false).ID; got != 3 {
		t.Errorf("room %d for anybody: the smallest, sparing the accessible one", got)
	}
	if got := bestRoom(rooms, true).ID; got != 2 {
		t.Errorf("room %d for who needs an accessible one", got)
	}
	if got := bestRoom(rooms[:1], true).ID; got != 1 {
		t.Errorf("room %d where none is accessible", got)
	}
}

// room adds one to the desk.
func (h *house) room(name string, seats int, accessible bool) int64 {
	h.Helper()
	_, err := PutRoom(h.Ctx, h.DB, auth.Program("test"), desks.SaveRoom{DeskID: h.desk.ID, Name: name, Seats: seats, Accessible: accessible, InUse: true}, h.Now)
	h.Must(err)
	all, err := desks.RoomsOf(h.Ctx, h.DB, h.desk.ID)
	h.Must(err)
	for _, r := range all {
		if r.Name == name {
			return r.ID
		}
	}
	h.Fatal("the room is not there")
	return 0
}

// Two rooms and three operators: the third person finds no room though an operator is free.
func TestTwoRoomsThreeOperators(t *testing.T) {
	h := inTx(t)
	third := &desks.Operator{Name: "Terza Prova", Languages: []string{"it"}}
	_, err := h.DB.NewInsert().Model(third).Exec(h.Ctx)
	h.Must(err)
	_, err = h.DB.NewRaw("INSERT INTO desk_operators (desk_id, operator_id) VALUES (?, ?)", h.desk.ID, third.ID).Exec(h.Ctx)
	h.Must(err)
	_, err = h.DB.NewInsert().Model(&desks.Rule{DeskID: h.desk.ID, OperatorID: third.ID, RRule: "FREQ=WEEKLY;BYDAY=TU", From: desks.At(9, 30), To: desks.At(13, 0), ValidFrom: day("2026-11-16")}).Exec(h.Ctx)
	h.Must(err)
	a, b := h.room("A", 2, false), h.room("B", 4, true)
	first, second := h.book("2026-11-24 10:00", 0), h.book("2026-11-24 10:00", 0)
	if first.RoomID == nil || *first.RoomID != a || second.RoomID == nil || *second.RoomID != b || first.OperatorID == second.OperatorID {
		t.Errorf("rooms %v and %v, want %d and %d", first.RoomID, second.RoomID, a, b)
	}
	if _, err := h.hold("2026-11-24 10:00", 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("a third person in two rooms: %v", err)
	}
	if _, err := h.hold("2026-11-24 10:30", 0); err != nil {
		t.Errorf("back to back: %v", err)
	}
	h.Must(CancelByPerson(h.Ctx, h.DB, first.ID, h.Now))
	again := h.book("2026-11-24 10:00", 0)
	if again.RoomID == nil || *again.RoomID != a {
		t.Errorf("the room given back is not given again: %v", again.RoomID)
	}
}

// A hold keeps its room: who books meanwhile does not take it away.
func TestAHoldKeepsItsRoom(t *testing.T) {
	h := inTx(t)
	h.room("A", 2, false)
	d, err := h.hold("2026-11-24 10:00", h.ops[0].ID)
	h.Must(err)
	if _, err := h.hold("2026-11-24 10:00", h.ops[1].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("the only room was held twice: %v", err)
	}
	h.fill(d, person(1))
	x, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	if err != nil || x.RoomID == nil {
		t.Errorf("%v, %v", x, err)
	}
}

func TestWhoNeedsItGetsTheAccessibleRoom(t *testing.T) {
	h := inTx(t)
	h.room("A", 2, false)
	b := h.room("B", 8, true)
	d, err := h.hold("2026-11-24 10:00", 0)
	h.Must(err)
	h.Must(SaveDetails(h.Ctx, h.DB, d.ID, Details{Lang: "it", AccessNeeds: "Uso la sedia a rotelle"}, h.Now))
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, person(1), h.Now))
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	if err != nil || a.RoomID == nil || *a.RoomID != b {
		t.Errorf("%+v %v", a.RoomID, err)
	}
}

// Without rooms a desk works as it always did; the first room finds the people who
// are booked already.
func TestRoomsForWhoWasBookedBefore(t *testing.T) {
	h := inTx(t)
	first, second := h.book("2026-11-24 10:00", 0), h.book("2026-11-24 10:00", 0)
	if first.RoomID != nil {
		t.Fatalf("a room out of nowhere: %v", *first.RoomID)
	}
	a := h.room("A", 2, false)
	x, err := FindWithPlace(h.Ctx, h.DB, first.ID)
	h.Must(err)
	y, err := FindWithPlace(h.Ctx, h.DB, second.ID)
	h.Must(err)
	if x.RoomID == nil || *x.RoomID != a || y.RoomID != nil {
		t.Errorf("rooms %v %v", x.RoomID, y.RoomID)
	}
	b := h.room("B", 2, false)
	if y, err = FindWithPlace(h.Ctx, h.DB, second.ID); err != nil || y.RoomID == nil || *y.RoomID != b {
		t.Errorf("the second room stays empty: %v %v", y.RoomID, err)
	}
	n, err := InRoom(h.Ctx, h.DB, a, h.Now)
	if err != nil || n != 1 {
		t.Errorf("%d come to the room, %v", n, err)
	}
	left, err := PutRoom(h.Ctx, h.DB, auth.Program("test"), desks.SaveRoom{ID: a, DeskID: h.desk.ID, Name: "A", Seats: 2}, h.Now)
	if err != nil || left != 1 {
		t.Errorf("%d left without a room, %v", left, err)
	}
}

func TestStaffChangeTheRoom(t *testing.T) {
	h := inTx(t)
	a, b := h.room("A", 2, false), h.room("B", 2, false)
	first, second := h.book("2026-11-24 10:00", 0), h.book("2026-11-24 10:00", 0)
	me := h.reception()
	h.Wants(ChangeRoom(h.Ctx, h.DB, me, first.ID, b, h.Now), fault.Conflict, "appointments.error.room_taken")
	h.Must(ChangeRoom(h.Ctx, h.DB, me, second.ID, 0, h.Now))
	h.Must(ChangeRoom(h.Ctx, h.DB, me, first.ID, b, h.Now))
	h.Must(ChangeRoom(h.Ctx, h.DB, me, second.ID, a, h.Now))
	elsewhere := auth.Actor{UserID: 3, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.tore.ID}}
	h.Wants(ChangeRoom(h.Ctx, h.DB, elsewhere, first.ID, 0, h.Now), fault.NotFound, "")
	h.Wants(ChangeRoom(h.Ctx, h.DB, me, first.ID, b+1000, h.Now), fault.NotFound, "")
	_, err := PutRoom(h.Ctx, h.DB, elsewhere, desks.SaveRoom{ID: a, DeskID: h.desk.ID, Name: "Mia", Seats: 1, InUse: true}, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = PutRoom(h.Ctx, h.DB, elsewhere, desks.SaveRoom{ID: a, DeskID: h.tore.ID, Name: "Mia", Seats: 1, InUse: true}, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = desks.ListRooms(h.Ctx, h.DB, elsewhere, h.desk.ID)
	h.Wants(err, fault.NotFound, "")
	_, err = PutRoom(h.Ctx, h.DB, me, desks.SaveRoom{DeskID: h.desk.ID, Name: " A ", Seats: 1, InUse: true}, h.Now)
	h.Wants(err, fault.Invalid, "")
}

// A group sits in one room that holds it, and its seats do not take others.
func TestAGroupHasOneRoom(t *testing.T) {
	h := inTx(t)
	_, err := h.DB.NewRaw("UPDATE areas SET seats = 3 WHERE id = ?", h.area.ID).Exec(h.Ctx)
	h.Must(err)
	h.room("Piccola", 1, false)
	large := h.room("Grande", 8, false)
	var rooms []int64
	for range 3 {
		a := h.book("2026-11-24 10:00", h.ops[0].ID)
		if a.GroupID == nil || a.RoomID == nil {
			t.Fatalf("group %v, room %v", a.GroupID, a.RoomID)
		}
		rooms = append(rooms, *a.RoomID)
	}
	if fmt.Sprint(rooms) != fmt.Sprint([]int64{large, large, large}) {
		t.Errorf("rooms %v, want %d", rooms, large)
	}
	if _, err := h.hold("2026-11-24 10:00", h.ops[1].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second group in a room too small: %v", err)
	}
}

// What is not at the desk needs no room.
func TestAPhoneCallNeedsNoRoom(t *testing.T) {
	h := inTx(t)
	_, err := h.DB.NewRaw("UPDATE areas SET places = '{phone}' WHERE id = ?", h.area.ID).Exec(h.Ctx)
	h.Must(err)
	h.room("A", 1, false)
	for range 2 {
		if a := h.book("2026-11-24 10:00", 0); a.RoomID != nil || a.Where != services.ByPhone {
			t.Errorf("room %v for a call", a.RoomID)
		}
	}
}

// The constraint is the promise: a writer who takes no lock is stopped, whichever
// of two connections comes second.
func TestOneRoomNeverHoldsTwoMeetings(t *testing.T) {
	h := build(t, testdb.New(t))
	room := h.room("A", 2, false)
	first := h.book("2026-11-24 10:00", h.ops[0].ID)
	second := h.book("2026-11-24 11:00", h.ops[1].ID)
	if first.RoomID == nil || second.RoomID == nil || *second.RoomID != room {
		t.Fatal("no rooms")
	}
	var kept, stopped atomic.Int32
	towntest.Together(2, func(i int) {
		id := []int64{first.ID, second.ID}[i]
		_, err := h.DB.NewRaw("UPDATE appointments SET starts_at = ?, ends_at = ? WHERE id = ?", at("2026-11-24 12:00"), at("2026-11-24 12:30"), id).Exec(context.Background())
		switch {
		case err == nil:
			kept.Add(1)
		case overlap(err) != err: // the promise of rooms, in the words of a taken time
			stopped.Add(1)
		default:
			t.Errorf("%v", err)
		}
	})
	if kept.Load() != 1 || stopped.Load() != 1 {
		t.Errorf("%d kept, %d stopped", kept.Load(), stopped.Load())
	}
}

// Fifty people after the two rooms of one moment, with any operator: two are
// received in different rooms and nobody sees an error page.
func TestFiftyPeopleAfterOneRoom(t *testing.T) {
	h := build(t, testdb.New(t))
	h.room("A", 2, false)
	var won, lost atomic.Int32
	towntest.Together(50, func(i int) {
		switch err := h.walk(i, 0); {
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
}
