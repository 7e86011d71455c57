package partners

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// net is the network on Tuesday 24 November 2026: dora coordinates, anna and ada receive.
type net struct {
	*towntest.Town
	dora, anna, ada auth.Actor
}

func newNet(t *testing.T) *net {
	t.Helper()
	h := &net{Town: towntest.New(t, testdb.Tx(t), "2026-11-24 10:00")}
	h.dora, h.anna, h.ada = h.Actor("Dora", auth.Coordinator), h.Actor("Anna", auth.Reception), h.Actor("Ada", auth.Specialist)
	return h
}

func (h *net) body(name string, edits ...func(*Body)) int64 {
	h.Helper()
	b := Body{Name: name, Sort: Social, Kind: "public", Field: "social"}
	for _, edit := range edits {
		edit(&b)
	}
	id, err := Put(h.Ctx, h.DB, h.dora, b, h.Now)
	h.Must(err)
	return id
}

func (h *net) found(f Filter) string {
	h.Helper()
	all, _, err := List(h.Ctx, h.DB, h.anna, f, Cursor{})
	h.Must(err)
	var names []string
	for _, b := range all {
		names = append(names, b.Name)
	}
	return strings.Join(names, ", ")
}

func TestBodiesAreOpenedChangedAndFound(t *testing.T) {
	h := newNet(t)
	id := h.body("  Perché   Nò ", func(b *Body) { b.District, b.Site = "Ambito Àlto", "www.ente.example/a" })
	h.body("Ser.T. 2", func(b *Body) { b.Sort = SerT })
	h.body("Ser.T. 1", func(b *Body) { b.Sort = SerT })
	h.body("Altra", func(b *Body) { b.Sort, b.Kind, b.Field = CPI, "public", "work" })
	b, err := Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if b.Name != "Perché Nò" || b.Site != "https://www.ente.example/a" || b.Version != 1 || b.OpenedBy != h.dora.Ref() || !b.InUse() {
		t.Errorf("kept as %+v", b)
	}
	for want, f := range map[string]Filter{
		"Altra, Perché Nò, Ser.T. 1, Ser.T. 2": {}, "Ser.T. 2": {Search: "sert 2"}, "Ser.T. 1": {Search: "1 ser.t."}, "Perché Nò": {Search: "alto PERCHE"}, "Altra": {Sort: CPI, Field: "work"}, "": {Search: "nessuno"},
	} {
		if got := h.found(f); got != want {
			t.Errorf("%+v finds %q, want %q", f, got, want)
		}
	}
	b.Notes, b.Name = "Due parole", "Perché Sì"
	_, err = Put(h.Ctx, h.DB, h.dora, *b, h.Now.Add(time.Hour))
	h.Must(err)
	_, err = Put(h.Ctx, h.DB, h.dora, *b, h.Now.Add(time.Hour))
	h.Wants(err, fault.Conflict, "partners.error.changed")
	b, err = Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if b.Version != 2 || b.Notes != "Due parole" || !b.OpenedAt.Equal(h.Now) {
		t.Errorf("changed to %+v", b)
	}
	names, err := Names(h.Ctx, h.DB, []int64{id, 999999})
	h.Must(err)
	if len(names) != 1 || names[id] != "Perché Sì" {
		t.Errorf("names: %v", names)
	}
}

func TestABodyIsPutAsideAndUsedAgain(t *testing.T) {
	h := newNet(t)
	id := h.body("Una")
	for range 2 { // quiet the second time
		h.Must(Retire(h.Ctx, h.DB, h.dora, id, true, h.Now))
	}
	if got := h.found(Filter{}) + "|" + h.found(Filter{Retired: true}); got != "|Una" {
		t.Errorf("lists after putting aside: %q", got)
	}
	if all, err := Choices(h.Ctx, h.DB, h.anna); err != nil || len(all) != 0 {
		t.Errorf("a body put aside can be chosen: %v %v", all, err)
	}
	h.Must(Retire(h.Ctx, h.DB, h.dora, id, false, h.Now))
	if all, err := Choices(h.Ctx, h.DB, h.anna, Social, CPI); err != nil || len(all) != 1 {
		t.Errorf("a body used again: %v %v", all, err)
	}
	if all, err := Choices(h.Ctx, h.DB, h.anna, CPI); err != nil || len(all) != 0 {
		t.Errorf("of another sort: %v %v", all, err)
	}
	var actions []string
	h.Must(h.DB.NewRaw("SELECT action FROM audit_entries WHERE subject = 'partner' AND subject_id = ? ORDER BY id", id).Scan(h.Ctx, &actions))
	if got := strings.Join(actions, " "); got != "partners.open partners.retire partners.resume" {
		t.Errorf("the trail: %s", got)
	}
}

func TestWhatIsWrongWithABody(t *testing.T) {
	h := newNet(t)
	good := Body{Name: "Una", District: "Nord", Sort: Social, Kind: "public", Field: "social"}
	_, err := Put(h.Ctx, h.DB, h.dora, good, h.Now)
	h.Must(err)
	same := good
	same.Name, same.District = "UNA", "nord"
	for _, x := range []struct {
		edit func(*Body)
		kind fault.Kind
		key  string
	}{
		{func(b *Body) { b.Name = " " }, fault.Invalid, "name"},
		{func(b *Body) { b.Name = strings.Repeat("è", MaxName+1) }, fault.Invalid, "partners.error.long"},
		{func(b *Body) { b.Sort = "x" }, fault.Invalid, "sort"},
		{func(b *Body) { b.Kind = "" }, fault.Invalid, "kind"},
		{func(b *Body) { b.Field = "Gestione" }, fault.Invalid, "field"},
		{func(b *Body) { b.Email = "nessuno" }, fault.Invalid, "email"},
		{func(b *Body) { b.Site = "javascript:alert(1)" }, fault.Invalid, "site"},
		{func(b *Body) { b.Site = "javascript://ente.example/%0aalert(1)" }, fault.Invalid, "site"},
		{func(b *Body) { b.Notes = "a\x00b" }, fault.Invalid, "partners.error.characters"},
		{func(b *Body) { *b = same }, fault.Conflict, "constraint.partners_name_taken"},
	} {
		b := good
		b.Name = "Altra"
		x.edit(&b)
		_, err := Put(h.Ctx, nested(t, h), h.dora, b, h.Now)
		h.Wants(err, x.kind, x.key)
	}
	if h.body("Una", func(b *Body) { b.District = "Sud" }) == 0 {
		t.Error("one name in two districts")
	}
}

// nested is a savepoint, so that a broken constraint ends nothing.
func nested(t *testing.T, h *net) bun.IDB {
	t.Helper()
	tx, err := h.DB.BeginTx(h.Ctx, nil)
	h.Must(err)
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

func TestThePagesOfTheListHoldEveryBodyOnce(t *testing.T) {
	h := newNet(t)
	for i := range PageSize*2 + 3 {
		h.body(fmt.Sprintf("Ente %d", i%(PageSize+7)), func(b *Body) { b.District = fmt.Sprint(i) }) // many of one name
	}
	seen, last := map[int64]bool{}, ""
	for after, pages := (Cursor{}), 0; ; pages++ {
		all, next, err := List(h.Ctx, h.DB, h.anna, Filter{}, after)
		h.Must(err)
		for _, b := range all {
			if seen[b.ID] || b.NameKey < last {
				t.Fatalf("%s stands twice or out of order", b.Name)
			}
			seen[b.ID], last = true, b.NameKey
		}
		if next == nil {
			if pages != 2 || len(seen) != PageSize*2+3 {
				t.Errorf("%d pages, %d bodies", pages+1, len(seen))
			}
			return
		}
		after = *next
	}
}

func TestPeopleAndAgreementsHangOnTheirBody(t *testing.T) {
	h := newNet(t)
	a, b := h.body("A"), h.body("B")
	h.Must(PutPerson(h.Ctx, h.DB, h.dora, Person{PartnerID: a, Name: "Referente Prova", Email: "r@ente.example"}, h.Now))
	h.Must(PutAgreement(h.Ctx, h.DB, h.dora, Agreement{PartnerID: a, SignedOn: day("2026-01-01"), ValidUntil: day("2026-11-23"), Subject: "Invii"}, h.Now))
	people, err := People(h.Ctx, h.DB, h.anna, a)
	h.Must(err)
	agreements, err := Agreements(h.Ctx, h.DB, h.anna, a)
	h.Must(err)
	if len(people) != 1 || len(agreements) != 1 || agreements[0].InForce(day("2026-11-24")) || !agreements[0].InForce(day("2026-11-23")) {
		t.Fatalf("%+v %+v", people, agreements)
	}
	x, y := people[0], agreements[0]
	x.Role, x.PartnerID = "Direttrice", b
	h.Wants(PutPerson(h.Ctx, h.DB, h.dora, x, h.Now), fault.NotFound, "")
	h.Wants(RemovePerson(h.Ctx, h.DB, h.dora, b, x.ID, h.Now), fault.NotFound, "")
	h.Wants(RemoveAgreement(h.Ctx, h.DB, h.dora, b, y.ID, h.Now), fault.NotFound, "")
	x.PartnerID, y.ValidUntil = a, desks.Date{}
	h.Must(PutPerson(h.Ctx, h.DB, h.dora, x, h.Now))
	h.Must(PutAgreement(h.Ctx, h.DB, h.dora, y, h.Now))
	people, err = People(h.Ctx, h.DB, h.anna, a)
	h.Must(err)
	agreements, err = Agreements(h.Ctx, h.DB, h.anna, a)
	h.Must(err)
	if people[0].Role != "Direttrice" || !agreements[0].InForce(day("2030-01-01")) {
		t.Errorf("%+v %+v", people, agreements)
	}
	y.ValidUntil = day("2025-12-31")
	h.Wants(PutAgreement(h.Ctx, h.DB, h.dora, y, h.Now), fault.Invalid, "partners.error.order")
	y.ValidUntil, y.SignedOn = desks.Date{}, day("2026-11-25")
	h.Wants(PutAgreement(h.Ctx, h.DB, h.dora, y, h.Now), fault.Invalid, "partners.error.future")
	h.Wants(PutPerson(h.Ctx, h.DB, h.dora, Person{PartnerID: a}, h.Now), fault.Invalid, "partners.error.person")
	h.Wants(PutPerson(h.Ctx, h.DB, h.dora, Person{PartnerID: 999999, Name: "x"}, h.Now), fault.NotFound, "")
	h.Must(RemovePerson(h.Ctx, h.DB, h.dora, a, x.ID, h.Now))
	h.Must(RemoveAgreement(h.Ctx, h.DB, h.dora, a, y.ID, h.Now))
}

func day(s string) desks.Date {
	d, err := desks.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestTheRegisterOfContacts(t *testing.T) {
	h := newNet(t)
	id := h.body("A")
	for i := range ContactsPage + 2 {
		h.Must(NoteContact(h.Ctx, h.DB, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24").AddDays(-i / 2), How: "phone", About: fmt.Sprint("n ", i)}, h.Now))
	}
	first, next, err := Contacts(h.Ctx, h.DB, h.ada, id, ContactCursor{})
	h.Must(err)
	if len(first) != ContactsPage || next == nil {
		t.Fatalf("%d rows, next %v", len(first), next)
	}
	rest, next, err := Contacts(h.Ctx, h.DB, h.ada, id, *next)
	h.Must(err)
	if len(rest) != 2 || next != nil || rest[1].About != fmt.Sprint("n ", ContactsPage) {
		t.Errorf("second page %+v", rest)
	}
	h.Wants(RemoveContact(h.Ctx, h.DB, h.ada, id, first[0].ID, h.Now), fault.NotFound, "")
	h.Wants(RemoveContact(h.Ctx, h.DB, h.anna, h.body("B"), first[0].ID, h.Now), fault.NotFound, "")
	h.Must(RemoveContact(h.Ctx, h.DB, h.anna, id, first[0].ID, h.Now))
	h.Must(RemoveContact(h.Ctx, h.DB, h.dora, id, first[1].ID, h.Now))
	h.Wants(NoteContact(h.Ctx, h.DB, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-25"), How: "phone", About: "x"}, h.Now), fault.Invalid, "partners.error.future")
	h.Wants(NoteContact(h.Ctx, h.DB, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24"), How: "fax", About: "x"}, h.Now), fault.Invalid, "how")
	h.Wants(NoteContact(h.Ctx, h.DB, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24"), How: "phone"}, h.Now), fault.Invalid, "about")
}

func TestWhoMayDoWhatWithTheNetwork(t *testing.T) {
	h := newNet(t)
	id := h.body("A")
	none, reader := auth.Actor{UserID: 9, Roles: []auth.Role{auth.ReferringBody, auth.Editor}}, auth.Actor{UserID: 8, Roles: []auth.Role{auth.Matching}}
	_, _, listed := List(h.Ctx, h.DB, none, Filter{}, Cursor{})
	_, found := Find(h.Ctx, h.DB, none, id)
	_, chosen := Choices(h.Ctx, h.DB, none)
	_, people := People(h.Ctx, h.DB, none, id)
	_, agreements := Agreements(h.Ctx, h.DB, none, id)
	_, _, contacts := Contacts(h.Ctx, h.DB, none, id, ContactCursor{})
	_, put := Put(h.Ctx, h.DB, h.anna, Body{Name: "x"}, h.Now)
	for what, err := range map[string]error{
		"list": listed, "find": found, "choices": chosen, "people": people, "agreements": agreements, "contacts": contacts, "put": put,
		"retire": Retire(h.Ctx, h.DB, h.anna, id, true, h.Now), "person": PutPerson(h.Ctx, h.DB, h.anna, Person{PartnerID: id, Name: "x"}, h.Now),
		"agreement":        PutAgreement(h.Ctx, h.DB, h.anna, Agreement{PartnerID: id}, h.Now),
		"remove person":    RemovePerson(h.Ctx, h.DB, h.anna, id, 1, h.Now),
		"remove agreement": RemoveAgreement(h.Ctx, h.DB, h.anna, id, 1, h.Now),
		"note":             NoteContact(h.Ctx, h.DB, reader, Contact{PartnerID: id}, h.Now), "unnote": RemoveContact(h.Ctx, h.DB, reader, id, 1, h.Now),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := Find(h.Ctx, h.DB, reader, id)
	h.Must(err)
	_, err = Find(h.Ctx, h.DB, reader, 999999)
	h.Wants(err, fault.NotFound, "")
}

func TestTheDemoNetwork(t *testing.T) {
	h := newNet(t)
	ids, err := SeedDemo(h.Ctx, h.DB, h.Now)
	h.Must(err)
	if len(ids) != len(demoBodies) {
		t.Errorf("%d bodies", len(ids))
	}
}
