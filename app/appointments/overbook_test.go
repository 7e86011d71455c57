package appointments

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// staff is a booking of the operator for somebody at the desk.
func (h *house) staff(key string, operator int64, start string) StaffBooking {
	return StaffBooking{
		Key: key, DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: operator, Start: at(start), Channel: AtDesk,
		Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Sportello"},
	}
}

func (h *house) colleague() auth.Actor {
	return auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

// Peer test 3: a citizen takes the slot while staff are on the confirm step. Staff see
// the clash with other times; the override needs a reason and is logged.
func TestACitizenTakesTheSlotWhileStaffConfirm(t *testing.T) {
	h := inTx(t)
	op := h.ops[0].ID
	taken := h.book(slot, op)
	b := h.staff("staff-form-key-000001", op, slot)
	_, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	next, err := Alternatives(h.Ctx, h.DB, Query{DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: op, ForStaff: true}, at(slot), 3, h.Now)
	if err != nil || len(next) != 3 {
		t.Fatalf("alternatives %v %v", next, err)
	}
	b.Anyway = true
	_, err = BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Wants(err, fault.Invalid, "")
	b.Reason = "Scadenza del permesso domani"
	a, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Must(err)
	if !a.Overbooked() || a.OverbookedBy != "user:1" || !a.StartsAt.Equal(taken.StartsAt) || a.OperatorID != taken.OperatorID {
		t.Errorf("booked %+v", a)
	}
	again, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now) // a double click
	if err != nil || again.ID != a.ID {
		t.Errorf("two presses: %v", err)
	}
	trail, _, err := audit.List(h.Ctx, h.DB, audit.Scope{All: true}, audit.Filter{Action: "appointments.overbook"})
	h.Must(err)
	if len(trail) != 1 || trail[0].Actor != "user:1" || trail[0].SubjectID != a.ID || strings.Contains(string(trail[0].Data), "permesso") {
		t.Errorf("trail %+v", trail)
	}
}

func TestWhoMayBookAnyway(t *testing.T) {
	h := inTx(t)
	h.book(slot, h.ops[0].ID)
	b := h.staff("staff-form-key-000001", h.ops[0].ID, slot)
	b.Anyway, b.Reason = true, "Urgente"
	scout := auth.Actor{UserID: 5, Roles: []auth.Role{auth.Scout}, DeskIDs: []int64{h.desk.ID}}
	_, err := BookForSomebody(h.Ctx, h.DB, scout, b, h.Now)
	h.Wants(err, fault.Forbidden, "")
	b.OperatorID = 0
	_, err = BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Wants(err, fault.Invalid, "")
	b.OperatorID, b.Start = h.ops[0].ID, at("2026-11-20 10:00")
	_, err = BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Wants(err, fault.Invalid, "")
}

// A free time is an ordinary booking, whatever the form says; one outside the hours is
// not free and needs the reason.
func TestAnywayOnAFreeTimeAndOutsideTheHours(t *testing.T) {
	h := inTx(t)
	b := h.staff("staff-form-key-000001", h.ops[0].ID, slot)
	b.Anyway, b.Reason = true, "Urgente"
	a, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Must(err)
	if a.Overbooked() {
		t.Error("a free time was marked as booked over others")
	}
	c := h.staff("staff-form-key-000002", h.ops[0].ID, "2026-11-25 17:10")
	_, err = BookForSomebody(h.Ctx, h.DB, h.reception(), c, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	c.Anyway, c.Reason = true, "Solo di pomeriggio"
	a, err = BookForSomebody(h.Ctx, h.DB, h.reception(), c, h.Now)
	h.Must(err)
	if !a.Overbooked() {
		t.Error("outside the hours without a mark")
	}
	moved, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 11:00"), 0, h.Now)
	h.Must(err)
	if got, err := Find(h.Ctx, h.DB, h.reception(), moved.ID); err != nil || got.Overbooked() {
		t.Errorf("moved to a free time and still booked over others: %v", err)
	}
}

// Whoever chooses a time on the staff form keeps it: colleagues and citizens see it
// taken, the holder books it.
func TestStaffKeepTheTimeTheyChose(t *testing.T) {
	h := inTx(t)
	op := h.ops[0].ID
	hold := Hold{Key: "staff-form-key-000001", DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: op, Start: at(slot), Lang: "it"}
	d, err := HoldForSomebody(h.Ctx, h.DB, h.reception(), hold, h.Now)
	h.Must(err)
	if !d.Held(h.Now) || d.HeldBy != "user:1" {
		t.Fatalf("hold %+v", d)
	}
	other := hold
	other.Key = "staff-form-key-000002"
	_, err = HoldForSomebody(h.Ctx, h.DB, h.colleague(), other, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	_, err = h.hold(slot, op)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	_, err = HoldForSomebody(h.Ctx, h.DB, h.colleague(), hold, h.Now) // somebody else's form
	h.Wants(err, fault.NotFound, "")
	day := desks.DateOf(at(slot))
	seen, err := HeldTimes(h.Ctx, h.DB, h.colleague(), h.desk.ID, day, day, h.Now)
	h.Must(err)
	if len(seen) != 1 || seen[0].By != "user:1" || !seen[0].Start.Equal(at(slot)) {
		t.Errorf("the colleague sees %+v", seen)
	}
	if mine, err := HeldTimes(h.Ctx, h.DB, h.reception(), h.desk.ID, day, day, h.Now); err != nil || len(mine) != 0 {
		t.Errorf("one's own hold: %+v %v", mine, err)
	}
	if shown := h.heldBy(day); shown != "user:1" {
		t.Errorf("the day shows %q", shown)
	}
	_, err = BookForSomebody(h.Ctx, h.DB, h.colleague(), h.staff("staff-form-key-000002", op, slot), h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	a, err := BookForSomebody(h.Ctx, h.DB, h.reception(), h.staff("staff-form-key-000001", op, slot), h.Now)
	h.Must(err)
	if a.Overbooked() || h.Count("booking_drafts", "appointment_id = ?", a.ID) != 1 {
		t.Errorf("booked %+v", a)
	}
	if left, err := StaffHold(h.Ctx, h.DB, h.reception(), "staff-form-key-000001", h.Now); err != nil || left != nil {
		t.Errorf("still held: %+v %v", left, err)
	}
}

func (h *house) heldBy(day desks.Date) string {
	h.Helper()
	dd, err := Day(h.Ctx, h.DB, h.reception(), h.desk.ID, day, h.Now)
	h.Must(err)
	for _, o := range dd.Operators {
		for _, r := range o.Rows {
			if r.Held {
				return r.HeldBy
			}
		}
	}
	return ""
}

func TestAHoldOfStaffMovesAndEnds(t *testing.T) {
	h := inTx(t)
	hold := Hold{Key: "staff-form-key-000001", DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: at(slot), Lang: "it"}
	_, err := HoldForSomebody(h.Ctx, h.DB, h.reception(), hold, h.Now)
	h.Must(err)
	hold.Start = at("2026-11-24 11:00")
	_, err = HoldForSomebody(h.Ctx, h.DB, h.reception(), hold, h.Now)
	h.Must(err)
	if _, err := h.hold(slot, h.ops[0].ID); err != nil {
		t.Errorf("the first time is still kept: %v", err)
	}
	h.Now = h.Now.Add(HoldFor + time.Second)
	if left, err := StaffHold(h.Ctx, h.DB, h.reception(), hold.Key, h.Now); err != nil || left != nil {
		t.Errorf("held for ever: %+v %v", left, err)
	}
	away := auth.Actor{UserID: 3, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.tore.ID}}
	_, err = HoldForSomebody(h.Ctx, h.DB, away, Hold{Key: "staff-form-key-000009", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(slot), Lang: "it"}, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = HeldTimes(h.Ctx, h.DB, away, h.desk.ID, desks.DateOf(h.Now), desks.DateOf(h.Now), h.Now)
	h.Wants(err, fault.NotFound, "")
}

// Ten operators choose one time at once: one keeps it.
func TestTenOperatorsChooseOneTime(t *testing.T) {
	h := build(t, testdb.New(t))
	var kept, told atomic.Int32
	towntest.Together(10, func(i int) {
		actor := auth.Actor{UserID: int64(i + 1), Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
		hold := Hold{Key: "staff-form-key-00000" + string(rune('a'+i)), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: at(slot), Lang: "it"}
		switch _, err := HoldForSomebody(h.Ctx, h.DB, actor, hold, h.Now); {
		case err == nil:
			kept.Add(1)
		case fault.Is(err, fault.Conflict):
			told.Add(1)
		default:
			t.Error(err)
		}
	})
	if kept.Load() != 1 || told.Load() != 9 {
		t.Errorf("%d keep it, %d were told", kept.Load(), told.Load())
	}
}
