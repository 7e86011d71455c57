package appointments

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// Five hundred people want one time at one moment, on a pool of the program's size:
// exactly one gets it, everybody else is told that it is taken and finds other times,
// nobody waits for so long that it becomes an error.
func TestFiveHundredPeopleOnOneSlot(t *testing.T) {
	const people = 500
	h := build(t, testdb.New(t))
	var mu sync.Mutex
	var won []*Draft
	var took []time.Duration
	began := time.Now()
	towntest.Together(people, func(i int) {
		d, err := TakeHold(h.Ctx, h.DB, Hold{
			Key: fmt.Sprintf("rush-form-key-%06d", i), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: h.ops[0].ID, Start: at(slot), Lang: "it",
		}, h.Now)
		mu.Lock()
		took = append(took, time.Since(began))
		if err == nil {
			won = append(won, d)
		}
		mu.Unlock()
		if err == nil {
			return
		}
		if f, ok := fault.As(err); !ok || f.Kind != fault.Conflict || f.Key != "appointments.error.taken" {
			t.Errorf("person %d: %v", i, err)
			return
		}
		next, err := Alternatives(h.Ctx, h.DB, Query{DeskID: h.desk.ID, AreaID: h.area.ID}, at(slot), 3, h.Now)
		if err != nil || len(next) != 3 || slices.Contains(next[0].Operators, h.ops[0].ID) && next[0].Start.Equal(at(slot)) {
			t.Errorf("person %d is offered %s, %v", i, show(next), err)
		}
	})
	slices.Sort(took)
	t.Logf("of %d answers half came within %s, 99 %% within %s", people, took[people/2], took[people*99/100])
	if len(won) != 1 || h.Count("booking_drafts", "true") != 1 {
		t.Fatalf("%d hold the time, %d forms", len(won), h.Count("booking_drafts", "true"))
	}
	h.fill(won[0], person(1))
	if _, err := Confirm(h.Ctx, h.DB, won[0].ID, h.Now); err != nil || h.Count("appointments", "true") != 1 {
		t.Errorf("%d appointments, %v", h.Count("appointments", "true"), err)
	}
}
