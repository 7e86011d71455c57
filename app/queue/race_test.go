package queue

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// Two operators press "next" at once, many times: nobody is called twice, nobody is
// forgotten, and who finds nobody is told so.
func TestTwoOperatorsPressAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	const people = 9
	for range people {
		h.give()
	}
	var calls [people + 1]atomic.Int32
	first := int64(1)
	for range (people + 1) / 2 {
		towntest.Together(2, func(i int) {
			got, err := h.next(i)
			switch {
			case err == nil:
				calls[got.ID-first].Add(1)
				if err := h.do(Start, got.ID); err != nil {
					t.Error(err)
				}
				if err := h.do(Finish, got.ID); err != nil {
					t.Error(err)
				}
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	for i := range people {
		if n := calls[i].Load(); n != 1 {
			t.Errorf("ticket %d was called %d times", i+1, n)
		}
	}
}

// Both point at the same person: one calls, the other reads that it is too late.
func TestTwoOperatorsCallTheSamePerson(t *testing.T) {
	h := build(t, testdb.New(t))
	a := h.give()
	var won, lost atomic.Int32
	towntest.Together(2, func(i int) {
		switch err := CallOne(h.Ctx, h.DB, h.reception(), a.ID, h.ops[i].ID, h.Now); {
		case err == nil:
			won.Add(1)
		case fault.Is(err, fault.Conflict):
			lost.Add(1)
		default:
			t.Error(err)
		}
	})
	if won.Load() != 1 || lost.Load() != 1 {
		t.Errorf("%d called, %d were told", won.Load(), lost.Load())
	}
}

// More hands than any waiting room has: reception, kiosk and their double clicks.
func TestTwelveTicketsAtOnceHaveTwelveNumbers(t *testing.T) {
	h := build(t, testdb.New(t))
	requests := make([]Request, 12)
	for i := range requests {
		requests[i] = h.request()
	}
	var numbers sync.Map
	towntest.Together(len(requests), func(i int) {
		got, err := Give(h.Ctx, h.DB, h.reception(), requests[i], h.Now)
		if err != nil {
			t.Error(err)
			return
		}
		if _, twice := numbers.LoadOrStore(got.Name(), true); twice {
			t.Errorf("%s was given twice", got.Name())
		}
	})
}

// The constraints are the promise: writers without the lock are refused by name and
// the operator reads the same sentence.
func TestConstraintsAloneRefuse(t *testing.T) {
	h := inTx(t)
	a, b := h.give(), h.give()
	_, err := h.next(0)
	h.Must(err)
	stale := *a // as the other operator read it before the call
	stale.Version, stale.State = 1, Called
	h.Wants(h.nested(func(tx bun.IDB) error { return stale.move(h.Ctx, tx, Call, Waiting, "user:2", h.Now) }), fault.Conflict, "queue.error.state")
	second := *b
	second.OperatorID, second.Place = &h.ops[0].ID, "1"
	h.Wants(h.nested(func(tx bun.IDB) error { return second.apply(h.Ctx, tx, Call, "user:2", h.Now) }), fault.Conflict, "queue.error.busy")
}

func (h *house) nested(fn func(tx bun.IDB) error) error {
	return db.InTx(h.Ctx, h.DB, func(_ context.Context, tx bun.Tx) error { return fn(tx) })
}
