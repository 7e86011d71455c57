package waiting

import (
	"fmt"
	"sync/atomic"
	"testing"

	"approdo/app/appointments"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// Eight programs sweep at once: one offer for each free time, one for each person.
func TestManySweepsAtOnceMakeOneOfferForATime(t *testing.T) {
	h := build(t, testdb.New(t))
	booked := h.fill(h.desk)
	for i := range 6 {
		h.join(h.joining(fmt.Sprintf("Prova%d", i)))
	}
	for _, a := range booked[:3] {
		h.free(a)
	}
	towntest.Together(8, func(int) {
		if err := Sweep(h.Ctx, h.DB, false, h.Now); err != nil {
			t.Error(err)
		}
	})
	if n := h.Count("waiting_offers", "ended_at IS NULL"); n != 3 || h.Count("messages", "kind = 'waiting.offer'") != 3 {
		t.Errorf("%d offers for three times: %s", n, h.live())
	}
	var twice int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM waiting_offers a JOIN waiting_offers b ON a.id < b.id AND a.operator_id = b.operator_id AND a.starts_at = b.starts_at").Scan(h.Ctx, &twice))
	if twice != 0 {
		t.Errorf("%d times are offered twice", twice)
	}
}

// One offer is accepted ten times, declined ten times, its time asked for by the
// public and swept, all at once: there is one appointment or one free time, no more.
func TestAcceptedAndDeclinedAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	booked := h.fill(h.desk)
	e := h.join(h.joining("Prima"))
	h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	o := h.offer(e)
	before := h.Count("appointments", "cancelled_at IS NULL")
	var accepted, declined atomic.Int32
	towntest.Together(30, func(i int) {
		var err error
		switch i % 3 {
		case 0:
			if _, err = Accept(h.Ctx, h.DB, o.ID, h.Now); err == nil {
				accepted.Add(1)
			}
		case 1:
			if err = Decline(h.Ctx, h.DB, o.ID, h.Now); err == nil {
				declined.Add(1)
			}
		default:
			err = Sweep(h.Ctx, h.DB, false, h.Now)
		}
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("%d: %v", i, err)
		}
	})
	if (accepted.Load() > 0) == (declined.Load() > 0) {
		t.Errorf("accepted %d times, declined %d times", accepted.Load(), declined.Load())
	}
	if n := h.Count("appointments", "cancelled_at IS NULL") - before; n != int(min(1, accepted.Load())) {
		t.Errorf("%d appointments", n)
	}
}

// People accept while others book elsewhere in the list's desk and sweeps run: nobody
// is answered with an error of ours and no operator has two people.
func TestOffersPublicAndSweepsAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	booked := h.fill(h.desk)
	var all []*Entry
	for i := range 5 {
		all = append(all, h.join(h.joining(fmt.Sprintf("Prova%d", i))))
	}
	for _, a := range booked[:5] {
		h.free(a)
	}
	towntest.Together(24, func(i int) {
		var err error
		switch i % 4 {
		case 0:
			err = Sweep(h.Ctx, h.DB, false, h.Now)
		case 1:
			_, err = appointments.TakeHold(h.Ctx, h.DB, appointments.Hold{
				Key: fmt.Sprintf("public-form-%06d", i), DeskID: h.desk.ID, AreaID: h.area.ID, Start: booked[i%5].StartsAt, Lang: "it"}, h.Now)
		case 2:
			err = appointments.CancelByPerson(h.Ctx, h.DB, booked[5+i%5].ID, h.Now)
		default:
			err = Leave(h.Ctx, h.DB, all[i%5].ID, h.Now)
		}
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("%d: %v", i, err)
		}
	})
	h.sweep()
	var clashes int
	h.Must(h.DB.NewRaw(`SELECT count(*) FROM booking_drafts a JOIN booking_drafts b ON a.id < b.id AND a.operator_id = b.operator_id
		AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at AND a.held_until > ?0 AND b.held_until > ?0`, h.Now).Scan(h.Ctx, &clashes))
	if clashes != 0 {
		t.Errorf("%d times are held twice", clashes)
	}
}
