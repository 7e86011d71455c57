package appointments

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// set changes the settings of the house's area as a coordinator does.
func (h *house) set(change func(*services.Settings)) {
	h.Helper()
	s := h.area.Settings
	change(&s)
	h.Must(services.SaveSettings(h.Ctx, h.DB, auth.Program("test"), h.area.ID, s, h.Now))
	var err error
	h.area, err = services.Find(h.Ctx, h.DB, h.area.ID)
	h.Must(err)
}

// The notice and the horizon of an area: to the minute, over the change of the
// clock, over midnight and in a leap year. A horizon is days of 24 hours.
func TestLeadAndHorizonOfAnArea(t *testing.T) {
	for _, c := range []struct {
		name         string
		lead, days   int
		now          string
		from, to     string
		first, final string
	}{
		{"no notice", 0, 90, "2026-11-24 10:00", "2026-11-24 09:00", "11:00", "2026-11-24 10:00", "2026-11-24 10:30"},
		{"two days to the minute", 2880, 90, "2026-11-22 10:00", "2026-11-24 09:00", "11:00", "2026-11-24 10:00", "2026-11-24 10:30"},
		{"a minute late", 2880, 90, "2026-11-22 10:01", "2026-11-24 09:00", "11:00", "2026-11-24 10:30", "2026-11-24 10:30"},
		{"a day of 23 hours", 1440, 90, "2026-03-28 10:00", "2026-03-29 09:00", "12:00", "2026-03-29 11:00", "2026-03-29 11:30"},
		{"a day of 25 hours", 1440, 90, "2026-10-24 10:00", "2026-10-25 08:00", "10:00", "2026-10-25 09:00", "2026-10-25 09:30"},
		{"over midnight", 90, 90, "2026-11-24 23:00", "2026-11-25 00:00", "01:30", "2026-11-25 00:30", "2026-11-25 01:00"},
		{"one day ahead", 60, 1, "2026-11-24 10:00", "2026-11-25 09:00", "11:00", "2026-11-25 09:00", "2026-11-25 10:00"},
		{"to 29 February", 60, 366, "2027-02-28 10:00", "2028-02-29 09:00", "11:00", "2028-02-29 09:00", "2028-02-29 10:00"},
		{"beyond", 60, 1, "2026-11-23 08:00", "2026-11-25 09:00", "11:00", "", ""},
	} {
		s := plain(30)
		s.LeadMinutes, s.HorizonDays = c.lead, c.days
		slots := Free([]desks.Opening{opening(7, c.from, c.to)}, nil, nil, Public(s), at(c.now))
		first, final := "", ""
		if len(slots) > 0 {
			first, final = slots[0].Start.Format("2006-01-02 15:04"), slots[len(slots)-1].Start.Format("2006-01-02 15:04")
		}
		if first != c.first || final != c.final {
			t.Errorf("%s: %s to %s, want %s to %s", c.name, first, final, c.first, c.final)
		}
	}
}

// Until when a person may change: real hours, whatever the clock does.
func TestChangeLimit(t *testing.T) {
	for _, c := range []struct {
		start   string
		minutes int
		until   string
	}{
		{"2026-11-24 09:30", 0, "2026-11-24 09:30"},
		{"2026-11-24 09:30", 1440, "2026-11-23 09:30"},
		{"2026-11-24 00:30", 60, "2026-11-23 23:30"},
		{"2026-03-29 10:00", 1440, "2026-03-28 09:00"},
		{"2026-10-25 10:00", 1440, "2026-10-24 11:00"},
		{"2028-03-01 10:00", 1440, "2028-02-29 10:00"},
	} {
		a := &Appointment{StartsAt: at(c.start), ChangeMinutes: c.minutes}
		if got := a.ChangeUntil(); !got.Equal(at(c.until)) {
			t.Errorf("%s: %s, want %s", c.start, got, c.until)
		}
		if a.Changeable(at(c.until)) || !a.Changeable(at(c.until).Add(-time.Second)) {
			t.Errorf("%s: changeable until %s is wrong", c.start, c.until)
		}
	}
}

// After the limit the person telephones; the desk still cancels, and a new limit
// is for new bookings.
func TestTheLimitOfChangesIsTheOneOfTheBooking(t *testing.T) {
	h := inTx(t)
	old := h.book("2026-11-24 09:30", 0)
	h.set(func(s *services.Settings) { s.ChangeMinutes = 24 * 60 })
	a := h.book(slot, 0)
	h.Now = at("2026-11-23 12:00")
	_, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-26 15:00"), 0, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.late")
	h.Wants(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now), fault.Conflict, "appointments.error.late")
	card, err := FindForPerson(h.Ctx, h.DB, a.ID, h.Now)
	h.Must(err)
	if card.CanChange || !card.Late {
		t.Errorf("card %+v", card)
	}
	h.Must(SetReminders(h.Ctx, h.DB, a.ID, false, h.Now))
	h.Must(Cancel(h.Ctx, h.DB, h.reception(), a.ID, "", h.Now))
	h.Must(CancelByPerson(h.Ctx, h.DB, old.ID, h.Now))
}

func TestAReleasedTimeWaitsForThePublic(t *testing.T) {
	h := inTx(t)
	h.set(func(s *services.Settings) { s.ReleaseMinutes = 30 })
	a, b := h.book(slot, h.ops[0].ID), h.book("2026-11-24 10:00", h.ops[0].ID)
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
	_, err := MoveByPerson(h.Ctx, h.DB, b.ID, at("2026-11-24 11:00"), h.ops[0].ID, h.Now)
	h.Must(err)
	day := h.query()
	day.From, day.To, day.OperatorID = desks.DateOf(at(slot)), desks.DateOf(at(slot)), h.ops[0].ID
	has := func(q Query, want bool) {
		t.Helper()
		for _, start := range []string{"09:30[", " 10:00["} {
			if got := h.free(q); strings.Contains(got, start) != want {
				t.Errorf("%s: %s offered should be %v", got, start, want)
			}
		}
	}
	staff, waiting, mover := day, day, day
	staff.ForStaff, waiting.Released, mover.MovingID = true, true, b.ID
	has(day, false)
	has(staff, true)
	has(waiting, true)
	if got := h.free(mover); !strings.Contains(got, " 10:00[") {
		t.Errorf("who moved away cannot come back: %s", got)
	}
	if _, err := h.hold(slot, h.ops[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("held a time that is shut: %v", err)
	}
	h.Now = h.Now.Add(30 * time.Minute)
	has(day, true)
	if n, err := PurgeReleased(h.Ctx, h.DB, h.Now); n != 2 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
}

func TestWhoMayBook(t *testing.T) {
	h := inTx(t)
	hold := func(proved string) error {
		h.keys++
		_, err := TakeHold(h.Ctx, h.DB, Hold{Key: "who-may-book-" + itoa(int64(h.keys)) + "-abc", DeskID: h.desk.ID, AreaID: h.area.ID,
			Start: at("2026-11-24 11:00"), Lang: "it", Proved: proved}, h.Now)
		return err
	}
	seen := h.book(slot, 0)
	h.set(func(s *services.Settings) { s.Who = services.Known })
	h.Wants(hold(""), fault.Forbidden, "appointments.error.known_only")
	h.Wants(hold(seen.Email), fault.Forbidden, "appointments.error.known_only")
	h.Now = at(slot)
	h.Must(MarkSeen(h.Ctx, h.DB, h.reception(), seen.ID, h.Now))
	h.Must(hold(strings.ToUpper(seen.Email)))
	h.Wants(hold("altra@example.com"), fault.Forbidden, "")
	h.set(func(s *services.Settings) { s.Who = services.StaffOnly })
	h.Wants(hold(seen.Email), fault.Forbidden, "appointments.error.staff_only")
	_, err := BookForSomebody(h.Ctx, h.DB, h.reception(), StaffBooking{
		Key: "staff-books-for-you", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 12:00"), Channel: Phone,
		Details: Details{Lang: "it"}, Contact: person(77),
	}, h.Now)
	h.Must(err)
}

// A form begun while everybody could book is judged again when it is confirmed;
// one held by somebody known stays theirs.
func TestWhoMayBookIsAskedAgainWhenConfirming(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	h.fill(d, person(1))
	h.set(func(s *services.Settings) { s.Who = services.Known })
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Wants(err, fault.Forbidden, "appointments.error.known_only")
}

func TestPlacesAskForWhatTheyNeed(t *testing.T) {
	h := inTx(t)
	h.set(func(s *services.Settings) {
		s.Places, s.VideoLink = services.Places(), "https://video.example/sportello/"+services.RoomMark
	})
	d, err := h.hold(slot, 0)
	h.Must(err)
	save := func(where services.Place, address string) error {
		return SaveDetails(h.Ctx, h.DB, d.ID, Details{Lang: "it", Where: where, Address: address}, h.Now)
	}
	for got, want := range map[string]error{
		"where:where":          save("", ""),
		"where:where ":         save("moon", ""),
		"address:address":      save(services.AtHome, " \n "),
		"address:address_long": save(services.AtHome, strings.Repeat("è", MaxAddress+1)),
	} {
		if fields(want) != strings.TrimSpace(got) {
			t.Errorf("%s: %v", got, want)
		}
	}
	h.Must(save(services.ByPhone, "forgotten"))
	contact := Contact{Name: "Prova Persona", Email: "prova@example.com"}
	if got := fields(SaveContact(h.Ctx, h.DB, d.ID, contact, h.Now)); got != "phone:phone_needed" {
		t.Errorf("by phone without a number: %s", got)
	}
	h.Must(save(services.ByVideo, ""))
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, contact, h.Now))
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	room, found := strings.CutPrefix(a.VideoLink, "https://video.example/sportello/")
	if a.Where != services.ByVideo || !found || len(room) < 16 || a.Address != "" {
		t.Errorf("%+v at %s", a.Details, a.VideoLink)
	}
	h.set(func(s *services.Settings) { s.Places = []services.Place{services.AtDesk} })
	if a, err = FindWithPlace(h.Ctx, h.DB, a.ID); err != nil || a.Where != services.ByVideo {
		t.Errorf("a booking changed with its area: %v, %v", a.Where, err)
	}
	if b := h.book("2026-11-24 12:00", 0); b.Where != services.AtDesk || b.VideoLink != "" {
		t.Errorf("the only place: %+v", b.Details)
	}
}

func TestLanguagesAndMediatorOfAnArea(t *testing.T) {
	h := inTx(t)
	h.set(func(s *services.Settings) { s.Languages, s.MediatorRequired = []string{"ar", "es"}, true })
	var speaks int64
	for _, o := range h.ops {
		if h.area.Spoken(o.Languages) {
			speaks = o.ID
		}
	}
	if got, want := h.free(h.query()), "2026-11-24 09:30["+itoa(speaks)+"] 10:00["+itoa(speaks)+"]"; !strings.HasPrefix(got, want) {
		t.Errorf("free times %.60s, want %s", got, want)
	}
	d, err := h.hold(slot, 0)
	h.Must(err)
	if got := fields(SaveDetails(h.Ctx, h.DB, d.ID, Details{Lang: "ar"}, h.Now)); got != "mediator:mediator_needed" {
		t.Errorf("no mediator: %s", got)
	}
	h.set(func(s *services.Settings) { s.Languages = []string{"zh"} })
	if got := h.free(h.query()); got != "" {
		t.Errorf("nobody speaks it: %s", got)
	}
}
