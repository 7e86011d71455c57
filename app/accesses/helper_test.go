package accesses

import (
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/queue"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database, on Tuesday 24 November 2026 at ten.
type house struct {
	*towntest.Town
	desk *desks.Desk // Orientation Desk: open since 9:30, two operators
	tore *desks.Desk
	area *services.Area
	ops  []desks.Operator
}

// clock is a time of the house's Tuesday.
func clock(s string) time.Time { return towntest.At("2026-11-24 " + s) }

var tuesday = towntest.Day("2026-11-24")

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{Town: towntest.New(t, idb, "2026-11-24 10:00")}
	demo := h.Demo()
	h.desk, h.tore, h.area, h.ops = demo.Desk, demo.Tore, demo.Area, demo.Ops
	h.Must(services.LoadRepertoires(h.Ctx, idb, h.Now.AddDate(-2, 0, 0)))
	return h
}

func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

// fields checks which fields an Invalid fault names.
func (h *house) fields(err error, want ...string) {
	h.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		h.Fatalf("got %v, want invalid %v", err, want)
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Name)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.Fatalf("fields %v, want %v", got, want)
	}
}

func (h *house) reception() auth.Actor {
	return auth.Actor{UserID: 1, Name: "Prova", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

func (h *house) colleague() auth.Actor {
	return auth.Actor{UserID: 2, Name: "Altra", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

// elsewhere works at another desk.
func (h *house) elsewhere() auth.Actor {
	return auth.Actor{UserID: 3, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.tore.ID}}
}

// booked is an appointment of the house's Tuesday with the first operator.
func (h *house) booked(start string) *appointments.Appointment {
	h.Helper()
	a, err := appointments.BookForSomebody(h.Ctx, h.DB, h.reception(), appointments.StaffBooking{
		Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: clock(start), Channel: appointments.AtDesk,
		Details: appointments.Details{Lang: "ar", Mediator: "ar", Note: "Cerco un corso"},
		Contact: appointments.Contact{Name: "Prova Persona", Phone: "080 123 4567"},
	}, h.Now)
	h.Must(err)
	return a
}

// served is a walk-in being received by the first operator since now.
func (h *house) served() *queue.Ticket {
	h.Helper()
	t, err := queue.Give(h.Ctx, h.DB, h.reception(), queue.Request{Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "ro", Class: queue.Normal}, h.Now)
	h.Must(err)
	h.Must(queue.CallOne(h.Ctx, h.DB, h.reception(), t.ID, h.ops[0].ID, h.Now))
	h.Must(queue.Do(queue.Start)(h.Ctx, h.DB, h.reception(), t.ID, h.Now))
	return t
}

func (h *house) meeting(a *appointments.Appointment) *Meeting {
	h.Helper()
	m, err := MeetingOf(h.Ctx, h.DB, h.reception(), a.ID, h.Now)
	h.Must(err)
	return m
}

// entry is a question asked on the telephone at half past nine.
func (h *house) entry() Entry {
	return Entry{
		Key: h.Key(), DeskID: h.desk.ID, OperatorID: h.ops[0].ID, AreaID: h.area.ID, Day: tuesday, Clock: "09:30",
		Facts: Facts{Lang: "it", Channel: ByPhone, Need: "Orari del corso di saldatura", Outcome: Solved, Minutes: 5, Codes: []string{"carta.1", "piemonte.A.2"}},
	}
}
