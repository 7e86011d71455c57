package appointments

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// house is the demo's desks in a database, on Sunday 22 November 2026.
type house struct {
	t    *testing.T
	ctx  context.Context
	db   bun.IDB
	now  time.Time
	desk *desks.Desk // Orientation Desk: Tuesday 9:30–13:00 and Thursday 15:00–18:30, two operators
	tore *desks.Desk // Torre Civica, information: Monday and Tuesday 10–12, one operator
	area *services.Area
	ops  []desks.Operator // of desk, in ascending order of id
	keys int
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), db: idb, now: at("2026-11-22 10:00")}
	h.must(services.LoadAreas(h.ctx, idb))
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
	if len(h.ops) == 2 && h.ops[0].ID > h.ops[1].ID {
		h.ops[0], h.ops[1] = h.ops[1], h.ops[0]
	}
	return h
}

// inTx is a house in a transaction rolled back at the end.
func inTx(t *testing.T) *house { t.Helper(); return build(t, testdb.Tx(t)) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) query() Query { return Query{DeskID: h.desk.ID, AreaID: h.area.ID} }

// hold asks for a time at the Orientation Desk with a new form.
func (h *house) hold(start string, operator int64) (*Draft, error) {
	h.keys++
	return TakeHold(h.ctx, h.db, Hold{
		Key: fmt.Sprintf("form-key-number-%06d", h.keys), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: operator,
		Start: at(start), Lang: "it",
	}, h.now)
}

// fill puts a person into a form.
func (h *house) fill(d *Draft, c Contact) {
	h.t.Helper()
	h.must(SaveDetails(h.ctx, h.db, d.ID, Details{Lang: "ar", Mediator: "ar", Note: "Cerco lavoro"}, h.now))
	h.must(SaveContact(h.ctx, h.db, d.ID, c, h.now))
}

// book goes the whole way of the portal.
func (h *house) book(start string, operator int64) *Appointment {
	h.t.Helper()
	d, err := h.hold(start, operator)
	h.must(err)
	h.fill(d, person(h.keys))
	a, err := Confirm(h.ctx, h.db, d.ID, h.now)
	h.must(err)
	return a
}

func person(n int) Contact {
	return Contact{Name: "Prova Persona", Email: fmt.Sprintf("prova%d@example.com", n), Phone: fmt.Sprintf("06 6982 %04d", n)}
}

func (h *house) free(q Query) string {
	h.t.Helper()
	slots, err := FreeSlots(h.ctx, h.db, q, h.now)
	h.must(err)
	return show(slots)
}

// wants checks the kind and the key of a fault.
func (h *house) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *house) count(table, where string, args ...any) int {
	h.t.Helper()
	n, err := h.db.NewSelect().Table(table).Where(where, args...).Count(h.ctx)
	h.must(err)
	return int(n)
}

// at the desk of the house only.
func (h *house) reception() auth.Actor {
	return auth.Actor{UserID: 1, Name: "Prova", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk.ID}}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// ids are both operators as show writes them.
func ids(h *house) string { return itoa(h.ops[0].ID) + "," + itoa(h.ops[1].ID) }

func areaID(h *house, slug string) int64 {
	h.t.Helper()
	a, err := services.FindBySlug(h.ctx, h.db, slug)
	h.must(err)
	return a.ID
}
