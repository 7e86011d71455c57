package appointments

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/fault"
)

func TestFindForPersonShowsNoMoreThanInitialsTimeAndPlace(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, 0)
	c, err := FindForPerson(h.ctx, h.db, a.ID, h.now)
	h.must(err)
	if c.Initials != "P. P." || c.Start.Format("15:04") != "09:30" || c.State != Booked || !c.CanChange || c.Desk.Site.City != "Monopoli" {
		t.Errorf("card %+v", c)
	}
	_, err = FindForPerson(h.ctx, h.db, 99999, h.now)
	h.wants(err, fault.NotFound, "error.404.title")
	if c, _ := FindForPerson(h.ctx, h.db, a.ID, at(slot)); c.CanChange {
		t.Error("an appointment that began can be changed")
	}
}

func TestCancelByPerson(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, h.ops[0].ID)
	h.must(CancelByPerson(h.ctx, h.db, a.ID, h.now))
	h.must(CancelByPerson(h.ctx, h.db, a.ID, h.now.Add(time.Hour))) // quiet
	got, err := FindWithPlace(h.ctx, h.db, a.ID)
	h.must(err)
	if got.State() != Cancelled || got.Version != 1 || got.CancelledBy != "citizen" || !got.CancelledAt.Equal(h.now) {
		t.Errorf("cancelled %+v", got)
	}
	if n := h.count("audit_entries", "action = 'appointments.cancel'"); n != 1 {
		t.Errorf("%d lines in the audit trail", n)
	}
	h.book(slot, h.ops[0].ID) // the time is free again
	_, err = MoveByPerson(h.ctx, h.db, a.ID, at("2026-11-24 11:00"), 0, h.now)
	h.wants(err, fault.Conflict, "appointments.error.cancelled")
	late := h.book("2026-11-24 12:00", 0)
	h.wants(CancelByPerson(h.ctx, h.db, late.ID, at("2026-11-24 12:00")), fault.Conflict, "appointments.error.past")
	h.wants(CancelByPerson(h.ctx, h.db, 99999, h.now), fault.NotFound, "")
}

func TestMoveByPerson(t *testing.T) {
	h := inTx(t)
	op := h.ops[0].ID
	a := h.book(slot, op)
	other := h.book("2026-11-24 11:00", op)
	c, err := MoveByPerson(h.ctx, h.db, a.ID, at("2026-11-24 10:00"), op, h.now)
	h.must(err)
	if c.Start.Format("15:04") != "10:00" || c.Version != 1 {
		t.Errorf("moved to %s, version %d", c.Start, c.Version)
	}
	_, err = MoveByPerson(h.ctx, h.db, a.ID, at("2026-11-24 10:00"), 0, h.now) // the time it has: quiet
	h.must(err)
	_, err = MoveByPerson(h.ctx, h.db, a.ID, at("2026-11-24 11:00"), op, h.now)
	h.wants(err, fault.Conflict, "appointments.error.taken")
	got, err := FindWithPlace(h.ctx, h.db, a.ID)
	h.must(err)
	if got.Version != 1 || !got.StartsAt.Equal(at("2026-11-24 10:00")) || got.Protocol != a.Protocol || got.MovedBy != "citizen" {
		t.Errorf("after a lost move %+v", got)
	}
	h.book(slot, op) // the old time is free again
	_, err = MoveByPerson(h.ctx, h.db, other.ID, at("2026-11-26 15:00"), 0, at("2026-11-24 11:00"))
	h.wants(err, fault.Conflict, "appointments.error.past")
	_, err = MoveByPerson(h.ctx, h.db, 99999, at("2026-11-26 15:00"), 0, h.now)
	h.wants(err, fault.NotFound, "")
}

// An hour moved by half an hour overlaps only itself.
func TestMoveOverItsOwnTime(t *testing.T) {
	h := inTx(t)
	h.area.ID = areaID(h, "orientamento-personalizzato")
	op := h.ops[0].ID
	a := h.book(slot, op)
	q := h.query()
	q.MovingID, q.OperatorID, q.From, q.To = a.ID, op, day(tuesday), day(tuesday)
	if got := h.free(q); got != "2026-11-24 09:30["+itoa(op)+"] 10:00["+itoa(op)+"] 10:30["+itoa(op)+"] 11:00["+itoa(op)+"] 11:30["+itoa(op)+"] 12:00["+itoa(op)+"]" {
		t.Errorf("free while moving: %s", got)
	}
	c, err := MoveByPerson(h.ctx, h.db, a.ID, at("2026-11-24 10:00"), op, h.now)
	h.must(err)
	if c.End.Format("15:04") != "11:00" {
		t.Errorf("moved to %s–%s", c.Start, c.End)
	}
}

func TestAttendance(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	a := h.book(slot, 0)
	early, during := at("2026-11-24 09:10"), at("2026-11-24 09:40")
	state := func(want State) {
		t.Helper()
		got, err := Find(h.ctx, h.db, who, a.ID)
		h.must(err)
		if got.State() != want {
			t.Fatalf("state %s, want %s", got.State(), want)
		}
	}
	h.wants(Arrive(h.ctx, h.db, who, a.ID, h.now), fault.Conflict, "appointments.error.early") // two days before
	h.wants(MarkSeen(h.ctx, h.db, who, a.ID, h.now), fault.Conflict, "appointments.error.early")
	h.wants(MarkNoShow(h.ctx, h.db, who, a.ID, early), fault.Conflict, "appointments.error.early")
	h.must(Arrive(h.ctx, h.db, who, a.ID, early))
	h.must(Arrive(h.ctx, h.db, who, a.ID, during)) // quiet
	state(Arrived)
	h.wants(MarkNoShow(h.ctx, h.db, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.wants(CancelByPerson(h.ctx, h.db, a.ID, early), fault.Conflict, "appointments.error.past")
	h.wants(Cancel(h.ctx, h.db, who, a.ID, "", during), fault.Conflict, "appointments.error.state")
	h.must(MarkSeen(h.ctx, h.db, who, a.ID, during))
	state(Seen)
	h.must(UndoMark(h.ctx, h.db, who, a.ID, during))
	state(Arrived)
	h.must(UndoMark(h.ctx, h.db, who, a.ID, during))
	state(Booked)
	h.must(UndoMark(h.ctx, h.db, who, a.ID, during)) // quiet
	h.must(MarkNoShow(h.ctx, h.db, who, a.ID, during))
	h.must(MarkNoShow(h.ctx, h.db, who, a.ID, during)) // quiet
	state(NoShow)
	h.wants(Arrive(h.ctx, h.db, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.wants(MarkSeen(h.ctx, h.db, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.must(UndoMark(h.ctx, h.db, who, a.ID, during))
	h.must(MarkSeen(h.ctx, h.db, who, a.ID, during)) // without arrival
	state(Seen)
	got, err := Find(h.ctx, h.db, who, a.ID)
	h.must(err)
	if got.SeenBy != "user:1" || got.ArrivedAt != nil || got.NoShowAt != nil || got.Version != 0 {
		t.Errorf("after all %+v", got)
	}
	if n := h.count("audit_entries", "subject_id = ? AND actor = 'user:1'", a.ID); n != 7 {
		t.Errorf("%d lines of the operator in the audit trail, want 7", n)
	}
}

func TestCancelByStaff(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	a := h.book(slot, 0)
	h.wants(Cancel(h.ctx, h.db, who, a.ID, string(make([]rune, 301)), h.now), fault.Invalid, "")
	h.wants(Cancel(h.ctx, h.db, who, a.ID, "NUL \x00", h.now), fault.Invalid, "")
	h.must(Cancel(h.ctx, h.db, who, a.ID, "L'operatore è malato.", h.now))
	h.must(Cancel(h.ctx, h.db, who, a.ID, "altro", h.now)) // quiet
	got, err := Find(h.ctx, h.db, who, a.ID)
	h.must(err)
	if got.CancelReason != "L'operatore è malato." || got.CancelledBy != "user:1" || got.Version != 1 {
		t.Errorf("%+v", got)
	}
	h.wants(UndoMark(h.ctx, h.db, who, a.ID, h.now), fault.Conflict, "appointments.error.state")
}

func TestBookForSomebody(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	b := StaffBooking{
		Key: "form-key-of-the-staff", DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[1].ID, Start: at(slot),
		Channel: Phone, Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Telefono", Phone: "080 4140003"},
	}
	now := at("2026-11-24 09:45") // the time is running
	a, err := BookForSomebody(h.ctx, h.db, who, b, now)
	h.must(err)
	again, err := BookForSomebody(h.ctx, h.db, who, b, now)
	h.must(err)
	if again.ID != a.ID || a.OperatorID != h.ops[1].ID || a.Channel != Phone || a.BookedBy != "user:1" {
		t.Errorf("booked %+v then %d", a, again.ID)
	}
	b.Key = "another-form-of-the-staff"
	_, err = BookForSomebody(h.ctx, h.db, who, b, now)
	h.wants(err, fault.Conflict, "appointments.error.taken")
	b.Start, b.Contact.Phone = at("2026-11-24 11:00"), ""
	_, err = BookForSomebody(h.ctx, h.db, who, b, now)
	h.wants(err, fault.Invalid, "")
	b.Channel = AtDesk
	_, err = BookForSomebody(h.ctx, h.db, who, b, now)
	h.must(err)
	b.Channel, b.Key = Online, "a-third-form-of-the-staff"
	_, err = BookForSomebody(h.ctx, h.db, who, b, now)
	h.wants(err, fault.NotFound, "")
	b.Channel, b.DeskID = AtDesk, h.tore.ID
	_, err = BookForSomebody(h.ctx, h.db, who, b, now)
	h.wants(err, fault.NotFound, "")
}

func TestDeskDay(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	kept := h.book("2026-11-24 10:00", h.ops[0].ID)
	gone := h.book("2026-11-24 12:00", h.ops[0].ID)
	h.must(CancelByPerson(h.ctx, h.db, gone.ID, h.now))
	_, err := h.hold("2026-11-24 11:00", h.ops[1].ID)
	h.must(err)
	d, err := Day(h.ctx, h.db, who, h.desk.ID, day(tuesday), h.now)
	h.must(err)
	if len(d.Operators) != 2 || d.Operators[0].Operator.Name != "Operatore Demo Bruno" || d.Holiday || d.Closed != "" {
		t.Fatalf("day %+v", d)
	}
	anna, bruno := d.Operators[1], d.Operators[0]
	if anna.Operator.ID != h.ops[0].ID || len(anna.Rows) != 3 || anna.Rows[1].Appointment.ID != kept.ID || !anna.Rows[0].Free() || !anna.Rows[2].Free() ||
		len(anna.Cancelled) != 1 || anna.Cancelled[0].ID != gone.ID {
		t.Errorf("anna %+v", anna)
	}
	if len(bruno.Rows) != 3 || !bruno.Rows[1].Held || bruno.Rows[1].Free() || bruno.Rows[1].Start.Format("15:04") != "11:00" {
		t.Errorf("bruno %+v", bruno)
	}
	if a := anna.Rows[1].Appointment; a.Area == nil || a.Operator == nil || a.Desk.Site == nil {
		t.Error("an appointment of the day is not loaded whole")
	}
	holiday, err := Day(h.ctx, h.db, who, h.desk.ID, day("2026-12-08"), h.now)
	h.must(err)
	if !holiday.Holiday || len(holiday.Operators) != 0 {
		t.Errorf("8 December %+v", holiday)
	}
}

// Acceptance test 13 of the peers: desk A never sees desk B, by any id.
func TestDeskANeverSeesDeskB(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, 0)
	stranger := auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception, auth.Specialist}, DeskIDs: []int64{h.tore.ID}}
	nobody := auth.Actor{}
	later := at("2026-11-24 09:40")
	for _, who := range []auth.Actor{stranger, nobody} {
		_, err1 := Find(h.ctx, h.db, who, a.ID)
		_, err2 := Day(h.ctx, h.db, who, h.desk.ID, day(tuesday), h.now)
		for what, err := range map[string]error{
			"find": err1, "day": err2,
			"arrive": Arrive(h.ctx, h.db, who, a.ID, later), "seen": MarkSeen(h.ctx, h.db, who, a.ID, later),
			"no show": MarkNoShow(h.ctx, h.db, who, a.ID, later), "undo": UndoMark(h.ctx, h.db, who, a.ID, later),
			"cancel": Cancel(h.ctx, h.db, who, a.ID, "", h.now),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	got, err := Find(h.ctx, h.db, auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}, a.ID)
	h.must(err)
	if got.State() != Booked {
		t.Errorf("a stranger changed it to %s", got.State())
	}
}

func TestListByEmail(t *testing.T) {
	h := inTx(t)
	mine := func(start string) *Appointment {
		d, err := h.hold(start, 0)
		h.must(err)
		h.fill(d, Contact{Name: "Prova Mia", Email: "mia@example.com"})
		a, err := Confirm(h.ctx, h.db, d.ID, h.now)
		h.must(err)
		return a
	}
	past, late, soon := mine("2026-11-24 09:30"), mine("2026-12-03 15:00"), mine("2026-11-26 15:00")
	h.book("2026-11-24 11:00", 0) // somebody else
	h.now = at("2026-11-25 10:00")
	list, err := ListByEmail(h.ctx, h.db, auth.Actor{Email: "MIA@example.com"}, h.now)
	h.must(err)
	if len(list) != 3 || list[0].ID != soon.ID || list[1].ID != late.ID || list[2].ID != past.ID || list[0].Desk == nil || list[0].Area == nil {
		t.Errorf("list %+v", list)
	}
	for _, who := range []auth.Actor{{}, {Email: "altra@example.com"}, h.reception()} {
		if list, err := ListByEmail(h.ctx, h.db, who, h.now); err != nil || len(list) != 0 {
			t.Errorf("%s sees %d, %v", who.Ref(), len(list), err)
		}
	}
}
