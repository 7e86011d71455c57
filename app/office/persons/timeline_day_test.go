package persons

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"approdo/app/people"
	"approdo/app/web"
)

func TestDaysOfAHistoryAreThoseOfTheDesk(t *testing.T) {
	for _, c := range []struct {
		name string
		at   []string
		want string
	}{
		{"nothing", nil, ""},
		{"midnight parts two days", []string{"2026-11-21T23:00:00Z", "2026-11-21T22:59:59Z"}, "22:1 21:1"},
		{"one instant, one day", []string{"2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"}, "22:2"},
		{"the day of 25 hours", []string{"2026-10-25T22:59:00Z", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-24T22:00:00Z", "2026-10-24T21:59:00Z"}, "25:4 24:1"},
		{"the day of 23 hours", []string{"2026-03-29T21:59:00Z", "2026-03-28T23:00:00Z", "2026-03-28T22:59:00Z"}, "29:2 28:1"},
	} {
		var rows []TimelineRow
		for _, at := range c.at {
			when, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, TimelineRow{At: when.In(web.Rome())})
		}
		var got []string
		for _, d := range byDay(rows) {
			got = append(got, fmt.Sprint(d.Day.Day(), ":", len(d.Rows)))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAPlaceIsReadAsItWasWritten(t *testing.T) {
	want := people.Place{At: time.UnixMicro(1764000000123456), Kind: "case_opened", ID: 7}
	got, err := readPlace(placeText(want))
	if err != nil || !got.At.Equal(want.At) || got.Kind != want.Kind || got.ID != want.ID {
		t.Errorf("%v, %v", got, err)
	}
}
