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
	c, err := FindForPerson(h.Ctx, h.DB, a.ID, h.Now)
	h.Must(err)
	if c.Initials != "P. P." || c.Start.Format("15:04") != "09:30" || c.State != Booked || !c.CanChange || c.Desk.Site.City != "Monopoli" {
		t.Errorf("card %+v", c)
	}
	_, err = FindForPerson(h.Ctx, h.DB, 99999, h.Now)
	h.Wants(err, fault.NotFound, "error.404.title")
	if c, _ := FindForPerson(h.Ctx, h.DB, a.ID, at(slot)); c.CanChange {
		t.Error("an appointment that began can be changed")
	}
}

func TestCancelByPerson(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, h.ops[0].ID)
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now.Add(time.Hour))) // quiet
	got, err := FindWithPlace(h.Ctx, h.DB, a.ID)
	h.Must(err)
	if got.State() != Cancelled || got.Version != 1 || got.CancelledBy != "citizen" || !got.CancelledAt.Equal(h.Now) {
		t.Errorf("cancelled %+v", got)
	}
	if n := h.Count("audit_entries", "action = 'appointments.cancel'"); n != 1 {
		t.Errorf("%d lines in the audit trail", n)
	}
	h.book(slot, h.ops[0].ID) // the time is free again
	_, err = MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 11:00"), 0, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.cancelled")
	late := h.book("2026-11-24 12:00", 0)
	h.Wants(CancelByPerson(h.Ctx, h.DB, late.ID, at("2026-11-24 12:00")), fault.Conflict, "appointments.error.past")
	h.Wants(CancelByPerson(h.Ctx, h.DB, 99999, h.Now), fault.NotFound, "")
}

func TestMoveByPerson(t *testing.T) {
	h := inTx(t)
	op := h.ops[0].ID
	a := h.book(slot, op)
	other := h.book("2026-11-24 11:00", op)
	c, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 10:00"), op, h.Now)
	h.Must(err)
	if c.Start.Format("15:04") != "10:00" || c.Version != 1 {
		t.Errorf("moved to %s, version %d", c.Start, c.Version)
	}
	_, err = MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 10:00"), 0, h.Now) // the time it has: quiet
	h.Must(err)
	_, err = MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 11:00"), op, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	got, err := FindWithPlace(h.Ctx, h.DB, a.ID)
	h.Must(err)
	if got.Version != 1 || !got.StartsAt.Equal(at("2026-11-24 10:00")) || got.Protocol != a.Protocol || got.MovedBy != "citizen" {
		t.Errorf("after a lost move %+v", got)
	}
	h.book(slot, op) // the old time is free again
	_, err = MoveByPerson(h.Ctx, h.DB, other.ID, at("2026-11-26 15:00"), 0, at("2026-11-24 11:00"))
	h.Wants(err, fault.Conflict, "appointments.error.past")
	_, err = MoveByPerson(h.Ctx, h.DB, 99999, at("2026-11-26 15:00"), 0, h.Now)
	h.Wants(err, fault.NotFound, "")
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
	c, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 10:00"), op, h.Now)
	h.Must(err)
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
		got, err := Find(h.Ctx, h.DB, who, a.ID)
		h.Must(err)
		if got.State() != want {
			t.Fatalf("state %s, want %s", got.State(), want)
		}
	}
	h.Wants(Arrive(h.Ctx, h.DB, who, a.ID, h.Now), fault.Conflict, "appointments.error.early") // two days before
	h.Wants(MarkSeen(h.Ctx, h.DB, who, a.ID, h.Now), fault.Conflict, "appointments.error.early")
	h.Wants(MarkNoShow(h.Ctx, h.DB, who, a.ID, early), fault.Conflict, "appointments.error.early")
	h.Must(Arrive(h.Ctx, h.DB, who, a.ID, early))
	h.Must(Arrive(h.Ctx, h.DB, who, a.ID, during)) // quiet
	state(Arrived)
	h.Wants(MarkNoShow(h.Ctx, h.DB, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.Wants(CancelByPerson(h.Ctx, h.DB, a.ID, early), fault.Conflict, "appointments.error.past")
	h.Wants(Cancel(h.Ctx, h.DB, who, a.ID, "", during), fault.Conflict, "appointments.error.state")
	h.Must(MarkSeen(h.Ctx, h.DB, who, a.ID, during))
	state(Seen)
	h.Must(UndoMark(h.Ctx, h.DB, who, a.ID, during))
	state(Arrived)
	h.Must(UndoMark(h.Ctx, h.DB, who, a.ID, during))
	state(Booked)
	h.Must(UndoMark(h.Ctx, h.DB, who, a.ID, during)) // quiet
	h.Must(MarkNoShow(h.Ctx, h.DB, who, a.ID, during))
	h.Must(MarkNoShow(h.Ctx, h.DB, who, a.ID, during)) // quiet
	state(NoShow)
	h.Wants(Arrive(h.Ctx, h.DB, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.Wants(MarkSeen(h.Ctx, h.DB, who, a.ID, during), fault.Conflict, "appointments.error.state")
	h.Must(UndoMark(h.Ctx, h.DB, who, a.ID, during))
	h.Must(MarkSeen(h.Ctx, h.DB, who, a.ID, during)) // without arrival
	state(Seen)
	got, err := Find(h.Ctx, h.DB, who, a.ID)
	h.Must(err)
	if got.SeenBy != "user:1" || got.ArrivedAt != nil || got.NoShowAt != nil || got.Version != 0 {
		t.Errorf("after all %+v", got)
	}
	if n := h.Count("audit_entries", "subject_id = ? AND actor = 'user:1'", a.ID); n != 7 {
		t.Errorf("%d lines of the operator in the audit trail, want 7", n)
	}
}

func TestCancelByStaff(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	a := h.book(slot, 0)
	h.Wants(Cancel(h.Ctx, h.DB, who, a.ID, string(make([]rune, 301)), h.Now), fault.Invalid, "")
	h.Wants(Cancel(h.Ctx, h.DB, who, a.ID, "NUL \x00", h.Now), fault.Invalid, "")
	h.Must(Cancel(h.Ctx, h.DB, who, a.ID, "L'operatore è malato.", h.Now))
	h.Must(Cancel(h.Ctx, h.DB, who, a.ID, "altro", h.Now)) // quiet
	got, err := Find(h.Ctx, h.DB, who, a.ID)
	h.Must(err)
	if got.CancelReason != "L'operatore è malato." || got.CancelledBy != "user:1" || got.Version != 1 {
		t.Errorf("%+v", got)
	}
	h.Wants(UndoMark(h.Ctx, h.DB, who, a.ID, h.Now), fault.Conflict, "appointments.error.state")
}

func TestBookForSomebody(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	b := StaffBooking{
		Key: "form-key-of-the-staff", DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[1].ID, Start: at(slot),
		Channel: Phone, Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Telefono", Phone: "080 4140003"},
	}
	now := at("2026-11-24 09:45") // the time is running
	a, err := BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Must(err)
	again, err := BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Must(err)
	if again.ID != a.ID || a.OperatorID != h.ops[1].ID || a.Channel != Phone || a.BookedBy != "user:1" {
		t.Errorf("booked %+v then %d", a, again.ID)
	}
	b.Key = "another-form-of-the-staff"
	_, err = BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	b.Start, b.Contact.Phone = at("2026-11-24 11:00"), ""
	_, err = BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Wants(err, fault.Invalid, "")
	b.Channel = AtDesk
	_, err = BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Must(err)
	b.Channel, b.Key = Online, "a-third-form-of-the-staff"
	_, err = BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Wants(err, fault.NotFound, "")
	b.Channel, b.DeskID = AtDesk, h.tore.ID
	_, err = BookForSomebody(h.Ctx, h.DB, who, b, now)
	h.Wants(err, fault.NotFound, "")
}

func TestDeskDay(t *testing.T) {
	h := inTx(t)
	who := h.reception()
	kept := h.book("2026-11-24 10:00", h.ops[0].ID)
	gone := h.book("2026-11-24 12:00", h.ops[0].ID)
	h.Must(CancelByPerson(h.Ctx, h.DB, gone.ID, h.Now))
	_, err := h.hold("2026-11-24 11:00", h.ops[1].ID)
	h.Must(err)
	d, err := Day(h.Ctx, h.DB, who, h.desk.ID, day(tuesday), h.Now)
	h.Must(err)
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
	holiday, err := Day(h.Ctx, h.DB, who, h.desk.ID, day("2026-12-08"), h.Now)
	h.Must(err)
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
		_, err1 := Find(h.Ctx, h.DB, who, a.ID)
		_, err2 := Day(h.Ctx, h.DB, who, h.desk.ID, day(tuesday), h.Now)
		for what, err := range map[string]error{
			"find": err1, "day": err2,
			"arrive": Arrive(h.Ctx, h.DB, who, a.ID, later), "seen": MarkSeen(h.Ctx, h.DB, who, a.ID, later),
			"no show": MarkNoShow(h.Ctx, h.DB, who, a.ID, later), "undo": UndoMark(h.Ctx, h.DB, who, a.ID, later),
			"cancel": Cancel(h.Ctx, h.DB, who, a.ID, "", h.Now),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	got, err := Find(h.Ctx, h.DB, auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}, a.ID)
	h.Must(err)
	if got.State() != Booked {
		t.Errorf("a stranger changed it to %s", got.State())
	}
}

func TestListByEmail(t *testing.T) {
	h := inTx(t)
	mine := func(start string) *Appointment {
		d, err := h.hold(start, 0)
		h.Must(err)
		h.fill(d, Contact{Name: "Prova Mia", Email: "mia@example.com"})
		a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
		h.Must(err)
		return a
	}
	past, late, soon := mine("2026-11-24 09:30"), mine("2026-12-03 15:00"), mine("2026-11-26 15:00")
	h.book("2026-11-24 11:00", 0) // somebody else
	h.Now = at("2026-11-25 10:00")
	list, err := ListByEmail(h.Ctx, h.DB, auth.Actor{Email: "MIA@example.com"}, h.Now)
	h.Must(err)
	if len(list) != 3 || list[0].ID != soon.ID || list[1].ID != late.ID || list[2].ID != past.ID || list[0].Desk == nil || list[0].Area == nil {
		t.Errorf("list %+v", list)
	}
	for _, who := range []auth.Actor{{}, {Email: "altra@example.com"}, h.reception()} {
		if list, err := ListByEmail(h.Ctx, h.DB, who, h.Now); err != nil || len(list) != 0 {
			t.Errorf("%s sees %d, %v", who.Ref(), len(list), err)
		}
	}
}
