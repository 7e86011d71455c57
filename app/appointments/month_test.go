package appointments

import (
	"fmt"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

// A full month asks as many statements as an empty one.
func TestMonthIsAConstantNumberOfStatements(t *testing.T) {
	c := new(counter)
	h := build(t, testdb.New(t).WithQueryHook(c))
	first := desks.Date{Year: 2026, Month: time.December, Day: 1}
	month := func() {
		_, err := Month(h.Ctx, h.DB, h.reception(), h.desk.ID, 0, first, h.Now)
		h.Must(err)
	}
	empty := c.cost(month)
	for i, s := range []string{"2026-12-01 09:30", "2026-12-01 10:00", "2026-12-03 15:00", "2026-12-15 09:30", "2026-12-17 15:00"} {
		h.book(s, h.ops[i%2].ID)
	}
	if full := c.cost(month); full != empty || full > 6 {
		t.Errorf("%d statements for a full month, %d for an empty one", full, empty)
	}
}

// What a month says of a day: hours of everybody joined, appointments once each, free
// time from now on and without what operators do at other desks.
func TestMonthCountsADay(t *testing.T) {
	h := inTx(t)
	h.book("2026-12-01 09:30", h.ops[0].ID)
	h.book("2026-12-01 10:00", h.ops[1].ID)
	gone := h.book("2026-12-01 11:00", h.ops[0].ID)
	h.Must(CancelByPerson(h.Ctx, h.DB, gone.ID, h.Now))
	elsewhere := h.book("2026-12-01 12:00", h.ops[0].ID)
	_, err := h.DB.NewRaw(`UPDATE appointments SET desk_id = ? WHERE id = ?`, h.tore.ID, elsewhere.ID).Exec(h.Ctx)
	h.Must(err)
	day := func(operator int64, date int) string {
		days, err := Month(h.Ctx, h.DB, h.reception(), h.desk.ID, operator, desks.Date{Year: 2026, Month: time.December, Day: 1}, h.Now)
		h.Must(err)
		if len(days) != 31 {
			t.Fatalf("December has %d days", len(days))
		}
		d := days[date-1]
		return fmt.Sprintf("%d hours, %d booked, %d outside, %s free, holiday %v", len(d.Hours), d.Booked, d.Outside, d.Free, d.Holiday)
	}
	for _, c := range []struct {
		operator int64
		date     int
		now      string
		want     string
	}{
		{0, 1, "2026-11-22 10:00", "1 hours, 2 booked, 0 outside, 5h30m0s free, holiday false"},
		{h.ops[0].ID, 1, "2026-11-22 10:00", "1 hours, 1 booked, 0 outside, 2h30m0s free, holiday false"},
		{h.ops[1].ID, 1, "2026-11-22 10:00", "1 hours, 1 booked, 0 outside, 3h0m0s free, holiday false"},
		{0, 1, "2026-12-01 12:00", "1 hours, 2 booked, 0 outside, 1h30m0s free, holiday false"},
		{0, 1, "2026-12-01 13:00", "1 hours, 2 booked, 0 outside, 0s free, holiday false"},
		{0, 8, "2026-11-22 10:00", "0 hours, 0 booked, 0 outside, 0s free, holiday true"},
		{0, 16, "2026-11-22 10:00", "0 hours, 0 booked, 0 outside, 0s free, holiday true"}, // the patron saint
	} {
		h.Now = at(c.now)
		if got := day(c.operator, c.date); got != c.want {
			t.Errorf("operator %d, the %dth, at %s: %s, want %s", c.operator, c.date, c.now, got, c.want)
		}
	}
	h.Now = at("2026-11-22 10:00")
	_, err = h.DB.NewRaw(`INSERT INTO closures (desk_id, first_day, last_day, reason) VALUES (?, '2026-12-01', '2026-12-01', 'lavori')`, h.desk.ID).Exec(h.Ctx)
	h.Must(err)
	if got := day(0, 1); got != "0 hours, 2 booked, 2 outside, 0s free, holiday false" {
		t.Errorf("a closed day with bookings: %s", got)
	}
	other := h.reception()
	other.DeskIDs = []int64{h.tore.ID}
	_, err = Month(h.Ctx, h.DB, other, h.desk.ID, 0, desks.Date{Year: 2026, Month: time.December, Day: 1}, h.Now)
	h.Wants(err, fault.NotFound, "")
}
