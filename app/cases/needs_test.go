package cases

import (
	"slices"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestNeedsRules(t *testing.T) {
	codes := map[string]bool{}
	for _, c := range NeedCodes() {
		if codes[c] {
			t.Errorf("%s is there twice", c)
		}
		codes[c] = true
	}
	if n := len(Targets()); n != 5 {
		t.Errorf("%d targets, the Repertorio has 5", n)
	}
	for _, c := range []struct {
		has     Needs
		seen    int
		suggest bool
	}{
		{nil, 0, false},
		{Needs{"fragility.income", "fragility.debts"}, 2, false},
		{Needs{"fragility.income", "fragility.debts", "fragility.care"}, 3, true},
		{Needs{"fragility.housing"}, 1, true},
		{Needs{"fragility.safety"}, 1, true},
		{Needs{"target.disability", "met.disability.asl"}, 0, false},
	} {
		if seen, suggest := c.has.Fragility(); seen != c.seen || suggest != c.suggest {
			t.Errorf("%v: %d seen, suggest %v", c.has, seen, suggest)
		}
	}
	migrants := Targets()[1]
	for _, c := range []struct {
		has            Needs
		bodies, skills int
	}{
		{Needs{"met.migrants.prefecture"}, 0, 0},
		{Needs{"target.migrants"}, 3, 2},
		{Needs{"target.migrants", "met.migrants.prefecture", "met.migrants.mediator", "met.disability.asl"}, 2, 1},
		{Needs{"target.migrants", "met.migrants.prefecture", "met.migrants.one_stop", "met.migrants.associations", "met.migrants.languages", "met.migrants.mediator"}, 0, 0},
	} {
		if bodies, skills := c.has.Missing(migrants); len(bodies) != c.bodies || len(skills) != c.skills {
			t.Errorf("%v: %v and %v are missing", c.has, bodies, skills)
		}
	}
}

func TestNeedsOfTwoWhoSaveAtOnce(t *testing.T) {
	for _, c := range []struct{ is, shown, says, want Needs }{
		{nil, nil, Needs{"target.prison"}, Needs{"target.prison"}},
		{Needs{"target.prison"}, nil, Needs{"fragility.care"}, Needs{"target.prison", "fragility.care"}},
		{Needs{"target.prison", "fragility.care"}, Needs{"target.prison"}, nil, Needs{"fragility.care"}},
		{nil, Needs{"target.prison"}, Needs{"target.prison"}, nil},
		{Needs{"target.prison", "met.prison.uepe"}, Needs{"target.prison", "met.prison.uepe"}, Needs{"met.prison.uepe"}, nil},
		{nil, nil, Needs{"met.prison.uepe"}, nil},
	} {
		if got := c.is.change(c.shown, c.says); !slices.Equal(got, c.want) {
			t.Errorf("%v, shown %v, says %v: %v, want %v", c.is, c.shown, c.says, got, c.want)
		}
	}
}

func TestNeedsAreApart(t *testing.T) {
	h := build(t, testdb.Tx(t))
	person := h.person("Prova")
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(person), h.Now)
	h.Must(err)
	says := Needs{"target.migrants", "met.migrants.mediator", "fragility.housing"}
	h.Must(ChangeNeeds(h.Ctx, h.DB, h.anna, id, nil, says, h.Now))
	h.Must(ChangeNeeds(h.Ctx, h.DB, h.anna, id, nil, says, h.Now))
	got, err := ReadNeeds(h.Ctx, h.DB, h.ada, id, h.Now)
	h.Must(err)
	if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(says))) {
		t.Errorf("the needs are %v", got)
	}
	var reads, changes int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM person_reads WHERE person_id = ? AND part = 'special' AND actor = ?", person, h.ada.Ref()).Scan(h.Ctx, &reads))
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'cases.needs' AND data::text NOT LIKE '%migrants%'").Scan(h.Ctx, &changes))
	if reads != 1 || changes != 1 {
		t.Errorf("%d readings noted and %d changes, want 1 and 1", reads, changes)
	}
	h.Must(ChangeNeeds(h.Ctx, h.DB, h.ada, id, says, Needs{"fragility.housing"}, h.Now))
	if got, err = ReadNeeds(h.Ctx, h.DB, h.ada, id, h.Now); err != nil || !slices.Equal(got, Needs{"fragility.housing"}) {
		t.Errorf("the needs are %v, %v", got, err)
	}
	h.Wants(ChangeNeeds(h.Ctx, h.DB, h.anna, id, nil, Needs{"target.other"}, h.Now), fault.NotFound, "")
	_, err = ReadNeeds(h.Ctx, h.DB, h.ben, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Wants(ChangeNeeds(h.Ctx, h.DB, h.ben, id, nil, says, h.Now), fault.NotFound, "")
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "work", "", h.Now))
	h.Wants(ChangeNeeds(h.Ctx, h.DB, h.anna, id, nil, says, h.Now), fault.Conflict, "cases.error.closed")
}
