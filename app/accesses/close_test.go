package accesses

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/fault"
	"approdo/app/queue"
	"approdo/app/services"
)

func (h *house) state(id int64) appointments.State {
	h.Helper()
	a, err := appointments.Find(h.Ctx, h.DB, h.reception(), id)
	h.Must(err)
	return a.State()
}

// One press: the panel is saved as it opens.
func TestClosingAsProposed(t *testing.T) {
	h := inTx(t)
	booked := h.booked("10:00")
	h.Now = clock("10:20")
	m := h.meeting(booked)
	f := m.Proposal(h.Now)
	if f.Minutes != 30 || f.Outcome != Solved || f.Mediator != "ar" || f.Need != "Cerco un corso" || f.FollowUp.String() != "2026-12-22" || fmt.Sprint(f.Codes) != "[piemonte.A.2 toscana.A05 carta.1 lep.A]" {
		t.Errorf("proposal %+v", f)
	}
	a, err := Close(h.Ctx, h.DB, h.reception(), m, Closing{Key: h.Key(), Facts: f}, h.Now)
	h.Must(err)
	if *a.AppointmentID != booked.ID || !a.Booked || a.Name != "Prova Persona" || !a.At.Equal(booked.StartsAt) || a.NextID != nil || a.Source != AtCounter {
		t.Errorf("row %+v", a)
	}
	if s := h.state(booked.ID); s != appointments.Seen {
		t.Errorf("the appointment is %s", s)
	}
	if m = h.meeting(booked); m.Written == nil || m.Written.ID != a.ID {
		t.Errorf("written %+v", m.Written)
	}
}

// The queue measured the meeting; the next appointment is booked with the same press.
func TestClosingATicketBooksTheNext(t *testing.T) {
	h := inTx(t)
	ticket := h.served()
	h.Now = clock("10:17").Add(31 * time.Second)
	m, err := MeetingOfTicket(h.Ctx, h.DB, h.reception(), ticket.ID, h.Now)
	h.Must(err)
	times, err := m.NextTimes(h.Ctx, h.DB, h.Now)
	h.Must(err)
	if len(times) != proposedTimes || !times[0].Start.After(clock("23:59")) || times[0].Operators[0] != h.ops[0].ID {
		t.Fatalf("proposed times %v", times)
	}
	f := m.Proposal(h.Now)
	if f.Minutes != 18 || f.Lang != "ro" || !f.FollowUp.IsZero() {
		t.Errorf("proposal %+v", f)
	}
	x := Closing{Key: h.Key(), Facts: f, Next: times[0].Start}
	_, err = Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
	h.fields(err, "name") // nobody named cannot be expected
	if got, err := queue.Find(h.Ctx, h.DB, h.reception(), ticket.ID); err != nil || got.State != queue.Serving {
		t.Errorf("half a closing: ticket %s, %v", got.State, err)
	}
	x.Name = "Finta Popescu"
	a, err := Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
	h.Must(err)
	next, err := appointments.Find(h.Ctx, h.DB, h.reception(), *a.NextID)
	h.Must(err)
	if next.Name != "Finta Popescu" || !next.StartsAt.Equal(times[0].Start) || next.OperatorID != h.ops[0].ID {
		t.Errorf("next %+v", next)
	}
	got, err := queue.Find(h.Ctx, h.DB, h.reception(), ticket.ID)
	h.Must(err)
	if took, ok := got.Service(); got.State != queue.Done || !ok || took != h.Now.Sub(clock("10:00")) {
		t.Errorf("ticket %s, took %s", got.State, took)
	}
	again, err := Close(h.Ctx, h.DB, h.reception(), m, x, h.Now) // a double click
	h.Must(err)
	if again.ID != a.ID || h.Count("appointments", "true") != 1 {
		t.Error("two presses wrote twice")
	}
}

// The next time is gone meanwhile: nothing of the closing stands.
func TestAClosingIsWholeOrNotAtAll(t *testing.T) {
	h := inTx(t)
	booked := h.booked("10:00")
	m := h.meeting(booked)
	times, err := m.NextTimes(h.Ctx, h.DB, h.Now)
	h.Must(err)
	_, err = appointments.BookForSomebody(h.Ctx, h.DB, h.colleague(), appointments.StaffBooking{
		Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: times[0].Start, Channel: appointments.AtDesk,
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Esempio Altri"},
	}, h.Now)
	h.Must(err)
	x := Closing{Key: h.Key(), Facts: m.Proposal(h.Now), Next: times[0].Start}
	_, err = Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	if s := h.state(booked.ID); s != appointments.Booked || h.Count("accesses", "true") != 0 {
		t.Errorf("the appointment is %s", s)
	}
	x.Next = times[1].Start
	_, err = Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
	h.Must(err)
}

func TestTheSecondCloserIsTold(t *testing.T) {
	h := inTx(t)
	m := h.meeting(h.booked("10:00"))
	f := m.Proposal(h.Now)
	first, err := Close(h.Ctx, h.DB, h.reception(), m, Closing{Key: h.Key(), Facts: f}, h.Now)
	h.Must(err)
	_, err = Close(h.Ctx, h.DB, h.colleague(), m, Closing{Key: h.Key(), Facts: f}, h.Now)
	h.Wants(err, fault.Conflict, "accesses.error.closed")
	if seen := h.meeting(m.Appointment).Written; seen == nil || seen.ID != first.ID || seen.WrittenBy != "user:1" {
		t.Errorf("the second sees %+v", seen)
	}
}

func TestWhatCannotBeClosed(t *testing.T) {
	h := inTx(t)
	booked := h.booked("10:30")
	h.Must(appointments.Cancel(h.Ctx, h.DB, h.reception(), booked.ID, "", h.Now))
	m := h.meeting(booked)
	_, err := Close(h.Ctx, h.DB, h.reception(), m, Closing{Key: h.Key(), Facts: m.Proposal(h.Now)}, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.state")
	_, err = Close(h.Ctx, h.DB, h.reception(), m, Closing{Key: "x", Facts: m.Proposal(h.Now)}, h.Now)
	h.Wants(err, fault.NotFound, "")
	f := m.Proposal(h.Now)
	f.Minutes = -1
	_, err = Close(h.Ctx, h.DB, h.reception(), m, Closing{Key: h.Key(), Facts: f, OperatorID: 9999}, h.Now)
	h.fields(err, "minutes", "operator")
}

// Called and closed without "begin": received from the call on. Never called: it
// leaves the line and measures nothing.
func TestTicketsThatNobodyBegan(t *testing.T) {
	h := inTx(t)
	give := func() *queue.Ticket {
		x, err := queue.Give(h.Ctx, h.DB, h.reception(), queue.Request{Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "it", Class: queue.Normal}, h.Now)
		h.Must(err)
		return x
	}
	called, waiting := give(), give()
	h.Must(queue.CallOne(h.Ctx, h.DB, h.reception(), called.ID, h.ops[0].ID, h.Now))
	h.Now = clock("10:12")
	for _, id := range []int64{called.ID, waiting.ID} {
		m, err := MeetingOfTicket(h.Ctx, h.DB, h.reception(), id, h.Now)
		h.Must(err)
		x := Closing{Key: h.Key(), Facts: m.Proposal(h.Now)}
		if id == waiting.ID {
			_, err := Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
			h.fields(err, "operator")
			x.OperatorID = h.ops[1].ID
		}
		_, err = Close(h.Ctx, h.DB, h.reception(), m, x, h.Now)
		h.Must(err)
	}
	a, err := queue.Find(h.Ctx, h.DB, h.reception(), called.ID)
	h.Must(err)
	b, err := queue.Find(h.Ctx, h.DB, h.reception(), waiting.ID)
	h.Must(err)
	took, _ := a.Service()
	if _, measured := b.Service(); took != 12*time.Minute || measured || b.State != queue.Left {
		t.Errorf("called took %s, waiting is %s", took, b.State)
	}
}

// An appointment with a number is one meeting, from whichever page it is closed.
func TestAppointmentAndTicketAreOneMeeting(t *testing.T) {
	h := inTx(t)
	booked := h.booked("10:00")
	ticket, err := queue.Give(h.Ctx, h.DB, h.reception(), queue.Request{
		DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "ar", Class: queue.Normal, AppointmentID: booked.ID, BookedAt: booked.StartsAt, OperatorID: booked.OperatorID,
	}, h.Now)
	h.Must(err)
	h.Must(queue.CallOne(h.Ctx, h.DB, h.reception(), ticket.ID, h.ops[0].ID, h.Now))
	byTicket, err := MeetingOfTicket(h.Ctx, h.DB, h.reception(), ticket.ID, h.Now)
	h.Must(err)
	a, err := Close(h.Ctx, h.DB, h.reception(), byTicket, Closing{Key: h.Key(), Facts: byTicket.Proposal(h.Now)}, h.Now)
	h.Must(err)
	if *a.AppointmentID != booked.ID || *a.TicketID != ticket.ID || h.state(booked.ID) != appointments.Seen {
		t.Errorf("row %+v", a)
	}
	m := h.meeting(booked)
	_, err = Close(h.Ctx, h.DB, h.colleague(), m, Closing{Key: h.Key(), Facts: m.Proposal(h.Now)}, h.Now)
	h.Wants(err, fault.Conflict, "accesses.error.closed")
}

// The place of the appointment is how the contact took place; every place has its word.
func TestPlacesAreChannels(t *testing.T) {
	h := inTx(t)
	m := h.meeting(h.booked("10:00"))
	for _, place := range append(services.Places(), "") {
		m.Appointment.Where = place
		if got := m.Proposal(h.Now).Channel; !slices.Contains(Channels, got) {
			t.Errorf("%q becomes %q", place, got)
		}
	}
	m.Appointment.Where = services.ByVideo
	if got := m.Proposal(h.Now).Channel; got != Online {
		t.Errorf("a meeting by video is %q", got)
	}
}
