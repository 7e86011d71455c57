package waiting

import (
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
)

func TestWhoWaitsLongestIsAskedAndAccepts(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	first, second := h.join(h.joining("Prima")), h.join(h.joining("Seconda"))
	h.sweep()
	if h.live() != "" {
		t.Fatalf("%s was asked, nothing is free", h.live())
	}
	h.free(booked[0])
	h.sweep()
	h.sweep() // quiet
	if h.live() != "Prima" || h.Count("waiting_offers", "true") != 1 {
		t.Fatalf("asked: %s", h.live())
	}
	o := h.offer(first)
	if !o.StartsAt.Equal(booked[0].StartsAt) || !o.AnswerUntil.Equal(h.Now.Add(DefaultHold)) || o.Number != 1 {
		t.Errorf("offer %+v", o)
	}
	if slots, err := appointments.FreeSlots(h.Ctx, h.DB, appointments.Query{DeskID: h.desk.ID, AreaID: h.area.ID, To: first.Until}, h.Now); err != nil || len(slots) != 0 {
		t.Errorf("the public sees the offered time: %v %v", slots, err)
	}
	id, err := Accept(h.Ctx, h.DB, o.ID, h.Now)
	h.Must(err)
	again, err := Accept(h.Ctx, h.DB, o.ID, h.Now.Add(24*time.Hour))
	h.Must(err)
	a, err := appointments.FindWithPlace(h.Ctx, h.DB, id)
	h.Must(err)
	if again != id || a.Name != "Prima" || !a.StartsAt.Equal(o.StartsAt) || h.outcome(first) != Accepted || h.outcome(second) != "" {
		t.Errorf("accepted %d then %d: %+v, %q, %q", id, again, a, h.outcome(first), h.outcome(second))
	}
	h.Wants(Decline(h.Ctx, h.DB, o.ID, h.Now), fault.Conflict, "waiting.error.gone")
	if n := h.Count("audit_entries", "action IN ('waiting.join', 'waiting.offer', 'waiting.accepted')"); n != 4 {
		t.Errorf("%d lines in the audit trail", n)
	}
}

// Acceptance test 7 of the peers: caps per person, channel and day; nothing after the
// start; cancelling leaves the list.
func TestCaps(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	j := h.joining("Prima")
	j.Until = desks.DateOf(h.Now).AddDays(14)
	e := h.join(j)
	h.free(booked[0])
	h.sweep()
	h.Must(Decline(h.Ctx, h.DB, h.offer(e).ID, h.Now))
	h.Must(Decline(h.Ctx, h.DB, h.offer(e).ID, h.Now)) // quiet
	h.free(booked[1])
	h.sweep()
	if n := h.Count("waiting_offers", "true"); n != 1 {
		t.Fatalf("%d offers in a day", n)
	}
	for day := 1; day < MaxOffers; day++ {
		h.Now = h.Now.AddDate(0, 0, 1)
		h.Now = at(desks.DateOf(h.Now).String() + " 08:00")
		h.free(booked[len(booked)-day])
		h.sweep()
		if o := h.offer(e); o.Number != day+1 {
			t.Fatalf("day %d: offer %+v", day, o)
		}
		h.Must(Decline(h.Ctx, h.DB, h.offer(e).ID, h.Now))
	}
	if h.outcome(e) != Spent {
		t.Errorf("after three offers %q", h.outcome(e))
	}
	h.Now = h.Now.AddDate(0, 0, 1)
	h.sweep()
	if n := h.Count("waiting_offers", "true"); n != MaxOffers {
		t.Errorf("%d offers in all", n)
	}
}

func TestTwoEntriesOfOneAddressAreOneOfferADay(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	one, two := h.joining("Prima"), h.joining("Seconda")
	two.Contact.Email = "PRIMA@example.com"
	h.join(one)
	h.join(two)
	h.free(booked[0])
	h.free(booked[3])
	h.sweep()
	if h.live() != "Prima" {
		t.Errorf("asked: %s", h.live())
	}
}

func TestAnOfferNobodyAnswersPassesOn(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	first, second := h.join(h.joining("Prima")), h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	late := h.offer(first)
	h.Now = late.AnswerUntil
	_, err := Accept(h.Ctx, h.DB, late.ID, h.Now) // before the program looked
	h.Wants(err, fault.Conflict, "waiting.error.gone")
	h.sweep()
	if h.live() != "Seconda" || h.outcome(first) != "" {
		t.Fatalf("asked: %s", h.live())
	}
	_, err = Accept(h.Ctx, h.DB, late.ID, h.Now)
	h.Wants(err, fault.Conflict, "waiting.error.gone")
	_, err = Accept(h.Ctx, h.DB, h.offer(second).ID, h.Now)
	h.Must(err)
	_, err = Accept(h.Ctx, h.DB, 99999, h.Now)
	h.Wants(err, fault.NotFound, "")
}

// The program was away from before the offer's end until after the time began.
func TestALateRestartAsksNobodyForWhatIsOver(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	h.join(h.joining("Prima"))
	h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	h.Now = booked[0].StartsAt.Add(time.Minute)
	h.sweep()
	if h.live() != "" || h.Count("waiting_offers", "true") != 1 || h.Count("booking_drafts", "true") != 0 {
		t.Errorf("asked: %s", h.live())
	}
}

func TestLeavingGivesTheTimeToTheNext(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	first, second := h.join(h.joining("Prima")), h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	gone := h.offer(first).ID
	h.Must(Leave(h.Ctx, h.DB, first.ID, h.Now))
	h.Must(Leave(h.Ctx, h.DB, first.ID, h.Now)) // quiet
	_, err := Accept(h.Ctx, h.DB, gone, h.Now)
	h.Wants(err, fault.Conflict, "waiting.error.gone")
	h.sweep()
	if h.live() != "Seconda" || h.outcome(first) != Left || h.outcome(second) != "" {
		t.Errorf("asked: %s", h.live())
	}
	h.Wants(Leave(h.Ctx, h.DB, 99999, h.Now), fault.NotFound, "")
	h.Wants(Change(h.Ctx, h.DB, first.ID, Wish{Until: first.Until}, h.Now), fault.Conflict, "waiting.error.over")
}

func TestWhoBooksElsewhereIsOut(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	first, couple := h.join(h.joining("Prima")), h.joining("Seconda")
	couple.Contact.Email = "prima@example.com"
	other := h.join(couple)
	h.free(booked[0])
	h.sweep()
	h.Now = h.Now.Add(time.Minute)
	slots, err := appointments.FreeSlots(h.Ctx, h.DB, appointments.Query{DeskID: h.tore.ID, AreaID: h.area.ID}, h.Now)
	h.Must(err)
	_, err = appointments.BookForSomebody(h.Ctx, h.DB, h.reception(h.tore), appointments.StaffBooking{
		Key: h.Key(), DeskID: h.tore.ID, AreaID: h.area.ID, Start: slots[0].Start, Channel: appointments.Phone,
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "PRIMA", Email: "Prima@example.com"},
	}, h.Now)
	h.Must(err)
	h.sweep()
	if h.outcome(first) != Booked || h.outcome(other) != "" || h.offer(first).Outcome != Withdrawn {
		t.Errorf("%q, the other at the same address %q", h.outcome(first), h.outcome(other))
	}
}

func TestOnlySoonerTimesAreNews(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	j := h.joining("Prima")
	j.Until = desks.DateOf(h.Now).AddDays(30)
	e := h.join(j)
	x, err := find(h.Ctx, h.DB, e.ID)
	h.Must(err)
	if x.SoonerThan == nil || !x.SoonerThan.Equal(at("2026-12-01 09:30")) {
		t.Fatalf("sooner than %v", x.SoonerThan)
	}
	h.sweep()
	if h.live() != "" {
		t.Fatal("asked for what was free before")
	}
	hold, err := appointments.TakeHold(h.Ctx, h.DB, appointments.Hold{
		Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Start: *x.SoonerThan, Lang: "it"}, h.Now)
	h.Must(err)
	_, err = appointments.TakeHold(h.Ctx, h.DB, appointments.Hold{
		Key: h.Key(), DeskID: h.desk.ID, AreaID: h.area.ID, Start: *x.SoonerThan, Lang: "it"}, h.Now)
	h.Must(err)
	h.sweep() // somebody's form is no booking
	x, err = find(h.Ctx, h.DB, e.ID)
	h.Must(err)
	if !x.SoonerThan.Equal(*hold.StartsAt) {
		t.Errorf("moved on to %v by a form", x.SoonerThan)
	}
	h.free(booked[2])
	h.sweep()
	if o := h.offer(e); !o.StartsAt.Equal(booked[2].StartsAt) {
		t.Errorf("offered %s", o.StartsAt)
	}
}

func TestANewOpeningIsOffered(t *testing.T) {
	h := inTx(t)
	h.fill(h.desk)
	e := h.join(h.joining("Prima"))
	h.sweep()
	_, err := h.DB.ExecContext(h.Ctx, "UPDATE appointments SET cancelled_at = now(), cancelled_by = 'test' WHERE starts_at > ?", h.Now)
	h.Must(err) // no job tells of these: they are free as after a change of hours
	h.sweep()
	if h.offer(e).StartsAt.Before(h.Now) {
		t.Error("offered the past")
	}
}

func TestJoiningIsChecked(t *testing.T) {
	h := inTx(t)
	j := h.joining("Prima")
	one, two := h.join(j), h.join(j)
	if one.ID != two.ID || h.Count("messages", "kind = 'waiting.joined'") != 1 {
		t.Error("one form, sent twice, must be one entry and one message")
	}
	for name, change := range map[string]func(*Joining){
		"a day that is over":   func(j *Joining) { j.Until = desks.DateOf(h.Now).AddDays(-1) },
		"no day":               func(j *Joining) { j.Until = desks.Date{} },
		"too far":              func(j *Joining) { j.Until = desks.DateOf(h.Now).AddDays(Longest + 1) },
		"a choice of nobody's": func(j *Joining) { j.Days = -1 },
		"no name":              func(j *Joining) { j.Contact.Name = "" },
		"no language":          func(j *Joining) { j.Details.Lang = "xx" },
		"nothing to write to":  func(j *Joining) { j.Contact.Email, j.Contact.Phone = "", "333 123 4567" },
	} {
		j := h.joining("Prima")
		change(&j)
		_, err := Join(h.Ctx, h.DB, j, false, h.Now)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	phone := h.joining("Telefono")
	phone.Contact.Email, phone.Contact.Phone = "", "333 123 4567"
	_, err := Join(h.Ctx, h.DB, phone, true, h.Now)
	h.Must(err)
	for range MaxEntries - 1 {
		h.join(h.joining("Prima"))
	}
	_, err = Join(h.Ctx, h.DB, h.joining("Prima"), false, h.Now)
	h.Wants(err, fault.Conflict, "waiting.error.limit")
	j = h.joining("Altrove")
	j.DeskID = 99999
	_, err = Join(h.Ctx, h.DB, j, false, h.Now)
	h.Wants(err, fault.NotFound, "")
}

// Joining and leaving by turns does not fill a letter box.
func TestJoiningAgainAndAgainIsRefused(t *testing.T) {
	h := inTx(t)
	for range MaxJoins {
		h.Must(Leave(h.Ctx, h.DB, h.join(h.joining("Prima")).ID, h.Now))
	}
	_, err := Join(h.Ctx, h.DB, h.joining("Prima"), false, h.Now)
	h.Wants(err, fault.TooMany, "")
	h.Now = h.Now.AddDate(0, 0, 1)
	h.join(h.joining("Prima"))
}
