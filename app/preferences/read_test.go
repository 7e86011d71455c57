package preferences

import (
	"slices"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/people"
)

// TestTheDemoLooksForWork: invented people with what they look for, of the shipped glossary.
func TestTheDemoLooksForWork(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.Must(occupations.Ship(h.Ctx, h.DB, h.Now))
	one, other := h.person("Uno"), h.person("Due")
	h.Must(SeedDemo(h.Ctx, h.DB, []int64{one, other}, h.Now))
	for _, id := range []int64{one, other} {
		if all := h.list(id); len(all) != 1 || len(all[0].Learnt()) == 0 || all[0].InterviewOn.IsZero() {
			t.Errorf("%d looks for %+v", id, all)
		}
	}
	if all := h.list(one); all[0].Sector != "sep23" {
		t.Errorf("who waits at tables is in %q", all[0].Sector)
	}
}

// TestFormsAreReadAsTyped: what a form says and what is typed are the same, wrong numbers
// are told, boxes of other forms are not.
func TestFormsAreReadAsTyped(t *testing.T) {
	typed := map[string]string{"years": "10", "last_year": "2020", "hours": "part", "mobility": "near", "tools": "trattore", "interview_on": "2026-11-20"}
	ticked := map[string][]string{"learnt": {"work", "training", "dreams"}, "skills": {"4", "9"}}
	in := ReadForm(5, func(n string) string { return typed[n] }, func(n string) []string { return ticked[n] })
	if got := in.Learnt(); !slices.Equal(got, []string{"work", "training"}) {
		t.Errorf("learnt %v", got)
	}
	if in.OccupationID != 5 || !slices.Equal(in.Skills, []int64{4, 9}) {
		t.Errorf("read %+v", in)
	}
	for name, value := range typed {
		if in.Values()[name] != value {
			t.Errorf("%s is %q", name, in.Values()[name])
		}
	}
	typed = map[string]string{"years": "ten", "last_year": "20x", "interview_on": "yesterday"}
	ticked["skills"] = []string{"x"}
	in = ReadForm(5, func(n string) string { return typed[n] }, func(n string) []string { return ticked[n] })
	f, ok := fault.As(in.clean().check(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)))
	if !ok || len(f.Fields) != 3 || in.Skills[0] != wrong {
		t.Errorf("wrong numbers: %+v %+v", f, in)
	}
}

// TestTheHistoryTells: what was said, changed and taken away.
func TestTheHistoryTells(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Uno")
	id := h.add(p, h.jobs[0])
	h.Must(Change(h.Ctx, h.DB, h.anna, p, id, Form{OccupationID: h.jobs[1]}, h.Now.Add(time.Hour)))
	h.Must(Remove(h.Ctx, h.DB, h.anna, p, h.list(p)[0].ID, h.Now.Add(2*time.Hour)))
	tell := func(kinds []string) (told []string) {
		q, err := people.TimelineOf(h.Ctx, h.DB, h.anna, p, kinds, people.Place{}, 10)
		h.Must(err)
		events, err := Events(h.Ctx, h.DB, h.anna, q)
		h.Must(err)
		for _, e := range events {
			told = append(told, e.Kind+" "+e.Code+" "+e.Text+" "+e.By)
		}
		return told
	}
	by := h.anna.Ref()
	want := []string{"preference_gone  Lavoro " + by, "preference changed Lavoro " + by, "preference added Lavoro " + by}
	if got := tell(nil); !slices.Equal(got, want) {
		t.Errorf("told %q", got)
	}
	if got := tell([]string{people.EventFile}); len(got) != 0 {
		t.Errorf("asked for the file alone, told %q", got)
	}
}
