package placements

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the demo's desks on Tuesday 24 November 2026 at six in the evening: anna and
// ada at one, ben elsewhere, and a case at the first.
type town struct {
	t              *testing.T
	ctx            context.Context
	db             bun.IDB
	now            time.Time
	a, b           int64
	anna, ada, ben auth.Actor
	person, case_  int64
	keys           int
}

var tuesday = day("2026-11-24")

func day(s string) desks.Date {
	d, err := desks.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	h.must(services.LoadAreas(h.ctx, idb))
	demo, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.a, h.b = demo.Desks[0].ID, demo.Desks[1].ID
	ids, err := auth.SeedDemo(h.ctx, idb, []auth.DemoUser{
		{Email: "anna@demo.example", Name: "Anna Prova", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.a}},
		{Email: "ada@demo.example", Name: "Ada Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.a}},
		{Email: "ben@demo.example", Name: "Ben Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.b}},
	}, "una frase molto lunga", h.now)
	h.must(err)
	h.anna = auth.Actor{UserID: ids["anna@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.a}}
	h.ada = auth.Actor{UserID: ids["ada@demo.example"], Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.a}}
	h.ben = auth.Actor{UserID: ids["ben@demo.example"], Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{h.b}}
	h.person, h.case_ = h.opened(h.anna, h.a)
	return h
}

// opened is a new person with a case at the desk.
func (h *town) opened(actor auth.Actor, desk int64) (person, caseID int64) {
	h.t.Helper()
	person, err := people.Open(h.ctx, h.db, actor, desk, people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}}, h.now)
	h.must(err)
	caseID, err = cases.TakeInCharge(h.ctx, h.db, actor, cases.Intake{PersonID: person, DeskID: desk, NoticeVersion: "2026-11", NoticeLang: "ar"}, h.now)
	h.must(err)
	return person, caseID
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

func (h *town) key() string {
	h.keys++
	return fmt.Sprintf("a-key-of-the-test-%d", h.keys)
}

// internship is one of six months from a day.
func (h *town) internship(from string) Form {
	f := Form{Key: h.key(), Kind: Internship, Hours: "30", Allowance: "500", Terms: Terms{Firm: "Officina Prova", Occupation: "Meccanica", Scheme: Extracurricular,
		HostTutor: "Tutore Prova", DeskTutor: "Ada Prova", Goals: "Imparare il mestiere", Insurance: "PAT 123", StartsOn: day(from)}}
	f.EndsOn = addMonths(f.StartsOn, 6).AddDays(-1)
	return f
}

// contract is a full-time one without an end, from a day.
func (h *town) contract(from string) Form {
	return Form{Key: h.key(), Kind: Contract, Terms: Terms{Firm: "Officina Prova", Occupation: "Meccanica", Contract: "permanent", WorkingTime: FullTime, StartsOn: day(from)}}
}

// records writes a form at the case.
func (h *town) records(f Form) int64 {
	h.t.Helper()
	id, err := Record(h.ctx, h.db, h.anna, h.case_, f, h.now)
	h.must(err)
	return id
}

// running is an internship that began on its first day.
func (h *town) running(from string) int64 {
	h.t.Helper()
	f := h.internship(from)
	f.Begun = true
	return h.records(f)
}

func (h *town) find(id int64) *Placement {
	h.t.Helper()
	p, err := Find(h.ctx, h.db, h.ada, id)
	h.must(err)
	return p
}
