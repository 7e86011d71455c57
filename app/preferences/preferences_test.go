package preferences

import (
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
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a desk, an operator of it, and a handful of occupations.
type town struct {
	*towntest.Town
	anna auth.Actor
	jobs []int64
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-22 10:00")}
	h.Must(idb.NewRaw(`INSERT INTO occupations (code, isco, labels) SELECT 'job-' || n, '9211', '{"it":"Lavoro"}' FROM generate_series(1, 6) AS n RETURNING id`).
		Scan(h.Ctx, &h.jobs))
	h.anna = h.Actor("anna", auth.Coordinator, h.Desk(desks.Information))
	return h
}

func (h *town) person(name string) int64 {
	h.Helper()
	return h.Person(h.anna, name+" Prova", towntest.Reading("it"))
}

func (h *town) add(person, job int64) int64 {
	h.Helper()
	id, err := Add(h.Ctx, h.DB, h.anna, person, Form{OccupationID: job}, h.Now)
	h.Must(err)
	return id
}

func (h *town) list(person int64) []Preference {
	h.Helper()
	all, err := List(h.Ctx, h.DB, h.anna, person)
	h.Must(err)
	return all
}

func TestThreeAndNotTwice(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Uno")
	has, err := Has(h.Ctx, h.DB, p)
	h.Must(err)
	if has {
		t.Error("nobody said anything, and there is a preference")
	}
	first := h.add(p, h.jobs[0])
	h.add(p, h.jobs[1])
	_, err = Add(h.Ctx, h.DB, h.anna, p, Form{OccupationID: h.jobs[1]}, h.Now)
	h.Wants(err, fault.Conflict, "preferences.error.twice")
	h.add(p, h.jobs[2])
	_, err = Add(h.Ctx, h.DB, h.anna, p, Form{OccupationID: h.jobs[3]}, h.Now)
	h.Wants(err, fault.Conflict, "preferences.error.three")
	h.Must(Remove(h.Ctx, h.DB, h.anna, p, first, h.Now))
	h.Must(Remove(h.Ctx, h.DB, h.anna, p, first, h.Now)) // again is quiet
	h.add(p, h.jobs[3])
	all := h.list(p)
	if len(all) != 3 || all[0].Position != 1 || all[0].OccupationID != h.jobs[3] {
		t.Errorf("what stands is %+v", all)
	}
	if has, err = Has(h.Ctx, h.DB, p); err != nil || !has {
		t.Errorf("three stand, Has says %v, %v", has, err)
	}
	var trail int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action LIKE 'preferences.%' AND subject_id = ?", p).Scan(h.Ctx, &trail))
	if trail != 5 {
		t.Errorf("four were added and one removed, the trail has %d", trail)
	}
}

func TestAChangeKeepsWhatWasSaid(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p, years, last := h.person("Uno"), 10, 2024
	in := Form{OccupationID: h.jobs[0], ByWork: true, Sector: "sep01", SkillText: " potare\r\nraccogliere ", Years: &years, LastYear: &last,
		Hours: "full", Mobility: "province", Licences: "patente  B", Tools: "trattore", Note: "x", InterviewOn: desks.DateOf(h.Now)}
	id, err := Add(h.Ctx, h.DB, h.anna, p, in, h.Now)
	h.Must(err)
	got := h.list(p)[0]
	if got.SkillText != "potare\nraccogliere" || got.Licences != "patente B" || *got.Years != 10 || *got.LastYear != 2024 || got.InterviewOn != in.InterviewOn || !got.ByWork {
		t.Errorf("kept %+v", got)
	}
	h.Must(Change(h.Ctx, h.DB, h.anna, p, id, in, h.Now)) // the same again is quiet
	if h.list(p)[0].ID != id {
		t.Error("nothing changed and there is a new row")
	}
	in.Years, in.ByEducation = nil, true
	h.Must(Change(h.Ctx, h.DB, h.anna, p, id, in, h.Now))
	next := h.list(p)[0]
	if next.ID == id || next.Years != nil || !next.ByEducation || next.Position != 1 {
		t.Errorf("after the change: %+v", next)
	}
	h.Wants(Change(h.Ctx, h.DB, h.anna, p, id, Form{OccupationID: h.jobs[1]}, h.Now), fault.Conflict, "preferences.error.changed")
	h.Wants(Remove(h.Ctx, h.DB, h.anna, p, id, h.Now), fault.Conflict, "preferences.error.changed")
	var before Preference
	h.Must(h.DB.NewSelect().Model(&before).Where("f.id = ?", id).Scan(h.Ctx))
	if before.NextID == nil || *before.NextID != next.ID || before.RemovedBy != h.anna.Ref() || *before.Years != 10 {
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
		"interview_on": {OccupationID: h.jobs[0], InterviewOn: desks.DateOf(h.Now).AddDays(3)},
	} {
		_, err := Add(h.Ctx, h.DB, h.anna, p, in, h.Now)
		h.Wants(err, fault.Invalid, field)
	}
	_, err := Add(h.Ctx, h.DB, h.anna, p, Form{OccupationID: 999999}, h.Now)
	h.Wants(err, fault.Invalid, "preferences.error.occupation")
	h.must1(h.DB.NewRaw("UPDATE occupations SET retired_at = now() WHERE id = ?", h.jobs[0]).Exec(h.Ctx))
	_, err = Add(h.Ctx, h.DB, h.anna, p, Form{OccupationID: h.jobs[0]}, h.Now)
	h.Wants(err, fault.Invalid, "preferences.error.occupation")
}

func (h *town) must1(_ any, err error) { h.Helper(); h.Must(err) }

// TestOwnIsOnesOwn: a citizen changes their own and nobody else's, and an operator only
// those of people of their desks.
func TestOwnIsOnesOwn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, other := h.person("Uno"), h.person("Due")
	me := auth.Actor{PersonID: one}
	id, err := AddOwn(h.Ctx, h.DB, me, Form{OccupationID: h.jobs[0], Note: "of the desk"}, h.Now)
	h.Must(err)
	h.Must(Change(h.Ctx, h.DB, h.anna, one, id, Form{OccupationID: h.jobs[0], Sector: "sep01", Note: "seen"}, h.Now))
	h.Must(ChangeOwn(h.Ctx, h.DB, me, h.list(one)[0].ID, Form{OccupationID: h.jobs[0], ByWork: true, Note: "mine"}, h.Now))
	all, err := ListOwn(h.Ctx, h.DB, me)
	h.Must(err)
	if len(all) != 1 || all[0].AddedBy != me.Ref() || all[0].Sector != "sep01" || all[0].Note != "seen" || !all[0].ByWork {
		t.Fatalf("the own ones are %+v", all)
	}
	for name, who := range map[string]auth.Actor{"another person": {PersonID: other}, "nobody": {}, "an address": {Email: "a@example.org"}} {
		h.Wants(ChangeOwn(h.Ctx, h.DB, who, all[0].ID, Form{OccupationID: h.jobs[1]}, h.Now), fault.NotFound, "")
		h.Wants(RemoveOwn(h.Ctx, h.DB, who, all[0].ID, h.Now), fault.NotFound, "")
		if list, err := ListOwn(h.Ctx, h.DB, who); len(list) > 0 || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s sees %v, %v", name, list, err)
		}
	}
	far := auth.Actor{UserID: 8, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.anna.DeskIDs[0] + 1}}
	_, err = List(h.Ctx, h.DB, far, one)
	h.Wants(err, fault.NotFound, "")
	_, err = Add(h.Ctx, h.DB, far, one, Form{OccupationID: h.jobs[1]}, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Wants(Remove(h.Ctx, h.DB, far, one, all[0].ID, h.Now), fault.NotFound, "")
	h.Wants(Change(h.Ctx, h.DB, h.anna, other, all[0].ID, Form{OccupationID: h.jobs[1]}, h.Now), fault.NotFound, "")
	h.Must(RemoveOwn(h.Ctx, h.DB, me, all[0].ID, h.Now))
}

// TestOfJoinedRecordsThreeCount: those changed last, an occupation once; the desk sees the
// others, and each record has its own again when the merge is undone.
func TestOfJoinedRecordsThreeCount(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, other := h.person("Uno"), h.person("Due")
	for i := range 3 { // one: 0, 1, 2; other: 2, 3, 4
		h.add(one, h.jobs[i])
		h.add(other, h.jobs[2+i])
	}
	occupations := func(list []Preference) []int64 {
		ids := []int64{}
		for _, f := range list {
			ids = append(ids, int64(slices.Index(h.jobs, f.OccupationID)+1))
		}
		slices.Sort(ids)
		return ids
	}
	beyond := func() []Preference {
		rest, err := Beyond(h.Ctx, h.DB, h.anna, one)
		h.Must(err)
		return rest
	}
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, one, other, "", h.Now))
	me := auth.Actor{PersonID: other}
	own, err := ListOwn(h.Ctx, h.DB, me)
	h.Must(err)
	if got := occupations(h.list(one)); !slices.Equal(got, []int64{3, 4, 5}) || !slices.Equal(occupations(own), got) {
		t.Errorf("of both count %v, for themselves %v", got, occupations(own))
	}
	if got := occupations(beyond()); !slices.Equal(got, []int64{1, 2, 3}) {
		t.Errorf("the desk sees %v beside", got)
	}
	for occupation := range h.jobs {
		var counts bool
		h.Must(h.DB.NewRaw("SELECT "+Counts+" FROM people AS p WHERE p.id = ?", h.jobs[occupation], one).Scan(h.Ctx, &counts))
		if counts != slices.Contains([]int64{3, 4, 5}, int64(occupation+1)) {
			t.Errorf("of %d a query says %v", occupation+1, counts)
		}
	}
	_, err = Add(h.Ctx, h.DB, h.anna, one, Form{OccupationID: h.jobs[5]}, h.Now)
	h.Wants(err, fault.Conflict, "preferences.error.three")
	// Changed, one of the others counts.
	h.Now = h.Now.Add(time.Hour)
	first := beyond()[0]
	h.Must(Change(h.Ctx, h.DB, h.anna, one, first.ID, Form{OccupationID: first.OccupationID, ByWork: true}, h.Now))
	if got := occupations(h.list(one)); !slices.Contains(got, int64(1)) || len(got) != Most {
		t.Errorf("after a change count %v", got)
	}
	all, err := people.Merges(h.Ctx, h.DB, one)
	h.Must(err)
	h.Must(people.Unmerge(h.Ctx, h.DB, h.anna, one, all[0].ID, h.Now))
	if a, b := occupations(h.list(one)), occupations(h.list(other)); !slices.Equal(a, []int64{1, 2, 3}) || !slices.Equal(b, []int64{3, 4, 5}) || len(beyond()) != 0 {
		t.Errorf("apart again they have %v and %v", a, b)
	}
}

// TestJoinedRecordsMakeRoom: nothing is added until there is room.
func TestJoinedRecordsMakeRoom(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, other := h.person("Uno"), h.person("Due")
	for i := range 2 {
		h.add(one, h.jobs[i])
		h.add(other, h.jobs[2+i])
	}
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, one, other, "", h.Now))
	_, err := AddOwn(h.Ctx, h.DB, auth.Actor{PersonID: other}, Form{OccupationID: h.jobs[2]}, h.Now)
	h.Wants(err, fault.Conflict, "preferences.error.twice")
	all := h.list(one)
	h.Must(RemoveOwn(h.Ctx, h.DB, auth.Actor{PersonID: other}, all[0].ID, h.Now))
	_, err = Add(h.Ctx, h.DB, h.anna, one, Form{OccupationID: h.jobs[4]}, h.Now)
	h.Wants(err, fault.Conflict, "preferences.error.three")
	h.Must(Remove(h.Ctx, h.DB, h.anna, one, all[2].ID, h.Now))
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
				_, errs[i] = Add(h.Ctx, pools, actors[0], p, Form{OccupationID: h.jobs[i]}, h.Now)
			} else {
				_, errs[i] = AddOwn(h.Ctx, pools, actors[1], Form{OccupationID: h.jobs[i]}, h.Now)
			}
		}()
	}
	wg.Wait()
	full := 0
	for _, err := range errs {
		if err != nil {
			h.Wants(err, fault.Conflict, "preferences.error.three")
			full++
		}
	}
	if full != 3 || len(h.list(p)) != 3 {
		t.Errorf("%d were refused, %d stand: %v", full, len(h.list(p)), errors.Join(errs...))
	}
	_, err := pools.NewRaw(`INSERT INTO preferences (person_id, occupation_id, position, by_work, by_education, by_training, added_at, added_by)
		VALUES (?, ?, 1, false, false, false, ?, 'x')`, p, h.jobs[5], h.Now).Exec(h.Ctx)
	if err == nil {
		t.Error("the table itself takes a fourth")
	}
}
