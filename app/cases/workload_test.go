package cases

import (
	"fmt"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func (h *town) lines(list []Owed, err error) string {
	h.Helper()
	h.Must(err)
	text := ""
	for _, x := range list {
		text += fmt.Sprintf("%s %s %s %s;", x.Given, x.What, x.State, x.DueOn)
	}
	return text
}

// TestWhatIsOwed: actions of the plan in force, papers to sign and permits about to end,
// of one's own open cases and of nobody else's.
func TestWhatIsOwed(t *testing.T) {
	h := build(t, testdb.Tx(t))
	today := desks.DateOf(h.Now)
	id := h.open("Amina")
	in := h.next(id, Plan)
	in.UserID, in.Lang, in.Body = h.anna.UserID, "it", map[string]string{"goals": "Lavorare"}
	in.Lines = []Line{{What: "Iscriversi", Doer: "person", DueOn: today}, {What: "Telefonare", Doer: "desk", DueOn: today.AddDays(-3)}, {What: "Corso", Doer: "partner", DueOn: today.AddDays(30)}, {What: "Senza data", Doer: "desk"}}
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Plan, in, h.Now))
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Pact, h.pact(id), h.Now))
	if got := h.lines(DueActions(h.Ctx, h.DB, h.anna, h.anna.UserID, today)); got != "Amina Telefonare todo 2026-11-19;Amina Iscriversi todo 2026-11-22;" {
		t.Errorf("due are %s", got)
	}
	if got := h.lines(UnsignedDocuments(h.Ctx, h.DB, h.anna, h.anna.UserID)); got != "Amina plan draft 2026-11-22;Amina pact draft 2026-11-22;" {
		t.Errorf("to sign are %s", got)
	}
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, id, Pact, h.decide(1, 1, Signed), h.Now))
	if got := h.lines(UnsignedDocuments(h.Ctx, h.DB, h.anna, h.anna.UserID)); got != "Amina plan draft 2026-11-22;" {
		t.Errorf("after signing, to sign are %s", got)
	}
	for name, list := range map[string]func() ([]Owed, error){
		"ada's actions":                   func() ([]Owed, error) { return DueActions(h.Ctx, h.DB, h.ada, h.ada.UserID, today) },
		"anna's, for ben of another desk": func() ([]Owed, error) { return DueActions(h.Ctx, h.DB, h.ben, h.anna.UserID, today) },
		"anna's papers, for ben":          func() ([]Owed, error) { return UnsignedDocuments(h.Ctx, h.DB, h.ben, h.anna.UserID) },
	} {
		if got := h.lines(list()); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	h.Must(Close(h.Ctx, h.DB, h.anna, id, Outcomes()[0], "", h.Now))
	if got := h.lines(DueActions(h.Ctx, h.DB, h.anna, h.anna.UserID, today)); got != "" {
		t.Errorf("of a closed case: %s", got)
	}
}

func TestPermitsAboutToExpire(t *testing.T) {
	h := build(t, testdb.Tx(t))
	until := desks.DateOf(h.Now).AddDays(60)
	permit := func(id int64, expires string) {
		t.Helper()
		_, err := people.AddEntry(h.Ctx, h.DB, h.anna, id, "permit", map[string]string{"type": "work", "expires": expires}, h.Now)
		h.Must(err)
	}
	for name, days := range map[string][]string{
		"Soon":    {"2026-12-01"},
		"Gone":    {"2026-10-01"},
		"Renewed": {"2026-12-01", "2028-12-01"},
		"Later":   {"2027-06-01"},
	} {
		id := h.open(name)
		c, err := Find(h.Ctx, h.DB, h.anna, id)
		h.Must(err)
		for _, d := range days {
			permit(c.PersonID, d)
		}
	}
	if got := h.lines(ExpiringPermits(h.Ctx, h.DB, h.anna, h.anna.UserID, until)); got != "Gone work  2026-10-01;Soon work  2026-12-01;" {
		t.Errorf("expiring are %s", got)
	}
}

func TestCaseloadsAndPassingThemOn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.open("Uno"), h.open("Due")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, a, Pact, h.pact(a), h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, a, Pact, h.decide(1, 1, Signed), h.Now))
	loads := func(today desks.Date) string {
		t.Helper()
		list, err := Loads(h.Ctx, h.DB, h.anna, today)
		h.Must(err)
		text := ""
		for _, x := range list {
			text += fmt.Sprintf("%s %d/%d/%d %s;", map[int64]string{h.anna.UserID: "anna", h.ada.UserID: "ada"}[x.UserID], x.Open, x.Late, x.Unsigned, x.Oldest)
		}
		return text
	}
	if got := loads(desks.DateOf(h.Now)); got != "anna 2/0/1 2026-11-22;" {
		t.Errorf("caseloads are %s", got)
	}
	if got := loads(desks.DateOf(h.Now).AddDays(15)); got != "anna 2/2/1 2026-11-22;" {
		t.Errorf("a fortnight later they are %s", got)
	}
	h.Wants(HandOverAll(h.Ctx, h.DB, h.anna, nil, h.ada.UserID, "", h.Now), fault.Invalid, "cases.error.choose")
	h.Wants(HandOverAll(h.Ctx, h.DB, h.anna, []int64{a}, 0, "", h.Now), fault.Invalid, "cases.error.user")
	h.Wants(HandOverAll(h.Ctx, h.DB, h.anna, []int64{a, 999999}, h.ada.UserID, "", h.Now), fault.NotFound, "")
	h.Wants(HandOverAll(h.Ctx, h.DB, h.ben, []int64{a}, h.ben.UserID, "", h.Now), fault.NotFound, "")
	if got := loads(desks.DateOf(h.Now)); got != "anna 2/0/1 2026-11-22;" {
		t.Errorf("after what was refused they are %s", got)
	}
	h.Must(HandOverAll(h.Ctx, h.DB, h.anna, []int64{b, a, b}, h.ada.UserID, "Congedo", h.Now))
	if got := loads(desks.DateOf(h.Now)); got != "ada 2/0/1 2026-11-22;" {
		t.Errorf("after passing on they are %s", got)
	}
}
