package assessments

import (
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func (h *town) test(name string) NewTest {
	return NewTest{Key: h.Key(), Name: name, GivenOn: tuesday, UserID: h.ada.UserID, Lang: "it", Result: "Buona autonomia"}
}

func (h *town) note(who auth.Actor, in NewTest) (int64, error) {
	return Note(h.Ctx, h.DB, h.vault, h.signer, who, h.path, in, h.Now)
}

func TestATestIsGiven(t *testing.T) {
	h := build(t, testdb.Tx(t))
	in := h.test("Interessi professionali")
	in.Files = []Upload{pdf("esito.pdf")}
	id, err := h.note(h.anna, in)
	h.Must(err)
	again, err := h.note(h.anna, in)
	h.Must(err)
	if again != id {
		t.Errorf("sent twice, it is %d and %d", id, again)
	}
	list, err := Tests(h.Ctx, h.DB, h.ada, h.path)
	h.Must(err)
	if len(list) != 1 || list[0].Name != "Interessi professionali" || len(list[0].Files) != 1 {
		t.Fatalf("tests %+v", list)
	}
	c, err := TestNames(h.Ctx, h.DB, h.anna, list[0].DeskID)
	h.Must(err)
	if len(c) != 1 || c[0] != "Interessi professionali" {
		t.Errorf("names %q", c)
	}
	_, err = TakeTestFile(h.Ctx, h.DB, h.anna, id, list[0].Files[0].ID, h.Now)
	h.Must(err)
	for what, err := range map[string]error{
		"another desk's file": func() error { _, err := TakeTestFile(h.Ctx, h.DB, h.ben, id, list[0].Files[0].ID, h.Now); return err }(),
		"another desk's test": func() error { _, err := FindTest(h.Ctx, h.DB, h.ben, id); return err }(),
		"taking it out":       WithdrawTest(h.Ctx, h.DB, h.ben, id, "Mio", h.Now),
		"noting one":          func() error { _, err := h.note(h.ben, h.test("Altro")); return err }(),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.Wants(WithdrawTest(h.Ctx, h.DB, h.anna, id, " ", h.Now), fault.Invalid, "assessments.error.required")
	h.Must(WithdrawTest(h.Ctx, h.DB, h.anna, id, "Persona sbagliata", h.Now))
	if list, err = Tests(h.Ctx, h.DB, h.anna, h.path); err != nil || len(list) != 0 {
		t.Errorf("withdrawn, it is still there: %+v %v", list, err)
	}
}

func TestWhatATestNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for field, spoil := range map[string]func(*NewTest){
		"name":     func(x *NewTest) { x.Name = "" },
		"given_on": func(x *NewTest) { x.GivenOn = tuesday.AddDays(1) },
		"user":     func(x *NewTest) { x.UserID = 0 },
		"lang":     func(x *NewTest) { x.Lang = "xx" },
		"result":   func(x *NewTest) { x.Result = "" },
		"health":   func(x *NewTest) { x.Health = true },
		"giver":    func(x *NewTest) { x.UserID, x.Giver = 0, strings.Repeat("x", MaxName+1) },
	} {
		in := h.test("Interessi professionali")
		spoil(&in)
		_, err := h.note(h.anna, in)
		x, ok := fault.As(err)
		if !ok || x.Kind != fault.Invalid || x.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	in := h.test("Dato fuori")
	in.UserID, in.Giver, in.GivenOn = 0, "Dott. Esempio", desks.Date{Year: 2025, Month: 1, Day: 2}
	_, err := h.note(h.anna, in)
	h.Must(err)
}

func TestHealthDataStandApart(t *testing.T) {
	h := build(t, testdb.Tx(t))
	in := h.test("Scala di ansia")
	in.Health, in.Files = true, []Upload{pdf("ansia.pdf")}
	id, err := h.note(h.ada, in)
	h.Must(err)
	var leaked bool
	h.Must(h.DB.NewRaw("SELECT bool_or(t::text LIKE '%ansia%' OR t::text LIKE '%autonomia%') FROM given_tests AS t").Scan(h.Ctx, &leaked))
	if leaked {
		t.Error("health data stand readable in the table")
	}
	for _, who := range []auth.Actor{h.anna, h.ada} {
		if list, err := Tests(h.Ctx, h.DB, who, h.path); err != nil || len(list) != 0 {
			t.Errorf("among the others: %+v %v", list, err)
		}
	}
	_, err = HealthTests(h.Ctx, h.DB, h.signer, h.anna, h.path, h.Now)
	h.Wants(err, fault.Forbidden, "")
	_, err = FindTest(h.Ctx, h.DB, h.anna, id)
	h.Wants(err, fault.NotFound, "")
	h.Wants(WithdrawTest(h.Ctx, h.DB, h.anna, id, "Mio", h.Now), fault.NotFound, "")
	reads := func() int {
		list, err := people.Reads(h.Ctx, h.DB, h.person)
		h.Must(err)
		n := 0
		for _, r := range list {
			if r.Part == people.PartSpecial {
				n++
			}
		}
		return n
	}
	list, err := HealthTests(h.Ctx, h.DB, h.signer, h.ada, h.path, h.Now)
	h.Must(err)
	if len(list) != 1 || list[0].Name != "Scala di ansia" || list[0].Result != "Buona autonomia" || reads() != 1 {
		t.Fatalf("tests %+v, %d readings", list, reads())
	}
	file := list[0].Files[0].ID
	_, err = TakeTestFile(h.Ctx, h.DB, h.anna, id, file, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = TakeTestFile(h.Ctx, h.DB, h.ada, id, file, h.Now)
	h.Must(err)
	if names, err := TestNames(h.Ctx, h.DB, h.ada, list[0].DeskID); err != nil || len(names) != 0 {
		t.Errorf("names %q %v", names, err)
	}
	history, err := people.TimelineOf(h.Ctx, h.DB, h.ada, h.person, nil, people.Place{}, people.HistoryPage)
	h.Must(err)
	if events, err := Events(h.Ctx, h.DB, h.ada, history); err != nil || len(events) != 0 {
		t.Errorf("in the history: %+v %v", events, err)
	}
	h.Must(WithdrawTest(h.Ctx, h.DB, h.ada, id, "Per errore", h.Now))
	var left int
	h.Must(h.DB.NewRaw("SELECT octet_length(sealed) FROM given_tests WHERE id = ?", id).Scan(h.Ctx, &left))
	if left != 0 {
		t.Error("what was withdrawn is still kept")
	}
}
