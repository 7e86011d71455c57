package accesses

import (
	"context"
	"fmt"
	"sync"
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
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database, on Tuesday 24 November 2026 at ten.
type house struct {
	t    *testing.T
	ctx  context.Context
	db   bun.IDB
	now  time.Time
	desk *desks.Desk // Orientation Desk: open since 9:30, two operators
	tore *desks.Desk
	area *services.Area
	ops  []desks.Operator
	keys int
}

func rome() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return loc
}

// clock is a time of the house's Tuesday.
func clock(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-24 "+s, rome())
	if err != nil {
		panic(err)
	}
	return t
}

var tuesday = desks.Date{Year: 2026, Month: time.November, Day: 24}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), db: idb, now: clock("10:00")}
	h.must(services.LoadAreas(h.ctx, idb))
	h.must(services.LoadRepertoires(h.ctx, idb, h.now.AddDate(-2, 0, 0)))
	_, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.desk, err = desks.FindBySlug(h.ctx, idb, "orientation-desk")
	h.must(err)
	h.tore, err = desks.FindBySlug(h.ctx, idb, "torre-civica-informativo")
	h.must(err)
	h.area, err = services.FindBySlug(h.ctx, idb, "accoglienza-e-ascolto")
	h.must(err)
	h.ops, err = desks.Operators(h.ctx, idb, h.desk.ID)
	h.must(err)
	return h
}

func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// wants checks the kind and the key of a fault.
func (h *house) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

// fields checks which fields an Invalid fault names.
func (h *house) fields(err error, want ...string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		h.t.Fatalf("got %v, want invalid %v", err, want)
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Name)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("fields %v, want %v", got, want)
	}
}

func (h *house) count(table, where string, args ...any) int {
	h.t.Helper()
	n, err := h.db.NewSelect().Table(table).Where(where, args...).Count(h.ctx)
	h.must(err)
	return int(n)
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

func (h *house) key() string {
	h.keys++
	return fmt.Sprintf("form-key-number-%06d", h.keys)
}

// booked is an appointment of the house's Tuesday with the first operator.
func (h *house) booked(start string) *appointments.Appointment {
	h.t.Helper()
	a, err := appointments.BookForSomebody(h.ctx, h.db, h.reception(), appointments.StaffBooking{
		Key: h.key(), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: clock(start), Channel: appointments.AtDesk,
		Details: appointments.Details{Lang: "ar", Mediator: "ar", Note: "Cerco un corso"},
		Contact: appointments.Contact{Name: "Prova Persona", Phone: "080 123 4567"},
	}, h.now)
	h.must(err)
	return a
}

// served is a walk-in being received by the first operator since now.
func (h *house) served() *queue.Ticket {
	h.t.Helper()
	t, err := queue.Give(h.ctx, h.db, h.reception(), queue.Request{Key: h.key(), DeskID: h.desk.ID, AreaID: h.area.ID, Lang: "ro", Class: queue.Normal}, h.now)
	h.must(err)
	h.must(queue.CallOne(h.ctx, h.db, h.reception(), t.ID, h.ops[0].ID, h.now))
	h.must(queue.Do(queue.Start)(h.ctx, h.db, h.reception(), t.ID, h.now))
	return t
}

func (h *house) meeting(a *appointments.Appointment) *Meeting {
	h.t.Helper()
	m, err := MeetingOf(h.ctx, h.db, h.reception(), a.ID, h.now)
	h.must(err)
	return m
}

// entry is a question asked on the telephone at half past nine.
func (h *house) entry() Entry {
	return Entry{
		Key: h.key(), DeskID: h.desk.ID, OperatorID: h.ops[0].ID, AreaID: h.area.ID, Day: tuesday, Clock: "09:30",
		Facts: Facts{Lang: "it", Channel: ByPhone, Need: "Orari del corso di saldatura", Outcome: Solved, Minutes: 5, Codes: []string{"carta.1", "piemonte.A.2"}},
	}
}

// together runs n copies at the same moment and waits for all.
func together(n int, fn func(i int)) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	start := make(chan struct{})
	for i := range n {
		done.Go(func() { ready.Done(); <-start; fn(i) })
	}
	ready.Wait()
	close(start)
	done.Wait()
}
