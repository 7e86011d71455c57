package waiting

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database on Monday 23 November 2026, nine o'clock.
type house struct {
	*towntest.Town
	desk *desks.Desk // Orientation Desk: Tuesday 9:30–13:00 and Thursday 15:00–18:30, two operators
	tore *desks.Desk // Torre Civica: Monday and Tuesday 10–12, one operator
	area *services.Area
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{Town: towntest.New(t, idb, "2026-11-23 09:00")}
	demo := h.Demo()
	h.desk, h.tore, h.area = demo.Desk, demo.Tore, demo.Area
	return h
}

func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

// joining is a person who would take anything in a week at the desk.
func (h *house) joining(name string) Joining {
	return Joining{
		Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Wish: Wish{Until: desks.DateOf(h.Now).AddDays(7)},
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: name, Email: strings.ToLower(name) + "@example.com"},
	}
}

func (h *house) join(j Joining) *Entry {
	h.Helper()
	e, err := Join(h.Ctx, h.DB, j, false, h.Now)
	h.Must(err)
	h.Now = h.Now.Add(time.Second) // so that who comes later waits less
	return e
}

// fill books every free time of the desk in the next week.
func (h *house) fill(desk *desks.Desk) []*appointments.Appointment {
	h.Helper()
	var all []*appointments.Appointment
	q := appointments.Query{DeskID: desk.ID, AreaID: h.area.ID, ForStaff: true, To: desks.DateOf(h.Now).AddDays(7)}
	for {
		slots, err := appointments.FreeSlots(h.Ctx, h.DB, q, h.Now)
		h.Must(err)
		if len(slots) == 0 {
			return all
		}
		for _, s := range slots {
			a, err := appointments.BookForSomebody(h.Ctx, h.DB, auth.Program("test"), appointments.StaffBooking{
				Key: h.Key(), DeskID: desk.ID, AreaID: h.area.ID, Start: s.Start, Channel: appointments.AtDesk,
				Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Prova Prima"},
			}, h.Now)
			h.Must(err)
			all = append(all, a)
		}
	}
}

// free cancels the appointment.
func (h *house) free(a *appointments.Appointment) {
	h.Helper()
	h.Must(appointments.Cancel(h.Ctx, h.DB, auth.Program("test"), a.ID, "", h.Now))
}

func (h *house) sweep() {
	h.Helper()
	h.Must(Sweep(h.Ctx, h.DB, false, h.Now))
}

// live is who has a live offer, by name.
func (h *house) live() string {
	h.Helper()
	var names []string
	h.Must(h.DB.NewRaw(`SELECT e.name FROM waiting_offers o JOIN waiting_entries e ON e.id = o.entry_id
		WHERE o.ended_at IS NULL ORDER BY o.starts_at, e.id`).Scan(h.Ctx, &names))
	return strings.Join(names, " ")
}

// offer is the latest offer of an entry.
func (h *house) offer(e *Entry) Offer {
	h.Helper()
	all, err := Offers(h.Ctx, h.DB, e.ID)
	h.Must(err)
	if len(all) == 0 {
		h.Fatal("no offer was made")
	}
	return all[len(all)-1]
}

func (h *house) outcome(e *Entry) Outcome {
	h.Helper()
	x, err := find(h.Ctx, h.DB, e.ID)
	h.Must(err)
	return x.Outcome
}

func (h *house) reception(desk *desks.Desk) auth.Actor {
	return auth.Actor{UserID: 1, Name: "Prova", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{desk.ID}}
}
