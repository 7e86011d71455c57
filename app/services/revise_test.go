package services_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

var coordinator = auth.Actor{UserID: 7, Roles: []auth.Role{auth.Coordinator}}

func find(t *testing.T, ctx context.Context, tx bun.IDB, code string, day time.Time) *services.Standard {
	t.Helper()
	s, err := services.FindStandard(ctx, tx, "piemonte", code, desks.InItaly(day))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// longer is a revision of A.2 that asks for 40 minutes instead of 30.
func longer(s *services.Standard, from string) services.Revision {
	rev := services.RevisionOf(s)
	rev.From, rev.Note = from, "Delibera di dicembre"
	rev.Rules.Modes = map[services.Mode]services.Limit{services.Individual: {Min: 40}, services.Group: {Min: 60}}
	return rev
}

func TestANewVersionLeavesClosedPeriodsAlone(t *testing.T) {
	ctx, tx := loaded(t)
	old := find(t, ctx, tx, "A.2", november)
	if err := services.Revise(ctx, tx, coordinator, old.ID, longer(old, "2026-12-01"), november); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int{"2026-11-24": 30, "2026-11-30": 30, "2026-12-01": 40, "2027-12-01": 40} {
		at, err := time.Parse("2006-01-02 15:04", day+" 12:00")
		if err != nil {
			t.Fatal(err)
		}
		if got := find(t, ctx, tx, "A.2", at).Rules.Modes[services.Individual].Min; got != want {
			t.Errorf("on %s at least %d minutes, want %d", day, got, want)
		}
	}
	kept, err := services.FindVersion(ctx, tx, old.ID)
	if err != nil || kept.Rules.Modes[services.Individual].Min != 30 || kept.ValidTo != (desks.Date{Year: 2026, Month: 11, Day: 30}) {
		t.Errorf("the version services were recorded under: %v %+v", err, kept)
	}
	all, err := services.Versions(ctx, tx, old.StandardID)
	if err != nil || len(all) != 2 || all[0].Number != 2 || all[0].Edition != 0 || all[0].Note != "Delibera di dicembre" || all[0].Author != coordinator.Ref() {
		t.Fatalf("history: %v %+v", err, all)
	}
	changes := services.Differences(&all[1], &all[0])
	if len(changes) != 1 || changes[0] != (services.Difference{What: "least", Detail: "individual", Was: "30", Is: "40"}) {
		t.Errorf("differences: %+v", changes)
	}
	var audited int
	err = tx.NewRaw(`SELECT count(*) FROM audit_entries WHERE action = 'services.revise' AND subject_id = ?`, old.StandardID).Scan(ctx, &audited)
	if err != nil || audited != 1 {
		t.Errorf("audit: %v, %d entries", err, audited)
	}
	// The next start of the program does not undo what the desks decided.
	if err := services.LoadRepertoires(ctx, tx, november.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	if again, err := services.Versions(ctx, tx, old.StandardID); err != nil || len(again) != 2 {
		t.Errorf("after loading again: %v, %d versions", err, len(again))
	}
}

func TestReviseSaysWhatIsWrong(t *testing.T) {
	ctx, tx := loaded(t)
	old := find(t, ctx, tx, "A.3", november)
	good := func() services.Revision {
		rev := services.RevisionOf(old)
		rev.From, rev.Note, rev.Rules.Meetings = "2026-11-24", "Prova", 2
		return rev
	}
	for name, c := range map[string]struct {
		field  string
		change func(*services.Revision)
	}{
		"no date":         {"from", func(r *services.Revision) { r.From = "domani" }},
		"a past date":     {"from", func(r *services.Revision) { r.From = "2026-11-23" }},
		"no note":         {"note", func(r *services.Revision) { r.Note = " " }},
		"a long note":     {"note", func(r *services.Revision) { r.Note = strings.Repeat("è", 301) }},
		"nothing changed": {"note", func(r *services.Revision) { r.Rules.Meetings = 0 }},
		"other line ends only": {"note", func(r *services.Revision) {
			r.Rules.Meetings = 0
			r.Official.Professional = strings.ReplaceAll(r.Official.Professional, "\n", " \r\n")
			r.Activities = map[string]string{}
			for lang, text := range old.Activities {
				r.Activities[lang] = strings.ReplaceAll(text, "\n", "\r\n")
			}
		}},
		"no Italian name":     {"name_it", func(r *services.Revision) { r.Name = map[string]string{"en": "A"} }},
		"a long purpose":      {"purpose_ar", func(r *services.Revision) { r.Purpose = map[string]string{"ar": strings.Repeat("ا", 2001)} }},
		"limits turned round": {"total_least", func(r *services.Revision) { r.Rules.Total = services.Limit{Min: 60, Max: 30} }},
		"a negative limit": {"least_group", func(r *services.Revision) {
			r.Rules.Modes = map[services.Mode]services.Limit{services.Group: {Min: -1}}
		}},
		"many meetings":        {"meetings", func(r *services.Revision) { r.Rules.Meetings = 51 }},
		"after itself":         {"after", func(r *services.Revision) { r.Rules.Access.After = []string{"A.3"} }},
		"after another's":      {"after", func(r *services.Revision) { r.Rules.Access.After = []string{"A05"} }},
		"both parts, one mode": {"both", func(r *services.Revision) { r.Rules.Both = true }},
		"an output of nobody":  {"", func(r *services.Revision) { r.Rules.Outputs = []services.Output{"cake"} }},
	} {
		rev := good()
		c.change(&rev)
		err := services.Revise(ctx, tx, coordinator, old.ID, rev, november)
		flt, ok := fault.As(err)
		if !ok || flt.Kind != fault.Invalid || len(flt.Fields) != 1 || flt.Fields[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := services.Revise(ctx, tx, coordinator, 999999, good(), november); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown version: %v", err)
	}
	if err := services.Revise(ctx, tx, coordinator, old.ID, good(), november); err != nil {
		t.Errorf("a sound revision: %v", err)
	}
	if err := services.Revise(ctx, tx, coordinator, old.ID, good(), november); !fault.Is(err, fault.Conflict) {
		t.Errorf("written from a version that is no longer the newest: %v", err)
	}
	newest := find(t, ctx, tx, "A.3", november)
	rev := services.RevisionOf(newest)
	rev.From, rev.Note, rev.Rules.Meetings = "2026-11-24", "Due volte in un giorno", 3
	if err := services.Revise(ctx, tx, coordinator, newest.ID, rev, november); !fault.Is(err, fault.Invalid) {
		t.Errorf("two versions on one day: %v", err)
	}
}

func TestAVersionThatHasNotBegunCanBeWithdrawn(t *testing.T) {
	ctx, tx := loaded(t)
	old := find(t, ctx, tx, "A.2", november)
	if err := services.Withdraw(ctx, tx, coordinator, old.ID, november); !fault.Is(err, fault.Conflict) {
		t.Errorf("the only version: %v", err)
	}
	if err := services.Revise(ctx, tx, coordinator, old.ID, longer(old, "2026-12-01"), november); err != nil {
		t.Fatal(err)
	}
	all, err := services.Versions(ctx, tx, old.StandardID)
	if err != nil {
		t.Fatal(err)
	}
	if err := services.Withdraw(ctx, tx, coordinator, all[0].ID, november.AddDate(0, 0, 7)); !fault.Is(err, fault.Conflict) {
		t.Errorf("on its first day: %v", err)
	}
	if err := services.Withdraw(ctx, tx, coordinator, all[1].ID, november); !fault.Is(err, fault.Conflict) {
		t.Errorf("not the newest: %v", err)
	}
	if err := services.Withdraw(ctx, tx, coordinator, all[0].ID, november); err != nil {
		t.Fatal(err)
	}
	if s := find(t, ctx, tx, "A.2", november.AddDate(1, 0, 0)); s.ID != old.ID || !s.ValidTo.IsZero() {
		t.Errorf("the version before is open again: %+v", s)
	}
}

func TestAStandardCanBeAdded(t *testing.T) {
	ctx, tx := loaded(t)
	lists, err := services.Repertoires(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	lep := lists[3]
	add := services.NewStandard{Code: "K", Audience: services.ForPeople, Revision: services.Revision{
		From: "2026-11-24", Note: "Allegato B", Name: map[string]string{"it": "Graduatorie"}, Rules: services.Rules{Areas: []string{"6"}},
	}}
	if _, err := services.AddStandard(ctx, tx, coordinator, lep.ID, add, november); err != nil {
		t.Fatal(err)
	}
	area, err := services.FindBySlug(ctx, tx, "accesso-ai-servizi")
	if err != nil {
		t.Fatal(err)
	}
	list, err := services.CodesFor(ctx, tx, area.ID, desks.InItaly(november))
	if err != nil || codes(list, "lep") != "F2 J K" {
		t.Errorf("codes of the area: %v %q", err, codes(list, "lep"))
	}
	for code, want := range map[string]string{"k": "code", "K": "code", "": "code", "a b": "code", "Z": "audience"} {
		add.Code, add.Audience = code, services.ForPeople
		if code == "Z" {
			add.Audience = "robots"
		}
		_, err := services.AddStandard(ctx, tx, coordinator, lep.ID, add, november)
		if flt, ok := fault.As(err); !ok || flt.Kind != fault.Invalid || flt.Fields[0].Name != want {
			t.Errorf("code %q: %v", code, err)
		}
	}
	if _, err := services.AddStandard(ctx, tx, coordinator, 999999, add, november); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown repertoire: %v", err)
	}
}

func TestARepertoireGoesOutOfUseAndBack(t *testing.T) {
	ctx, tx := loaded(t)
	lists, err := services.Repertoires(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	area, err := services.FindBySlug(ctx, tx, "informazione")
	if err != nil {
		t.Fatal(err)
	}
	for _, inUse := range []bool{false, false, true} {
		if err := services.SetInUse(ctx, tx, coordinator, lists[1].ID, inUse, november); err != nil {
			t.Fatal(err)
		}
		list, err := services.CodesFor(ctx, tx, area.ID, desks.InItaly(november))
		if got := codes(list, "toscana") != ""; err != nil || got != inUse {
			t.Errorf("in use %v: codes there %v, %v", inUse, got, err)
		}
		public, err := services.ListStandards(ctx, tx, services.StandardFilter{Repertoire: "toscana", Public: true}, desks.InItaly(november))
		if err != nil || (len(public) > 0) != inUse {
			t.Errorf("in use %v: %d public standards, %v", inUse, len(public), err)
		}
	}
	var audited int
	if err := tx.NewRaw(`SELECT count(*) FROM audit_entries WHERE action = 'services.repertoire_use'`).Scan(ctx, &audited); err != nil || audited != 2 {
		t.Errorf("audit: %v, %d entries, want 2", err, audited)
	}
	if err := services.SetInUse(ctx, tx, coordinator, 999999, true, november); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown repertoire: %v", err)
	}
}

// Two coordinators who write at once: one version comes of it, the other is told.
func TestTwoRevisionsAtOnceMakeOneVersion(t *testing.T) {
	ctx, db := t.Context(), testdb.New(t)
	if err := services.LoadAreas(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := services.LoadRepertoires(ctx, db, november); err != nil {
		t.Fatal(err)
	}
	old := find(t, ctx, db, "A.2", november)
	errs := make([]error, 8)
	var wait sync.WaitGroup
	for i := range errs {
		wait.Go(func() { errs[i] = services.Revise(ctx, db, coordinator, old.ID, longer(old, "2026-12-01"), november) })
	}
	wait.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !fault.Is(err, fault.Conflict) {
			t.Errorf("the others are told: %v", err)
		}
	}
	if all, err := services.Versions(ctx, db, old.StandardID); done != 1 || err != nil || len(all) != 2 {
		t.Errorf("%d done, %d versions, %v", done, len(all), errors.Join(errs...))
	}
}

// The database itself keeps two versions from being valid on one day.
func TestVersionsNeverOverlap(t *testing.T) {
	ctx, tx := loaded(t)
	old := find(t, ctx, tx, "A.2", november)
	_, err := tx.NewRaw(`INSERT INTO standard_versions (standard_id, number, valid_from, name, purpose, activities, rules, official, author, created_at)
		SELECT standard_id, 2, '2027-01-01', name, purpose, activities, rules, official, author, created_at FROM standard_versions WHERE id = ?`, old.ID).Exec(ctx)
	if err == nil || !strings.Contains(err.Error(), "standard_versions_one_a_day") {
		t.Errorf("an overlapping version: %v", err)
	}
}
