package appointments

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// Acceptance test 1 of the peers: 50 people hold and confirm one time on real
// connections; exactly one wins, the others get a kind fault and the next times.
func TestFiftyPeopleOnOneSlot(t *testing.T) {
	h := build(t, testdb.New(t))
	op := h.ops[0].ID
	var won, lost, wrong atomic.Int32
	var worst atomic.Int64
	towntest.Together(50, func(i int) {
		began := time.Now()
		err := h.walk(i, op)
		if d := int64(time.Since(began)); d > worst.Load() {
			worst.Store(d)
		}
		f, _ := fault.As(err)
		switch {
		case err == nil:
			won.Add(1)
		case f != nil && f.Kind == fault.Conflict && f.Key == "appointments.error.taken":
			lost.Add(1)
			next, err := Alternatives(h.Ctx, h.DB, Query{DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: op}, at(slot), 3, h.Now)
			if err != nil || len(next) != 3 || !next[0].Start.Equal(at("2026-11-24 10:00")) {
				t.Errorf("alternatives %s, %v", show(next), err)
			}
		default:
			wrong.Add(1)
			t.Errorf("person %d: %v", i, err)
		}
	})
	t.Logf("slowest of 50: %s", time.Duration(worst.Load()))
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won, %d lost, %d went wrong", won.Load(), lost.Load(), wrong.Load())
	}
	if n, d := h.Count("appointments", "true"), h.Count("booking_drafts", "true"); n != 1 || d != 1 {
		t.Errorf("%d appointments from %d holds", n, d)
	}
}

// walk is one person's way through the form.
func (h *house) walk(i int, operator int64) error {
	d, err := TakeHold(h.Ctx, h.DB, Hold{
		Key: fmt.Sprintf("race-form-key-%06d", i), DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: operator, Start: at(slot), Lang: "it",
	}, h.Now)
	if err != nil {
		return err
	}
	if err := SaveContact(h.Ctx, h.DB, d.ID, person(i), h.Now); err != nil {
		return err
	}
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	return err
}

// The holds are long expired: 50 forms for one time are confirmed at once.
func TestFiftyExpiredHoldsConfirmedAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	var drafts []int64
	for range 50 {
		d, err := h.hold(slot, h.ops[0].ID)
		h.Must(err)
		h.fill(d, person(h.keys))
		drafts = append(drafts, d.ID)
		h.Now = h.Now.Add(HoldFor)
	}
	var won, lost atomic.Int32
	towntest.Together(50, func(i int) {
		switch _, err := Confirm(h.Ctx, h.DB, drafts[i], h.Now); {
		case err == nil:
			won.Add(1)
		case fault.Is(err, fault.Conflict):
			lost.Add(1)
		default:
			t.Errorf("form %d: %v", i, err)
		}
	})
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
}

func TestAnyOperatorInARaceFillsBothAndNoMore(t *testing.T) {
	h := build(t, testdb.New(t))
	var won atomic.Int32
	towntest.Together(20, func(i int) {
		switch err := h.walk(i, 0); {
		case err == nil:
			won.Add(1)
		case !fault.Is(err, fault.Conflict):
			t.Errorf("person %d: %v", i, err)
		}
	})
	if won.Load() != 2 {
		t.Errorf("%d booked, two operators were free", won.Load())
	}
	if n := h.Count("appointments", "operator_id = ?", h.ops[1].ID); n != 1 {
		t.Errorf("the second operator has %d", n)
	}
}

func TestConfirmClickedTenTimesAtOnceIsOneAppointment(t *testing.T) {
	h := build(t, testdb.New(t))
	d, err := h.hold(slot, 0)
	h.Must(err)
	h.fill(d, person(1))
	var ids sync.Map
	towntest.Together(10, func(i int) {
		a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
		if err != nil {
			t.Errorf("click %d: %v", i, err)
			return
		}
		ids.Store(a.ID, true)
	})
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	if n != 1 || h.Count("appointments", "true") != 1 {
		t.Errorf("%d appointments", n)
	}
}

func TestHoldClickedTenTimesAtOnceIsOneForm(t *testing.T) {
	h := build(t, testdb.New(t))
	towntest.Together(10, func(i int) {
		if _, err := h.holdAgain("one-page-clicked-ten-times", slot); err != nil {
			t.Errorf("click %d: %v", i, err)
		}
	})
	if n := h.Count("booking_drafts", "true"); n != 1 {
		t.Errorf("%d forms", n)
	}
}

func TestStaffFormSentTenTimesAtOnceIsOneAppointment(t *testing.T) {
	h := build(t, testdb.New(t))
	b := StaffBooking{
		Key: "staff-form-ten-times", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(slot), Channel: AtDesk,
		Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Banco"},
	}
	towntest.Together(10, func(i int) {
		if _, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now); err != nil {
			t.Errorf("click %d: %v", i, err)
		}
	})
	if n := h.Count("appointments", "true"); n != 1 {
		t.Errorf("%d appointments", n)
	}
}

// The limit per contact holds when the same person confirms on five tabs at once.
func TestLimitHoldsInARace(t *testing.T) {
	h := build(t, testdb.New(t))
	var drafts []int64
	for _, s := range []string{"09:30", "10:00", "10:30", "11:00", "11:30"} {
		d, err := h.hold("2026-11-24 "+s, 0)
		h.Must(err)
		h.fill(d, person(1))
		drafts = append(drafts, d.ID)
	}
	towntest.Together(len(drafts), func(i int) {
		if _, err := Confirm(h.Ctx, h.DB, drafts[i], h.Now); err != nil && !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
	if n := h.Count("appointments", "true"); n != MaxOpen {
		t.Errorf("%d appointments, want %d", n, MaxOpen)
	}
}

// People who move among the same few times never deadlock and never overlap.
func TestManyMovesAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	var all []*Appointment
	times := []string{"09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30"}
	for _, s := range times[:6] {
		all = append(all, h.book("2026-11-24 "+s, 0))
	}
	towntest.Together(36, func(i int) {
		a := all[i%len(all)]
		_, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 "+times[(i*5+i/7)%len(times)]), 0, h.Now)
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("move %d: %v", i, err)
		}
	})
	var clashes int
	h.Must(h.DB.NewRaw(`SELECT count(*) FROM appointments a JOIN appointments b ON a.id < b.id AND a.operator_id = b.operator_id
		AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at`).Scan(h.Ctx, &clashes))
	if clashes != 0 {
		t.Errorf("%d overlaps", clashes)
	}
}

// The constraint is the promise: a writer without the lock is refused by name and
// the person reads the same sentence.
func TestTheConstraintAloneRefusesAnOverlap(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, h.ops[0].ID)
	clash := *a
	clash.ID, clash.Key, clash.StartsAt, clash.EndsAt = 0, "another", at("2026-11-24 09:45"), at("2026-11-24 10:15")
	err := insertRaw(h.Ctx, h.DB, &clash)
	h.Wants(overlap(err), fault.Conflict, "appointments.error.taken")
	same := *a
	same.ID, same.StartsAt, same.EndsAt = 0, at("2026-11-24 12:00"), at("2026-11-24 12:30")
	h.Wants(insertRaw(h.Ctx, h.DB, &same), fault.Conflict, "constraint.appointments_idempotency")
	back := *a
	back.ID, back.Key, back.StartsAt, back.EndsAt = 0, "back to back", a.EndsAt, a.EndsAt.Add(30*time.Minute)
	h.Must(insertRaw(h.Ctx, h.DB, &back))
}

func insertRaw(ctx context.Context, idb bun.IDB, a *Appointment) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error { return insert(ctx, tx, a) })
}
