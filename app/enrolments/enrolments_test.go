package enrolments

import (
	"sync"
	"testing"

	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestFromTheRequestToTheCertificate(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.cooking("2026-10-01")
	id := h.records(f)
	if again := h.records(f); again != id {
		t.Errorf("sent twice: %d and %d", id, again)
	}
	p := h.find(id)
	if p.State != Requested || p.Hours != 120 || p.CaseID == nil || *p.CaseID != h.case_ || p.DeskID != h.a || p.Told || p.Mine {
		t.Fatalf("it reads %+v", p)
	}
	go_ := func(g Going) error { return Advance(h.Ctx, h.DB, h.anna, id, g, h.Now) }
	h.Wants(go_(Going{From: Requested, To: Attending, On: tuesday}), fault.Conflict, "enrolments.error.step")
	h.Wants(go_(Going{From: Admitted, To: Attending, On: tuesday}), fault.Conflict, "enrolments.error.changed")
	h.Wants(go_(Going{From: Requested, To: Admitted, On: day("2026-09-30")}), fault.Invalid, "enrolments.error.before")
	h.Wants(go_(Going{From: Requested, To: Admitted, On: tuesday.AddDays(1)}), fault.Invalid, "enrolments.error.future")
	h.Wants(go_(Going{From: Requested, To: Refused, On: tuesday}), fault.Invalid, "reason")
	h.Wants(go_(Going{From: Requested, To: Refused, On: tuesday, Reason: "work"}), fault.Invalid, "reason")
	h.Wants(go_(Going{From: Requested, To: Withdrawn, On: tuesday, Reason: OtherReason, Why: " "}), fault.Invalid, "why")
	h.goes(id, "2026-10-10", WaitingList, Admitted)
	h.Must(go_(Going{From: Requested, To: Admitted, On: tuesday})) // somebody sent it once more
	h.goes(id, "2026-11-01", Attending)
	h.Wants(go_(Going{From: Attending, To: Completed, On: tuesday, CertifiedOn: tuesday}), fault.Invalid, "certificate")
	h.Must(go_(Going{From: Attending, To: Completed, On: day("2026-11-20"), Reason: "work", Why: "no"}))
	p = h.find(id)
	if p.State != Completed || p.Reason != "" || p.EnrolledOn != day("2026-10-10") || p.CompletedOn != day("2026-11-20") {
		t.Fatalf("completed it reads %+v", p)
	}
	h.Wants(Certify(h.Ctx, h.DB, h.anna, id, " ", tuesday, h.Now), fault.Invalid, "certificate")
	h.Wants(Certify(h.Ctx, h.DB, h.anna, id, "Qualifica", tuesday.AddDays(1), h.Now), fault.Invalid, "certified_on")
	h.Must(Certify(h.Ctx, h.DB, h.anna, id, "Qualifica", tuesday, h.Now))
	h.Must(Certify(h.Ctx, h.DB, h.ada, id, " Qualifica ", tuesday, h.Now))
	if p = h.find(id); p.Certificate != "Qualifica" || p.CertifiedOn != tuesday {
		t.Errorf("the certificate is %+v", p)
	}
	const want = "step.requested step.waiting_list step.admitted step.attending step.completed certificate.completed"
	if got := h.story(id); got != want {
		t.Errorf("what happened: %s", got)
	}
}

func TestMistakesAreTakenBack(t *testing.T) {
	h := build(t, testdb.Tx(t))
	back := func(id int64, from string) error { return TakeBack(h.Ctx, h.DB, h.ada, id, from, h.Now) }
	for _, path := range [][]string{{Admitted}, {WaitingList}, {Refused}, {Withdrawn}, {WaitingList, Admitted}, {WaitingList, Refused}, {WaitingList, Withdrawn},
		{Admitted, Attending}, {Admitted, Withdrawn}, {Admitted, Attending, Completed}, {Admitted, Attending, Dropped}} {
		id := h.records(h.cooking("2026-10-01"))
		h.goes(id, "2026-10-20", path...)
		h.Must(back(id, Requested)) // nobody sees it so any more
		for i := len(path) - 1; i >= 0; i-- {
			before := Requested
			if i > 0 {
				before = path[i-1]
			}
			h.Must(back(id, path[i]))
			if p := h.find(id); p.State != before || p.Reason != "" || !p.CompletedOn.IsZero() || (before == Requested) != p.EnrolledOn.IsZero() && before != WaitingList {
				t.Errorf("%v taken back from %s reads %+v", path, path[i], p)
			}
		}
		h.Wants(back(id, Requested), fault.Conflict, "enrolments.error.first")
	}
}

func TestWhatBecomesALineOfTheFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.cooking("2026-10-01"))
	h.goes(id, "2026-10-20", Admitted, Attending)
	h.Wants(File(h.Ctx, h.DB, h.anna, id, "", h.Now), fault.Conflict, "enrolments.error.step")
	h.goes(id, "2026-11-20", Completed)
	h.Must(File(h.Ctx, h.DB, h.anna, id, "", h.Now))
	h.Must(OwnFile(h.Ctx, h.DB, h.me, id, h.Now))
	all, err := people.Entries(h.Ctx, h.DB, h.anna, h.fatima)
	h.Must(err)
	if len(all) != 1 || all[0].Kind != "education" || all[0].Data["title"] != "Aiuto cuoco" || all[0].Data["isced"] != "3" {
		t.Fatalf("the file says %+v", all)
	}
	o, err := Proposed(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if !o.Filed {
		t.Errorf("it is proposed again: %+v", o)
	}
	h.Wants(TakeBack(h.Ctx, h.DB, h.anna, id, Completed, h.Now), fault.Conflict, "enrolments.error.filed")
	h.Must(people.RemoveEntry(h.Ctx, h.DB, h.anna, h.fatima, all[0].ID, h.Now))
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, id, Completed, h.Now))

	short := h.cooking("2026-10-01")
	short.Kind, short.Course, short.At = Short, "Excel", Attending
	excel := h.records(short)
	h.goes(excel, "2026-11-20", Completed)
	h.Wants(OwnFile(h.Ctx, h.DB, h.me, excel, h.Now), fault.Invalid, "isced")
	h.Wants(File(h.Ctx, h.DB, h.anna, excel, "12", h.Now), fault.Invalid, "isced")
	h.Must(File(h.Ctx, h.DB, h.anna, excel, "4", h.Now))
	all, err = people.Entries(h.Ctx, h.DB, h.anna, h.fatima)
	h.Must(err)
	if len(all) != 1 || all[0].Data["isced"] != "4" || all[0].Data["title"] != "Excel" {
		t.Errorf("the file says %+v", all)
	}
}

func TestCorrecting(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.cooking("2026-10-01")
	id := h.records(f)
	f.Course = "Cuoca"
	correct := func(version int, f Form) error { return Correct(h.Ctx, h.DB, h.ada, id, version, f, h.Now) }
	h.Must(correct(0, f))
	h.Must(correct(0, f))
	f.Cost = "100 euro"
	h.Wants(correct(0, f), fault.Conflict, "enrolments.error.changed")
	h.Must(correct(1, f))
	missing := int64(999999)
	f.ActionID = &missing
	h.Wants(correct(2, f), fault.Invalid, "action")
	if p := h.find(id); p.Course != "Cuoca" || p.Cost != "100 euro" || p.Version != 2 {
		t.Errorf("it reads %+v", p)
	}
	h.Must(Remove(h.Ctx, h.DB, h.ada, id, h.Now))
	h.Wants(Remove(h.Ctx, h.DB, h.ada, id, h.Now), fault.NotFound, "")
	h.Wants(correct(2, f), fault.NotFound, "")
}

func TestAnActionOfThePlan(t *testing.T) {
	h := build(t, testdb.Tx(t))
	plan := cases.Content{Version: 1, UserID: h.ada.UserID, Lang: "it", Body: map[string]string{"goals": "Lavorare in cucina", "profile": "Sa cucinare"},
		Lines: []cases.Line{{What: "Frequentare il corso di cucina", Doer: "person", DueOn: tuesday.AddDays(9)}}}
	h.Must(cases.WriteDocument(h.Ctx, h.DB, h.ada, h.case_, cases.Plan, plan, h.Now))
	all, err := Actions(h.Ctx, h.DB, h.ada, h.fatima, h.a)
	h.Must(err)
	if len(all) != 1 || all[0].CaseID != h.case_ {
		t.Fatalf("the plan says %+v", all)
	}
	f := h.cooking("2026-10-01")
	f.ActionID = &all[0].ID
	if p := h.find(h.records(f)); p.ActionID == nil || *p.ActionID != all[0].ID {
		t.Errorf("it reads %+v", p)
	}
	g := h.cooking("2026-10-01")
	g.ActionID = f.ActionID
	_, err = Record(h.Ctx, h.DB, h.anna, h.zoe, g, h.Now)
	h.Wants(err, fault.Invalid, "action")
}

func TestEnrolmentsAreOfTheirDesk(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.cooking("2026-10-01"))
	h.goes(id, "2026-10-20", Admitted, Attending, Completed)
	for name, err := range map[string]error{
		"find":    second(Find(h.Ctx, h.DB, h.ben, id)),
		"moves":   second(Moves(h.Ctx, h.DB, h.ben, id)),
		"record":  second(Record(h.Ctx, h.DB, h.ben, h.fatima, h.cooking("2026-10-01"), h.Now)),
		"correct": Correct(h.Ctx, h.DB, h.ben, id, 0, h.cooking("2026-10-01"), h.Now),
		"advance": Advance(h.Ctx, h.DB, h.ben, id, Going{From: Completed, To: Dropped, On: tuesday}, h.Now),
		"certify": Certify(h.Ctx, h.DB, h.ben, id, "x", desks.Date{}, h.Now),
		"confirm": Confirm(h.Ctx, h.DB, h.ben, id, Completed, h.Now),
		"back":    TakeBack(h.Ctx, h.DB, h.ben, id, Completed, h.Now),
		"remove":  Remove(h.Ctx, h.DB, h.ben, id, h.Now),
		"file":    File(h.Ctx, h.DB, h.ben, id, "", h.Now),
		"offer":   second(Proposed(h.Ctx, h.DB, h.ben, id)),
		"actions": second(Actions(h.Ctx, h.DB, h.ben, h.fatima, h.a)),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s at another desk: %v", name, err)
		}
	}
	other := h.cooking("2026-10-01")
	other.DeskID = h.b
	_, err := Record(h.Ctx, h.DB, h.anna, h.fatima, other, h.Now)
	h.Wants(err, fault.Invalid, "desk")
	taken := h.cooking("2026-10-01")
	taken.Key = "a-key-of-somebody-else"
	h.records(taken)
	_, err = Record(h.Ctx, h.DB, h.anna, h.zoe, taken, h.Now)
	h.Wants(err, fault.NotFound, "")
	list, _, err := List(h.Ctx, h.DB, h.ben, Filter{})
	h.Must(err)
	of, err := OfPerson(h.Ctx, h.DB, h.ben, h.fatima)
	h.Must(err)
	due, err := Due(h.Ctx, h.DB, h.ben, 0, tuesday)
	h.Must(err)
	x, err := Count(h.Ctx, h.DB, h.ben, h.a, day("2026-01-01"), tuesday)
	h.Must(err)
	if len(list)+len(of)+due[DueStarts]+due[DueMarks]+due[DueTold]+x.Enrolled != 0 {
		t.Errorf("another desk lists %d, %d, %v, %+v", len(list), len(of), due, x)
	}
}

// TestManyAtOnce: eight people move one enrolment, to two states: one of them stands, and
// whoever wanted another is told; eight send one form: it is one enrolment.
func TestManyAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	f := h.cooking("2026-10-01")
	ids := make([]int64, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			id, err := Record(h.Ctx, h.DB, h.anna, h.fatima, f, h.Now)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one form became %v", ids)
		}
	}
	said := make([]error, 8)
	for i := range said {
		all.Go(func() {
			g := Going{From: Requested, To: []string{Admitted, WaitingList}[i%2], On: tuesday}
			said[i] = Advance(h.Ctx, h.DB, h.ada, ids[0], g, h.Now)
		})
	}
	all.Wait()
	p, won := h.find(ids[0]), 0
	for i, err := range said {
		wanted := []string{Admitted, WaitingList}[i%2]
		switch {
		case wanted == p.State && err == nil:
			won++
		case wanted != p.State && !fault.Is(err, fault.Conflict):
			t.Errorf("%s: %v while it is %s", wanted, err, p.State)
		}
	}
	if won != 4 || h.Count("enrolment_moves", "enrolment_id = ?", ids[0]) != 2 {
		t.Errorf("%d of 4 stand, %s", won, h.story(ids[0]))
	}
}
