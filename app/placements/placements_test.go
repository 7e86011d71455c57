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
	h.Wants(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.Now), fault.Conflict, "placements.error.step")
	h.Wants(Begin(h.Ctx, h.DB, h.anna, id, tuesday.AddDays(1), desks.Date{}, h.Now), fault.Invalid, "placements.error.future")
	h.Must(Begin(h.Ctx, h.DB, h.anna, id, day("2026-10-05"), day("2026-11-05"), h.Now))
	h.Must(Begin(h.Ctx, h.DB, h.ada, id, day("2026-10-07"), desks.Date{}, h.Now))
	p := h.find(id)
	if p.State != Started || p.StartedOn != day("2026-10-05") || p.VisitDue != tuesday || p.AskOn != day("2027-03-31") || p.WeekMinutes != 1800 || p.AllowanceCents != 50000 {
		t.Fatalf("it reads %+v", p)
	}
	h.Wants(Cancel(h.Ctx, h.DB, h.anna, id, "x", h.Now), fault.Conflict, "placements.error.step")

	h.Must(Extend(h.Ctx, h.DB, h.anna, id, Moved{From: day("2027-03-31"), To: day("2027-06-30"), Reason: "Proroga"}, h.Now))
	h.Must(Extend(h.Ctx, h.DB, h.ada, id, Moved{From: day("2027-03-31"), To: day("2027-06-30")}, h.Now))
	h.Wants(Extend(h.Ctx, h.DB, h.ada, id, Moved{From: day("2027-03-31"), To: day("2027-07-30")}, h.Now), fault.Conflict, "placements.error.changed")
	h.Wants(Extend(h.Ctx, h.DB, h.ada, id, Moved{From: day("2027-06-30"), To: day("2026-10-05")}, h.Now), fault.Invalid, "placements.error.order")
	moved, err := Extensions(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	if len(moved) != 1 || moved[0].OldEnd != day("2027-03-31") || moved[0].By != h.anna.Ref() || h.find(id).AskOn != day("2027-06-30") {
		t.Errorf("the extensions are %+v", moved)
	}

	h.Wants(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: OtherReason}, h.Now), fault.Invalid, "placements.error.why")
	h.Wants(End(h.Ctx, h.DB, h.anna, id, Ending{On: day("2026-10-04"), Reason: Finished}, h.Now), fault.Invalid, "placements.error.end_order")
	_, err = Record(h.Ctx, h.DB, h.anna, h.case_, h.after(id), h.Now)
	h.Wants(err, fault.Conflict, "placements.error.follows")
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: TurnedIntoJob}, h.Now))
	job := h.records(h.after(id))
	_, err = Record(h.Ctx, h.DB, h.anna, h.case_, h.after(id), h.Now)
	h.Wants(err, fault.Conflict, "placements.error.follows")
	if next := h.find(job); next.FollowsID == nil || *next.FollowsID != id {
		t.Errorf("the job follows %v", next.FollowsID)
	}
	h.Wants(TakeBack(h.Ctx, h.DB, h.anna, id, Ended, h.Now), fault.Conflict, "placements.error.stands")
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
	h.Wants(Cancel(h.Ctx, h.DB, h.anna, id, " ", h.Now), fault.Invalid, "placements.error.why")
	h.Must(Cancel(h.Ctx, h.DB, h.anna, id, "L'azienda ha rinunciato", h.Now))
	h.Wants(Correct(h.Ctx, h.DB, h.anna, id, h.find(id).Version, h.internship("2026-12-02"), h.Now), fault.Conflict, "placements.error.step")
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, id, Started, h.Now)) // nobody sees it so any more
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, id, Cancelled, h.Now))
	if p := h.find(id); p.State != Planned || p.EndNote != "" {
		t.Errorf("taken back it reads %+v", p)
	}
	h.Must(Begin(h.Ctx, h.DB, h.anna, id, tuesday, desks.Date{}, h.Now))
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, h.visit("2026-11-24"), h.Now))
	h.Wants(TakeBack(h.Ctx, h.DB, h.anna, id, Started, h.Now), fault.Conflict, "placements.error.stands")
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: ByPerson}, h.Now))
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, id, Ended, h.Now))
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
		f, ok := fault.As(AddVisit(h.Ctx, h.DB, h.anna, id, v, h.Now))
		if !ok || f.Fields[0].Name != bad.field {
			t.Errorf("%+v: %v, want %s", v, f, bad.field)
		}
	}
	late := h.visit("2026-11-20")
	late.NextOn = day("2026-12-15")
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, late, h.Now))
	h.Must(AddVisit(h.Ctx, h.DB, h.ada, id, late, h.Now))
	early := h.visit("2026-10-01")
	early.NextOn = day("2026-11-01")
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, early, h.Now))
	all, err := Visits(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	if len(all) != 2 || all[0].HeldOn != late.HeldOn || h.find(id).VisitDue != late.NextOn {
		t.Fatalf("the visits are %+v, next %s", all, h.find(id).VisitDue)
	}
	h.Wants(RemoveVisit(h.Ctx, h.DB, h.ben, id, all[0].ID, h.Now), fault.NotFound, "")
	h.Wants(RemoveVisit(h.Ctx, h.DB, h.anna, h.running("2026-09-01"), all[0].ID, h.Now), fault.NotFound, "")
	h.Must(RemoveVisit(h.Ctx, h.DB, h.anna, id, all[0].ID, h.Now))
	h.Must(RemoveVisit(h.Ctx, h.DB, h.anna, id, all[0].ID, h.Now))
	if h.find(id).VisitDue != early.NextOn {
		t.Errorf("the next visit is due on %s", h.find(id).VisitDue)
	}
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.Now))
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, late, h.Now)) // written down after the end
	if due := h.find(id).VisitDue; !due.IsZero() {
		t.Errorf("a visit is due on %s to what ended", due)
	}
	h.Wants(AddVisit(h.Ctx, h.DB, h.anna, h.records(h.internship("2026-12-01")), late, h.Now), fault.Conflict, "placements.error.step")
}

func TestSatisfaction(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	said := Opinion{Side: "person", Score: 4, Note: "Ha imparato molto", AskedOn: tuesday}
	h.Wants(Ask(h.Ctx, h.DB, h.anna, id, said, h.Now), fault.Conflict, "placements.error.early")
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday.AddDays(-1), Reason: Finished}, h.Now))
	if h.find(id).AskOn != tuesday.AddDays(-1) {
		t.Errorf("asked on %s", h.find(id).AskOn)
	}
	for _, bad := range []Opinion{
		{Side: "person", Score: 6, AskedOn: tuesday}, {Side: "person", AskedOn: tuesday}, {Side: "person", Score: -1, AskedOn: tuesday},
		{Side: "person", Score: 3, WhyNot: "x", AskedOn: tuesday}, {Side: "person", Score: 3}, {Side: "person", Score: 3, AskedOn: tuesday.AddDays(1)},
		{Side: "person", Score: 3, AskedOn: day("2026-08-01")},
	} {
		h.Wants(Ask(h.Ctx, h.DB, h.anna, id, bad, h.Now), fault.Invalid, "")
	}
	h.Wants(Ask(h.Ctx, h.DB, h.anna, id, Opinion{Side: "neighbour", Score: 3, AskedOn: tuesday}, h.Now), fault.NotFound, "")
	h.Must(Ask(h.Ctx, h.DB, h.anna, id, said, h.Now))
	h.Must(Ask(h.Ctx, h.DB, h.ada, id, said, h.Now))
	if h.find(id).AskOn.IsZero() {
		t.Error("the firm is not asked any more")
	}
	h.Must(Ask(h.Ctx, h.DB, h.ada, id, Opinion{Side: "firm", WhyNot: "Non risponde", AskedOn: tuesday}, h.Now))
	h.Must(Ask(h.Ctx, h.DB, h.ada, id, Opinion{Side: "firm", Score: 5, AskedOn: tuesday}, h.Now))
	all, err := Opinions(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	var rows int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM placement_opinions WHERE placement_id = ?", id).Scan(h.Ctx, &rows))
	if len(all) != 2 || all["firm"].Score != 5 || all["person"].By != h.anna.Ref() || rows != 3 || !h.find(id).AskOn.IsZero() {
		t.Errorf("%d rows, asked on %s, they say %+v", rows, h.find(id).AskOn, all)
	}
	alone := Form{Key: h.Key(), Kind: SelfEmployment, Begun: true, Terms: Terms{Occupation: "Sarta", StartsOn: day("2026-01-01")}}
	own := h.records(alone)
	h.Wants(Ask(h.Ctx, h.DB, h.anna, own, Opinion{Side: "firm", Score: 5, AskedOn: tuesday}, h.Now), fault.NotFound, "")
	h.Must(Ask(h.Ctx, h.DB, h.anna, own, said, h.Now))
	if due := h.find(own).AskOn; !due.IsZero() {
		t.Errorf("who works alone is asked again on %s", due)
	}
}

func TestCorrecting(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.internship("2026-12-01"))
	f := h.internship("2026-12-09")
	h.Must(Correct(h.Ctx, h.DB, h.anna, id, 0, f, h.Now))
	h.Must(Correct(h.Ctx, h.DB, h.anna, id, 0, f, h.Now)) // the same form again
	f.Firm = "Altra officina"
	h.Wants(Correct(h.Ctx, h.DB, h.ada, id, 0, f, h.Now), fault.Conflict, "placements.error.changed")
	h.Must(Correct(h.Ctx, h.DB, h.ada, id, 1, f, h.Now))
	if p := h.find(id); p.Firm != "Altra officina" || p.EndsOn != day("2027-06-08") || p.Version != 2 {
		t.Errorf("it reads %+v", p)
	}
	missing := int64(999999)
	f.ActionID = &missing
	h.Wants(Correct(h.Ctx, h.DB, h.ada, id, 2, f, h.Now), fault.Invalid, "placements.error.action")
	running := h.running("2026-09-01")
	g := h.internship("2026-09-01")
	g.EndsOn, g.Goals = day("2029-01-01"), "Altri obiettivi"
	h.Must(Correct(h.Ctx, h.DB, h.anna, running, 0, g, h.Now))
	if p := h.find(running); p.EndsOn != day("2027-02-28") || p.Goals != "Altri obiettivi" {
		t.Errorf("a form moved the planned end of what runs: %+v", p)
	}
}

func TestExperience(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	h.Wants(Experience(h.Ctx, h.DB, h.anna, id, h.Now), fault.Conflict, "placements.error.step")
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: tuesday, Reason: Finished}, h.Now))
	h.Must(Experience(h.Ctx, h.DB, h.anna, id, h.Now))
	h.Must(Experience(h.Ctx, h.DB, h.ada, id, h.Now))
	all, err := people.Entries(h.Ctx, h.DB, h.anna, h.person)
	h.Must(err)
	if len(all) != 1 || all[0].Kind != "job" || all[0].Data["contract"] != "internship" || all[0].Data["from"] != "2026-09" || all[0].Data["employer"] != "Officina Prova" {
		t.Errorf("the file says %+v", all)
	}
	for _, contract := range Contracts() {
		p := Placement{Kind: Contract, StartedOn: tuesday, EndedOn: tuesday, Terms: Terms{Occupation: "x", Contract: contract}}
		if _, err := people.AddEntry(h.Ctx, h.DB, h.anna, h.person, "job", p.experience(), h.Now); err != nil {
			t.Errorf("the file does not know the contract %s: %v", contract, err)
		}
	}
}

func TestPlacementsAreOfTheirDesk(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	for name, err := range map[string]error{
		"find":    second(Find(h.Ctx, h.DB, h.ben, id)),
		"record":  second(Record(h.Ctx, h.DB, h.ben, h.case_, h.internship("2026-12-01"), h.Now)),
		"correct": Correct(h.Ctx, h.DB, h.ben, id, 0, h.internship("2026-12-01"), h.Now),
		"begin":   Begin(h.Ctx, h.DB, h.ben, id, tuesday, desks.Date{}, h.Now),
		"end":     End(h.Ctx, h.DB, h.ben, id, Ending{On: tuesday, Reason: Finished}, h.Now),
		"cancel":  Cancel(h.Ctx, h.DB, h.ben, id, "x", h.Now),
		"back":    TakeBack(h.Ctx, h.DB, h.ben, id, Started, h.Now),
		"extend":  Extend(h.Ctx, h.DB, h.ben, id, Moved{To: tuesday}, h.Now),
		"visit":   AddVisit(h.Ctx, h.DB, h.ben, id, h.visit("2026-10-01"), h.Now),
		"visits":  second(Visits(h.Ctx, h.DB, h.ben, id)),
		"ask":     Ask(h.Ctx, h.DB, h.ben, id, Opinion{Side: "person", Score: 3, AskedOn: tuesday}, h.Now),
		"asked":   second(Opinions(h.Ctx, h.DB, h.ben, id)),
		"moved":   second(Extensions(h.Ctx, h.DB, h.ben, id)),
		"work":    Experience(h.Ctx, h.DB, h.ben, id, h.Now),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s at another desk: %v", name, err)
		}
	}
	list, _, err := List(h.Ctx, h.DB, h.ben, Filter{})
	h.Must(err)
	of, err := OfPerson(h.Ctx, h.DB, h.ben, h.person)
	h.Must(err)
	case_, err := OfCase(h.Ctx, h.DB, h.ben, h.case_)
	h.Must(err)
	full, err := Export(h.Ctx, h.DB, h.ben, Filter{DeskID: h.a}, h.Now)
	h.Must(err)
	due, err := Due(h.Ctx, h.DB, h.ben, 0, tuesday)
	h.Must(err)
	if len(list)+len(of)+len(case_)+len(full)+due[DueVisits] != 0 {
		t.Errorf("another desk reads %v %v %v %v %v", list, of, case_, full, due)
	}
	key := h.internship("2026-12-01")
	h.records(key)
	other := h.Case(h.ben, h.Person(h.ben, "Prova"))
	_, err = Record(h.Ctx, h.DB, h.ben, other, key, h.Now)
	h.Wants(err, fault.NotFound, "")
}

func second[T any](_ T, err error) error { return err }

// A closed case takes placements: work begins after the path too.
func TestAClosedCaseTakesPlacements(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.Must(cases.Close(h.Ctx, h.DB, h.anna, h.case_, "work", "", h.Now))
	f := h.contract("2026-11-24")
	f.Begun = true
	id := h.records(f)
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, h.visit("2026-11-24"), h.Now))
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
			h.Must(err)
		}
	}
	run(func(i int, who auth.Actor) (err error) {
		ids[i], err = Record(h.Ctx, h.DB, who, h.case_, f, h.Now)
		return err
	})
	if slices.Min(ids) != slices.Max(ids) {
		t.Fatalf("one form wrote %v", ids)
	}
	run(func(i int, who auth.Actor) error {
		return Begin(h.Ctx, h.DB, who, ids[0], day("2026-09-01").AddDays(i), desks.Date{}, h.Now)
	})
	run(func(i int, who auth.Actor) error {
		return AddVisit(h.Ctx, h.DB, who, ids[0], h.visit("2026-10-01"), h.Now.Add(time.Duration(i)))
	})
	run(func(i int, who auth.Actor) error {
		return End(h.Ctx, h.DB, who, ids[0], Ending{On: tuesday, Reason: Finished}, h.Now)
	})
	run(func(i int, who auth.Actor) error {
		return Ask(h.Ctx, h.DB, who, ids[0], Opinion{Side: "firm", Score: 1 + i%5, AskedOn: tuesday}, h.Now)
	})
	visits, err := Visits(h.Ctx, h.DB, h.anna, ids[0])
	h.Must(err)
	if len(visits) != 1 {
		t.Errorf("one visit is written %d times", len(visits))
	}
	said, err := Opinions(h.Ctx, h.DB, h.anna, ids[0])
	h.Must(err)
	// One start, one visit and one end; the answers differ, so that five of eight count at least.
	if p := h.find(ids[0]); p.State != Ended || p.Version < 8 || p.Version > 11 || len(said) != 1 {
		t.Errorf("it reads %+v and says %+v", p, said)
	}
}
