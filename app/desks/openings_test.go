package desks

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestEasterAgainstPublishedDates(t *testing.T) {
	for _, s := range []string{"1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18"} {
		if got := Easter(day(s).Year); got != day(s) {
			t.Errorf("Easter of %d is %s, want %s", day(s).Year, got, s)
		}
	}
}

func TestHolidays(t *testing.T) {
	want := []string{
		"2026-01-01", "2026-01-06", "2026-04-05", "2026-04-06", "2026-04-25", "2026-05-01", "2026-06-02",
		"2026-08-15", "2026-10-04", "2026-11-01", "2026-12-08", "2026-12-25", "2026-12-26",
	}
	var got []string
	for _, d := range Holidays(2026) {
		got = append(got, d.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("2026: %v", got)
	}
	if IsHoliday(day("2025-10-04")) || !IsHoliday(day("2026-10-04")) || !IsHoliday(day("2027-10-04")) {
		t.Error("4 October is a holiday from 2026 on, not before")
	}
	// 25 April 2011 was Easter Monday too: listed once.
	if got := Holidays(2011); len(got) != 11 || !IsHoliday(day("2011-04-25")) {
		t.Errorf("2011: %v", got)
	}
	for year := 2020; year < 2040; year++ {
		var slow []Date
		for d := (Date{year, 1, 1}); d.Year == year; d = d.AddDays(1) {
			if IsHoliday(d) {
				slow = append(slow, d)
			}
		}
		if !slices.Equal(slow, Holidays(year)) {
			t.Errorf("%d: IsHoliday and Holidays disagree", year)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2028-02-28", 1, "2028-02-29"}, {"2028-02-29", 1, "2028-03-01"}, {"2027-02-28", 1, "2027-03-01"},
		{"2026-12-31", 1, "2027-01-01"}, {"2026-03-29", 1, "2026-03-30"}, {"2026-10-26", -1, "2026-10-25"},
	} {
		if got := day(c.from).AddDays(c.n); got.String() != c.want {
			t.Errorf("%s %+d days is %s, want %s", c.from, c.n, got, c.want)
		}
	}
	for _, s := range []string{"", "2026-02-30", "2026-2-3", "24/11/2026", "2026-11-24T10:00", "2026-11-24\x00"} {
		if _, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as a date", s)
		}
	}
}

func TestParseClock(t *testing.T) {
	for s, want := range map[string]Clock{"9:30": 570, "09:30": 570, "09:30:00": 570, "00:00": 0, "24:00": 1440} {
		if got, err := ParseClock(s); err != nil || got != want {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "9", "24:01", "25:00", "12:60", "-1:00", "aa:bb", "09:30:15"} {
		if c, err := ParseClock(s); err == nil {
			t.Errorf("%q was read as %s", s, c)
		}
	}
}

func id(n int64) *int64 { return &n }

// TestOpenings is the table of everything that decides whether a day is open. The
// desk is in Rome, its patron saint on 16 December.
func TestOpenings(t *testing.T) {
	rule := func(rrule, from, to, valid string) Rule {
		r := Rule{ID: 1, DeskID: 1, OperatorID: 7, RRule: rrule, ValidFrom: day("2026-01-01")}
		r.From, _ = ParseClock(from)
		r.To, _ = ParseClock(to)
		if valid != "" {
			first, last, _ := strings.Cut(valid, "..")
			r.ValidFrom, r.ValidTo = day(first), day(last)
		}
		return r
	}
	every := func(from, to string) Rule { return rule("FREQ=DAILY", from, to, "") }
	for _, c := range []struct {
		name     string
		rules    []Rule
		closures []Closure
		from, to string
		want     string // "date from–to (duration)"
	}{
		{"two days a week", []Rule{rule("FREQ=WEEKLY;BYDAY=TU,TH", "9:30", "13:00", "")}, nil, "2026-11-23", "2026-11-29",
			"2026-11-24 09:30–13:00, 2026-11-26 09:30–13:00"},
		{"first and last day asked for are included", []Rule{every("10:00", "12:00")}, nil, "2026-11-23", "2026-11-24",
			"2026-11-23 10:00–12:00, 2026-11-24 10:00–12:00"},
		{"first and last day of validity are included", []Rule{rule("FREQ=DAILY", "10:00", "12:00", "2026-11-24..2026-11-25")}, nil, "2026-11-01", "2026-11-30",
			"2026-11-24 10:00–12:00, 2026-11-25 10:00–12:00"},
		{"every second week counts from the first day of validity", []Rule{rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "10:00", "12:00", "2026-11-02..2026-12-31")}, nil, "2026-11-09", "2026-11-30",
			"2026-11-16 10:00–12:00, 2026-11-30 10:00–12:00"},
		{"second Tuesday of the month", []Rule{rule("FREQ=MONTHLY;BYDAY=2TU", "10:00", "12:00", "")}, nil, "2026-11-01", "2026-12-31",
			"2026-11-10 10:00–12:00"}, // 8 December is a holiday
		{"spring: 29 March 2026 keeps its hours", []Rule{every("9:00", "10:00")}, nil, "2026-03-28", "2026-03-30",
			"2026-03-28 09:00–10:00, 2026-03-29 09:00–10:00, 2026-03-30 09:00–10:00"},
		{"spring: a night over the change is an hour shorter", []Rule{every("00:00", "6:00")}, nil, "2026-03-29", "2026-03-29",
			"2026-03-29 00:00–06:00 (5h0m0s)"},
		{"autumn: 25 October 2026 keeps its hours", []Rule{every("9:00", "10:00")}, nil, "2026-10-24", "2026-10-26",
			"2026-10-24 09:00–10:00, 2026-10-25 09:00–10:00, 2026-10-26 09:00–10:00"},
		{"autumn: a night over the change is an hour longer", []Rule{every("00:00", "6:00")}, nil, "2026-10-25", "2026-10-25",
			"2026-10-25 00:00–06:00 (7h0m0s)"},
		{"until midnight", []Rule{every("22:00", "24:00")}, nil, "2026-11-24", "2026-11-24", "2026-11-24 22:00–00:00"},
		{"29 February", []Rule{rule("FREQ=DAILY", "10:00", "12:00", "2028-02-28..2028-03-01")}, nil, "2028-02-29", "2028-02-29",
			"2028-02-29 10:00–12:00"},
		{"public holiday", []Rule{every("10:00", "12:00")}, nil, "2026-12-07", "2026-12-09",
			"2026-12-07 10:00–12:00, 2026-12-09 10:00–12:00"},
		{"Easter Monday", []Rule{rule("FREQ=WEEKLY;BYDAY=MO", "10:00", "12:00", "")}, nil, "2026-04-06", "2026-04-13", "2026-04-13 10:00–12:00"},
		{"patron saint", []Rule{every("10:00", "12:00")}, nil, "2026-12-15", "2026-12-17",
			"2026-12-15 10:00–12:00, 2026-12-17 10:00–12:00"},
		{"closure with its first and last day", []Rule{every("10:00", "12:00")}, []Closure{{DeskID: id(1), First: day("2026-11-24"), Last: day("2026-11-25")}},
			"2026-11-23", "2026-11-26", "2026-11-23 10:00–12:00, 2026-11-26 10:00–12:00"},
		{"overlapping closures", []Rule{every("10:00", "12:00")}, []Closure{
			{DeskID: id(1), First: day("2026-11-23"), Last: day("2026-11-25")}, {OperatorID: id(7), First: day("2026-11-24"), Last: day("2026-11-26")},
		}, "2026-11-23", "2026-11-27", "2026-11-27 10:00–12:00"},
		{"closure of everything", []Rule{every("10:00", "12:00")}, []Closure{{First: day("2026-11-24"), Last: day("2026-11-24")}}, "2026-11-24", "2026-11-24", ""},
		{"closure of another desk and of another operator", []Rule{every("10:00", "12:00")}, []Closure{
			{DeskID: id(2), First: day("2026-11-24"), Last: day("2026-11-24")}, {OperatorID: id(8), First: day("2026-11-24"), Last: day("2026-11-24")},
		}, "2026-11-24", "2026-11-24", "2026-11-24 10:00–12:00"},
		{"overlapping rules of one operator are joined", []Rule{every("10:00", "12:00"), every("11:00", "13:00"), every("13:00", "14:00")}, nil,
			"2026-11-24", "2026-11-24", "2026-11-24 10:00–14:00"},
		{"rules apart stay apart", []Rule{every("15:00", "16:00"), every("10:00", "12:00")}, nil, "2026-11-24", "2026-11-24",
			"2026-11-24 10:00–12:00, 2026-11-24 15:00–16:00"},
		{"another desk's rule", []Rule{{ID: 2, DeskID: 2, OperatorID: 7, RRule: "FREQ=DAILY", From: 600, To: 720, ValidFrom: day("2026-01-01")}}, nil,
			"2026-11-24", "2026-11-24", ""},
		{"nothing asked for", []Rule{every("10:00", "12:00")}, nil, "2026-11-24", "2026-11-23", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			desk := &Desk{ID: 1, Zone: "Europe/Rome", Site: &Site{PatronMonth: 12, PatronDay: 16}}
			got, err := Openings(desk, c.rules, c.closures, day(c.from), day(c.to))
			if err != nil {
				t.Fatal(err)
			}
			var parts []string
			for _, o := range got {
				s := o.Day.String() + " " + o.Start.Format("15:04") + "–" + o.End.Format("15:04")
				if strings.Contains(c.want, "(") {
					s += " (" + o.End.Sub(o.Start).String() + ")"
				}
				parts = append(parts, s)
			}
			if s := strings.Join(parts, ", "); s != c.want {
				t.Errorf("\n got %s\nwant %s", s, c.want)
			}
		})
	}
}

func TestOpeningsRefuseAnUnreadableRecurrence(t *testing.T) {
	desk := &Desk{ID: 1, Zone: "Europe/Rome", Site: &Site{}}
	r := Rule{ID: 5, DeskID: 1, OperatorID: 1, RRule: "FREQ=SOMETIMES", From: 600, To: 720, ValidFrom: day("2026-01-01")}
	if _, err := Openings(desk, []Rule{r}, nil, day("2026-11-24"), day("2026-11-24")); err == nil || !strings.Contains(err.Error(), "opening rule 5") {
		t.Errorf("error %v", err)
	}
}

// In a zone west of Greenwich a day must not slip to its neighbour.
func TestOpeningsInAnotherZone(t *testing.T) {
	desk := &Desk{ID: 1, Zone: "America/Los_Angeles", Site: &Site{}}
	r := Rule{DeskID: 1, OperatorID: 1, RRule: "FREQ=WEEKLY;BYDAY=TU", From: 540, To: 600, ValidFrom: day("2026-01-01")}
	got, err := Openings(desk, []Rule{r}, nil, day("2026-11-23"), day("2026-11-29"))
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	if want := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC); !got[0].Start.Equal(want) {
		t.Errorf("starts %s, want %s", got[0].Start.UTC(), want)
	}
}

// A rule asked about a week long after it began gives what it gives from its
// first day on.
func TestDaysDoNotDependOnWhereOneLooks(t *testing.T) {
	for _, recurrence := range []string{
		"FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=WE;COUNT=20",
		"FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101T120000Z",
	} {
		r := Rule{RRule: recurrence, ValidFrom: day("2026-01-01")}
		all, err := r.Days(day("2026-01-01"), day("2027-03-01"))
		if err != nil || len(all) == 0 {
			t.Fatalf("%s: %d days, %v", recurrence, len(all), err)
		}
		for from := day("2026-01-02"); from.Before(day("2027-02-01")); from = from.AddDays(5) {
			to := from.AddDays(16)
			got, err := r.Days(from, to)
			want := slices.DeleteFunc(slices.Clone(all), func(d Date) bool { return d.Before(from) || d.After(to) })
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s from %s: %v, want %v, %v", recurrence, from, got, want, err)
			}
		}
	}
}

func TestByDayJoinsOperators(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 11, 24, h, m, 0, 0, time.UTC) }
	got := ByDay([]Opening{
		{OperatorID: 1, Day: day("2026-11-24"), Start: at(9, 30), End: at(13, 0)},
		{OperatorID: 2, Day: day("2026-11-24"), Start: at(9, 30), End: at(11, 0)},
		{OperatorID: 2, Day: day("2026-11-24"), Start: at(13, 0), End: at(14, 0)},
		{OperatorID: 2, Day: day("2026-11-24"), Start: at(15, 0), End: at(16, 0)},
		{OperatorID: 2, Day: day("2026-11-26"), Start: at(9, 0), End: at(10, 0)},
	})
	if len(got) != 2 || len(got[0].Spans) != 2 || !got[0].Spans[0].End.Equal(at(14, 0)) || len(got[1].Spans) != 1 {
		t.Errorf("%+v", got)
	}
}
