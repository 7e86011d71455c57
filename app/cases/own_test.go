package cases

import (
	"strings"
	"sync"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// self is a person who proved who they are.
func self(id int64) auth.Actor { return auth.Actor{PersonID: id} }

// signedPlan is the case of a person with a signed plan: an action of the desk, one of
// the person.
func (h *town) signedPlan(name string) (person, id int64, desk, own Line) {
	h.Helper()
	person = h.person(name)
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(person), h.Now)
	h.Must(err)
	in := h.next(id, Plan)
	in.Body["goals"] = "Lavorare in cucina"
	in.Lines = []Line{{What: "Scrivere il CV", Doer: "desk"}, {What: "Chiamare due ristoranti", Doer: "person", DueOn: desks.DateOf(h.Now)}}
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Plan, in, h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, id, Plan, h.decide(1, 1, Signed), h.Now))
	lines := h.docs(id, Plan)[0].Lines
	return person, id, lines[0], lines[1]
}

// TestAPersonSeesTheirOwnAndNobodyElses: every own function, for somebody else and for
// who proved an address alone.
func TestAPersonSeesTheirOwnAndNobodyElses(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, id, _, own := h.signedPlan("Prova")
	other, another, _, _ := h.signedPlan("Altra")
	list, err := OwnCases(h.Ctx, h.DB, self(one))
	h.Must(err)
	if len(list) != 1 || list[0].ID != id || list[0].Desk == nil {
		t.Fatalf("the own cases are %+v", list)
	}
	d, err := OwnDocument(h.Ctx, h.DB, self(one), id, Plan)
	h.Must(err)
	if d == nil || d.Body["goals"] != "Lavorare in cucina" || len(d.Lines) != 2 {
		t.Errorf("the own plan is %+v", d)
	}
	for name, who := range map[string]auth.Actor{"another person": self(other), "an address": {Email: "casa@example.org"}, "nobody": {}, "an operator": h.anna} {
		if list, err := OwnCases(h.Ctx, h.DB, who); err != nil || len(list) > 0 && list[0].ID == id {
			t.Errorf("%s sees %+v, %v", name, list, err)
		}
		_, err := OwnDocument(h.Ctx, h.DB, who, id, Plan)
		h.Wants(err, fault.NotFound, "")
		h.Wants(MoveOwnAction(h.Ctx, h.DB, who, id, ActionMove{ActionID: own.ActionID, From: ToDo, To: Done}, h.Now), fault.NotFound, "")
		if days, err := OwnChecks(h.Ctx, h.DB, who, desks.DateOf(h.Now)); err != nil || name != "another person" && len(days) > 0 {
			t.Errorf("%s sees checks %v, %v", name, days, err)
		}
	}
	h.Wants(MoveOwnAction(h.Ctx, h.DB, self(other), another, ActionMove{ActionID: own.ActionID, From: ToDo, To: Done}, h.Now), fault.NotFound, "")
	days, err := OwnChecks(h.Ctx, h.DB, self(one), desks.DateOf(h.Now))
	h.Must(err)
	if len(days) != 1 || days[0] != desks.DateOf(h.Now).AddDays(firstAfter) {
		t.Errorf("the own checks are %v", days)
	}
	h.Must(people.Merge(h.Ctx, h.DB, auth.Actor{UserID: h.anna.UserID, Roles: []auth.Role{auth.Coordinator}}, other, one, "", h.Now))
	for _, who := range []int64{one, other} {
		if list, err := OwnCases(h.Ctx, h.DB, self(who)); err != nil || len(list) != 2 {
			t.Errorf("after the merge record %d sees %d cases, %v", who, len(list), err)
		}
	}
}

// TestADraftIsTheDesks: the person sees what was signed, or goes without signature.
func TestADraftIsTheDesks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(p), h.Now)
	h.Must(err)
	sees := func() *Document {
		d, err := OwnDocument(h.Ctx, h.DB, self(p), id, Pact)
		h.Must(err)
		return d
	}
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Pact, h.pact(id), h.Now))
	if sees() != nil {
		t.Error("a draft is shown")
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, id, Pact, h.decide(1, 1, Unsigned), h.Now))
	if d := sees(); d == nil || d.State != Unsigned {
		t.Errorf("without signature: %+v", d)
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, id, Pact, h.decide(1, 1, Refused), h.Now))
	if sees() != nil {
		t.Error("a refused pact is in force")
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, id, Pact, h.decide(1, 1, Signed), h.Now))
	in := h.next(id, Pact)
	in.Body["contacts"] = "Altro"
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Pact, in, h.Now))
	if d := sees(); d == nil || d.Version != 1 {
		t.Errorf("beside a newer draft: %+v", d)
	}
	_, err = OwnDocument(h.Ctx, h.DB, self(p), id, "else")
	h.Wants(err, fault.NotFound, "")
}

func TestAPersonMovesTheirOwnActions(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p, id, desk, own := h.signedPlan("Prova")
	move := func(a Line, from, to, note string) error {
		return MoveOwnAction(h.Ctx, h.DB, self(p), id, ActionMove{ActionID: a.ActionID, From: from, To: to, Note: note, Reason: "mai"}, h.Now)
	}
	now := func() Line { return h.docs(id, Plan)[0].Lines[1] }
	h.Wants(move(desk, ToDo, Done, ""), fault.NotFound, "")
	h.Wants(move(own, ToDo, Dropped, ""), fault.NotFound, "")
	h.Wants(move(own, ToDo, ToDo, ""), fault.NotFound, "")
	h.Wants(move(own, ToDo, Done, strings.Repeat("è", MaxReason+1)), fault.Invalid, "area.plan.note.long")
	h.Must(move(own, ToDo, Done, " Ho  chiamato "))
	h.Must(move(own, ToDo, Done, "Ho chiamato"))
	if l := now(); l.State != Done || l.Note != "Ho chiamato" || !auth.ByPerson(l.MovedBy) || l.Reason != "" {
		t.Errorf("after doing it: %+v", l)
	}
	h.Wants(move(own, ToDo, Doing, ""), fault.Conflict, "cases.error.action_moved")
	h.Must(move(own, ToDo, Done, "E mi richiamano")) // the other tab said more
	h.Must(move(own, Done, Doing, ""))
	h.Must(MoveAction(h.Ctx, h.DB, h.anna, id, ActionMove{ActionID: own.ActionID, From: Doing, To: Done, Note: "mai"}, h.Now))
	if l := now(); l.Note != "" || auth.ByPerson(l.MovedBy) {
		t.Errorf("after the operator: %+v", l)
	}
	history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, p, []string{EventAction}, people.Place{}, 50)
	h.Must(err)
	events, err := Events(h.Ctx, h.DB, h.anna, history)
	h.Must(err)
	if len(events) != 4 || events[3].Text != "Chiamare due ristoranti · Ho chiamato" || events[3].Code != Done || !auth.ByPerson(events[3].By) {
		t.Errorf("the history is %+v", events)
	}
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "work", "", h.Now))
	h.Wants(move(own, Done, Doing, ""), fault.Conflict, "cases.error.closed")
}

// TestTenPressesAreOneStep: a double click and two tabs leave one step in the history.
func TestTenPressesAreOneStep(t *testing.T) {
	h := build(t, testdb.New(t))
	p, id, _, own := h.signedPlan("Prova")
	errs := make([]error, 10)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = MoveOwnAction(h.Ctx, h.DB, self(p), id, ActionMove{ActionID: own.ActionID, From: ToDo, To: Done}, h.Now)
		})
	}
	wg.Wait()
	for _, err := range errs {
		h.Must(err)
	}
	var n int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM case_action_moves").Scan(h.Ctx, &n))
	if n != 1 {
		t.Errorf("%d steps, want 1", n)
	}
}
