package services_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/services"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func first(t *testing.T, ctx context.Context, tx bun.IDB) services.Area {
	t.Helper()
	if err := services.LoadAreas(ctx, tx); err != nil {
		t.Fatal(err)
	}
	all, err := services.List(ctx, tx)
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	return all[0]
}

func wrong(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	var parts []string
	for _, x := range f.Fields {
		parts = append(parts, x.Name+":"+strings.TrimPrefix(x.Key, "services.error."))
	}
	return strings.Join(parts, " ")
}

func TestSettingsCheck(t *testing.T) {
	good := services.Settings{Minutes: 30, Places: []services.Place{services.AtDesk}, Who: services.Anyone, LeadMinutes: 60, HorizonDays: 90, Seats: 1}
	for _, c := range []struct {
		name   string
		change func(*services.Settings)
		want   string
	}{
		{"as they are", func(*services.Settings) {}, ""},
		{"too short", func(s *services.Settings) { s.Minutes = 4 }, "minutes:minutes"},
		{"too long", func(s *services.Settings) { s.Minutes = 481 }, "minutes:minutes"},
		{"nowhere", func(s *services.Settings) { s.Places = nil }, "places:places"},
		{"on the moon", func(s *services.Settings) { s.Places = []services.Place{"moon"} }, "places:places"},
		{"video without a link", func(s *services.Settings) { s.Places = []services.Place{services.ByVideo} }, "video_link:video"},
		{"video in the open", func(s *services.Settings) {
			s.Places, s.VideoLink = []services.Place{services.ByVideo}, "http://video.example/x"
		}, "video_link:video"},
		{"video", func(s *services.Settings) {
			s.Places, s.VideoLink = []services.Place{services.ByVideo}, "https://video.example/{stanza}"
		}, ""},
		{"everybody's friend", func(s *services.Settings) { s.Who = "friends" }, "who:who"},
		{"no notice", func(s *services.Settings) { s.LeadMinutes = 0 }, ""},
		{"negative notice", func(s *services.Settings) { s.LeadMinutes = -1 }, "lead:lead"},
		{"no horizon", func(s *services.Settings) { s.HorizonDays = 0 }, "horizon:horizon horizon:horizon_lead"},
		{"a leap year ahead", func(s *services.Settings) { s.HorizonDays = 366 }, ""},
		{"further", func(s *services.Settings) { s.HorizonDays = 367 }, "horizon:horizon"},
		{"notice past the horizon", func(s *services.Settings) { s.LeadMinutes, s.HorizonDays = 1440, 1 }, "horizon:horizon_lead"},
		{"change for a month", func(s *services.Settings) { s.ChangeMinutes = services.MaxChange + 1 }, "change:change"},
		{"shut for two days", func(s *services.Settings) { s.ReleaseMinutes = 2880 }, "release:release"},
		{"no seat", func(s *services.Settings) { s.Seats = 0 }, "seats:seats"},
		{"a stadium", func(s *services.Settings) { s.Seats = 201 }, "seats:seats"},
		{"a group at home", func(s *services.Settings) { s.Seats, s.Places = 5, []services.Place{services.AtHome} }, "places:group_place"},
		{"a language we do not write", func(s *services.Settings) { s.Languages = []string{"de"} }, "languages:languages"},
		{"reminders the wrong way round", func(s *services.Settings) { s.FirstReminder, s.LastReminder = 60, 60 }, "first:reminders_order"},
	} {
		s := good
		c.change(&s)
		if got := wrong(s.Clean().Check()); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSettingsAreSavedOnceAndOutliveTheFile(t *testing.T) {
	ctx, tx := context.Background(), testdb.Tx(t)
	a := first(t, ctx, tx)
	s := a.Settings
	s.Minutes, s.Seats, s.Who, s.Languages = 60, 8, services.Known, []string{"uk", "it", "uk"}
	for range 2 {
		if err := services.SaveSettings(ctx, tx, auth.Program("test"), a.ID, s, noon); err != nil {
			t.Fatal(err)
		}
	}
	n, err := tx.NewSelect().Table("audit_entries").Where("action = 'services.settings' AND subject_id = ?", a.ID).Count(ctx)
	if err != nil || n != 1 {
		t.Errorf("%d lines in the audit trail, %v", n, err)
	}
	if b := first(t, ctx, tx); b.Minutes != 60 || b.Seats != 8 || b.Who != services.Known || len(b.Languages) != 2 || !b.Group() {
		t.Errorf("after a new start: %+v", b.Settings)
	}
	if err := services.SaveSettings(ctx, tx, auth.Program("test"), 99999, s, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown area: %v", err)
	}
}

func TestTextsKeepTheOtherLanguages(t *testing.T) {
	ctx, tx := context.Background(), testdb.Tx(t)
	a := first(t, ctx, tx)
	save := func(lang string, texts map[string]string) error {
		return services.SaveTexts(ctx, tx, auth.Program("test"), a.ID, services.Wording{lang: texts}, noon)
	}
	for got, err := range map[string]error{
		"it-name:italian":     save("it", map[string]string{"name": "  "}),
		"it-summary:long":     save("it", map[string]string{"summary": strings.Repeat("è", 301)}),
		"en-times:characters": save("en", map[string]string{"times": "a\x01b"}),
		"":                    save("it", map[string]string{"name": "Benvenuto", "before": "Arriva 5 minuti prima.", "unknown": "x"}),
	} {
		if wrong(err) != got {
			t.Errorf("%q: %v", got, err)
		}
	}
	if err := save("de", map[string]string{"name": "Willkommen"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a language we do not write: %v", err)
	}
	if err := save("en", map[string]string{"bring": ""}); err != nil {
		t.Fatal(err)
	}
	b := first(t, ctx, tx) // and a new start of the program
	if b.Name["it"] != "Benvenuto" || b.Name["ar"] != a.Name["ar"] || b.Before["it"] == "" || b.Summary["it"] != a.Summary["it"] {
		t.Errorf("texts %v %v", b.Name, b.Before)
	}
	if _, there := b.Bring["en"]; there || b.Bring["it"] == "" {
		t.Errorf("an empty text falls back to Italian: %v", b.Bring)
	}
}
