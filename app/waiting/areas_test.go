package waiting

import (
	"testing"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
)

// set changes the settings of the house's area.
func (h *house) set(assign string) {
	h.t.Helper()
	_, err := h.db.ExecContext(h.ctx, "UPDATE areas SET "+assign+" WHERE id = ?", h.area.ID)
	h.must(err)
}

// While a time given back is shut to the public, who waits may have it.
func TestWhoWaitsIsAskedBeforeTheTimeReopens(t *testing.T) {
	h := inTx(t)
	h.set("release_minutes = 600")
	booked := h.fill(h.desk)
	e := h.join(h.joining("Prima"))
	h.free(booked[0])
	q := appointments.Query{DeskID: h.desk.ID, AreaID: h.area.ID, To: desks.DateOf(h.now).AddDays(7)}
	if slots, err := appointments.FreeSlots(h.ctx, h.db, q, h.now); err != nil || len(slots) != 0 {
		t.Fatalf("the public sees %v, %v", slots, err)
	}
	h.sweep()
	id, err := Accept(h.ctx, h.db, h.offer(e).ID, h.now)
	h.must(err)
	a, err := appointments.FindWithPlace(h.ctx, h.db, id)
	h.must(err)
	if !a.StartsAt.Equal(booked[0].StartsAt) {
		t.Errorf("accepted %s", a.StartsAt)
	}
}

// What an area asks for is asked when joining, so that one press accepts.
func TestAreasDecideWhoMayWait(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	try := func(j Joining) error { _, err := Join(h.ctx, h.db, j, false, h.now); return err }
	h.set("mediator_required = true, places = '{phone}'")
	j := h.joining("Prima")
	err := try(j)
	h.wants(err, fault.Invalid, "")
	if f, _ := fault.As(err); len(f.Fields) != 2 {
		t.Errorf("fields %+v", f.Fields)
	}
	j.Details.Mediator, j.Contact.Phone = "ar", "333 123 4567"
	e := h.join(j)
	h.free(booked[0])
	h.sweep()
	if _, err := Accept(h.ctx, h.db, h.offer(e).ID, h.now); err != nil {
		t.Errorf("accept: %v", err)
	}
	h.set("mediator_required = false, places = '{home}'")
	h.wants(try(h.joining("Seconda")), fault.NotFound, "")
	h.set("places = '{desk}', who = 'staff'")
	h.wants(try(h.joining("Seconda")), fault.Forbidden, "appointments.error.staff_only")
	added, err := Add(h.ctx, h.db, h.reception(h.desk), h.joining("Seconda"), appointments.Phone, false, h.now)
	h.must(err)
	h.free(booked[3])
	h.sweep()
	if _, err := Accept(h.ctx, h.db, h.offer(added).ID, h.now); err != nil {
		t.Errorf("accept what the desk arranged: %v", err)
	}
}

// Each free seat of a group meeting is offered to one person.
func TestSeatsOfAGroupAreOfferedToSeveralPeople(t *testing.T) {
	h := inTx(t)
	h.set("seats = 2")
	var all []*Entry
	for _, name := range []string{"Prima", "Seconda", "Terza"} {
		j := h.joining(name)
		j.DeskID = h.tore.ID // one operator
		all = append(all, h.join(j))
	}
	_, err := h.db.ExecContext(h.ctx, "UPDATE waiting_entries SET sooner_than = NULL")
	h.must(err)
	h.sweep()
	first, second, third := h.offer(all[0]), h.offer(all[1]), h.offer(all[2])
	if !first.StartsAt.Equal(second.StartsAt) || third.StartsAt.Equal(first.StartsAt) {
		t.Errorf("offered %s, %s and %s", first.StartsAt, second.StartsAt, third.StartsAt)
	}
	for _, o := range []Offer{first, second, third} {
		if _, err := Accept(h.ctx, h.db, o.ID, h.now); err != nil {
			t.Errorf("accept: %v", err)
		}
	}
	if n := h.count("appointments", "group_id IS NOT NULL AND starts_at = ?", first.StartsAt); n != 2 {
		t.Errorf("%d in a meeting of two", n)
	}
}

// Who has the most appointments a contact may have keeps the offer and reads why.
func TestTheLimitOfAContactLeavesTheOfferStanding(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	e := h.join(h.joining("Prima"))
	h.free(booked[0])
	h.sweep()
	_, err := h.db.ExecContext(h.ctx, "UPDATE appointments SET email = 'prima@example.com' WHERE cancelled_at IS NULL")
	h.must(err)
	_, err = Accept(h.ctx, h.db, h.offer(e).ID, h.now)
	h.wants(err, fault.Conflict, "appointments.error.limit")
	if o := h.offer(e); !o.Open(h.now) {
		t.Errorf("the offer ended: %+v", o)
	}
}
