package queue

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database, on Tuesday 24 November 2026 at 10 in Rome:
// the Orientation Desk is open with two operators.
type house struct {
	*towntest.Town
	desk  *desks.Desk
	other *desks.Desk
	area  *services.Area
	ops   []desks.Operator
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{Town: towntest.New(t, idb, "2026-11-24 10:00")}
	demo := h.Demo()
	h.desk, h.other, h.area, h.ops = demo.Desk, demo.Tore, demo.Area, demo.Ops
	return h
}

func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

func (h *house) after(d time.Duration) *house { h.Now = h.Now.Add(d); return h }

func (h *house) reception() auth.Actor {
	return auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

func (h *house) request() Request {
	return Request{Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "ar", Class: Normal}
}

// give gives a walk-in ticket and lets a minute pass.
func (h *house) give() *Ticket {
	h.Helper()
	t, err := Give(h.Ctx, h.DB, h.reception(), h.request(), h.Now)
	h.Must(err)
	h.after(time.Minute)
	return t
}

func (h *house) next(op int) (*Ticket, error) {
	return CallNext(h.Ctx, h.DB, h.reception(), h.desk.ID, h.ops[op].ID, h.Now)
}

func (h *house) do(v Verb, id int64) error { return Do(v)(h.Ctx, h.DB, h.reception(), id, h.Now) }

func (h *house) find(id int64) *Ticket {
	h.Helper()
	t, err := Find(h.Ctx, h.DB, h.reception(), id)
	h.Must(err)
	return t
}

func TestNumbersPerDeskDayAndLetter(t *testing.T) {
	h := inTx(t)
	a, b := h.give(), h.give()
	r := h.request()
	info, err := services.FindBySlug(h.Ctx, h.DB, "informazione")
	h.Must(err)
	r.AreaID = info.ID
	c, err := Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Must(err)
	again, err := Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Must(err)
	if a.Name() != "A1" || b.Name() != "A2" || c.Name() != "B1" || again.ID != c.ID {
		t.Errorf("numbers %s %s %s, again %d", a.Name(), b.Name(), c.Name(), again.ID)
	}
	h.after(24 * time.Hour)
	if d := h.give(); d.Name() != "A1" || d.Day.String() != "2026-11-25" {
		t.Errorf("the next day: %s on %s", d.Name(), d.Day)
	}
}

func TestWrongRequests(t *testing.T) {
	h := inTx(t)
	r := h.request()
	r.AreaID, r.Lang, r.Class = 9999, "xx", "vip"
	_, err := Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	if f, _ := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 3 {
		t.Errorf("got %v", err)
	}
	r = h.request()
	r.Key = "short"
	_, err = Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Wants(err, fault.NotFound, "")
	r = h.request()
	r.DeskID = h.other.ID
	_, err = Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Wants(err, fault.NotFound, "")
}

func TestKioskGivesWhileSomebodyReceives(t *testing.T) {
	h := inTx(t)
	given, err := GiveAtKiosk(h.Ctx, h.DB, h.desk, h.request(), clock("08:00"))
	h.Must(err)
	if given.GivenBy != "anonymous" || given.Class != Normal {
		t.Errorf("%+v", given)
	}
	_, err = GiveAtKiosk(h.Ctx, h.DB, h.desk, h.request(), clock("13:00"))
	h.Wants(err, fault.Conflict, "queue.error.closed")
}

func TestAnAppointmentHasOneTicket(t *testing.T) {
	h := inTx(t)
	a, err := appointments.BookForSomebody(h.Ctx, h.DB, h.reception(), appointments.StaffBooking{
		Key: "appointment-of-the-queue", DeskID: h.desk.ID, AreaID: h.area.ID, Start: clock("10:30"), Channel: appointments.AtDesk,
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Prova Persona"},
	}, h.Now)
	h.Must(err)
	r := Request{DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "it", Class: Normal, AppointmentID: a.ID, BookedAt: a.StartsAt, OperatorID: a.OperatorID}
	first, err := Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Must(err)
	second, err := Give(h.Ctx, h.DB, h.reception(), r, h.Now)
	h.Must(err)
	if first.ID != second.ID || *first.ForOperatorID != a.OperatorID {
		t.Errorf("tickets %d and %d, for %v", first.ID, second.ID, first.ForOperatorID)
	}
	known, err := TicketsOf(h.Ctx, h.DB, h.reception(), []int64{a.ID})
	h.Must(err)
	if known[a.ID] != first.ID {
		t.Errorf("tickets of appointments: %v", known)
	}
}

func TestFromTheCallToTheEnd(t *testing.T) {
	h := inTx(t)
	a := h.give()
	called, err := h.next(0)
	h.Must(err)
	if called.ID != a.ID || called.State != Called || called.Place == "" || called.Calls != 1 {
		t.Fatalf("called %+v", called)
	}
	again, err := h.next(0) // a double click
	h.Must(err)
	if again.ID != a.ID || again.Calls != 1 {
		t.Errorf("pressed twice: %s, %d calls", again.Name(), again.Calls)
	}
	h.Must(h.do(CallAgain, a.ID))
	h.after(4 * time.Minute)
	h.Must(h.do(Start, a.ID))
	h.Must(h.do(Start, a.ID))
	_, err = h.next(0)
	h.Wants(err, fault.Conflict, "queue.error.busy")
	h.Wants(h.do(Leave, a.ID), fault.Conflict, "queue.error.state")
	h.after(20 * time.Minute)
	h.Must(h.do(Finish, a.ID))
	done := h.find(a.ID)
	wait, _ := done.Wait(h.Now)
	service, ok := done.Service()
	if wait != 5*time.Minute || service != 20*time.Minute || !ok || done.Calls != 2 {
		t.Errorf("waited %s, took %s, %d calls", wait, service, done.Calls)
	}
	_, err = h.next(0)
	h.Wants(err, fault.Conflict, "queue.error.empty")
	n, err := h.DB.NewSelect().Table("queue_moves").Where("ticket_id = ?", a.ID).Count(h.Ctx)
	h.Must(err)
	if n != 5 {
		t.Errorf("%d moves, want give, call, recall, start, finish", n)
	}
}

func TestParkedKeepsThePlaceMissedDoesNot(t *testing.T) {
	h := inTx(t)
	parked, missed, third := h.give(), h.give(), h.give()
	h.Must(h.do(Park, parked.ID))
	called, err := h.next(0)
	h.Must(err)
	if called.ID != missed.ID {
		t.Fatalf("%s was called", called.Name())
	}
	h.Must(h.do(Miss, missed.ID))
	h.Must(h.do(Return, missed.ID))
	h.Must(h.do(Return, parked.ID))
	l, err := Today(h.Ctx, h.DB, h.reception(), h.desk.ID, nil, h.Now)
	h.Must(err)
	if len(l.Turns) != 3 || l.Turns[0].ID != parked.ID || l.Turns[1].ID != third.ID || l.Turns[2].Why != ByReturn {
		t.Errorf("line %v %v", l.Turns, l.Waits)
	}
}

func TestForwardedWaitsForOneOperator(t *testing.T) {
	h := inTx(t)
	a := h.give()
	_, err := h.next(0)
	h.Must(err)
	h.Wants(ForwardTo(h.Ctx, h.DB, h.reception(), a.ID, 9999, h.Now), fault.Invalid, "")
	h.Must(ForwardTo(h.Ctx, h.DB, h.reception(), a.ID, h.ops[1].ID, h.Now))
	_, err = h.next(0)
	h.Wants(err, fault.Conflict, "queue.error.empty")
	h.Wants(CallOne(h.Ctx, h.DB, h.reception(), a.ID, h.ops[0].ID, h.Now), fault.Conflict, "queue.error.state")
	called, err := h.next(1)
	h.Must(err)
	if called.ID != a.ID {
		t.Errorf("%s was called", called.Name())
	}
}

func TestCallOutOfTurn(t *testing.T) {
	h := inTx(t)
	h.give()
	b := h.give()
	h.Must(CallOne(h.Ctx, h.DB, h.reception(), b.ID, h.ops[0].ID, h.Now))
	h.Wants(CallOne(h.Ctx, h.DB, h.reception(), b.ID, h.ops[1].ID, h.Now), fault.Conflict, "queue.error.state")
	if got := h.find(b.ID); *got.OperatorID != h.ops[0].ID {
		t.Error("the second operator has the ticket")
	}
}

// Peer test 13: another desk's tickets do not exist, by any id.
func TestOtherDesksDoNotExist(t *testing.T) {
	h := inTx(t)
	a := h.give()
	other := auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.other.ID}}
	_, err := Find(h.Ctx, h.DB, other, a.ID)
	h.Wants(err, fault.NotFound, "")
	_, err = Today(h.Ctx, h.DB, other, h.desk.ID, nil, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = CallNext(h.Ctx, h.DB, other, h.desk.ID, h.ops[0].ID, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Wants(CallOne(h.Ctx, h.DB, other, a.ID, h.ops[0].ID, h.Now), fault.NotFound, "")
	h.Wants(ForwardTo(h.Ctx, h.DB, other, a.ID, h.ops[0].ID, h.Now), fault.NotFound, "")
	for _, v := range Verbs {
		h.Wants(Do(v)(h.Ctx, h.DB, other, a.ID, h.Now), fault.NotFound, "")
	}
	_, err = FindSettings(h.Ctx, h.DB, other, h.desk.ID)
	h.Wants(err, fault.NotFound, "")
	h.Wants(SaveSettings(h.Ctx, h.DB, other, initial(h.desk.ID), nil, h.Now), fault.NotFound, "")
	h.Wants(RenewLinks(h.Ctx, h.DB, other, h.desk.ID, h.Now), fault.NotFound, "")
}

func TestPersonAndDisplay(t *testing.T) {
	h := inTx(t)
	a, b := h.give(), h.give()
	_, err := h.next(0)
	h.Must(err)
	c := h.give()
	s, err := FindForPerson(h.Ctx, h.DB, c.ID, nil, h.Now)
	h.Must(err)
	if s.Ahead != 1 || !s.Wait.Known || s.Wait.To <= s.Wait.From {
		t.Errorf("standing %+v", s)
	}
	board, err := ForDisplay(h.Ctx, h.DB, h.desk, h.Now)
	h.Must(err)
	if len(board.Calls) != 1 || board.Calls[0].Name != a.Name() || !board.Calls[0].Now || board.Calls[0].Lang != "ar" || board.Waiting != 2 {
		t.Errorf("board %+v", board)
	}
	h.Must(LeaveByPerson(h.Ctx, h.DB, b.ID, h.Now))
	h.Must(LeaveByPerson(h.Ctx, h.DB, b.ID, h.Now))
	if s, err = FindForPerson(h.Ctx, h.DB, b.ID, nil, h.Now); err != nil || s.State != Left || s.Ahead != 0 {
		t.Errorf("gone: %+v %v", s, err)
	}
}

func TestEstimateLearnsFromMeetings(t *testing.T) {
	h := inTx(t)
	before, err := Spans(h.Ctx, h.DB, h.desk.ID, desks.DateOf(h.Now))
	h.Must(err)
	for range enough {
		a := h.give()
		_, err := h.next(0)
		h.Must(err)
		h.Must(h.do(Start, a.ID))
		h.after(8 * time.Minute)
		h.Must(h.do(Finish, a.ID))
	}
	after, err := Spans(h.Ctx, h.DB, h.desk.ID, desks.DateOf(h.Now))
	h.Must(err)
	if before[h.area.ID] != planned(h.area.Minutes) || after[h.area.ID].Usual != 8*time.Minute {
		t.Errorf("before %v, after %v", before[h.area.ID], after[h.area.ID])
	}
}

func TestSettingsAndLinks(t *testing.T) {
	h := inTx(t)
	s, err := FindSettings(h.Ctx, h.DB, h.reception(), h.desk.ID)
	h.Must(err)
	link := s.LinkID()
	if d, err := FindByLink(h.Ctx, h.DB, link); err != nil || d.ID != h.desk.ID {
		t.Fatalf("link opens %v %v", d, err)
	}
	s.Lead, s.PriorityMinutes = 0, 30
	h.Must(SaveSettings(h.Ctx, h.DB, h.reception(), s, map[int64]string{h.ops[0].ID: "Sala 1", h.ops[1].ID: ""}, h.Now))
	h.Must(RenewLinks(h.Ctx, h.DB, h.reception(), h.desk.ID, h.Now))
	_, err = FindByLink(h.Ctx, h.DB, link)
	h.Wants(err, fault.NotFound, "")
	now, err := FindSettings(h.Ctx, h.DB, h.reception(), h.desk.ID)
	h.Must(err)
	places, err := Places(h.Ctx, h.DB, h.desk.ID)
	h.Must(err)
	if now.PriorityMinutes != 30 || now.Links != 1 || places[h.ops[0].ID] != "Sala 1" || len(places) != 2 {
		t.Errorf("%+v %v", now, places)
	}
	s.Lead = 61
	h.Wants(SaveSettings(h.Ctx, h.DB, h.reception(), s, map[int64]string{h.ops[0].ID: "una stanza lunga"}, h.Now), fault.Invalid, "")
	h.Wants(SaveSettings(h.Ctx, h.DB, h.reception(), initial(h.desk.ID), map[int64]string{9999: "1"}, h.Now), fault.NotFound, "")
}

func TestTheDayIsClosed(t *testing.T) {
	h := inTx(t)
	serving, waiting, parked := h.give(), h.give(), h.give()
	_, err := h.next(0)
	h.Must(err)
	h.Must(h.do(Start, serving.ID))
	h.Must(h.do(Park, parked.ID))
	if n, err := CloseDays(h.Ctx, h.DB, h.Now); n != 0 || err != nil {
		t.Errorf("the day is not over: %d closed, %v", n, err)
	}
	h.after(24 * time.Hour)
	for _, want := range []int{3, 0} {
		if n, err := CloseDays(h.Ctx, h.DB, h.Now); n != want || err != nil {
			t.Errorf("%d closed, want %d, %v", n, want, err)
		}
	}
	if got := h.find(serving.ID); got.State != Done || got.EndedAt != nil {
		t.Errorf("the meeting nobody ended: %+v", got)
	}
	if h.find(waiting.ID).State != Left || h.find(parked.ID).State != Left {
		t.Error("who waited has not left")
	}
}
