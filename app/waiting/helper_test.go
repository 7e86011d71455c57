package waiting

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database on Monday 23 November 2026, nine o'clock.
type house struct {
	t    *testing.T
	ctx  context.Context
	db   bun.IDB
	now  time.Time
	desk *desks.Desk // Orientation Desk: Tuesday 9:30–13:00 and Thursday 15:00–18:30, two operators
	tore *desks.Desk // Torre Civica: Monday and Tuesday 10–12, one operator
	area *services.Area
	keys int
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), db: idb, now: at("2026-11-23 09:00")}
	h.must(services.LoadAreas(h.ctx, idb))
	_, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.desk, err = desks.FindBySlug(h.ctx, idb, "orientation-desk")
	h.must(err)
	h.tore, err = desks.FindBySlug(h.ctx, idb, "torre-civica-informativo")
	h.must(err)
	h.area, err = services.FindBySlug(h.ctx, idb, "accoglienza-e-ascolto")
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

func (h *house) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *house) key() string { h.keys++; return fmt.Sprintf("waiting-key-%08d", h.keys) }

// joining is a person who would take anything in a week at the desk.
func (h *house) joining(name string) Joining {
	return Joining{
		Key: h.key(), DeskID: h.desk.ID, AreaID: h.area.ID, Wish: Wish{Until: desks.DateOf(h.now).AddDays(7)},
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: name, Email: strings.ToLower(name) + "@example.com"},
	}
}

func (h *house) join(j Joining) *Entry {
	h.t.Helper()
	e, err := Join(h.ctx, h.db, j, false, h.now)
	h.must(err)
	h.now = h.now.Add(time.Second) // so that who comes later waits less
	return e
}

// fill books every free time of the desk in the next week.
func (h *house) fill(desk *desks.Desk) []*appointments.Appointment {
	h.t.Helper()
	var all []*appointments.Appointment
	q := appointments.Query{DeskID: desk.ID, AreaID: h.area.ID, ForStaff: true, To: desks.DateOf(h.now).AddDays(7)}
	for {
		slots, err := appointments.FreeSlots(h.ctx, h.db, q, h.now)
		h.must(err)
		if len(slots) == 0 {
			return all
		}
		for _, s := range slots {
			a, err := appointments.BookForSomebody(h.ctx, h.db, auth.Program("test"), appointments.StaffBooking{
				Key: h.key(), DeskID: desk.ID, AreaID: h.area.ID, Start: s.Start, Channel: appointments.AtDesk,
				Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Prova Prima"},
			}, h.now)
			h.must(err)
			all = append(all, a)
		}
	}
}

// free cancels the appointment.
func (h *house) free(a *appointments.Appointment) {
	h.t.Helper()
	h.must(appointments.Cancel(h.ctx, h.db, auth.Program("test"), a.ID, "", h.now))
}

func (h *house) sweep() {
	h.t.Helper()
	h.must(Sweep(h.ctx, h.db, false, h.now))
}

// live is who has a live offer, by name.
func (h *house) live() string {
	h.t.Helper()
	var names []string
	h.must(h.db.NewRaw(`SELECT e.name FROM waiting_offers o JOIN waiting_entries e ON e.id = o.entry_id
		WHERE o.ended_at IS NULL ORDER BY o.starts_at, e.id`).Scan(h.ctx, &names))
	return strings.Join(names, " ")
}

// offer is the latest offer of an entry.
func (h *house) offer(e *Entry) Offer {
	h.t.Helper()
	all, err := Offers(h.ctx, h.db, e.ID)
	h.must(err)
	if len(all) == 0 {
		h.t.Fatal("no offer was made")
	}
	return all[len(all)-1]
}

func (h *house) outcome(e *Entry) Outcome {
	h.t.Helper()
	x, err := find(h.ctx, h.db, e.ID)
	h.must(err)
	return x.Outcome
}

func (h *house) count(table, where string, args ...any) int {
	h.t.Helper()
	n, err := h.db.NewSelect().Table(table).Where(where, args...).Count(h.ctx)
	h.must(err)
	return int(n)
}

func (h *house) reception(desk *desks.Desk) auth.Actor {
	return auth.Actor{UserID: 1, Name: "Prova", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{desk.ID}}
}
