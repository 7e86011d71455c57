package waiting

import (
	"testing"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
)

// set changes the settings of the house's area.
func (h *house) set(assign string) {
	h.Helper()
	_, err := h.DB.ExecContext(h.Ctx, "UPDATE areas SET "+assign+" WHERE id = ?", h.area.ID)
	h.Must(err)
}

// While a time given back is shut to the public, who waits may have it.
func TestWhoWaitsIsAskedBeforeTheTimeReopens(t *testing.T) {
	h := inTx(t)
	h.set("release_minutes = 600")
	booked := h.fill(h.desk)
	e := h.join(h.joining("Prima"))
	h.free(booked[0])
	q := appointments.Query{DeskID: h.desk.ID, AreaID: h.area.ID, To: desks.DateOf(h.Now).AddDays(7)}
	if slots, err := appointments.FreeSlots(h.Ctx, h.DB, q, h.Now); err != nil || len(slots) != 0 {
		t.Fatalf("the public sees %v, %v", slots, err)
	}
	h.sweep()
	id, err := Accept(h.Ctx, h.DB, h.offer(e).ID, h.Now)
	h.Must(err)
	a, err := appointments.FindWithPlace(h.Ctx, h.DB, id)
	h.Must(err)
	if !a.StartsAt.Equal(booked[0].StartsAt) {
		t.Errorf("accepted %s", a.StartsAt)
	}
}

// What an area asks for is asked when joining, so that one press accepts.
func TestAreasDecideWhoMayWait(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	try := func(j Joining) error { _, err := Join(h.Ctx, h.DB, j, false, h.Now); return err }
	h.set("mediator_required = true, places = '{phone}'")
	j := h.joining("Prima")
	err := try(j)
	h.Wants(err, fault.Invalid, "")
	if f, _ := fault.As(err); len(f.Fields) != 2 {
		t.Errorf("fields %+v", f.Fields)
	}
	j.Details.Mediator, j.Contact.Phone = "ar", "333 123 4567"
	e := h.join(j)
	h.free(booked[0])
	h.sweep()
	if _, err := Accept(h.Ctx, h.DB, h.offer(e).ID, h.Now); err != nil {
		t.Errorf("accept: %v", err)
	}
	h.set("mediator_required = false, places = '{home}'")
	h.Wants(try(h.joining("Seconda")), fault.NotFound, "")
	h.set("places = '{desk}', who = 'staff'")
	h.Wants(try(h.joining("Seconda")), fault.Forbidden, "appointments.error.staff_only")
	added, err := Add(h.Ctx, h.DB, h.reception(h.desk), h.joining("Seconda"), appointments.Phone, false, h.Now)
	h.Must(err)
	h.free(booked[3])
	h.sweep()
	if _, err := Accept(h.Ctx, h.DB, h.offer(added).ID, h.Now); err != nil {
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
	_, err := h.DB.ExecContext(h.Ctx, "UPDATE waiting_entries SET sooner_than = NULL")
	h.Must(err)
	h.sweep()
	first, second, third := h.offer(all[0]), h.offer(all[1]), h.offer(all[2])
	if !first.StartsAt.Equal(second.StartsAt) || third.StartsAt.Equal(first.StartsAt) {
		t.Errorf("offered %s, %s and %s", first.StartsAt, second.StartsAt, third.StartsAt)
	}
	for _, o := range []Offer{first, second, third} {
		if _, err := Accept(h.Ctx, h.DB, o.ID, h.Now); err != nil {
			t.Errorf("accept: %v", err)
		}
	}
	if n := h.Count("appointments", "group_id IS NOT NULL AND starts_at = ?", first.StartsAt); n != 2 {
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
	_, err := h.DB.ExecContext(h.Ctx, "UPDATE appointments SET email = 'prima@example.com' WHERE cancelled_at IS NULL")
	h.Must(err)
	_, err = Accept(h.Ctx, h.DB, h.offer(e).ID, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.limit")
	if o := h.offer(e); !o.Open(h.Now) {
		t.Errorf("the offer ended: %+v", o)
	}
}
