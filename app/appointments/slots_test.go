package appointments

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/services"
	"approdo/app/towntest"
)

// at reads "2026-11-24 09:30" in Rome.
func at(s string) time.Time { return towntest.At(s) }

func opening(operator int64, from, to string) desks.Opening {
	start := at(from)
	end := start
	if len(to) == 5 {
		to = from[:11] + to
	}
	end = at(to)
	return desks.Opening{DeskID: 1, OperatorID: operator, Day: desks.DateOf(start), Start: start, End: end}
}

func busy(operator int64, from, to string) Busy {
	return Busy{OperatorID: operator, Start: at(from), End: at(from[:11] + to)}
}

// plain are the settings of an area nobody changed.
func plain(minutes int) services.Settings {
	return services.Settings{Minutes: minutes, LeadMinutes: services.DefaultLead, HorizonDays: services.DefaultHorizon, Seats: 1}
}

// show writes slots as "09:30[7] 10:00[7,8]", with the day where it changes.
func show(slots []Slot) string {
	var parts []string
	last := desks.Date{}
	for _, s := range slots {
		if d := desks.DateOf(s.Start); d != last {
			parts, last = append(parts, d.String()), d
		}
		parts = append(parts, s.Start.Format("15:04")+strings.ReplaceAll(fmt.Sprint(s.Operators), " ", ","))
	}
	return strings.Join(parts, " ")
}

// TestFree is the table of free times. Now is long before unless it says so.
func TestFree(t *testing.T) {
	const tue = "2026-11-24 "
	for _, c := range []struct {
		name     string
		minutes  int
		openings []desks.Opening
		busy     []Busy
		booked   map[Load]int
		now      string
		want     string
	}{
		{name: "half hours", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			want: "2026-11-24 09:30[7] 10:00[7] 10:30[7]"},
		{name: "an hour starts every half hour and must fit", minutes: 60, openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			want: "2026-11-24 09:30[7] 10:00[7]"},
		{name: "a short one starts every duration", minutes: 20, openings: []desks.Opening{opening(7, tue+"10:00", "11:00")},
			want: "2026-11-24 10:00[7] 10:20[7] 10:40[7]"},
		{name: "longer than the opening", minutes: 60, openings: []desks.Opening{opening(7, tue+"09:30", "10:00")}, want: ""},
		{name: "back to back", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			busy: []Busy{busy(7, tue+"10:00", "10:30")}, want: "2026-11-24 09:30[7] 10:30[7]"},
		{name: "overlap by a minute on either side", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "11:30")},
			busy: []Busy{busy(7, tue+"09:59", "10:31")}, want: "2026-11-24 11:00[7]"},
		{name: "inside one slot", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "10:30")},
			busy: []Busy{busy(7, tue+"10:10", "10:11")}, want: "2026-11-24 09:30[7]"},
		{name: "a long one over a short one, unsorted", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "12:00")},
			busy: []Busy{busy(7, tue+"10:30", "11:00"), busy(7, tue+"09:00", "11:30")}, want: "2026-11-24 11:30[7]"},
		{name: "the whole opening", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			busy: []Busy{busy(7, tue+"09:30", "11:00")}, want: ""},
		{name: "another operator's appointment", minutes: 30, openings: []desks.Opening{opening(7, tue+"09:30", "10:30")},
			busy: []Busy{busy(8, tue+"09:30", "10:30")}, want: "2026-11-24 09:30[7] 10:00[7]"},
		{name: "two free operators are one time", minutes: 30,
			openings: []desks.Opening{opening(8, tue+"09:30", "10:30"), opening(7, tue+"09:30", "10:00")},
			want:     "2026-11-24 09:30[7,8] 10:00[8]"},
		{name: "fewest appointments that day first", minutes: 30,
			openings: []desks.Opening{opening(7, tue+"09:30", "10:00"), opening(8, tue+"09:30", "10:00"), opening(9, tue+"09:30", "10:00")},
			booked: map[Load]int{
				{7, desks.DateOf(at(tue + "09:30"))}: 2, {8, desks.DateOf(at(tue + "09:30"))}: 1, {9, desks.DateOf(at("2026-11-25 09:30"))}: 5,
			}, want: "2026-11-24 09:30[9,8,7]"},
		{name: "one of two is busy", minutes: 30,
			openings: []desks.Opening{opening(7, tue+"09:30", "10:00"), opening(8, tue+"09:30", "10:00")},
			busy:     []Busy{busy(7, tue+"09:30", "10:00")}, want: "2026-11-24 09:30[8]"},
		{name: "lead time is included", minutes: 30, now: tue + "09:00", openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			want: "2026-11-24 10:00[7] 10:30[7]"},
		{name: "a minute short of the lead time", minutes: 30, now: tue + "09:01", openings: []desks.Opening{opening(7, tue+"09:30", "11:00")},
			want: "2026-11-24 10:30[7]"},
		{name: "horizon is included", minutes: 30, now: "2026-08-26 11:00", // 90 days are 2160 hours: 10:00 after the change
			openings: []desks.Opening{opening(7, tue+"09:30", "11:00")}, want: "2026-11-24 09:30[7] 10:00[7]"},
		{name: "spring: 2:30 does not exist, the clock jumps", minutes: 30, openings: []desks.Opening{opening(7, "2026-03-29 01:00", "04:00")},
			want: "2026-03-29 01:00[7] 01:30[7] 03:00[7] 03:30[7]"},
		{name: "autumn: 2:30 comes twice", minutes: 30, openings: []desks.Opening{opening(7, "2026-10-25 01:30", "03:30")},
			want: "2026-10-25 01:30[7] 02:00[7] 02:30[7] 02:00[7] 02:30[7] 03:00[7]"},
		{name: "up to midnight and on from it", minutes: 30,
			openings: []desks.Opening{opening(7, tue+"23:00", "2026-11-25 00:00"), opening(7, "2026-11-25 00:00", "00:30")},
			busy:     []Busy{{OperatorID: 7, Start: at(tue + "23:30"), End: at("2026-11-25 00:00")}},
			want:     "2026-11-24 23:00[7] 2026-11-25 00:00[7]"},
		{name: "29 February", minutes: 60, openings: []desks.Opening{opening(7, "2028-02-29 10:00", "11:00")}, want: "2028-02-29 10:00[7]", now: "2028-02-20 10:00"},
		{name: "no opening", minutes: 30, want: ""},
		{name: "no duration", minutes: 0, openings: []desks.Opening{opening(7, tue+"09:30", "11:00")}, want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := at("2026-01-01 00:00")
			rules := Public(plain(c.minutes))
			if c.now != "" {
				now = at(c.now)
			} else {
				rules.Horizon = 400 * 24 * time.Hour
			}
			if got := show(Free(c.openings, c.busy, c.booked, rules, now)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// Whatever is booked, no free time overlaps it and every free time fits an opening.
func TestFreeNeverOverlaps(t *testing.T) {
	open := []desks.Opening{opening(7, "2026-11-24 09:00", "18:00"), opening(8, "2026-11-24 09:00", "18:00")}
	for seed := range 200 {
		var all []Busy
		for i := range 6 {
			start := at("2026-11-24 08:00").Add(time.Duration((seed*37+i*101)%600) * time.Minute)
			all = append(all, Busy{OperatorID: int64(7 + (seed+i)%2), Start: start, End: start.Add(time.Duration(5+(seed*i)%90) * time.Minute)})
		}
		slots := Free(open, all, nil, Public(plain(60)), at("2026-11-01 00:00"))
		for s := open[0].Start; !s.Add(time.Hour).After(open[0].End); s = s.Add(30 * time.Minute) {
			for _, op := range []int64{7, 8} {
				clash := slices.ContainsFunc(all, func(b Busy) bool {
					return b.OperatorID == op && b.Start.Before(s.Add(time.Hour)) && b.End.After(s)
				})
				offered := slices.ContainsFunc(slots, func(x Slot) bool { return x.Start.Equal(s) && slices.Contains(x.Operators, op) })
				if clash == offered {
					t.Fatalf("seed %d: operator %d at %s: clash %v, offered %v", seed, op, s.Format("15:04"), clash, offered)
				}
			}
		}
	}
}

func TestStaffMayUseTheRunningTime(t *testing.T) {
	open := []desks.Opening{opening(7, "2026-11-24 09:30", "11:00")}
	if got := show(Free(open, nil, nil, Staff(plain(30)), at("2026-11-24 10:10"))); got != "2026-11-24 10:00[7] 10:30[7]" {
		t.Errorf("got %s", got)
	}
}

func TestNearestOffersWhatFollows(t *testing.T) {
	slots := Free([]desks.Opening{opening(7, "2026-11-24 09:00", "12:00")}, nil, nil, Public(plain(30)), at("2026-11-01 00:00"))
	for around, want := range map[string]string{
		"2026-11-24 09:30": "2026-11-24 09:30[7] 10:00[7] 10:30[7]",
		"2026-11-24 09:40": "2026-11-24 10:00[7] 10:30[7] 11:00[7]",
		"2026-11-24 11:30": "2026-11-24 10:30[7] 11:00[7] 11:30[7]",
		"2026-12-31 00:00": "2026-11-24 10:30[7] 11:00[7] 11:30[7]",
	} {
		if got := show(nearest(slots, at(around), 3)); got != want {
			t.Errorf("around %s: %s, want %s", around, got, want)
		}
	}
	if got := nearest(slots[:2], at("2026-11-24 09:00"), 5); len(got) != 2 {
		t.Errorf("two slots, asked for five: %d", len(got))
	}
	if got := nearest(nil, at("2026-11-24 09:00"), 5); len(got) != 0 {
		t.Errorf("no slots: %v", got)
	}
}

func TestSplitDays(t *testing.T) {
	slots := Free([]desks.Opening{opening(7, "2026-11-24 09:00", "10:00"), opening(7, "2026-11-26 09:00", "09:30")}, nil, nil, Public(plain(30)), at("2026-11-01 00:00"))
	days := SplitDays(slots)
	if len(days) != 2 || len(days[0].Slots) != 2 || days[1].Day.String() != "2026-11-26" {
		t.Errorf("%+v", days)
	}
}

func TestFillPutsFreeTimesBetween(t *testing.T) {
	const tue = "2026-11-24 "
	a := func(from, to string) Row {
		return Row{Start: at(tue + from), End: at(tue + to), Appointment: &Appointment{}}
	}
	rows := fill(
		[]desks.Opening{opening(7, tue+"09:30", "11:00"), opening(7, tue+"15:00", "16:00")},
		[]Row{
			a("15:00", "16:00"), a("10:00", "10:30"), a("12:00", "12:30"),
			{Start: at(tue + "10:00"), End: at(tue + "10:10"), Held: true}, {Start: at(tue + "10:30"), End: at(tue + "10:40"), Held: true},
		},
	)
	var got []string
	for _, r := range rows {
		s := r.Start.Format("15:04") + "–" + r.End.Format("15:04")
		switch {
		case r.Free():
			s += " free"
		case r.Held:
			s += " held"
		case r.Outside:
			s += " outside"
		}
		got = append(got, s)
	}
	want := "09:30–10:00 free, 10:00–10:10 held, 10:00–10:30, 10:30–10:40 held, 10:40–11:00 free, 12:00–12:30 outside, 15:00–16:00"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("\n got %s\nwant %s", s, want)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Maria De Rossi": "M. D. R.", "anna": "A.", "  Élodie   d'Arc ": "É. D.", "محمد علي": "م. ع.", "李 明": "李. 明.",
		"Ana Maria Lopez Garcia": "A. M. L.", "": "", "123 !": "",
	} {
		if got := people.Initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
