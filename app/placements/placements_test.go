package placements

import (
	"slices"
	"sync"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestFromThePlanToTheJob(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.internship("2026-10-01")
	id := h.records(f)
	if again := h.records(f); again != id {
		t.Errorf("sent twice: %d and %d", id, again)
	}
	h.wants(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.now), fault.Conflict, "placements.error.step")
	h.wants(Begin(h.ctx, h.db, h.anna, id, tuesday.AddDays(1), desks.Date{}, h.now), fault.Invalid, "placements.error.future")
	h.must(Begin(h.ctx, h.db, h.anna, id, day("2026-10-05"), day("2026-11-05"), h.now))
	h.must(Begin(h.ctx, h.db, h.ada, id, day("2026-10-07"), desks.Date{}, h.now))
	p := h.find(id)
	if p.State != Started || p.StartedOn != day("2026-10-05") || p.VisitDue != tuesday || p.AskOn != day("2027-03-31") || p.WeekMinutes != 1800 || p.AllowanceCents != 50000 {
		t.Fatalf("it reads %+v", p)
	}
	h.wants(Cancel(h.ctx, h.db, h.anna, id, "x", h.now), fault.Conflict, "placements.error.step")

	h.must(Extend(h.ctx, h.db, h.anna, id, Moved{From: day("2027-03-31"), To: day("2027-06-30"), Reason: "Proroga"}, h.now))
	h.must(Extend(h.ctx, h.db, h.ada, id, Moved{From: day("2027-03-31"), To: day("2027-06-30")}, h.now))
	h.wants(Extend(h.ctx, h.db, h.ada, id, Moved{From: day("2027-03-31"), To: day("2027-07-30")}, h.now), fault.Conflict, "placements.error.changed")
	h.wants(Extend(h.ctx, h.db, h.ada, id, Moved{From: day("2027-06-30"), To: day("2026-10-05")}, h.now), fault.Invalid, "placements.error.order")
	moved, err := Extensions(h.ctx, h.db, h.ada, id)
	h.must(err)
	if len(moved) != 1 || moved[0].OldEnd != day("2027-03-31") || moved[0].By != h.anna.Ref() || h.find(id).AskOn != day("2027-06-30") {
		t.Errorf("the extensions are %+v", moved)
	}

	h.wants(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: OtherReason}, h.now), fault.Invalid, "placements.error.why")
	h.wants(End(h.ctx, h.db, h.anna, id, Ending{On: day("2026-10-04"), Reason: Finished}, h.now), fault.Invalid, "placements.error.end_order")
	_, err = Record(h.ctx, h.db, h.anna, h.case_, h.after(id), h.now)
	h.wants(err, fault.Conflict, "placements.error.follows")
	h.must(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: TurnedIntoJob}, h.now))
	job := h.records(h.after(id))
	_, err = Record(h.ctx, h.db, h.anna, h.case_, h.after(id), h.now)
	h.wants(err, fault.Conflict, "placements.error.follows")
	if next := h.find(job); next.FollowsID == nil || *next.FollowsID != id {
		t.Errorf("the job follows %v", next.FollowsID)
	}
	h.wants(TakeBack(h.ctx, h.db, h.anna, id, Ended, h.now), fault.Conflict, "placements.error.stands")
}

// after is the contract an internship turned into.
func (h *town) after(id int64) Form {
	f := h.contract("2026-12-01")
	f.FollowsID = id
	return f
}

func TestTakingBack(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.internship("2026-12-01"))
	h.wants(Cancel(h.ctx, h.db, h.anna, id, " ", h.now), fault.Invalid, "placements.error.why")
	h.must(Cancel(h.ctx, h.db, h.anna, id, "L'azienda ha rinunciato", h.now))
	h.wants(Correct(h.ctx, h.db, h.anna, id, h.find(id).Version, h.internship("2026-12-02"), h.now), fault.Conflict, "placements.error.step")
	h.must(TakeBack(h.ctx, h.db, h.anna, id, Started, h.now)) // nobody sees it so any more
	h.must(TakeBack(h.ctx, h.db, h.anna, id, Cancelled, h.now))
	if p := h.find(id); p.State != Planned || p.EndNote != "" {
		t.Errorf("taken back it reads %+v", p)
	}
	h.must(Begin(h.ctx, h.db, h.anna, id, tuesday, desks.Date{}, h.now))
	h.must(AddVisit(h.ctx, h.db, h.anna, id, h.visit("2026-11-24"), h.now))
	h.wants(TakeBack(h.ctx, h.db, h.anna, id, Started, h.now), fault.Conflict, "placements.error.stands")
	h.must(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: ByPerson}, h.now))
	h.must(TakeBack(h.ctx, h.db, h.anna, id, Ended, h.now))
	if p := h.find(id); p.State != Started || !p.EndedOn.IsZero() || p.AskOn != p.EndsOn {
		t.Errorf("the end taken back it reads %+v", p)
	}
}

func (h *town) visit(on string) Visit {
	return Visit{HeldOn: day(on), Met: "Il tutor", Channel: "firm", Found: "Va bene"}
}

func TestVisits(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	for _, bad := range []struct {
		change func(*Visit)
		field  string
	}{
		{func(v *Visit) { v.HeldOn = tuesday.AddDays(1) }, "held_on"},
		{func(v *Visit) { v.HeldOn = day("2026-08-31") }, "held_on"},
		{func(v *Visit) { v.Met = "" }, "met"},
		{func(v *Visit) { v.Channel = "pigeon" }, "channel"},
		{func(v *Visit) { v.Found = " " }, "found"},
		{func(v *Visit) { v.NextOn = v.HeldOn }, "next_on"},
	} {
		v := h.visit("2026-10-01")
		bad.change(&v)
		f, ok := fault.As(AddVisit(h.ctx, h.db, h.anna, id, v, h.now))
		if !ok || f.Fields[0].Name != bad.field {
			t.Errorf("%+v: %v, want %s", v, f, bad.field)
		}
	}
	late := h.visit("2026-11-20")
	late.NextOn = day("2026-12-15")
	h.must(AddVisit(h.ctx, h.db, h.anna, id, late, h.now))
	h.must(AddVisit(h.ctx, h.db, h.ada, id, late, h.now))
	early := h.visit("2026-10-01")
	early.NextOn = day("2026-11-01")
	h.must(AddVisit(h.ctx, h.db, h.anna, id, early, h.now))
	all, err := Visits(h.ctx, h.db, h.ada, id)
	h.must(err)
	if len(all) != 2 || all[0].HeldOn != late.HeldOn || h.find(id).VisitDue != late.NextOn {
		t.Fatalf("the visits are %+v, next %s", all, h.find(id).VisitDue)
	}
	h.wants(RemoveVisit(h.ctx, h.db, h.ben, id, all[0].ID, h.now), fault.NotFound, "")
	h.wants(RemoveVisit(h.ctx, h.db, h.anna, h.running("2026-09-01"), all[0].ID, h.now), fault.NotFound, "")
	h.must(RemoveVisit(h.ctx, h.db, h.anna, id, all[0].ID, h.now))
	h.must(RemoveVisit(h.ctx, h.db, h.anna, id, all[0].ID, h.now))
	if h.find(id).VisitDue != early.NextOn {
		t.Errorf("the next visit is due on %s", h.find(id).VisitDue)
	}
	h.must(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.now))
	h.must(AddVisit(h.ctx, h.db, h.anna, id, late, h.now)) // written down after the end
	if due := h.find(id).VisitDue; !due.IsZero() {
		t.Errorf("a visit is due on %s to what ended", due)
	}
	h.wants(AddVisit(h.ctx, h.db, h.anna, h.records(h.internship("2026-12-01")), late, h.now), fault.Conflict, "placements.error.step")
}

func TestSatisfaction(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	said := Opinion{Side: "person", Score: 4, Note: "Ha imparato molto", AskedOn: tuesday}
	h.wants(Ask(h.ctx, h.db, h.anna, id, said, h.now), fault.Conflict, "placements.error.early")
	h.must(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday.AddDays(-1), Reason: Finished}, h.now))
	if h.find(id).AskOn != tuesday.AddDays(-1) {
		t.Errorf("asked on %s", h.find(id).AskOn)
	}
	for _, bad := range []Opinion{
		{Side: "person", Score: 6, AskedOn: tuesday}, {Side: "person", AskedOn: tuesday}, {Side: "person", Score: -1, AskedOn: tuesday},
		{Side: "person", Score: 3, WhyNot: "x", AskedOn: tuesday}, {Side: "person", Score: 3}, {Side: "person", Score: 3, AskedOn: tuesday.AddDays(1)},
		{Side: "person", Score: 3, AskedOn: day("2026-08-01")},
	} {
		h.wants(Ask(h.ctx, h.db, h.anna, id, bad, h.now), fault.Invalid, "")
	}
	h.wants(Ask(h.ctx, h.db, h.anna, id, Opinion{Side: "neighbour", Score: 3, AskedOn: tuesday}, h.now), fault.NotFound, "")
	h.must(Ask(h.ctx, h.db, h.anna, id, said, h.now))
	h.must(Ask(h.ctx, h.db, h.ada, id, said, h.now))
	if h.find(id).AskOn.IsZero() {
		t.Error("the firm is not asked any more")
	}
	h.must(Ask(h.ctx, h.db, h.ada, id, Opinion{Side: "firm", WhyNot: "Non risponde", AskedOn: tuesday}, h.now))
	h.must(Ask(h.ctx, h.db, h.ada, id, Opinion{Side: "firm", Score: 5, AskedOn: tuesday}, h.now))
	all, err := Opinions(h.ctx, h.db, h.anna, id)
	h.must(err)
	var rows int
	h.must(h.db.NewRaw("SELECT count(*) FROM placement_opinions WHERE placement_id = ?", id).Scan(h.ctx, &rows))
	if len(all) != 2 || all["firm"].Score != 5 || all["person"].By != h.anna.Ref() || rows != 3 || !h.find(id).AskOn.IsZero() {
		t.Errorf("%d rows, asked on %s, they say %+v", rows, h.find(id).AskOn, all)
	}
	alone := Form{Key: h.key(), Kind: SelfEmployment, Begun: true, Terms: Terms{Occupation: "Sarta", StartsOn: day("2026-01-01")}}
	own := h.records(alone)
	h.wants(Ask(h.ctx, h.db, h.anna, own, Opinion{Side: "firm", Score: 5, AskedOn: tuesday}, h.now), fault.NotFound, "")
	h.must(Ask(h.ctx, h.db, h.anna, own, said, h.now))
	if due := h.find(own).AskOn; !due.IsZero() {
		t.Errorf("who works alone is asked again on %s", due)
	}
}

func TestCorrecting(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.internship("2026-12-01"))
	f := h.internship("2026-12-09")
	h.must(Correct(h.ctx, h.db, h.anna, id, 0, f, h.now))
	h.must(Correct(h.ctx, h.db, h.anna, id, 0, f, h.now)) // the same form again
	f.Firm = "Altra officina"
	h.wants(Correct(h.ctx, h.db, h.ada, id, 0, f, h.now), fault.Conflict, "placements.error.changed")
	h.must(Correct(h.ctx, h.db, h.ada, id, 1, f, h.now))
	if p := h.find(id); p.Firm != "Altra officina" || p.EndsOn != day("2027-06-08") || p.Version != 2 {
		t.Errorf("it reads %+v", p)
	}
	missing := int64(999999)
	f.ActionID = &missing
	h.wants(Correct(h.ctx, h.db, h.ada, id, 2, f, h.now), fault.Invalid, "placements.error.action")
	running := h.running("2026-09-01")
	g := h.internship("2026-09-01")
	g.EndsOn, g.Goals = day("2029-01-01"), "Altri obiettivi"
	h.must(Correct(h.ctx, h.db, h.anna, running, 0, g, h.now))
	if p := h.find(running); p.EndsOn != day("2027-02-28") || p.Goals != "Altri obiettivi" {
		t.Errorf("a form moved the planned end of what runs: %+v", p)
	}
}

func TestExperience(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	h.wants(Experience(h.ctx, h.db, h.anna, id, h.now), fault.Conflict, "placements.error.step")
	h.must(End(h.ctx, h.db, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.now))
	h.must(Experience(h.ctx, h.db, h.anna, id, h.now))
	h.must(Experience(h.ctx, h.db, h.ada, id, h.now))
	all, err := people.Entries(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	if len(all) != 1 || all[0].Kind != "job" || all[0].Data["contract"] != "internship" || all[0].Data["from"] != "2026-09" || all[0].Data["employer"] != "Officina Prova" {
		t.Errorf("the file says %+v", all)
	}
	for _, contract := range Contracts() {
		p := Placement{Kind: Contract, StartedOn: tuesday, EndedOn: tuesday, Terms: Terms{Occupation: "x", Contract: contract}}
		if _, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "job", p.experience(), h.now); err != nil {
			t.Errorf("the file does not know the contract %s: %v", contract, err)
		}
	}
}

func TestPlacementsAreOfTheirDesk(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	for name, err := range map[string]error{
		"find":    second(Find(h.ctx, h.db, h.ben, id)),
		"record":  second(Record(h.ctx, h.db, h.ben, h.case_, h.internship("2026-12-01"), h.now)),
		"correct": Correct(h.ctx, h.db, h.ben, id, 0, h.internship("2026-12-01"), h.now),
		"begin":   Begin(h.ctx, h.db, h.ben, id, tuesday, desks.Date{}, h.now),
		"end":     End(h.ctx, h.db, h.ben, id, Ending{On: tuesday, Reason: Finished}, h.now),
		"cancel":  Cancel(h.ctx, h.db, h.ben, id, "x", h.now),
		"back":    TakeBack(h.ctx, h.db, h.ben, id, Started, h.now),
		"extend":  Extend(h.ctx, h.db, h.ben, id, Moved{To: tuesday}, h.now),
		"visit":   AddVisit(h.ctx, h.db, h.ben, id, h.visit("2026-10-01"), h.now),
		"visits":  second(Visits(h.ctx, h.db, h.ben, id)),
		"ask":     Ask(h.ctx, h.db, h.ben, id, Opinion{Side: "person", Score: 3, AskedOn: tuesday}, h.now),
		"asked":   second(Opinions(h.ctx, h.db, h.ben, id)),
		"moved":   second(Extensions(h.ctx, h.db, h.ben, id)),
		"work":    Experience(h.ctx, h.db, h.ben, id, h.now),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s at another desk: %v", name, err)
		}
	}
	list, _, err := List(h.ctx, h.db, h.ben, Filter{})
	h.must(err)
	of, err := OfPerson(h.ctx, h.db, h.ben, h.person)
	h.must(err)
	case_, err := OfCase(h.ctx, h.db, h.ben, h.case_)
	h.must(err)
	full, err := Export(h.ctx, h.db, h.ben, Filter{DeskID: h.a}, h.now)
	h.must(err)
	due, err := Due(h.ctx, h.db, h.ben, 0, tuesday)
	h.must(err)
	if len(list)+len(of)+len(case_)+len(full)+due[DueVisits] != 0 {
		t.Errorf("another desk reads %v %v %v %v %v", list, of, case_, full, due)
	}
	key := h.internship("2026-12-01")
	h.records(key)
	_, other := h.opened(h.ben, h.b)
	_, err = Record(h.ctx, h.db, h.ben, other, key, h.now)
	h.wants(err, fault.NotFound, "")
}

func second[T any](_ T, err error) error { return err }

// A closed case takes placements: work begins after the path too.
func TestAClosedCaseTakesPlacements(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(cases.Close(h.ctx, h.db, h.anna, h.case_, "work", "", h.now))
	f := h.contract("2026-11-24")
	f.Begun = true
	id := h.records(f)
	h.must(AddVisit(h.ctx, h.db, h.anna, id, h.visit("2026-11-24"), h.now))
}

// Eight operators press at once: one placement, one start, one answer.
func TestManyAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	f := h.internship("2026-09-01")
	ids, errs := make([]int64, 8), make([]error, 8)
	run := func(do func(int, auth.Actor) error) {
		t.Helper()
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				who := h.anna
				if i%2 == 1 {
					who = h.ada
				}
				errs[i] = do(i, who)
			})
		}
		wg.Wait()
		for _, err := range errs {
			h.must(err)
		}
	}
	run(func(i int, who auth.Actor) (err error) {
		ids[i], err = Record(h.ctx, h.db, who, h.case_, f, h.now)
		return err
	})
	if slices.Min(ids) != slices.Max(ids) {
		t.Fatalf("one form wrote %v", ids)
	}
	run(func(i int, who auth.Actor) error {
		return Begin(h.ctx, h.db, who, ids[0], day("2026-09-01").AddDays(i), desks.Date{}, h.now)
	})
	run(func(i int, who auth.Actor) error {
		return AddVisit(h.ctx, h.db, who, ids[0], h.visit("2026-10-01"), h.now.Add(time.Duration(i)))
	})
	run(func(i int, who auth.Actor) error {
		return End(h.ctx, h.db, who, ids[0], Ending{On: tuesday, Reason: Finished}, h.now)
	})
	run(func(i int, who auth.Actor) error {
		return Ask(h.ctx, h.db, who, ids[0], Opinion{Side: "firm", Score: 1 + i%5, AskedOn: tuesday}, h.now)
	})
	visits, err := Visits(h.ctx, h.db, h.anna, ids[0])
	h.must(err)
	if len(visits) != 1 {
		t.Errorf("one visit is written %d times", len(visits))
	}
	said, err := Opinions(h.ctx, h.db, h.anna, ids[0])
	h.must(err)
	// One start, one visit and one end; the answers differ, so that five of eight count at least.
	if p := h.find(ids[0]); p.State != Ended || p.Version < 8 || p.Version > 11 || len(said) != 1 {
		t.Errorf("it reads %+v and says %+v", p, said)
	}
}
