package services_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// november is 09:00 in Rome on the day the tests of versions are run.
var november = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func loaded(t *testing.T) (context.Context, bun.Tx) {
	t.Helper()
	ctx, tx := t.Context(), testdb.Tx(t)
	if err := services.LoadAreas(ctx, tx); err != nil {
		t.Fatal(err)
	}
	if err := services.LoadRepertoires(ctx, tx, november); err != nil {
		t.Fatal(err)
	}
	return ctx, tx
}

func codes(list []services.Code, repertoire string) string {
	var all []string
	for _, c := range list {
		if c.Repertoire == repertoire {
			all = append(all, c.Code)
		}
	}
	return strings.Join(all, " ")
}

func TestAnAreaCarriesTheCodesOfEveryRepertoire(t *testing.T) {
	ctx, tx := loaded(t)
	areas, err := services.List(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		area                     int
		piemonte, toscana, carta string
	}{
		{0, "A.2", "A05", "1"},
		{1, "A.1", "A05 B01", "2"},
		{2, "A.3 A.4", "A06 BdC", "3"},
		{3, "A.5 A.6", "A06 B03", "4"},
		{4, "A.1 A.5", "C06 C07", "5"},
		{5, "A.1", "A05 C06", "6"},
		{6, "A.3 A.4", "A05 B04", "7"},
	} {
		list, err := services.CodesFor(ctx, tx, areas[c.area].ID, desks.InItaly(november))
		if err != nil {
			t.Fatal(err)
		}
		for repertoire, want := range map[string]string{"piemonte": c.piemonte, "toscana": c.toscana, "carta": c.carta} {
			if got := codes(list, repertoire); got != want {
				t.Errorf("%s, %s: %q, want %q", areas[c.area].Slug, repertoire, got, want)
			}
		}
		if !slices.IsSortedFunc(list, func(a, b services.Code) int { return order(a.Repertoire) - order(b.Repertoire) }) {
			t.Errorf("%s: not in the order of the repertoires", areas[c.area].Slug)
		}
	}
	if list, err := services.CodesFor(ctx, tx, 99999, desks.InItaly(november)); err != nil || len(list) != 0 {
		t.Errorf("an unknown area: %v, %v", list, err)
	}
	before := desks.Date{Year: 2025, Month: 12, Day: 31}
	if list, err := services.CodesFor(ctx, tx, areas[0].ID, before); err != nil || len(list) != 0 {
		t.Errorf("before the standards were valid: %v, %v", list, err)
	}
}

func order(repertoire string) int {
	return slices.Index([]string{"piemonte", "toscana", "carta", "lep"}, repertoire)
}

func TestLoadingRepertoiresTwiceChangesNothing(t *testing.T) {
	ctx, tx := loaded(t)
	day := desks.InItaly(november)
	before, err := services.ListStandards(ctx, tx, services.StandardFilter{}, day)
	if err != nil || len(before) < 35 {
		t.Fatalf("%d standards, %v", len(before), err)
	}
	if err := services.LoadRepertoires(ctx, tx, november.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	after, err := services.ListStandards(ctx, tx, services.StandardFilter{}, day)
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d standards after, %v", len(after), err)
	}
	for i := range after {
		if after[i].ID != before[i].ID || after[i].Number != 1 || !after[i].CreatedAt.Equal(before[i].CreatedAt) {
			t.Errorf("%s %s changed", after[i].Repertoire, after[i].Code)
		}
	}
}

// A corrected translation reaches the shipped version; its rules stay as they were.
func TestLoadingBringsTextsUpToDateAndLeavesRules(t *testing.T) {
	ctx, tx := loaded(t)
	_, err := tx.NewRaw(`UPDATE standard_versions SET name = '{"it":"vecchio"}', rules = jsonb_set(rules, '{meetings}', '5')
		WHERE id = (SELECT v.id FROM standard_versions v JOIN standards s ON s.id = v.standard_id WHERE s.code = 'A.4')`).Exec(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := services.LoadRepertoires(ctx, tx, november); err != nil {
		t.Fatal(err)
	}
	s, err := services.FindStandard(ctx, tx, "piemonte", "A.4", desks.InItaly(november))
	if err != nil || s.Name["it"] != "Consulenza orientativa" || s.Rules.Meetings != 5 {
		t.Errorf("%v: %q, %d meetings", err, s.Name["it"], s.Rules.Meetings)
	}
}

func TestStandardsAreReadWhole(t *testing.T) {
	ctx, tx := loaded(t)
	day := desks.InItaly(november)
	s, err := services.FindStandard(ctx, tx, "piemonte", "A.2", day)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rules.Modes[services.Group].Min != 60 || s.Rules.Modes[services.Individual].Min != 30 || s.Path() != "/servizi/standard/piemonte/a-2" ||
		s.Audience != services.ForPeople || s.RepertoireName["it"] == "" || s.Official.Access == "" || !s.ValidTo.IsZero() {
		t.Errorf("A.2: %+v", s)
	}
	same, err := services.FindVersion(ctx, tx, s.ID)
	if err != nil || same.Code != "A.2" {
		t.Errorf("the same by its version: %v", err)
	}
	if _, err := services.FindStandard(ctx, tx, "piemonte", "Z.9", day); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown code: %v", err)
	}
	if _, err := services.FindVersion(ctx, tx, 999999); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown version: %v", err)
	}
	public, err := services.ListStandards(ctx, tx, services.StandardFilter{Public: true}, day)
	if err != nil || slices.ContainsFunc(public, func(s services.Standard) bool { return s.Repertoire == "lep" }) {
		t.Errorf("LEP letters are not public: %v", err)
	}
	all, err := services.Repertoires(ctx, tx)
	if err != nil || len(all) != 4 || !all[0].InUse() {
		t.Errorf("repertoires: %v %+v", err, all)
	}
}
