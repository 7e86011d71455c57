package desks_test

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

func TestHoursAsPeopleWriteThem(t *testing.T) {
	cases := map[string]string{
		"": "", "  ": "", "9-13": "09:00–13:00", "9:30 – 13, 15-18.30": "09:30–13:00, 15:00–18:30",
		"15-18; 9-13": "09:00–13:00, 15:00–18:00", "0-24": "00:00–24:00", "9-10,10-11": "09:00–10:00, 10:00–11:00",
		"13-9": "!", "9-9": "!", "9-12, 11-14": "!", "9": "!", "9-25": "!", "mattina": "!", "-9-10": "!", "9-10,": "!", "9:75-10": "!",
	}
	for typed, want := range cases {
		spans, err := desks.ParseHours(typed)
		got := desks.HoursText(spans)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestWhenAMediatorIsThere(t *testing.T) {
	rome := (&desks.Desk{Zone: "Europe/Rome"}).Location()
	m := desks.Mediator{Hours: []desks.MediatorHours{
		{Weekday: time.Tuesday, From: desks.At(9, 0), To: desks.At(13, 0)}, {Weekday: time.Tuesday, From: desks.At(15, 0), To: desks.At(24, 0)},
		{Weekday: time.Sunday, From: desks.At(2, 0), To: desks.At(4, 0)}}}
	cases := []struct {
		start, end string
		want       bool
	}{
		{"2026-11-24 09:00", "2026-11-24 13:00", true},
		{"2026-11-24 08:59", "2026-11-24 09:30", false},
		{"2026-11-24 12:30", "2026-11-24 13:01", false},
		{"2026-11-24 12:30", "2026-11-24 15:30", false},
		{"2026-11-25 09:00", "2026-11-25 10:00", false},
		{"2026-11-24 23:30", "2026-11-25 00:00", true},
		{"2026-11-24 23:30", "2026-11-25 00:30", false},
		{"2026-10-25 02:30", "2026-10-25 03:30", true}, // the hour that comes twice
		{"2027-03-28 03:00", "2027-03-28 03:30", true}, // after the hour that is left out
	}
	for _, c := range cases {
		start, _ := time.ParseInLocation("2006-01-02 15:04", c.start, rome)
		end, _ := time.ParseInLocation("2006-01-02 15:04", c.end, rome)
		if got := m.Present(start, end); got != c.want {
			t.Errorf("%s–%s: %v", c.start, c.end, got)
		}
	}
}

func TestMediatorsOfOtherDesksAreOutOfReach(t *testing.T) {
	ctx, tx, demo := demo(t)
	here, there := demo.Desks[0].ID, demo.Desks[len(demo.Desks)-1].ID
	form := desks.SaveMediator{Name: "Prova Mediatrice", Email: " Prova@Example.com ", Languages: []string{"ar", "fr"}, DeskIDs: []int64{there}, InUse: true}
	form.Week[time.Tuesday] = "9-13"
	if _, err := desks.PutMediator(ctx, tx, at(here), form, now); !fault.Is(err, fault.NotFound) {
		t.Fatalf("put at another's desk: %v", err)
	}
	m, err := desks.PutMediator(ctx, tx, at(there), form, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desks.FindMediator(ctx, tx, at(here), m.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("found from another desk: %v", err)
	}
	form.ID, form.DeskIDs = m.ID, []int64{here}
	if _, err := desks.PutMediator(ctx, tx, at(here), form, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("changed from another desk: %v", err)
	}
	form.DeskIDs, form.ByPhone = []int64{here, there}, true
	if _, err := desks.PutMediator(ctx, tx, boss, form, now); err != nil {
		t.Fatal(err)
	}
	form.DeskIDs = []int64{here}
	if _, err := desks.PutMediator(ctx, tx, at(here), form, now); err != nil {
		t.Fatal(err)
	}
	x, err := desks.FindMediator(ctx, tx, auth.Program("test"), m.ID)
	if err != nil || len(x.DeskIDs) != 2 || len(x.Hours) != 1 || x.Email != "prova@example.com" && x.Email != "Prova@example.com" {
		t.Errorf("desks of others were lost: %+v %v", x, err)
	}
	bad := desks.SaveMediator{Email: "boh", Phone: "chiamami", Week: [7]string{1: "sempre"}}
	_, err = desks.PutMediator(ctx, tx, boss, bad, now)
	f, _ := fault.As(err)
	if f == nil || len(f.Fields) != 6 {
		t.Errorf("%v", err)
	}
}
