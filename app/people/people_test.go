package people

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest/stage"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks, in a database, on Sunday 22 November 2026.
type town struct {
	*stage.Stage
	a, b int64 // desks
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Stage: stage.New(t, idb, "2026-11-22 10:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Information)
	return h
}

func at(desk int64) auth.Actor {
	return auth.Actor{UserID: desk, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{desk}}
}

// name is a form from "Given Surname".
func name(s string) Form {
	given, surname, _ := strings.Cut(s, " ")
	return Form{Identity: Identity{Given: given, Surname: surname, Lang: "it"}}
}

func (h *town) open(desk int64, f Form) int64 {
	h.Helper()
	id, err := Open(h.Ctx, h.DB, at(desk), desk, f, h.Now)
	h.Must(err)
	return id
}

func (h *town) search(desk int64, text string) []string {
	h.Helper()
	found, _, err := Search(h.Ctx, h.DB, at(desk), text)
	h.Must(err)
	names := []string{}
	for _, p := range found {
		names = append(names, p.Name())
	}
	return names
}

func TestSearchForgives(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := name("Fatima Benali")
	f.OwnName, f.Contacts = "فاطمة بن علي", []Contact{{Phone, "333 1234567", ""}, {Email, "Prova@Example.com", ""}}
	h.open(h.a, f)
	f = name("Nicolò D'Àngelo")
	f.FiscalCode, f.Checked = "RSSMRA85T10A562S", true
	h.open(h.a, f)
	f = name("Oleksandr Shevchenko")
	h.open(h.a, f)
	f = name("Abdul Rahman")
	h.open(h.a, f)
	h.open(h.b, name("Fatima Altrove"))
	for typed, want := range map[string]string{
		"fatima":            "Fatima Benali",
		"BENALI fat":        "Fatima Benali",
		"فاطمة":             "Fatima Benali",
		"fatma":             "Fatima Benali",
		"ফাতেমা":            "Fatima Benali",
		"3331234567":        "Fatima Benali",
		"+39 333 12 34 567": "Fatima Benali",
		"0039333-1234567":   "Fatima Benali",
		"prova@example.COM": "Fatima Benali",
		"nicolo dangelo":    "Nicolò D'Àngelo",
		"rssmra85t10a562s":  "Nicolò D'Àngelo",
		"rssmraurtmlarsn" + string(checkLetter("RSSMRAURTMLARSN")): "Nicolò D'Àngelo",
		"Шевченко":           "Oleksandr Shevchenko",
		"scevcenko":          "Oleksandr Shevchenko",
		"shevcenco":          "Oleksandr Shevchenko",
		"abderrahman":        "Abdul Rahman",
		"shevchnko aleksndr": "Oleksandr Shevchenko",
	} {
		if got := h.search(h.a, typed); len(got) != 1 || got[0] != want {
			t.Errorf("%q: got %v, want %s", typed, got, want)
		}
	}
	for _, typed := range []string{"", "f", "%", "'; DROP TABLE people; --", "\x00", "zzzzzz", "?", strings.Repeat("a ", 200)} {
		if got := h.search(h.a, typed); len(got) != 0 {
			t.Errorf("%q finds %v", typed, got)
		}
	}
}

func TestOneDeskDoesNotSeeTheOther(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := name("Prova Uno")
	f.Contacts = []Contact{{Phone, "333 1234567", ""}}
	id := h.open(h.a, f)
	if got := h.search(h.b, "prova uno"); len(got) != 0 {
		t.Errorf("desk B finds %v", got)
	}
	if got := h.search(h.b, "3331234567"); len(got) != 0 {
		t.Errorf("desk B finds %v", got)
	}
	_, err := Find(h.Ctx, h.DB, at(h.b), id)
	h.Wants(err, fault.NotFound, "")
	h.Wants(Change(h.Ctx, h.DB, at(h.b), id, 1, f, h.Now), fault.NotFound, "")
	_, err = Open(h.Ctx, h.DB, at(h.b), h.a, f, h.Now)
	h.Wants(err, fault.NotFound, "")
	matches, err := Similar(h.Ctx, h.DB, at(h.b), f)
	h.Must(err)
	if len(matches) != 1 || matches[0].Here || matches[0].Person != nil || matches[0].Initials != "P. U." {
		t.Fatalf("desk B is shown %+v", matches)
	}
	h.Wants(Attach(h.Ctx, h.DB, at(h.b), id, h.b, " ", h.Now), fault.Invalid, "people.error.reason")
	h.Wants(Attach(h.Ctx, h.DB, at(h.b), id, h.a, "Trasloco", h.Now), fault.NotFound, "")
	h.Must(Attach(h.Ctx, h.DB, at(h.b), id, h.b, "È venuta allo sportello", h.Now))
	if p, err := Find(h.Ctx, h.DB, at(h.b), id); err != nil || len(p.DeskIDs) != 2 {
		t.Errorf("after attaching: %+v, %v", p, err)
	}
	reads, err := Reads(h.Ctx, h.DB, id)
	h.Must(err)
	if len(reads) != 1 || reads[0].Reason != "È venuta allo sportello" {
		t.Errorf("the list of who opened the file has %+v", reads)
	}
}

func TestSimilarAtEntry(t *testing.T) {
	h := build(t, testdb.Tx(t))
	base := name("Mario Rossi")
	base.BornOn, base.Sex, base.FiscalCode = day("1985-12-10"), "M", "RSSMRA85T10A562S"
	base.Contacts = []Contact{{Phone, "333 1234567", ""}}
	h.open(h.a, base)
	for what, c := range map[string]struct {
		form Form
		want []string
	}{
		"same code in omocodia": {Form{Identity: Identity{Given: "M", FiscalCode: code("RSSMRAURTMLARSN")}}, []string{SameFiscal}},
		"name and birth":        {Form{Identity: Identity{Given: "Rossi", Surname: "Mario", BornOn: day("1985-12-10")}}, []string{SameBirth, SameName}},
		"nearly the name":       {Form{Identity: Identity{Given: "Marius", Surname: "Rosi", BornOn: day("1985-12-10")}}, []string{SameBirth}},
		"same name and phone":   {Form{Identity: Identity{Given: "Mario", Surname: "Rossi"}, Contacts: base.Contacts}, []string{SameName, SameContact}},
		"the wife":              {Form{Identity: Identity{Given: "Anna", Surname: "Verdi"}, Contacts: base.Contacts}, nil},
		"only the name":         {Form{Identity: Identity{Given: "Mario", Surname: "Rossi"}}, nil},
		"nobody":                {Form{}, nil},
	} {
		got, err := Similar(h.Ctx, h.DB, at(h.a), c.form)
		h.Must(err)
		switch {
		case c.want == nil && len(got) > 0:
			t.Errorf("%s: %v", what, got[0].Why)
		case c.want != nil && (len(got) != 1 || !slices.Equal(got[0].Why[:1], c.want[:1])):
			t.Errorf("%s: got %+v, want %v", what, got, c.want)
		}
	}
	_, err := Open(h.Ctx, h.DB, at(h.a), h.a, Form{Identity: Identity{Given: "Altro", Lang: "it", FiscalCode: code("RSSMRAURTMLARSN")}, Checked: true}, h.Now)
	h.Wants(err, fault.Conflict, "people.error.fiscal_taken")
}

func TestCoupleSharesContacts(t *testing.T) {
	h := build(t, testdb.Tx(t))
	shared := []Contact{{Phone, "333 1234567", "della moglie"}, {Email, "famiglia@example.com", ""}}
	one, two := name("Prova Uno"), name("Esempio Due")
	one.Contacts, two.Contacts = shared, shared
	h.open(h.a, one)
	h.open(h.a, two)
	if got := h.search(h.a, "333-1234567"); len(got) != 2 {
		t.Errorf("a shared number finds %v", got)
	}
}

func TestSecondToSaveSeesWhatTheFirstChanged(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.open(h.a, name("Prova Uno"))
	first, second := name("Prova Uno"), name("Prova Uno")
	first.City, first.Contacts = "Monopoli", []Contact{{Phone, "333 1234567", ""}}
	h.Must(Change(h.Ctx, h.DB, at(h.a), id, 1, first, h.Now))
	h.Must(Change(h.Ctx, h.DB, at(h.a), id, 1, first, h.Now)) // sent twice
	second.Street = "Via Prova 1"
	h.Wants(Change(h.Ctx, h.DB, at(h.a), id, 1, second, h.Now), fault.Conflict, "people.error.changed")
	d, err := Since(h.Ctx, h.DB, at(h.a), id, 1)
	h.Must(err)
	if !slices.Equal(d.Fields, []string{"city", "contacts"}) || d.Version != 2 || d.Was.City != "" || d.Is.City != "Monopoli" {
		t.Errorf("the second is told %+v", d)
	}
	second.City, second.Contacts = first.City, first.Contacts
	h.Must(Change(h.Ctx, h.DB, at(h.a), id, d.Version, second, h.Now))
	p, err := Find(h.Ctx, h.DB, at(h.a), id)
	h.Must(err)
	if p.City != "Monopoli" || p.Street != "Via Prova 1" || len(p.Contacts) != 1 || p.Version != 3 {
		t.Errorf("kept %+v", p)
	}
	if got := h.search(h.a, "prova"); len(got) != 1 {
		t.Errorf("after changes the name finds %v", got)
	}
}

func TestFormRefuses(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for field, change := range map[string]func(*Form){
		"given":         func(f *Form) { f.Given = " " },
		"surname":       func(f *Form) { f.Surname = strings.Repeat("ß", MaxName+1) },
		"own_name":      func(f *Form) { f.OwnName = "a\x00b" },
		"sex":           func(f *Form) { f.Sex = "Q" },
		"born_on":       func(f *Form) { f.BornOn = h.Now.AddDate(0, 0, 2) },
		"birth_country": func(f *Form) { f.BirthCountry = "ZZZ" },
		"citizenship":   func(f *Form) { f.Citizenship = "150" },
		"lang":          func(f *Form) { f.Lang = "xx" },
		"mediator":      func(f *Form) { f.Mediator = "??" },
		"fiscal_code":   func(f *Form) { f.FiscalCode = "RSSMRA85T10A562T" },
		"phone":         func(f *Form) { f.Contacts = []Contact{{Phone, "12", ""}} },
		"email":         func(f *Form) { f.Contacts = []Contact{{Email, "senza chiocciola", ""}} },
	} {
		f := name("Prova Uno")
		change(&f)
		_, err := Open(h.Ctx, h.DB, at(h.a), h.a, f, h.Now)
		if x, ok := fault.As(err); !ok || x.Kind != fault.Invalid || x.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	f := name("Mario Rossi")
	f.FiscalCode, f.Sex = "RSSMRA85T10A562S", "F"
	_, err := Open(h.Ctx, h.DB, at(h.a), h.a, f, h.Now)
	h.Wants(err, fault.Invalid, "people.error.fiscal_sex")
	f.Checked = true
	h.open(h.a, f)
}

func TestAgeOnTheTwentyNinthOfFebruary(t *testing.T) {
	x := Identity{BornOn: day("2008-02-29")}
	for on, want := range map[string]int{"2026-02-28": 17, "2026-03-01": 18, "2028-02-28": 19, "2028-02-29": 20} {
		if got := x.Age(day(on)); got != want {
			t.Errorf("on %s: %d, want %d", on, got, want)
		}
	}
	if (Identity{}).Age(day("2026-01-01")) != -1 {
		t.Error("an unknown birth has an age")
	}
}
