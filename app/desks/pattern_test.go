package desks

import (
	"slices"
	"testing"
	"time"
)

func TestPatternsAreRulesAndBack(t *testing.T) {
	for rrule, p := range map[string]Pattern{
		"FREQ=WEEKLY;BYDAY=TU,TH":         {Repeat: Weekly, Every: 1, Nth: 1, Weekdays: []time.Weekday{time.Tuesday, time.Thursday}},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO": {Repeat: Weekly, Every: 2, Nth: 1, Weekdays: []time.Weekday{time.Monday}},
		"FREQ=MONTHLY;BYDAY=2TU,2SU":      {Repeat: Monthly, Every: 1, Nth: 2, Weekdays: []time.Weekday{time.Tuesday, time.Sunday}},
		"FREQ=MONTHLY;BYDAY=-1FR":         {Repeat: Monthly, Every: 1, Nth: -1, Weekdays: []time.Weekday{time.Friday}},
	} {
		got, err := ParsePattern(rrule)
		if err != nil || got.Repeat != p.Repeat || got.Every != p.Every || got.Nth != p.Nth || !slices.Equal(got.Weekdays, p.Weekdays) {
			t.Errorf("%s is read as %+v, %v", rrule, got, err)
		}
		if p.RRule() != rrule {
			t.Errorf("%+v is written as %s, want %s", p, p.RRule(), rrule)
		}
		if _, err := (&Rule{RRule: p.RRule(), ValidFrom: day("2026-11-02")}).Days(day("2026-11-02"), day("2027-11-02")); err != nil {
			t.Errorf("%s gives no days: %v", rrule, err)
		}
	}
	if p, err := ParsePattern("FREQ=DAILY"); err != nil || len(p.Weekdays) != 7 {
		t.Errorf("every day: %+v, %v", p, err)
	}
	for _, s := range []string{"", "FREQ=YEARLY", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=1TU,2TH",
		"FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "FREQ=WEEKLY;BYDAY=2TU", "FREQ=WEEKLY;COUNT=3;BYDAY=TU", "FREQ=MONTHLY;BYDAY=5TU", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=T"} {
		if p, err := ParsePattern(s); err == nil {
			t.Errorf("%q is read as %+v", s, p)
		}
	}
}

func TestOverlapsOfOneOperator(t *testing.T) {
	rule := func(id, desk, operator int64, rrule, from, to string) Rule {
		r := Rule{ID: id, DeskID: desk, OperatorID: operator, RRule: rrule, ValidFrom: day("2026-11-02")}
		r.From, _ = ParseClock(from)
		r.To, _ = ParseClock(to)
		return r
	}
	mine := rule(0, 1, 7, "FREQ=WEEKLY;BYDAY=TU", "10:00", "12:00")
	for _, c := range []struct {
		name string
		x    Rule
		days int
	}{
		{"the same hours", rule(2, 1, 7, "FREQ=WEEKLY;BYDAY=TU", "10:00", "12:00"), 4},
		{"a part of them at another desk", rule(2, 9, 7, "FREQ=WEEKLY;BYDAY=MO,TU", "11:59", "15:00"), 4},
		{"one of two weeks", rule(2, 1, 7, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "10:00", "11:00"), 2},
		{"hours that only touch", rule(2, 1, 7, "FREQ=WEEKLY;BYDAY=TU", "12:00", "13:00"), 0},
		{"another day", rule(2, 1, 7, "FREQ=WEEKLY;BYDAY=WE", "10:00", "12:00"), 0},
		{"another operator", rule(2, 1, 8, "FREQ=WEEKLY;BYDAY=TU", "10:00", "12:00"), 0},
	} {
		all, err := FindOverlaps(mine, []Rule{c.x}, day("2026-11-02"), day("2026-11-29"))
		if err != nil || (c.days == 0) != (len(all) == 0) || c.days > 0 && (all[0].Days != c.days || all[0].Day != day("2026-11-03")) {
			t.Errorf("%s: %+v, %v", c.name, all, err)
		}
	}
	mine.ID = 2
	if all, _ := FindOverlaps(mine, []Rule{mine}, day("2026-11-02"), day("2026-11-29")); len(all) != 0 {
		t.Errorf("a rule meets itself: %+v", all)
	}
}

func show(all []Opening) string {
	out := ""
	for _, o := range all {
		out += o.Start.Format("02 15:04") + "–" + o.End.Format("15:04") + " "
	}
	return out
}

func TestExceptionsAndHoursOfClosures(t *testing.T) {
	rome := &Desk{ID: 1, Zone: "Europe/Rome", Site: &Site{}}
	one, seven := int64(1), int64(7)
	nine := Rule{ID: 1, DeskID: 1, OperatorID: 7, RRule: "FREQ=DAILY", From: At(9, 0), To: At(13, 0), ValidFrom: day("2026-01-01")}
	extra := func(d string) Exception {
		return Exception{DeskID: 1, OperatorID: 7, Kind: Extra, Day: day(d), From: At(15, 0), To: At(17, 0)}
	}
	none := Exception{DeskID: 1, OperatorID: 7, Kind: NoOpening, Day: day("2026-11-24")}
	hours := func(from, to Clock) Closure {
		return Closure{OperatorID: &seven, First: day("2026-11-24"), Last: day("2026-11-24"), From: from, To: to}
	}
	for _, c := range []struct {
		name       string
		day        string
		closures   []Closure
		exceptions []Exception
		want       string
	}{
		{"an extra opening", "2026-11-24", nil, []Exception{extra("2026-11-24")}, "24 09:00–13:00 24 15:00–17:00 "},
		{"of another day", "2026-11-24", nil, []Exception{extra("2026-11-25")}, "24 09:00–13:00 "},
		{"no opening", "2026-11-24", nil, []Exception{none}, ""},
		{"other hours instead", "2026-11-24", nil, []Exception{none, extra("2026-11-24")}, "24 15:00–17:00 "},
		{"an extra opening on a holiday", "2026-12-08", nil, []Exception{extra("2026-12-08")}, "08 15:00–17:00 "},
		{"a closure takes the extra too", "2026-11-24", []Closure{{DeskID: &one, First: day("2026-11-20"), Last: day("2026-11-24")}}, []Exception{extra("2026-11-24")}, ""},
		{"hours in the middle", "2026-11-24", []Closure{hours(At(10, 0), At(11, 0))}, nil, "24 09:00–10:00 24 11:00–13:00 "},
		{"hours over the end", "2026-11-24", []Closure{hours(At(12, 0), At(20, 0))}, nil, "24 09:00–12:00 "},
		{"hours that only touch", "2026-11-24", []Closure{hours(At(13, 0), At(14, 0))}, nil, "24 09:00–13:00 "},
		{"absences that overlap", "2026-11-24", []Closure{hours(At(9, 0), At(11, 0)), hours(At(10, 0), At(12, 0))}, nil, "24 12:00–13:00 "},
		{"hours of another day", "2026-11-25", []Closure{hours(At(9, 0), At(11, 0))}, nil, "25 09:00–13:00 "},
	} {
		s := Schedule{Desk: rome, Rules: []Rule{nine}, Closures: c.closures, Exceptions: c.exceptions, From: day(c.day), To: day(c.day)}
		got, err := s.Openings()
		if err != nil || show(got) != c.want {
			t.Errorf("%s: %s, want %s (%v)", c.name, show(got), c.want, err)
		}
	}
}

// The year 2026 of a desk open on Tuesdays and Sundays: DST Sundays, holidays, a
// closure, an extra opening and the hour that is running.
func TestCoverageOfAYear(t *testing.T) {
	one := int64(1)
	rome := &Desk{ID: 1, Zone: "Europe/Rome", Site: &Site{PatronMonth: 6, PatronDay: 30}}
	s := Schedule{
		Desk: rome,
		Rules: []Rule{
			{ID: 1, DeskID: 1, OperatorID: 7, RRule: "FREQ=WEEKLY;BYDAY=TU", From: At(9, 0), To: At(12, 0), ValidFrom: day("2025-01-01")},
			{ID: 2, DeskID: 1, OperatorID: 8, RRule: "FREQ=WEEKLY;BYDAY=TU", From: At(10, 0), To: At(12, 0), ValidFrom: day("2025-01-01")},
			{ID: 3, DeskID: 1, OperatorID: 7, RRule: "FREQ=WEEKLY;BYDAY=SU", From: At(0, 0), To: At(6, 0), ValidFrom: day("2026-03-29"), ValidTo: day("2026-03-29")},
			{ID: 4, DeskID: 1, OperatorID: 7, RRule: "FREQ=WEEKLY;BYDAY=SU", From: At(0, 0), To: At(6, 0), ValidFrom: day("2026-10-25"), ValidTo: day("2026-10-25")},
		},
		Closures:   []Closure{{DeskID: &one, First: day("2026-02-03"), Last: day("2026-02-10")}},
		Exceptions: []Exception{{DeskID: 1, OperatorID: 8, Kind: Extra, Day: day("2026-02-12"), From: At(9, 0), To: At(10, 30)}},
	}
	y, err := Coverage(s, 2026, time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)) // 10:30 on a Tuesday in Rome
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []MonthHours{
		{Month: time.January, Planned: 4 * 180, Lost: 180, Delivered: 3 * 180, PlannedDays: 4, DeliveredDays: 3}, // 6 January
		{Month: time.February, Planned: 4 * 180, Lost: 2 * 180, Extra: 90, Delivered: 2*180 + 90, PlannedDays: 4, DeliveredDays: 3},
		{Month: time.March, Planned: 5*180 + 5*60, Delivered: 5*180 + 5*60, PlannedDays: 6, DeliveredDays: 6},
		{Month: time.June, Planned: 5 * 180, Lost: 2 * 180, Delivered: 3 * 180, PlannedDays: 5, DeliveredDays: 3}, // 2 and 30 June
		{Month: time.October, Planned: 4*180 + 7*60, Delivered: 4*180 + 7*60, PlannedDays: 5, DeliveredDays: 5},
		{Month: time.November, Planned: 4 * 180, Delivered: 3*180 + 90, PlannedDays: 4, DeliveredDays: 4},
		{Month: time.December, Planned: 5 * 180, Lost: 180, PlannedDays: 5},
	} {
		if got := y.Months[want.Month-1]; got != want {
			t.Errorf("%s: %+v, want %+v", want.Month, got, want)
		}
	}
	if y.Total.PlannedDays != 54 || y.FullWeeks != 2 { // the weeks of both Sundays of the change
		t.Errorf("total %+v, %d full weeks", y.Total, y.FullWeeks)
	}
}
