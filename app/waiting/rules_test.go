package waiting

import (
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/towntest"
)

// at reads the clock of the desks.
func at(s string) time.Time { return towntest.At(s) }

func date(s string) desks.Date { return towntest.Day(s) }

func TestTerms(t *testing.T) {
	const none = "nobody"
	for _, c := range []struct{ name, now, start, hold, send, until string }{
		{"two hours in the morning", "2026-11-23 09:00", "2026-11-26 15:00", "2h", "2026-11-23 09:00", "2026-11-23 11:00"},
		{"the evening goes on in the morning", "2026-11-23 20:00", "2026-11-26 15:00", "2h", "2026-11-23 20:00", "2026-11-24 09:00"},
		{"it ends with the day", "2026-11-23 19:00", "2026-11-26 15:00", "2h", "2026-11-23 19:00", "2026-11-23 21:00"},
		{"found at night, written in the morning", "2026-11-23 23:30", "2026-11-26 15:00", "2h", "2026-11-24 08:00", "2026-11-24 10:00"},
		{"found at midnight", "2026-11-24 00:00", "2026-11-26 15:00", "2h", "2026-11-24 08:00", "2026-11-24 10:00"},
		{"found before the morning", "2026-11-24 07:59", "2026-11-26 15:00", "2h", "2026-11-24 08:00", "2026-11-24 10:00"},
		{"at nine in the evening it is night", "2026-11-23 21:00", "2026-11-26 15:00", "2h", "2026-11-24 08:00", "2026-11-24 10:00"},
		{"near: an hour before the start", "2026-11-23 09:00", "2026-11-23 11:00", "2h", "2026-11-23 09:00", "2026-11-23 10:00"},
		{"the least that helps", "2026-11-23 09:00", "2026-11-23 10:30", "2h", "2026-11-23 09:00", "2026-11-23 09:30"},
		{"a minute too near", "2026-11-23 09:01", "2026-11-23 10:30", "2h", none, ""},
		{"begun", "2026-11-23 10:31", "2026-11-23 10:30", "2h", none, ""},
		{"found at night for half past nine", "2026-11-23 23:00", "2026-11-24 09:30", "2h", "2026-11-24 08:00", "2026-11-24 08:30"},
		{"found at night for nine", "2026-11-23 23:00", "2026-11-24 09:00", "2h", none, ""},
		{"found in the evening for half past eight", "2026-11-23 20:00", "2026-11-24 08:30", "2h", "2026-11-23 20:00", "2026-11-24 07:30"},
		{"over the night in which an hour is skipped", "2027-03-27 20:00", "2027-03-29 10:00", "2h", "2027-03-27 20:00", "2027-03-28 09:00"},
		{"over the night in which an hour comes twice", "2026-10-24 20:30", "2026-10-26 10:00", "8h", "2026-10-24 20:30", "2026-10-25 15:30"},
		{"in the hour that comes twice", "2026-10-25 02:30", "2026-10-26 10:00", "2h", "2026-10-25 08:00", "2026-10-25 10:00"},
		{"over the new year", "2026-12-31 20:30", "2027-01-04 10:00", "2h", "2026-12-31 20:30", "2027-01-01 09:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			hold, err := time.ParseDuration(c.hold)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := termsOf(at(c.now), at(c.start), hold)
			if c.send == none {
				if ok {
					t.Fatalf("offered from %s to %s", got.Send, got.Until)
				}
				return
			}
			if !ok || !got.Send.Equal(at(c.send)) || !got.Until.Equal(at(c.until)) {
				t.Errorf("%v: from %s to %s", ok, got.Send, got.Until)
			}
			if !got.Until.Before(at(c.start)) || got.Until.Sub(at(c.now)) >= appointments.DraftLife {
				t.Error("it ends after the start, or after the form that holds the time")
			}
		})
	}
}

// No setting and no moment of a year lets an offer outlive its form.
func TestNoOfferOutlivesTheFormThatHoldsItsTime(t *testing.T) {
	for now := at("2026-10-20 00:00"); now.Before(at("2027-04-01 00:00")); now = now.Add(37 * time.Minute) {
		got, ok := termsOf(now, now.AddDate(0, 0, 10), mostHold*time.Minute)
		if !ok || got.Until.Sub(now) >= appointments.DraftLife || got.Send.Before(now) {
			t.Fatalf("found at %s: from %s to %s", now, got.Send, got.Until)
		}
	}
}

func TestWishes(t *testing.T) {
	monday := Days(0).With(time.Monday)
	for _, c := range []struct {
		name  string
		wish  Wish
		start string
		suits bool
	}{
		{"anything", Wish{Until: date("2026-11-30")}, "2026-11-23 09:00", true},
		{"the last day", Wish{Until: date("2026-11-23")}, "2026-11-23 23:59", true},
		{"midnight after the last day", Wish{Until: date("2026-11-23")}, "2026-11-24 00:00", false},
		{"the day", Wish{Days: monday, Until: date("2026-11-30")}, "2026-11-23 09:00", true},
		{"another day", Wish{Days: monday, Until: date("2026-11-30")}, "2026-11-24 09:00", false},
		{"a Sunday counts as any", Wish{Until: date("2026-11-30")}, "2026-11-29 09:00", true},
		{"morning", Wish{Parts: Morning, Until: date("2026-11-30")}, "2026-11-23 12:59", true},
		{"one o'clock is afternoon", Wish{Parts: Morning, Until: date("2026-11-30")}, "2026-11-23 13:00", false},
		{"five o'clock is evening", Wish{Parts: Afternoon, Until: date("2026-11-30")}, "2026-11-23 17:00", false},
		{"morning or evening", Wish{Parts: Morning | Late, Until: date("2026-11-30")}, "2026-11-23 18:00", true},
		{"by the clock of summer", Wish{Parts: Morning, Until: date("2027-03-29")}, "2027-03-29 12:30", true},
	} {
		if got := c.wish.Suits(at(c.start)); got != c.suits {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// waits is somebody in the line of a test.
func waits(id int64, change func(*candidate)) candidate {
	c := candidate{Entry: Entry{ID: id, Wish: Wish{Until: date("2026-12-31")}}}
	if change != nil {
		change(&c)
	}
	return c
}

func TestChoose(t *testing.T) {
	now := at("2026-11-23 09:00")
	desk, other := int64(1), int64(2)
	free := []opening{{place{desk, at("2026-11-24 09:30")}, DefaultHold}, {place{other, at("2026-11-26 15:00")}, DefaultHold}}
	today, seen := date("2026-11-23"), free[0].place
	for _, c := range []struct {
		name  string
		line  []candidate
		now   time.Time
		who   int64
		start string
	}{
		{"who waits longest, the soonest time", []candidate{waits(7, nil), waits(3, nil)}, now, 7, "2026-11-24 09:30"},
		{"the next one whom it suits", []candidate{waits(7, func(c *candidate) { c.Parts = Afternoon }), waits(3, nil)}, now, 3, "2026-11-24 09:30"},
		{"another desk", []candidate{waits(7, func(c *candidate) { c.DeskID = &other })}, now, 7, "2026-11-26 15:00"},
		{"asked today", []candidate{waits(7, func(c *candidate) { c.asked = append(c.asked, today) }), waits(3, nil)}, now, 3, "2026-11-24 09:30"},
		{"asked yesterday", []candidate{waits(7, func(c *candidate) { c.asked = append(c.asked, today.AddDays(-1)) })}, now, 7, "2026-11-24 09:30"},
		{"asked today, found at night: tomorrow", []candidate{waits(7, func(c *candidate) { c.asked = append(c.asked, today) })}, at("2026-11-23 23:00"), 7, "2026-11-24 09:30"},
		{"three offers", []candidate{waits(7, func(c *candidate) { c.offers = MaxOffers })}, now, 0, ""},
		{"two offers", []candidate{waits(7, func(c *candidate) { c.offers = 2 })}, now, 7, "2026-11-24 09:30"},
		{"an offer waits for an answer", []candidate{waits(7, func(c *candidate) { c.live = true })}, now, 0, ""},
		{"the same time is not offered again", []candidate{waits(7, func(c *candidate) { c.seen = append(c.seen, seen) })}, now, 7, "2026-11-26 15:00"},
		{"free already when they came", []candidate{waits(7, func(c *candidate) { c.SoonerThan = &free[0].start })}, now, 0, ""},
		{"only sooner ones", []candidate{waits(7, func(c *candidate) { c.SoonerThan = &free[1].start })}, now, 7, "2026-11-24 09:30"},
		{"too near for the first time", []candidate{waits(7, nil)}, at("2026-11-24 08:45"), 7, "2026-11-26 15:00"},
		{"nobody waits", nil, now, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := choose(c.line, free, c.now)
			switch {
			case c.who == 0 && m != nil:
				t.Errorf("%d is asked for %s", m.who.ID, m.at.start)
			case c.who != 0 && (m == nil || m.who.ID != c.who || !m.at.start.Equal(at(c.start))):
				t.Errorf("got %+v", m)
			}
		})
	}
}
