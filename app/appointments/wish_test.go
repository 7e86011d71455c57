package appointments

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/desks"
	"approdo/app/fault"
)

// found writes what a search gives as "11-24 09:30@O 10:00@O 10:00@T", O being the
// Orientation Desk and T the Torre Civica.
func (h *house) found(w Wish) string {
	h.Helper()
	w.Area = h.area
	f, err := Search(h.Ctx, h.DB, w, h.Now)
	h.Must(err)
	var parts []string
	for _, d := range f.Days {
		parts = append(parts, d.Day.String()[5:])
		for _, s := range d.Slots {
			parts = append(parts, fmt.Sprintf("%s@%s", s.Start.Format("15:04"), h.name(s.DeskID)))
		}
	}
	for _, i := range f.Instead {
		parts = append(parts, fmt.Sprintf("no %s: %s@%s", i.Without, i.Slot.Start.Format("01-02 15:04"), h.name(i.Slot.DeskID)))
	}
	if !f.Next.IsZero() {
		parts = append(parts, "next "+f.Next.String()[5:])
	}
	return strings.Join(parts, " ")
}

func (h *house) name(deskID int64) string {
	switch deskID {
	case h.desk.ID:
		return "O"
	case h.tore.ID:
		return "T"
	}
	return "?"
}

func TestSearchGoesOverEveryDesk(t *testing.T) {
	h := inTx(t)
	got := h.found(Wish{})
	// Monday and Tuesday at the Torre Civica, Tuesday and Thursday at the Orientation
	// Desk; both at ten on Tuesday, in the order of the desks.
	for _, want := range []string{"11-23 10:00@T 10:30@T 11:00@T 11:30@T 11-24 09:30@O 10:00@O 10:00@T 10:30@O 10:30@T", "11-26 15:00@O", "next 11-30"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if got := h.found(Wish{From: day("2026-11-26")}); !strings.HasPrefix(got, "11-26 15:00@O") {
		t.Errorf("from Thursday on: %s", got)
	}
}

func TestSearchNarrows(t *testing.T) {
	h := inTx(t)
	for _, c := range []struct {
		name string
		w    Wish
		want string
	}{
		{"desk", Wish{Desk: "torre-civica-informativo"}, "11-23 10:00@T 10:30@T 11:00@T 11:30@T 11-24 10:00@T"},
		{"language", Wish{Speaks: "ar"}, "11-24 09:30@O"},
		{"late", Wish{Part: Late}, "11-26 17:00@O 17:30@O 18:00@O 12-03 17:00@O"},
		{"afternoon", Wish{Part: Afternoon}, "11-26 15:00@O 15:30@O 16:00@O 16:30@O 12-03 15:00@O"},
		{"weekday", Wish{Weekday: 4, Part: Late}, "11-26 17:00@O 17:30@O 18:00@O 12-03"},
	} {
		if got := h.found(c.w); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestSearchWithNothingSaysWhatToGiveUp(t *testing.T) {
	h := inTx(t)
	for _, c := range []struct {
		name string
		w    Wish
		want string
	}{
		{"late on Monday", Wish{Part: Late, Weekday: 1}, "no part: 11-23 10:00@T no weekday: 11-26 17:00@O"},
		{"unknown language", Wish{Speaks: "xx"}, "no language: 11-23 10:00@T"},
		{"two that do not help alone", Wish{Speaks: "xx", Part: "night"}, "no any: 11-23 10:00@T"},
		{"beyond the horizon", Wish{From: day("2028-01-01")}, "no any: 11-23 10:00@T"},
		{"late at a desk of mornings", Wish{Desk: "torre-civica-informativo", Part: Late}, "no part: 11-23 10:00@T no desk: 11-26 17:00@O"},
	} {
		if got := h.found(c.w); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	h.shut(nil, "2027-12-31")
	if got := h.found(Wish{Part: Late}); got != "" {
		t.Errorf("everything shut: %s", got)
	}
}

// A time found for a language is held with an operator who speaks it, also when the
// hold runs out and the other operator is free.
func TestTheLanguageStaysWithTheForm(t *testing.T) {
	h := inTx(t)
	arabic, err := desks.Speakers(h.Ctx, h.DB, "ar")
	h.Must(err)
	if len(arabic) != 1 {
		t.Fatalf("%d speak Arabic in the demo", len(arabic))
	}
	hold := Hold{Key: "form-of-who-speaks-arabic", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(slot), Lang: "it", Speaks: "ar"}
	d, err := TakeHold(h.Ctx, h.DB, hold, h.Now)
	h.Must(err)
	if *d.OperatorID != arabic[0] || d.Details.Lang != "ar" || !d.AnyOperator {
		t.Errorf("held %+v", d)
	}
	again, err := TakeHold(h.Ctx, h.DB, hold, h.Now)
	h.Must(err)
	if again.ID != d.ID || again.Speaks != "ar" {
		t.Errorf("again %+v", again)
	}
	h.fill(d, person(1))
	h.Now = h.Now.Add(HoldFor)
	h.book(slot, arabic[0])
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	hold.Key, hold.Start = "another-form-of-the-same", at("2026-11-24 10:00")
	h.book("2026-11-24 10:00", 0)
	if _, err := TakeHold(h.Ctx, h.DB, hold, h.Now); err != nil {
		t.Errorf("ten o'clock: %v", err)
	}
}

func TestNextFreeOfEveryDesk(t *testing.T) {
	h := inTx(t)
	all, err := NextFree(h.Ctx, h.DB, h.area, h.Now)
	h.Must(err)
	if len(all) < 2 || all[Soonest(all)].ID != h.tore.ID {
		t.Fatalf("%d desks, the soonest is %d", len(all), Soonest(all))
	}
	for _, d := range all {
		want := map[int64]string{h.desk.ID: slot, h.tore.ID: "2026-11-23 10:00"}[d.ID]
		if want != "" && (d.Next == nil || !d.Next.Start.Equal(at(want)) || d.Next.Start.Location().String() != "Europe/Rome") {
			t.Errorf("%s: next %+v, want %s", d.Slug, d.Next, want)
		}
	}
	// A desk with nothing in the near days is looked for further ahead.
	h.shut(&h.desk.ID, "2026-12-20")
	all, err = NextFree(h.Ctx, h.DB, h.area, h.Now)
	h.Must(err)
	for _, d := range all {
		if d.ID == h.desk.ID && (d.Next == nil || d.Next.Start.Before(at("2026-12-21 00:00"))) {
			t.Errorf("after a long closure: %+v", d.Next)
		}
	}
	h.shut(nil, "2027-12-31")
	none, err := NextFree(h.Ctx, h.DB, h.area, h.Now)
	h.Must(err)
	if len(none) != len(all) || Soonest(none) != -1 {
		t.Errorf("everything shut: %+v", none)
	}
}

// shut closes a desk, or everything, from now to a day.
func (h *house) shut(desk *int64, last string) {
	h.Helper()
	c := desks.Closure{DeskID: desk, First: desks.DateOf(h.Now), Last: day(last), To: desks.At(24, 0)}
	_, err := h.DB.NewInsert().Model(&c).Exec(h.Ctx)
	h.Must(err)
}
