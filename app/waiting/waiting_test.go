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
	if h.live() != "Prima" || h.count("waiting_offers", "true") != 1 {
		t.Fatalf("asked: %s", h.live())
	}
	o := h.offer(first)
	if !o.StartsAt.Equal(booked[0].StartsAt) || !o.AnswerUntil.Equal(h.now.Add(DefaultHold)) || o.Number != 1 {
		t.Errorf("offer %+v", o)
	}
	if slots, err := appointments.FreeSlots(h.ctx, h.db, appointments.Query{DeskID: h.desk.ID, AreaID: h.area.ID, To: first.Until}, h.now); err != nil || len(slots) != 0 {
		t.Errorf("the public sees the offered time: %v %v", slots, err)
	}
	id, err := Accept(h.ctx, h.db, o.ID, h.now)
	h.must(err)
	again, err := Accept(h.ctx, h.db, o.ID, h.now.Add(24*time.Hour))
	h.must(err)
	a, err := appointments.FindWithPlace(h.ctx, h.db, id)
	h.must(err)
	if again != id || a.Name != "Prima" || !a.StartsAt.Equal(o.StartsAt) || h.outcome(first) != Accepted || h.outcome(second) != "" {
		t.Errorf("accepted %d then %d: %+v, %q, %q", id, again, a, h.outcome(first), h.outcome(second))
	}
	h.wants(Decline(h.ctx, h.db, o.ID, h.now), fault.Conflict, "waiting.error.gone")
	if n := h.count("audit_entries", "action IN ('waiting.join', 'waiting.offer', 'waiting.accepted')"); n != 4 {
		t.Errorf("%d lines in the audit trail", n)
	}
}

// Acceptance test 7 of the peers: caps per person, channel and day; nothing after the
// start; cancelling leaves the list.
func TestCaps(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	j := h.joining("Prima")
	j.Until = desks.DateOf(h.now).AddDays(14)
	e := h.join(j)
	h.free(booked[0])
	h.sweep()
	h.must(Decline(h.ctx, h.db, h.offer(e).ID, h.now))
	h.must(Decline(h.ctx, h.db, h.offer(e).ID, h.now)) // quiet
	h.free(booked[1])
	h.sweep()
	if n := h.count("waiting_offers", "true"); n != 1 {
		t.Fatalf("%d offers in a day", n)
	}
	for day := 1; day < MaxOffers; day++ {
		h.now = h.now.AddDate(0, 0, 1)
		h.now = at(desks.DateOf(h.now).String() + " 08:00")
		h.free(booked[len(booked)-day])
		h.sweep()
		if o := h.offer(e); o.Number != day+1 {
			t.Fatalf("day %d: offer %+v", day, o)
		}
		h.must(Decline(h.ctx, h.db, h.offer(e).ID, h.now))
	}
	if h.outcome(e) != Spent {
		t.Errorf("after three offers %q", h.outcome(e))
	}
	h.now = h.now.AddDate(0, 0, 1)
	h.sweep()
	if n := h.count("waiting_offers", "true"); n != MaxOffers {
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
	h.now = late.AnswerUntil
	_, err := Accept(h.ctx, h.db, late.ID, h.now) // before the program looked
	h.wants(err, fault.Conflict, "waiting.error.gone")
	h.sweep()
	if h.live() != "Seconda" || h.outcome(first) != "" {
		t.Fatalf("asked: %s", h.live())
	}
	_, err = Accept(h.ctx, h.db, late.ID, h.now)
	h.wants(err, fault.Conflict, "waiting.error.gone")
	_, err = Accept(h.ctx, h.db, h.offer(second).ID, h.now)
	h.must(err)
	_, err = Accept(h.ctx, h.db, 99999, h.now)
	h.wants(err, fault.NotFound, "")
}

// The program was away from before the offer's end until after the time began.
func TestALateRestartAsksNobodyForWhatIsOver(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	h.join(h.joining("Prima"))
	h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	h.now = booked[0].StartsAt.Add(time.Minute)
	h.sweep()
	if h.live() != "" || h.count("waiting_offers", "true") != 1 || h.count("booking_drafts", "true") != 0 {
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
	h.must(Leave(h.ctx, h.db, first.ID, h.now))
	h.must(Leave(h.ctx, h.db, first.ID, h.now)) // quiet
	_, err := Accept(h.ctx, h.db, gone, h.now)
	h.wants(err, fault.Conflict, "waiting.error.gone")
	h.sweep()
	if h.live() != "Seconda" || h.outcome(first) != Left || h.outcome(second) != "" {
		t.Errorf("asked: %s", h.live())
	}
	h.wants(Leave(h.ctx, h.db, 99999, h.now), fault.NotFound, "")
	h.wants(Change(h.ctx, h.db, first.ID, Wish{Until: first.Until}, h.now), fault.Conflict, "waiting.error.over")
}

func TestWhoBooksElsewhereIsOut(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	first, couple := h.join(h.joining("Prima")), h.joining("Seconda")
	couple.Contact.Email = "prima@example.com"
	other := h.join(couple)
	h.free(booked[0])
	h.sweep()
	h.now = h.now.Add(time.Minute)
	slots, err := appointments.FreeSlots(h.ctx, h.db, appointments.Query{DeskID: h.tore.ID, AreaID: h.area.ID}, h.now)
	h.must(err)
	_, err = appointments.BookForSomebody(h.ctx, h.db, h.reception(h.tore), appointments.StaffBooking{
		Key: h.key(), DeskID: h.tore.ID, AreaID: h.area.ID, Start: slots[0].Start, Channel: appointments.Phone,
		Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "PRIMA", Email: "Prima@example.com"},
	}, h.now)
	h.must(err)
	h.sweep()
	if h.outcome(first) != Booked || h.outcome(other) != "" || h.offer(first).Outcome != Withdrawn {
		t.Errorf("%q, the other at the same address %q", h.outcome(first), h.outcome(other))
	}
}

func TestOnlySoonerTimesAreNews(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	j := h.joining("Prima")
	j.Until = desks.DateOf(h.now).AddDays(30)
	e := h.join(j)
	x, err := find(h.ctx, h.db, e.ID)
	h.must(err)
	if x.SoonerThan == nil || !x.SoonerThan.Equal(at("2026-12-01 09:30")) {
		t.Fatalf("sooner than %v", x.SoonerThan)
	}
	h.sweep()
	if h.live() != "" {
		t.Fatal("asked for what was free before")
	}
	hold, err := appointments.TakeHold(h.ctx, h.db, appointments.Hold{
		Key: h.key(), DeskID: h.desk.ID, AreaID: h.area.ID, Start: *x.SoonerThan, Lang: "it"}, h.now)
	h.must(err)
	_, err = appointments.TakeHold(h.ctx, h.db, appointments.Hold{
		Key: h.key(), DeskID: h.desk.ID, AreaID: h.area.ID, Start: *x.SoonerThan, Lang: "it"}, h.now)
	h.must(err)
	h.sweep() // somebody's form is no booking
	x, err = find(h.ctx, h.db, e.ID)
	h.must(err)
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
	_, err := h.db.ExecContext(h.ctx, "UPDATE appointments SET cancelled_at = now(), cancelled_by = 'test' WHERE starts_at > ?", h.now)
	h.must(err) // no job tells of these: they are free as after a change of hours
	h.sweep()
	if h.offer(e).StartsAt.Before(h.now) {
		t.Error("offered the past")
	}
}

func TestJoiningIsChecked(t *testing.T) {
	h := inTx(t)
	j := h.joining("Prima")
	one, two := h.join(j), h.join(j)
	if one.ID != two.ID || h.count("messages", "kind = 'waiting.joined'") != 1 {
		t.Error("one form, sent twice, must be one entry and one message")
	}
	for name, change := range map[string]func(*Joining){
		"a day that is over":   func(j *Joining) { j.Until = desks.DateOf(h.now).AddDays(-1) },
		"no day":               func(j *Joining) { j.Until = desks.Date{} },
		"too far":              func(j *Joining) { j.Until = desks.DateOf(h.now).AddDays(Longest + 1) },
		"a choice of nobody's": func(j *Joining) { j.Days = -1 },
		"no name":              func(j *Joining) { j.Contact.Name = "" },
		"no language":          func(j *Joining) { j.Details.Lang = "xx" },
		"nothing to write to":  func(j *Joining) { j.Contact.Email, j.Contact.Phone = "", "333 123 4567" },
	} {
		j := h.joining("Prima")
		change(&j)
		_, err := Join(h.ctx, h.db, j, false, h.now)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	phone := h.joining("Telefono")
	phone.Contact.Email, phone.Contact.Phone = "", "333 123 4567"
	_, err := Join(h.ctx, h.db, phone, true, h.now)
	h.must(err)
	for range MaxEntries - 1 {
		h.join(h.joining("Prima"))
	}
	_, err = Join(h.ctx, h.db, h.joining("Prima"), false, h.now)
	h.wants(err, fault.Conflict, "waiting.error.limit")
	j = h.joining("Altrove")
	j.DeskID = 99999
	_, err = Join(h.ctx, h.db, j, false, h.now)
	h.wants(err, fault.NotFound, "")
}

// Joining and leaving by turns does not fill a letter box.
func TestJoiningAgainAndAgainIsRefused(t *testing.T) {
	h := inTx(t)
	for range MaxJoins {
		h.must(Leave(h.ctx, h.db, h.join(h.joining("Prima")).ID, h.now))
	}
	_, err := Join(h.ctx, h.db, h.joining("Prima"), false, h.now)
	h.wants(err, fault.TooMany, "")
	h.now = h.now.AddDate(0, 0, 1)
	h.join(h.joining("Prima"))
}

func TestPurge(t *testing.T) {
	h := inTx(t)
	booked := h.fill(h.desk)
	ended, stays := h.join(h.joining("Prima")), h.join(h.joining("Seconda"))
	h.free(booked[0])
	h.sweep()
	h.must(Leave(h.ctx, h.db, ended.ID, h.now))
	if n, err := Purge(h.ctx, h.db, h.now.Add(KeepFor-time.Hour)); n != 0 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	n, err := Purge(h.ctx, h.db, h.now.Add(KeepFor))
	h.must(err)
	if n != 1 || h.count("waiting_entries", "id = ?", stays.ID) != 1 || h.count("waiting_offers", "true") != 0 {
		t.Errorf("%d purged", n)
	}
}
