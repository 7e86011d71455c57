package preferences

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a desk, an operator of it, and a handful of occupations.
type town struct {
	t    *testing.T
	ctx  context.Context
	db   bun.IDB
	now  time.Time
	desk int64
	anna auth.Actor
	jobs []int64
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	var site int64
	h.must(idb.NewRaw("INSERT INTO sites (slug, name, body, city) VALUES ('s', 'S', 'B', 'C') RETURNING id").Scan(h.ctx, &site))
	h.must(idb.NewRaw(`INSERT INTO desks (site_id, kind, slug, name) VALUES (?, 'information', 'd', '{"it":"D"}') RETURNING id`, site).Scan(h.ctx, &h.desk))
	h.must(idb.NewRaw(`INSERT INTO occupations (code, isco, labels) SELECT 'job-' || n, '9211', '{"it":"Lavoro"}' FROM generate_series(1, 6) AS n RETURNING id`).
		Scan(h.ctx, &h.jobs))
	h.anna = auth.Actor{UserID: 7, Roles: []auth.Role{auth.Coordinator}, DeskIDs: []int64{h.desk}}
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
	if !ok || f.Kind != kind || key != "" && f.Key != key && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key || x.Name == key }) {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *town) person(name string) int64 {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.desk, people.Form{Identity: people.Identity{Given: name, Surname: "Prova", Lang: "it"}}, h.now)
	h.must(err)
	return id
}

func (h *town) add(person, job int64) int64 {
	h.t.Helper()
	id, err := Add(h.ctx, h.db, h.anna, person, Form{OccupationID: job}, h.now)
	h.must(err)
	return id
}

func (h *town) list(person int64) []Preference {
	h.t.Helper()
	all, err := List(h.ctx, h.db, h.anna, person)
	h.must(err)
	return all
}

func TestThreeAndNotTwice(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Uno")
	has, err := Has(h.ctx, h.db, p)
	h.must(err)
	if has {
		t.Error("nobody said anything, and there is a preference")
	}
	first := h.add(p, h.jobs[0])
	h.add(p, h.jobs[1])
	_, err = Add(h.ctx, h.db, h.anna, p, Form{OccupationID: h.jobs[1]}, h.now)
	h.wants(err, fault.Conflict, "preferences.error.twice")
	h.add(p, h.jobs[2])
	_, err = Add(h.ctx, h.db, h.anna, p, Form{OccupationID: h.jobs[3]}, h.now)
	h.wants(err, fault.Conflict, "preferences.error.three")
	h.must(Remove(h.ctx, h.db, h.anna, p, first, h.now))
	h.must(Remove(h.ctx, h.db, h.anna, p, first, h.now)) // again is quiet
	h.add(p, h.jobs[3])
	all := h.list(p)
	if len(all) != 3 || all[0].Position != 1 || all[0].OccupationID != h.jobs[3] {
		t.Errorf("what stands is %+v", all)
	}
	if has, err = Has(h.ctx, h.db, p); err != nil || !has {
		t.Errorf("three stand, Has says %v, %v", has, err)
	}
	var trail int
	h.must(h.db.NewRaw("SELECT count(*) FROM audit_entries WHERE action LIKE 'preferences.%' AND subject_id = ?", p).Scan(h.ctx, &trail))
	if trail != 5 {
		t.Errorf("four were added and one removed, the trail has %d", trail)
	}
}

func TestAChangeKeepsWhatWasSaid(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p, years, last := h.person("Uno"), 10, 2024
	in := Form{OccupationID: h.jobs[0], ByWork: true, Sector: "sep01", SkillText: " potare\r\nraccogliere ", Years: &years, LastYear: &last,
		Hours: "full", Mobility: "province", Licences: "patente  B", Tools: "trattore", Note: "x", InterviewOn: desks.DateOf(h.now)}
	id, err := Add(h.ctx, h.db, h.anna, p, in, h.now)
	h.must(err)
	got := h.list(p)[0]
	if got.SkillText != "potare\nraccogliere" || got.Licences != "patente B" || *got.Years != 10 || *got.LastYear != 2024 || got.InterviewOn != in.InterviewOn || !got.ByWork {
		t.Errorf("kept %+v", got)
	}
	h.must(Change(h.ctx, h.db, h.anna, p, id, in, h.now)) // the same again is quiet
	if h.list(p)[0].ID != id {
		t.Error("nothing changed and there is a new row")
	}
	in.Years, in.ByEducation = nil, true
	h.must(Change(h.ctx, h.db, h.anna, p, id, in, h.now))
	next := h.list(p)[0]
	if next.ID == id || next.Years != nil || !next.ByEducation || next.Position != 1 {
		t.Errorf("after the change: %+v", next)
	}
	h.wants(Change(h.ctx, h.db, h.anna, p, id, Form{OccupationID: h.jobs[1]}, h.now), fault.Conflict, "preferences.error.changed")
	h.wants(Remove(h.ctx, h.db, h.anna, p, id, h.now), fault.Conflict, "preferences.error.changed")
	var before Preference
	h.must(h.db.NewSelect().Model(&before).Where("f.id = ?", id).Scan(h.ctx))
	if before.NextID == nil || *before.NextID != next.ID || before.RemovedBy != "user:7" || *before.Years != 10 {
		t.Errorf("what was said is %+v", before)
	}
}

func TestWrongFieldsAreNamed(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p, bad, year := h.person("Uno"), -1, 2031
	for field, in := range map[string]Form{
		"occupation":   {},
		"sector":       {OccupationID: h.jobs[0], Sector: "sep99"},
		"hours":        {OccupationID: h.jobs[0], Hours: "sometimes"},
		"mobility":     {OccupationID: h.jobs[0], Mobility: "moon"},
		"years":        {OccupationID: h.jobs[0], Years: &bad},
		"last_year":    {OccupationID: h.jobs[0], LastYear: &year},
		"skills":       {OccupationID: h.jobs[0], Skills: []int64{987654}},
		"note":         {OccupationID: h.jobs[0], Note: string(make([]byte, 2000))},
		"tools":        {OccupationID: h.jobs[0], Tools: "a\x00b"},
		"interview_on": {OccupationID: h.jobs[0], InterviewOn: desks.DateOf(h.now).AddDays(3)},
	} {
		_, err := Add(h.ctx, h.db, h.anna, p, in, h.now)
		h.wants(err, fault.Invalid, field)
	}
	_, err := Add(h.ctx, h.db, h.anna, p, Form{OccupationID: 999999}, h.now)
	h.wants(err, fault.Invalid, "preferences.error.occupation")
	h.must1(h.db.NewRaw("UPDATE occupations SET retired_at = now() WHERE id = ?", h.jobs[0]).Exec(h.ctx))
	_, err = Add(h.ctx, h.db, h.anna, p, Form{OccupationID: h.jobs[0]}, h.now)
	h.wants(err, fault.Invalid, "preferences.error.occupation")
}

func (h *town) must1(_ any, err error) { h.t.Helper(); h.must(err) }

// TestOwnIsOnesOwn: a citizen changes their own and nobody else's, and an operator only
// those of people of their desks.
func TestOwnIsOnesOwn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, other := h.person("Uno"), h.person("Due")
	me := auth.Actor{PersonID: one}
	id, err := AddOwn(h.ctx, h.db, me, Form{OccupationID: h.jobs[0], Note: "of the desk"}, h.now)
	h.must(err)
	h.must(Change(h.ctx, h.db, h.anna, one, id, Form{OccupationID: h.jobs[0], Sector: "sep01", Note: "seen"}, h.now))
	h.must(ChangeOwn(h.ctx, h.db, me, h.list(one)[0].ID, Form{OccupationID: h.jobs[0], ByWork: true, Note: "mine"}, h.now))
	all, err := ListOwn(h.ctx, h.db, me)
	h.must(err)
	if len(all) != 1 || all[0].AddedBy != me.Ref() || all[0].Sector != "sep01" || all[0].Note != "seen" || !all[0].ByWork {
		t.Fatalf("the own ones are %+v", all)
	}
	for name, who := range map[string]auth.Actor{"another person": {PersonID: other}, "nobody": {}, "an address": {Email: "a@example.org"}} {
		h.wants(ChangeOwn(h.ctx, h.db, who, all[0].ID, Form{OccupationID: h.jobs[1]}, h.now), fault.NotFound, "")
		h.wants(RemoveOwn(h.ctx, h.db, who, all[0].ID, h.now), fault.NotFound, "")
		if list, err := ListOwn(h.ctx, h.db, who); len(list) > 0 || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s sees %v, %v", name, list, err)
		}
	}
	far := auth.Actor{UserID: 8, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk + 1}}
	_, err = List(h.ctx, h.db, far, one)
	h.wants(err, fault.NotFound, "")
	_, err = Add(h.ctx, h.db, far, one, Form{OccupationID: h.jobs[1]}, h.now)
	h.wants(err, fault.NotFound, "")
	h.wants(Remove(h.ctx, h.db, far, one, all[0].ID, h.now), fault.NotFound, "")
	h.wants(Change(h.ctx, h.db, h.anna, other, all[0].ID, Form{OccupationID: h.jobs[1]}, h.now), fault.NotFound, "")
	h.must(RemoveOwn(h.ctx, h.db, me, all[0].ID, h.now))
}

// TestJoinedRecordsBringAllTheirs: nothing is thrown away, and nothing is added until there
// is room.
func TestJoinedRecordsBringAllTheirs(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, other := h.person("Uno"), h.person("Due")
	for i := range 2 {
		h.add(one, h.jobs[i])
		h.add(other, h.jobs[2+i])
	}
	h.must(people.Merge(h.ctx, h.db, h.anna, one, other, "", h.now))
	all := h.list(one)
	if len(all) != 4 || len(h.list(other)) != 4 {
		t.Fatalf("after the merge %+v", all)
	}
	_, err := Add(h.ctx, h.db, h.anna, one, Form{OccupationID: h.jobs[4]}, h.now)
	h.wants(err, fault.Conflict, "preferences.error.three")
	_, err = AddOwn(h.ctx, h.db, auth.Actor{PersonID: other}, Form{OccupationID: h.jobs[2]}, h.now)
	h.wants(err, fault.Conflict, "preferences.error.twice")
	h.must(RemoveOwn(h.ctx, h.db, auth.Actor{PersonID: other}, all[0].ID, h.now))
	h.must(Remove(h.ctx, h.db, h.anna, one, all[3].ID, h.now))
	if id := h.add(one, h.jobs[4]); id == 0 || len(h.list(other)) != 3 {
		t.Errorf("after making room %+v", h.list(one))
	}
}

// TestManyAtOnce: of many who add at once three get through, whoever they are.
func TestManyAtOnce(t *testing.T) {
	pools := testdb.New(t)
	h := build(t, pools)
	p := h.person("Uno")
	actors := []auth.Actor{h.anna, {PersonID: p}}
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if i%2 == 0 {
				_, errs[i] = Add(h.ctx, pools, actors[0], p, Form{OccupationID: h.jobs[i]}, h.now)
			} else {
				_, errs[i] = AddOwn(h.ctx, pools, actors[1], Form{OccupationID: h.jobs[i]}, h.now)
			}
		}()
	}
	wg.Wait()
	full := 0
	for _, err := range errs {
		if err != nil {
			h.wants(err, fault.Conflict, "preferences.error.three")
			full++
		}
	}
	if full != 3 || len(h.list(p)) != 3 {
		t.Errorf("%d were refused, %d stand: %v", full, len(h.list(p)), errors.Join(errs...))
	}
	_, err := pools.NewRaw(`INSERT INTO preferences (person_id, occupation_id, position, by_work, by_education, by_training, added_at, added_by)
		VALUES (?, ?, 1, false, false, false, ?, 'x')`, p, h.jobs[5], h.now).Exec(h.ctx)
	if err == nil {
		t.Error("the table itself takes a fourth")
	}
}
