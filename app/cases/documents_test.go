package cases

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

// TestStepsOfVersions tries every pair of states against the table of the workflow.
func TestStepsOfVersions(t *testing.T) {
	want := map[string]string{
		Draft: "signed refused missing", Unsigned: "signed refused superseded", Refused: "signed superseded",
		Signed: "superseded", Superseded: "",
	}
	for from, to := range want {
		for next := range want {
			d := Document{State: from}
			if got := d.May(next); got != strings.Contains(" "+to+" ", " "+next+" ") {
				t.Errorf("%s → %s: %v", from, next, got)
			}
		}
	}
}

func TestStepsOfActions(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	want := map[string]string{ToDo: "doing done dropped", Doing: "done todo dropped", Done: "doing", Dropped: "todo"}
	for from, to := range want {
		for next := range want {
			a := h.planned(c)
			reason := ""
			if from == Dropped {
				reason = "Non serve"
			}
			_, err := h.DB.NewRaw("UPDATE case_actions SET state = ?, reason = ? WHERE id = ?", from, reason, a).Exec(h.Ctx)
			h.Must(err)
			err = MoveAction(h.Ctx, h.DB, h.anna, c, ActionMove{ActionID: a, From: from, To: next, Reason: "Non serve più"}, h.Now)
			if ok := from == next || strings.Contains(to, next); ok != (err == nil) {
				t.Errorf("%s → %s: %v", from, next, err)
			} else if !ok {
				h.Wants(err, fault.Conflict, "cases.error.action_step")
			}
		}
	}
}

// open is a case at the first desk.
func (h *town) open(name string) int64 {
	h.Helper()
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(h.person(name)), h.Now)
	h.Must(err)
	return id
}

// planned writes one more action into the plan of a case and gives its id.
func (h *town) planned(id int64) int64 {
	h.Helper()
	in := h.next(id, Plan)
	in.Body["goals"] = "Lavorare in cucina"
	in.Lines = append(in.Lines[:min(len(in.Lines), 3)], Line{What: fmt.Sprint("Passo ", h.versions(id, Plan)), Doer: "person", DueOn: desks.DateOf(h.Now)})
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Plan, in, h.Now))
	all := h.docs(id, Plan)
	return all[0].Lines[len(all[0].Lines)-1].ActionID
}

func (h *town) versions(id int64, kind string) string {
	all := h.docs(id, kind)
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprint(all[0].Version, "/", all[0].Revision)
}

func (h *town) docs(id int64, kind string) []Document {
	h.Helper()
	all, err := Documents(h.Ctx, h.DB, h.anna, id, kind)
	h.Must(err)
	return all
}

func (h *town) next(id int64, kind string) Content {
	c := NextContent(h.docs(id, kind))
	if c.Lang == "" {
		c.Lang, c.UserID = "it", h.anna.UserID
	}
	return c
}

func (h *town) pact(id int64) Content {
	in := h.next(id, Pact)
	for _, f := range FieldsOf(Pact) {
		if f.Needed {
			in.Body[f.Name] = "Testo di " + f.Name
		}
	}
	return in
}

func (h *town) decide(version, revision int, to string) Decision {
	return Decision{Version: version, Revision: revision, To: to, Signer: "Prova", Reason: "Ci pensa", On: desks.DateOf(h.Now)}
}

func TestPactThroughItsVersions(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	in := h.pact(c)
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now))
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now))
	if got := h.versions(c, Pact); got != "1/1" {
		t.Fatalf("writing the same twice gives %s", got)
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Unsigned), h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now))
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Refused), h.Now), fault.Conflict, "cases.error.document_step")
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Superseded), h.Now), fault.Conflict, "cases.error.document_step")

	in = h.next(c, Pact)
	in.Body["contacts"] = "Ogni settimana"
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now))
	all := h.docs(c, Pact)
	if len(all) != 2 || all[0].State != Draft || InForce(all).Version != 1 || all[1].Body["contacts"] != "Testo di contacts" {
		t.Fatalf("after changing a signed pact: %+v", all)
	}
	if d := Differences(&all[1], &all[0]); len(d) != 1 || d[0].Field != "contacts" || d[0].New != "Ogni settimana" {
		t.Errorf("the differences are %+v", d)
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(2, 1, Refused), h.Now))
	if all = h.docs(c, Pact); InForce(all).Version != 1 || all[0].Reason != "Ci pensa" || all[0].Signer != "" {
		t.Errorf("a refusal leaves the signed pact in force: %+v", all)
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(2, 1, Signed), h.Now))
	if all = h.docs(c, Pact); InForce(all).Version != 2 || all[1].State != Superseded || all[0].Signer != "Prova" || all[0].Reason != "" {
		t.Errorf("a signature supersedes: %+v", all)
	}
}

func TestWhatADocumentRefuses(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	write := func(kind string, change func(*Content)) error {
		in := h.pact(c)
		if kind == Plan {
			in = h.next(c, Plan)
			in.Lines = []Line{{What: "Scrivere il CV", Doer: "desk"}}
		}
		change(&in)
		return WriteDocument(h.Ctx, h.DB, h.anna, c, kind, in, h.Now)
	}
	for key, change := range map[string]func(*Content){
		"cases.error.long":       func(in *Content) { in.Body["profile"] = strings.Repeat("è", MaxText+1) },
		"cases.error.characters": func(in *Content) { in.Body["profile"] = "a\x00b" },
		"cases.error.date":       func(in *Content) { in.Body["did"] = "ieri" },
		"cases.error.lang":       func(in *Content) { in.Lang = "xx" },
	} {
		h.Wants(write(Pact, change), fault.Invalid, key)
	}
	for key, change := range map[string]func(*Content){
		"cases.error.what": func(in *Content) { in.Lines[0].What = " "; in.Lines[0].Who = "Anna" },
		"cases.error.doer": func(in *Content) { in.Lines[0].Doer = "nobody" },
		"cases.error.actions": func(in *Content) {
			for range MaxAction {
				in.Lines = append(in.Lines, in.Lines[0])
			}
		},
	} {
		h.Wants(write(Plan, change), fault.Invalid, key)
	}
	h.Wants(write(Pact, func(in *Content) { in.UserID = h.ben.UserID }), fault.NotFound, "")
	h.Wants(write("else", func(*Content) {}), fault.NotFound, "")
	other := h.planned(h.open("Altra"))
	h.Wants(write(Plan, func(in *Content) { in.Lines[0].ActionID = other }), fault.NotFound, "")

	h.Must(write(Pact, func(in *Content) { delete(in.Body, "person") }))
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now), fault.Conflict, "cases.error.document_lacks")
	h.Must(write(Pact, func(*Content) {}))
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now), fault.Conflict, "cases.error.document_changed")
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(2, 1, Signed), h.Now), fault.NotFound, "")
	bad := h.decide(1, 2, Signed)
	bad.On = bad.On.AddDays(1)
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, bad, h.Now), fault.Invalid, "cases.error.future")
	bad = h.decide(1, 2, Signed)
	bad.Signer = ""
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, bad, h.Now), fault.Invalid, "cases.error.signer")
	bad = h.decide(1, 2, Refused)
	bad.Reason = " "
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, bad, h.Now), fault.Invalid, "cases.error.reason")
	h.Must(Close(h.Ctx, h.DB, h.anna, c, "work", "", h.Now))
	h.Wants(write(Pact, func(in *Content) { in.Body["gol"] = "2" }), fault.Conflict, "cases.error.closed")
}

// TestAnActionOutlivesVersions: how far it is stays through a new version of the plan,
// and moving it makes none.
func TestAnActionOutlivesVersions(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	a := h.planned(c)
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Plan, h.decide(1, 1, Signed), h.Now))
	h.Must(MoveAction(h.Ctx, h.DB, h.ada, c, ActionMove{ActionID: a, From: ToDo, To: Doing}, h.Now))
	h.Must(MoveAction(h.Ctx, h.DB, h.anna, c, ActionMove{ActionID: a, From: ToDo, To: Doing}, h.Now))
	h.Wants(MoveAction(h.Ctx, h.DB, h.anna, c, ActionMove{ActionID: a, From: ToDo, To: Done}, h.Now), fault.Conflict, "cases.error.action_moved")
	h.Wants(MoveAction(h.Ctx, h.DB, h.anna, c, ActionMove{ActionID: a, From: Doing, To: Dropped}, h.Now), fault.Invalid, "cases.error.reason")
	h.Wants(MoveAction(h.Ctx, h.DB, h.ben, c, ActionMove{ActionID: a, From: Doing, To: Done}, h.Now), fault.NotFound, "")
	h.Wants(MoveAction(h.Ctx, h.DB, h.anna, h.open("Altra"), ActionMove{ActionID: a, From: Doing, To: Done}, h.Now), fault.NotFound, "")
	b := h.planned(c)
	all := h.docs(c, Plan)
	if len(all) != 2 || len(all[0].Lines) != 2 || all[0].Lines[0].State != Doing || all[1].Lines[0].State != Doing {
		t.Fatalf("the versions are %+v", all)
	}
	if d := Differences(&all[1], &all[0]); len(d) != 1 || d[0].OldLine != nil || d[0].NewLine.ActionID != b {
		t.Errorf("the differences are %+v", d)
	}
	today := desks.DateOf(h.Now)
	if l := all[0].Lines[0]; l.Overdue(today) || !l.Overdue(today.AddDays(1)) {
		t.Error("an action is overdue the day after")
	}
	in := h.next(c, Plan)
	in.Lines = in.Lines[:1]
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Plan, in, h.Now))
	var left int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM case_actions WHERE case_id = ?", c).Scan(h.Ctx, &left))
	if left != 1 {
		t.Errorf("%d actions are kept, want the signed one", left)
	}
}

func TestDocumentsAreForTheirDesk(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	in := h.pact(c)
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now))
	_, err := Documents(h.Ctx, h.DB, h.ben, c, Pact)
	h.Wants(err, fault.NotFound, "")
	h.Wants(WriteDocument(h.Ctx, h.DB, h.ben, c, Pact, in, h.Now), fault.NotFound, "")
	h.Wants(DecideDocument(h.Ctx, h.DB, h.ben, c, Pact, h.decide(1, 1, Signed), h.Now), fault.NotFound, "")
}

// TestTwoOperatorsWriteOneDraft: of two who began from the same text one is told.
func TestTwoOperatorsWriteOneDraft(t *testing.T) {
	h := build(t, testdb.New(t))
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	errs, typed := make([]error, 6), make([]Content, 6)
	for i := range typed {
		typed[i] = h.next(c, Pact)
		typed[i].Body["contacts"] = fmt.Sprint("Ogni ", i+2, " giorni")
	}
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = WriteDocument(h.Ctx, h.DB, h.ada, c, Pact, typed[i], h.Now) })
	}
	wg.Wait()
	kept := 0
	for _, err := range errs {
		if err == nil {
			kept++
			continue
		}
		h.Wants(err, fault.Conflict, "cases.error.document_changed")
	}
	if got := h.versions(c, Pact); kept != 1 || got != "1/2" {
		t.Errorf("%d were kept, the draft is %s", kept, got)
	}
}
