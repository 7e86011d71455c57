package deliveries

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

// town is the demo's desks on Tuesday 24 November 2026 at six in the evening: anna at
// the reception, ada a specialist, ben a specialist elsewhere, and a case.
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

var tuesday = desks.Date{Year: 2026, Month: time.November, Day: 24}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	h.must(services.LoadAreas(h.ctx, idb))
	h.must(services.LoadRepertoires(h.ctx, idb, h.now.AddDate(-2, 0, 0)))
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

// entry is a finished service of the Piemonte with one individual meeting on the day,
// held by ada.
func (h *town) entry(code string, day desks.Date, from, to string, recorded ...services.Evidence) Entry {
	return Entry{Key: h.key(), Repertoire: "piemonte", Code: code, Finished: true, Recorded: recorded,
		Sittings: []Sitting{{Day: day, From: from, To: to, Mode: services.Individual, UserID: h.ada.UserID}}}
}

// welcome is A.2 as it should be, with the pact signed.
func (h *town) welcome(day desks.Date) Entry {
	return h.entry("A.2", day, "09:00", "09:40", services.FileOpened, services.PactSigned)
}

// records writes an entry that misses nothing.
func (h *town) records(e Entry) int64 {
	h.t.Helper()
	id, findings, err := Record(h.ctx, h.db, h.anna, h.case_, e, h.now)
	h.must(err)
	if id == 0 {
		h.t.Fatalf("not written: %+v", findings)
	}
	return id
}

// leaves writes an entry that misses its standard and leaves it to a specialist.
func (h *town) leaves(e Entry) int64 {
	h.t.Helper()
	id, findings, err := Record(h.ctx, h.db, h.anna, h.case_, e, h.now)
	h.must(err)
	if id != 0 || len(findings) == 0 {
		h.t.Fatalf("id %d, findings %+v: nothing was missing", id, findings)
	}
	e.Answer = Answer{Seen: Fingerprint(findings), Leave: true}
	return h.records(e)
}

func (h *town) find(id int64) *Delivery {
	h.t.Helper()
	d, err := Find(h.ctx, h.db, h.ada, id)
	h.must(err)
	return d
}

// shown is the answer to the findings of a service as things are now.
func (h *town) shown(id int64, reason string) Answer {
	h.t.Helper()
	findings, err := Findings(h.ctx, h.db, h.ada, h.find(id))
	h.must(err)
	return Answer{Seen: Fingerprint(findings), Reason: reason}
}

// again is the entry of what stands there.
func (h *town) again(id int64) Correction {
	d := h.find(id)
	x := Correction{Version: d.Version, Entry: Entry{Repertoire: d.Standard.Repertoire, Code: d.Standard.Code, Finished: d.Finished, Recorded: d.Recorded, Notes: d.Notes}}
	for _, m := range d.Meetings {
		at := m.StartsAt.In(zone())
		x.Sittings = append(x.Sittings, Sitting{Day: desks.DateOf(at), From: at.Format("15:04"), To: m.EndsAt.In(zone()).Format("15:04"),
			Mode: m.Mode, UserID: m.UserID, Place: m.Place, GroupSize: m.GroupSize})
	}
	return x
}

func zone() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return rome
}
