package partners

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// net is the network on Tuesday 24 November 2026: dora coordinates, anna and ada receive.
type net struct {
	t               *testing.T
	ctx             context.Context
	db              bun.IDB
	now             time.Time
	dora, anna, ada auth.Actor
}

func newNet(t *testing.T) *net {
	t.Helper()
	return &net{t: t, ctx: t.Context(), db: testdb.Tx(t), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		dora: auth.Actor{UserID: 1, Roles: []auth.Role{auth.Coordinator}}, anna: auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}},
		ada: auth.Actor{UserID: 3, Roles: []auth.Role{auth.Specialist}}}
}

func (h *net) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *net) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
	for _, x := range f.Fields {
		if x.Key == key || x.Name == key {
			return
		}
	}
	if key != "" && f.Key != key {
		h.t.Fatalf("got %v, want %s", err, key)
	}
}

func (h *net) body(name string, edits ...func(*Body)) int64 {
	h.t.Helper()
	b := Body{Name: name, Sort: Social, Kind: "public", Field: "social"}
	for _, edit := range edits {
		edit(&b)
	}
	id, err := Put(h.ctx, h.db, h.dora, b, h.now)
	h.must(err)
	return id
}

func (h *net) found(f Filter) string {
	h.t.Helper()
	all, _, err := List(h.ctx, h.db, h.anna, f, Cursor{})
	h.must(err)
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
	b, err := Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	if b.Name != "Perché Nò" || b.Site != "https://www.ente.example/a" || b.Version != 1 || b.OpenedBy != "user:1" || !b.InUse() {
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
	_, err = Put(h.ctx, h.db, h.dora, *b, h.now.Add(time.Hour))
	h.must(err)
	_, err = Put(h.ctx, h.db, h.dora, *b, h.now.Add(time.Hour))
	h.wants(err, fault.Conflict, "partners.error.changed")
	b, err = Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	if b.Version != 2 || b.Notes != "Due parole" || !b.OpenedAt.Equal(h.now) {
		t.Errorf("changed to %+v", b)
	}
	names, err := Names(h.ctx, h.db, []int64{id, 999999})
	h.must(err)
	if len(names) != 1 || names[id] != "Perché Sì" {
		t.Errorf("names: %v", names)
	}
}

func TestABodyIsPutAsideAndUsedAgain(t *testing.T) {
	h := newNet(t)
	id := h.body("Una")
	for range 2 { // quiet the second time
		h.must(Retire(h.ctx, h.db, h.dora, id, true, h.now))
	}
	if got := h.found(Filter{}) + "|" + h.found(Filter{Retired: true}); got != "|Una" {
		t.Errorf("lists after putting aside: %q", got)
	}
	if all, err := Choices(h.ctx, h.db, h.anna); err != nil || len(all) != 0 {
		t.Errorf("a body put aside can be chosen: %v %v", all, err)
	}
	h.must(Retire(h.ctx, h.db, h.dora, id, false, h.now))
	if all, err := Choices(h.ctx, h.db, h.anna, Social, CPI); err != nil || len(all) != 1 {
		t.Errorf("a body used again: %v %v", all, err)
	}
	if all, err := Choices(h.ctx, h.db, h.anna, CPI); err != nil || len(all) != 0 {
		t.Errorf("of another sort: %v %v", all, err)
	}
	var actions []string
	h.must(h.db.NewRaw("SELECT action FROM audit_entries WHERE subject = 'partner' AND subject_id = ? ORDER BY id", id).Scan(h.ctx, &actions))
	if got := strings.Join(actions, " "); got != "partners.open partners.retire partners.resume" {
		t.Errorf("the trail: %s", got)
	}
}

func TestWhatIsWrongWithABody(t *testing.T) {
	h := newNet(t)
	good := Body{Name: "Una", District: "Nord", Sort: Social, Kind: "public", Field: "social"}
	_, err := Put(h.ctx, h.db, h.dora, good, h.now)
	h.must(err)
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
		_, err := Put(h.ctx, nested(t, h), h.dora, b, h.now)
		h.wants(err, x.kind, x.key)
	}
	if h.body("Una", func(b *Body) { b.District = "Sud" }) == 0 {
		t.Error("one name in two districts")
	}
}

// nested is a savepoint, so that a broken constraint ends nothing.
func nested(t *testing.T, h *net) bun.IDB {
	t.Helper()
	tx, err := h.db.BeginTx(h.ctx, nil)
	h.must(err)
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
		all, next, err := List(h.ctx, h.db, h.anna, Filter{}, after)
		h.must(err)
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
	h.must(PutPerson(h.ctx, h.db, h.dora, Person{PartnerID: a, Name: "Referente Prova", Email: "r@ente.example"}, h.now))
	h.must(PutAgreement(h.ctx, h.db, h.dora, Agreement{PartnerID: a, SignedOn: day("2026-01-01"), ValidUntil: day("2026-11-23"), Subject: "Invii"}, h.now))
	people, err := People(h.ctx, h.db, h.anna, a)
	h.must(err)
	agreements, err := Agreements(h.ctx, h.db, h.anna, a)
	h.must(err)
	if len(people) != 1 || len(agreements) != 1 || agreements[0].InForce(day("2026-11-24")) || !agreements[0].InForce(day("2026-11-23")) {
		t.Fatalf("%+v %+v", people, agreements)
	}
	x, y := people[0], agreements[0]
	x.Role, x.PartnerID = "Direttrice", b
	h.wants(PutPerson(h.ctx, h.db, h.dora, x, h.now), fault.NotFound, "")
	h.wants(RemovePerson(h.ctx, h.db, h.dora, b, x.ID, h.now), fault.NotFound, "")
	h.wants(RemoveAgreement(h.ctx, h.db, h.dora, b, y.ID, h.now), fault.NotFound, "")
	x.PartnerID, y.ValidUntil = a, desks.Date{}
	h.must(PutPerson(h.ctx, h.db, h.dora, x, h.now))
	h.must(PutAgreement(h.ctx, h.db, h.dora, y, h.now))
	people, err = People(h.ctx, h.db, h.anna, a)
	h.must(err)
	agreements, err = Agreements(h.ctx, h.db, h.anna, a)
	h.must(err)
	if people[0].Role != "Direttrice" || !agreements[0].InForce(day("2030-01-01")) {
		t.Errorf("%+v %+v", people, agreements)
	}
	y.ValidUntil = day("2025-12-31")
	h.wants(PutAgreement(h.ctx, h.db, h.dora, y, h.now), fault.Invalid, "partners.error.order")
	y.ValidUntil, y.SignedOn = desks.Date{}, day("2026-11-25")
	h.wants(PutAgreement(h.ctx, h.db, h.dora, y, h.now), fault.Invalid, "partners.error.future")
	h.wants(PutPerson(h.ctx, h.db, h.dora, Person{PartnerID: a}, h.now), fault.Invalid, "partners.error.person")
	h.wants(PutPerson(h.ctx, h.db, h.dora, Person{PartnerID: 999999, Name: "x"}, h.now), fault.NotFound, "")
	h.must(RemovePerson(h.ctx, h.db, h.dora, a, x.ID, h.now))
	h.must(RemoveAgreement(h.ctx, h.db, h.dora, a, y.ID, h.now))
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
		h.must(NoteContact(h.ctx, h.db, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24").AddDays(-i / 2), How: "phone", About: fmt.Sprint("n ", i)}, h.now))
	}
	first, next, err := Contacts(h.ctx, h.db, h.ada, id, ContactCursor{})
	h.must(err)
	if len(first) != ContactsPage || next == nil {
		t.Fatalf("%d rows, next %v", len(first), next)
	}
	rest, next, err := Contacts(h.ctx, h.db, h.ada, id, *next)
	h.must(err)
	if len(rest) != 2 || next != nil || rest[1].About != fmt.Sprint("n ", ContactsPage) {
		t.Errorf("second page %+v", rest)
	}
	h.wants(RemoveContact(h.ctx, h.db, h.ada, id, first[0].ID, h.now), fault.NotFound, "")
	h.wants(RemoveContact(h.ctx, h.db, h.anna, h.body("B"), first[0].ID, h.now), fault.NotFound, "")
	h.must(RemoveContact(h.ctx, h.db, h.anna, id, first[0].ID, h.now))
	h.must(RemoveContact(h.ctx, h.db, h.dora, id, first[1].ID, h.now))
	h.wants(NoteContact(h.ctx, h.db, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-25"), How: "phone", About: "x"}, h.now), fault.Invalid, "partners.error.future")
	h.wants(NoteContact(h.ctx, h.db, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24"), How: "fax", About: "x"}, h.now), fault.Invalid, "how")
	h.wants(NoteContact(h.ctx, h.db, h.anna, Contact{PartnerID: id, HadOn: day("2026-11-24"), How: "phone"}, h.now), fault.Invalid, "about")
}

func TestWhoMayDoWhatWithTheNetwork(t *testing.T) {
	h := newNet(t)
	id := h.body("A")
	none, reader := auth.Actor{UserID: 9, Roles: []auth.Role{auth.ReferringBody, auth.Editor}}, auth.Actor{UserID: 8, Roles: []auth.Role{auth.Matching}}
	_, _, listed := List(h.ctx, h.db, none, Filter{}, Cursor{})
	_, found := Find(h.ctx, h.db, none, id)
	_, chosen := Choices(h.ctx, h.db, none)
	_, people := People(h.ctx, h.db, none, id)
	_, agreements := Agreements(h.ctx, h.db, none, id)
	_, _, contacts := Contacts(h.ctx, h.db, none, id, ContactCursor{})
	_, put := Put(h.ctx, h.db, h.anna, Body{Name: "x"}, h.now)
	for what, err := range map[string]error{
		"list": listed, "find": found, "choices": chosen, "people": people, "agreements": agreements, "contacts": contacts, "put": put,
		"retire": Retire(h.ctx, h.db, h.anna, id, true, h.now), "person": PutPerson(h.ctx, h.db, h.anna, Person{PartnerID: id, Name: "x"}, h.now),
		"agreement":        PutAgreement(h.ctx, h.db, h.anna, Agreement{PartnerID: id}, h.now),
		"remove person":    RemovePerson(h.ctx, h.db, h.anna, id, 1, h.now),
		"remove agreement": RemoveAgreement(h.ctx, h.db, h.anna, id, 1, h.now),
		"note":             NoteContact(h.ctx, h.db, reader, Contact{PartnerID: id}, h.now), "unnote": RemoveContact(h.ctx, h.db, reader, id, 1, h.now),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := Find(h.ctx, h.db, reader, id)
	h.must(err)
	_, err = Find(h.ctx, h.db, reader, 999999)
	h.wants(err, fault.NotFound, "")
}

func TestTheDemoNetwork(t *testing.T) {
	h := newNet(t)
	ids, err := SeedDemo(h.ctx, h.db, h.now)
	h.must(err)
	if len(ids) != len(demoBodies) {
		t.Errorf("%d bodies", len(ids))
	}
}
