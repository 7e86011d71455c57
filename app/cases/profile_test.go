package cases

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

// levels gives the domains levels in their order; 0 leaves one out.
func levels(given ...int) []Level {
	var all []Level
	for i, n := range given {
		all = append(all, Level{Domain: Domains()[i], Level: n})
	}
	return all
}

func TestProfileRules(t *testing.T) {
	for _, c := range []struct {
		name     string
		is, was  []int
		weakest  string
		complete bool
		steps    string // of the first domains, "?" where nothing is known
	}{
		{"the first interview", []int{1, 2, 3, 4, 5, 3, 3, 3, 3, 3}, nil, "profile", true, "?????"},
		{"two weakest", []int{2, 3, 4, 2, 5, 3, 3, 3, 3, 3}, []int{1, 3, 5, 0, 5}, "profile autonomy", true, "+1+0-1?+0"},
		{"nothing weak", []int{3, 4, 5, 3, 3, 3, 3, 3, 3, 5}, []int{5, 5, 5, 5, 5}, "", true, "-2-1+0-2-2"},
		{"some left out", []int{0, 1, 0, 1}, []int{4, 4, 4}, "experience autonomy", false, "?-3???"},
		{"nothing", nil, nil, "", false, "?????"},
	} {
		p := Profile{Levels: levels(c.is...)}
		var was *Profile
		if c.was != nil {
			was = &Profile{Levels: levels(c.was...)}
		}
		var steps strings.Builder
		for _, s := range p.Since(was)[:5] {
			if s.Known {
				fmt.Fprintf(&steps, "%+d", s.By)
			} else {
				steps.WriteString("?")
			}
		}
		if got := strings.Join(p.Weakest(), " "); got != c.weakest || p.Complete() != c.complete || steps.String() != c.steps {
			t.Errorf("%s: weakest %q, complete %v, steps %s", c.name, got, p.Complete(), steps.String())
		}
	}
}

func TestInterviewCheck(t *testing.T) {
	today := desks.Date{Year: 2026, Month: time.November, Day: 22}
	good := Interview{HeldOn: today, Levels: levels(3)}
	for _, c := range []struct {
		change func(*Interview)
		field  string
	}{
		{func(*Interview) {}, ""},
		{func(in *Interview) { in.HeldOn = today.AddDays(-400) }, ""},
		{func(in *Interview) { in.Levels[0].Note = strings.Repeat("è", MaxProfileNote) }, ""},
		{func(in *Interview) { in.HeldOn = desks.Date{} }, "held_on"},
		{func(in *Interview) { in.HeldOn = today.AddDays(1) }, "held_on"},
		{func(in *Interview) { in.HeldOn.Year = 1999 }, "held_on"},
		{func(in *Interview) { in.Levels[0].Level = 6 }, "level.profile"},
		{func(in *Interview) { in.Levels[0].Level = -1 }, "level.profile"},
		{func(in *Interview) { in.Levels[0] = Level{Domain: "profile", Note: "solo una nota"} }, "level.profile"},
		{func(in *Interview) { in.Levels = nil }, "level.profile"},
		{func(in *Interview) { in.Levels[0].Note = strings.Repeat("è", MaxProfileNote+1) }, "note.profile"},
		{func(in *Interview) { in.Levels[0].Note = "a\x00b" }, "note.profile"},
	} {
		in := Interview{HeldOn: good.HeldOn, Levels: slices.Clone(good.Levels)}
		c.change(&in)
		err := in.clean().check(today)
		f, _ := fault.As(err)
		if c.field == "" && err != nil || c.field != "" && (f == nil || f.Fields[0].Name != c.field) {
			t.Errorf("%+v: %v, want a fault of %q", in, err, c.field)
		}
	}
}

func TestProfilesAreKept(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(h.person("Prova")), h.Now)
	h.Must(err)
	day := desks.DateOf(h.Now)
	first := Interview{HeldOn: day.AddDays(-3), Levels: []Level{{"tools", 2, " niente CV "}, {"goal", 4, ""}, {"market", 0, "da chiedere"}}}
	one, err := AddProfile(h.Ctx, h.DB, h.anna, id, first, h.Now)
	h.Must(err)
	again, err := AddProfile(h.Ctx, h.DB, h.ada, id, first, h.Now.Add(time.Minute))
	h.Must(err)
	two, err := AddProfile(h.Ctx, h.DB, h.ada, id, Interview{HeldOn: day, Levels: levels(3, 3, 3, 3, 3, 3, 3, 3, 3, 3)}, h.Now)
	h.Must(err)
	older, err := AddProfile(h.Ctx, h.DB, h.ada, id, Interview{HeldOn: day.AddDays(-9), Levels: levels(1)}, h.Now)
	h.Must(err)
	all, err := Profiles(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if again != one || len(all) != 3 || all[0].ID != two || all[1].ID != one || all[2].ID != older {
		t.Fatalf("the profiles are %+v", all)
	}
	if p := all[1]; p.Of("tools") != (Level{"tools", 2, "niente CV"}) || p.Of("goal").Level != 4 || p.Of("market").Note != "da chiedere" || len(p.Levels) != 10 || p.HeldOn != day.AddDays(-3) {
		t.Errorf("the first profile is %+v", p)
	}
	for _, bad := range []string{"'method', 9, ''", "'method', 1, repeat('x', 501)", "'method', 0, ''", "'luck', 1, ''"} {
		_, err := h.DB.NewRaw("SAVEPOINT s").Exec(h.Ctx)
		h.Must(err)
		if _, err := h.DB.NewRaw("INSERT INTO case_profile_levels VALUES (?, "+bad+")", one).Exec(h.Ctx); err == nil {
			t.Errorf("the table takes %s", bad)
		}
		_, err = h.DB.NewRaw("ROLLBACK TO s").Exec(h.Ctx)
		h.Must(err)
	}
	_, err = Profiles(h.Ctx, h.DB, h.ben, id)
	h.Wants(err, fault.NotFound, "")
	_, err = AddProfile(h.Ctx, h.DB, h.ben, id, first, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "work", "", h.Now))
	_, err = AddProfile(h.Ctx, h.DB, h.anna, id, first, h.Now)
	h.Wants(err, fault.Conflict, "cases.error.closed")
}
