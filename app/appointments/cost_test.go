package appointments

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// counter counts the statements of a database handle.
type counter struct{ n int }

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }
func (c *counter) AfterQuery(context.Context, *bun.QueryEvent)                        { c.n++ }

// cost is how many statements do takes, BEGIN and COMMIT among them.
func (c *counter) cost(do func()) int {
	before := c.n
	do()
	return c.n - before
}

// Whatever the number of desks, a search is the same number of statements; and what
// a booking costs does not grow unnoticed.
func TestSearchAndBookingCostFewStatements(t *testing.T) {
	c := new(counter)
	h := build(t, testdb.New(t).WithQueryHook(c))
	wish := func(w Wish) func() { return func() { h.found(w) } }
	// The desks, and for each of three stretches of days hours and busy times.
	wide := c.cost(wish(Wish{Part: Late}))
	if wide > 7 {
		t.Errorf("%d statements for a search over every desk", wide)
	}
	next := c.cost(func() {
		_, err := NextFree(h.Ctx, h.DB, h.area, h.Now)
		h.Must(err)
	})
	if next > 7 {
		t.Errorf("%d statements for the next free time of every desk", next)
	}
	var d *Draft
	hold := c.cost(func() {
		var err error
		d, err = h.hold(slot, 0)
		h.Must(err)
	})
	h.fill(d, person(1))
	confirm := c.cost(func() {
		_, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
		h.Must(err)
	})
	taken := c.cost(func() {
		_, err := h.hold("2026-11-24 10:00", h.ops[0].ID)
		h.Must(err)
	})
	refused := c.cost(func() {
		_, err := h.hold(slot, h.ops[0].ID)
		h.Wants(err, fault.Conflict, "appointments.error.taken")
	})
	t.Logf("search %d, next %d, hold %d (one operator %d), confirm %d, refused %d", wide, next, hold, taken, confirm, refused)
	if hold > 11 || confirm > 16 || refused != 1 { // who is confirmed asks for a mediator
		t.Errorf("hold %d, confirm %d, refused %d statements", hold, confirm, refused)
	}
}
