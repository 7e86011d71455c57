package cases

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks with an account at each and two at the first, on Sunday 22
// November 2026.
type town struct {
	t              *testing.T
	ctx            context.Context
	db             bun.IDB
	now            time.Time
	a, b           int64
	anna, ada, ben auth.Actor
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	var site int64
	h.must(idb.NewRaw("INSERT INTO sites (slug, name, body, city) VALUES ('s', 'S', 'B', 'C') RETURNING id").Scan(h.ctx, &site))
	for i, into := range []*int64{&h.a, &h.b} {
		h.must(idb.NewRaw(`INSERT INTO desks (site_id, kind, slug, name) VALUES (?, 'information', ?, '{"it":"D"}') RETURNING id`,
			site, fmt.Sprint("d", i)).Scan(h.ctx, into))
	}
	ids, err := auth.SeedDemo(h.ctx, idb, []auth.DemoUser{
		{Email: "anna@demo.example", Name: "Anna Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.a}},
		{Email: "ada@demo.example", Name: "Ada Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.a}},
		{Email: "ben@demo.example", Name: "Ben Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.b}},
	}, "una frase molto lunga", h.now)
	h.must(err)
	actor := func(name string, desk int64) auth.Actor {
		return auth.Actor{UserID: ids[name+"@demo.example"], Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{desk}}
	}
	h.anna, h.ada, h.ben = actor("anna", h.a), actor("ada", h.a), actor("ben", h.b)
	return h
}

func (h *town) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *town) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key && (len(f.Fields) == 0 || f.Fields[0].Key != key) {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *town) person(name string) int64 {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: name, Lang: "ar"}}, h.now)
	h.must(err)
	return id
}

func (h *town) intake(person int64) Intake {
	return Intake{PersonID: person, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "ar", Need: "Cerca lavoro"}
}

func TestTakeInCharge(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(p), h.now)
	h.must(err)
	again, err := TakeInCharge(h.ctx, h.db, h.ada, h.intake(p), h.now)
	h.must(err)
	if again != id {
		t.Errorf("a second press opened case %d beside %d", again, id)
	}
	c, err := Find(h.ctx, h.db, h.ada, id)
	h.must(err)
	if c.UserID != h.anna.UserID || c.Person.Given != "Prova" || c.NoticeLang != "ar" || !c.Open() {
		t.Errorf("the case is %+v", c)
	}
	_, err = Find(h.ctx, h.db, h.ben, id)
	h.wants(err, fault.NotFound, "")
	for _, bad := range []func(*Intake){
		func(in *Intake) { in.PersonID = 0 },
		func(in *Intake) { in.DeskID = h.b },
		func(in *Intake) { in.DeskID = 0 },
		func(in *Intake) { in.UserID = h.ben.UserID },
		func(in *Intake) { in.UserID = 999999 },
	} {
		in := h.intake(h.person("Altra"))
		bad(&in)
		_, err := TakeInCharge(h.ctx, h.db, h.anna, in, h.now)
		h.wants(err, fault.NotFound, "")
	}
	in := h.intake(h.person("Senza informativa"))
	in.NoticeLang = ""
	_, err = TakeInCharge(h.ctx, h.db, h.anna, in, h.now)
	h.wants(err, fault.Invalid, "cases.error.notice")
	in.NoticeLang, in.Need = "it", strings.Repeat("x", MaxNeed+1)
	_, err = TakeInCharge(h.ctx, h.db, h.anna, in, h.now)
	h.wants(err, fault.Invalid, "cases.error.long")
	_, err = TakeInCharge(h.ctx, h.db, h.ben, h.intake(p), h.now)
	h.wants(err, fault.NotFound, "")
}

// TestMergedRecordsAreOnePerson: a duplicate of a person with an open case opens no
// second one.
func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.person("Prova"), h.person("Prova")
	id, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(b), h.now)
	h.must(err)
	h.must(people.Merge(h.ctx, h.db, h.anna, a, b, "", h.now))
	again, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(a), h.now)
	h.must(err)
	list, err := ListOf(h.ctx, h.db, h.anna, a)
	h.must(err)
	if again != id || len(list) != 1 || list[0].PersonID != b || list[0].Person.ID != a {
		t.Errorf("case %d and %d, list %+v", id, again, list)
	}
	held, next, err := Caseload(h.ctx, h.db, h.anna, h.anna.UserID, Cursor{})
	h.must(err)
	if len(held) != 1 || next != nil || held[0].PersonID != a {
		t.Errorf("the caseload is %+v", held)
	}
}

func TestCloseAndReopen(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(p), h.now)
	h.must(err)
	h.wants(Close(h.ctx, h.db, h.anna, id, "", "", h.now), fault.Invalid, "cases.error.outcome")
	h.wants(Close(h.ctx, h.db, h.ben, id, "work", "", h.now), fault.NotFound, "")
	h.must(Close(h.ctx, h.db, h.anna, id, "work", "Assunta", h.now))
	h.must(Close(h.ctx, h.db, h.anna, id, "moved", "", h.now))
	c, err := Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	if c.Outcome != "work" || c.ClosingNote != "Assunta" {
		t.Errorf("closing twice changed it: %+v", c)
	}
	h.wants(HandOver(h.ctx, h.db, h.anna, id, h.ada.UserID, "", h.now), fault.Conflict, "cases.error.closed")
	second, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(p), h.now)
	h.must(err)
	if second == id {
		t.Error("after closing, taking in charge again opens no new case")
	}
	h.wants(Reopen(h.ctx, h.db, h.anna, id, h.now), fault.Conflict, "cases.error.another")
	h.must(Close(h.ctx, h.db, h.anna, second, "mistake", "", h.now))
	h.must(Reopen(h.ctx, h.db, h.anna, id, h.now))
	h.must(Reopen(h.ctx, h.db, h.anna, id, h.now))
}

func TestHandOver(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(h.person("Prova")), h.now)
	h.must(err)
	h.wants(HandOver(h.ctx, h.db, h.anna, id, h.ben.UserID, "", h.now), fault.NotFound, "")
	h.must(HandOver(h.ctx, h.db, h.anna, id, h.ada.UserID, "Ferie", h.now.Add(time.Hour)))
	h.must(HandOver(h.ctx, h.db, h.anna, id, h.ada.UserID, "Ferie", h.now.Add(2*time.Hour)))
	var rows int
	h.must(h.db.NewRaw("SELECT count(*) FROM case_holders WHERE case_id = ?", id).Scan(h.ctx, &rows))
	if rows != 2 {
		t.Errorf("%d rows of holders, want 2", rows)
	}
	if held, _, err := Caseload(h.ctx, h.db, h.ada, h.ada.UserID, Cursor{}); err != nil || len(held) != 1 {
		t.Errorf("the new holder's caseload: %+v, %v", held, err)
	}
}

// TestTwoOperatorsTakeOnePersonInCharge: both press at once, one case.
func TestTwoOperatorsTakeOnePersonInCharge(t *testing.T) {
	h := build(t, testdb.New(t))
	p := h.person("Prova")
	ids, errs := make([]int64, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			who := h.anna
			if i%2 == 1 {
				who = h.ada
			}
			ids[i], errs[i] = TakeInCharge(h.ctx, h.db, who, h.intake(p), h.now)
		})
	}
	wg.Wait()
	for i := range ids {
		if errs[i] != nil || ids[i] != ids[0] {
			t.Fatalf("got %v and %v", ids, errs)
		}
	}
}
