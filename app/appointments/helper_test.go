package appointments

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database, on Sunday 22 November 2026.
type house struct {
	*towntest.Town
	desk *desks.Desk // Orientation Desk: Tuesday 9:30–13:00 and Thursday 15:00–18:30, two operators
	tore *desks.Desk // Torre Civica, information: Monday and Tuesday 10–12, one operator
	area *services.Area
	ops  []desks.Operator // of desk, in ascending order of id
	keys int
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{Town: towntest.New(t, idb, "2026-11-22 10:00")}
	demo := h.Demo()
	h.desk, h.tore, h.area, h.ops = demo.Desk, demo.Tore, demo.Area, demo.Ops
	if len(h.ops) == 2 && h.ops[0].ID > h.ops[1].ID {
		h.ops[0], h.ops[1] = h.ops[1], h.ops[0]
	}
	return h
}

// inTx is a house in a transaction rolled back at the end.
func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

func (h *house) query() Query { return Query{DeskID: h.desk.ID, AreaID: h.area.ID} }

// hold asks for a time at the Orientation Desk with a new form.
func (h *house) hold(start string, operator int64) (*Draft, error) {
	h.keys++
	return TakeHold(h.Ctx, h.DB, Hold{
		Key: fmt.Sprintf("form-key-number-%06d", h.keys), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: operator,
		Start: at(start), Lang: "it",
	}, h.Now)
}

// fill puts a person into a form.
func (h *house) fill(d *Draft, c Contact) {
	h.Helper()
	h.Must(SaveDetails(h.Ctx, h.DB, d.ID, Details{Lang: "ar", Mediator: "ar", Note: "Cerco lavoro"}, h.Now))
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, c, h.Now))
}

// book goes the whole way of the portal.
func (h *house) book(start string, operator int64) *Appointment {
	h.Helper()
	d, err := h.hold(start, operator)
	h.Must(err)
	h.fill(d, person(h.keys))
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	return a
}

func person(n int) Contact {
	return Contact{Name: "Prova Persona", Email: fmt.Sprintf("prova%d@example.com", n), Phone: fmt.Sprintf("06 6982 %04d", n)}
}

func (h *house) free(q Query) string {
	h.Helper()
	slots, err := FreeSlots(h.Ctx, h.DB, q, h.Now)
	h.Must(err)
	return show(slots)
}

// at the desk of the house only.
func (h *house) reception() auth.Actor {
	return auth.Actor{UserID: 1, Name: "Prova", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// ids are both operators as show writes them.
func ids(h *house) string { return itoa(h.ops[0].ID) + "," + itoa(h.ops[1].ID) }

func areaID(h *house, slug string) int64 {
	h.Helper()
	a, err := services.FindBySlug(h.Ctx, h.DB, slug)
	h.Must(err)
	return a.ID
}
