package enrolments

import (
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// forklift is a course somebody found on their own and attends since a day.
func (h *town) forklift(since string) Form {
	return Form{Key: h.Key(), At: Attending, On: day(since), Terms: Terms{Kind: Licence, Course: "Muletto", Provider: "Autoscuola Prova", EndsOn: day("2026-12-10")}}
}

func TestAPersonTellsOfTheirCourse(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.forklift("2026-11-02")
	f.Road, f.SentOn, f.DeskID = ByDesk, tuesday, h.b // not theirs to say
	id := h.adds(f)
	if again := h.adds(f); again != id {
		t.Errorf("sent twice: %d and %d", id, again)
	}
	p, err := OwnFind(h.Ctx, h.DB, h.me, id)
	h.Must(err)
	if p.Road != OnOwn || !p.SentOn.IsZero() || p.DeskID != h.a || p.CaseID == nil || !p.Mine || !p.Told || !p.EnrolledOn.IsZero() {
		t.Fatalf("it reads %+v", p)
	}
	f.Course = "Carrelli elevatori"
	h.Must(OwnCorrect(h.Ctx, h.DB, h.me, id, 0, f, h.Now))
	h.Must(OwnAdvance(h.Ctx, h.DB, h.me, id, Going{From: Attending, To: Completed, On: tuesday}, h.Now))
	h.Must(OwnTakeBack(h.Ctx, h.DB, h.me, id, Completed, h.Now))
	h.Must(OwnAdvance(h.Ctx, h.DB, h.me, id, Going{From: Attending, To: Completed, On: tuesday}, h.Now))
	h.Must(OwnCertify(h.Ctx, h.DB, h.me, id, "Patentino", tuesday, h.Now))
	counted := func() Figures {
		x, err := Count(h.Ctx, h.DB, h.ada, h.a, day("2026-01-01"), tuesday)
		h.Must(err)
		return x
	}
	if x := counted(); x != (Figures{}) {
		t.Errorf("what only the person told counts: %+v", x)
	}
	h.Must(OwnFile(h.Ctx, h.DB, h.me, id, h.Now))
	lines, err := people.OwnEntries(h.Ctx, h.DB, h.me)
	h.Must(err)
	if len(lines) != 1 || lines[0].Kind != "licence" || lines[0].Data["type"] != "forklift" || !auth.ByPerson(lines[0].AddedBy) {
		t.Errorf("the file says %+v", lines)
	}
	h.Wants(Confirm(h.Ctx, h.DB, h.ada, id, Attending, h.Now), fault.Conflict, "enrolments.error.changed")
	h.Must(Confirm(h.Ctx, h.DB, h.ada, id, Completed, h.Now))
	h.Must(Confirm(h.Ctx, h.DB, h.anna, id, Completed, h.Now))
	if x := counted(); x != (Figures{Enrolled: 1, Completed: 1}) {
		t.Errorf("confirmed, the figures are %+v", x)
	}
	for name, err := range map[string]error{
		"correct": OwnCorrect(h.Ctx, h.DB, h.me, id, h.find(id).Version, f, h.Now),
		"remove":  OwnRemove(h.Ctx, h.DB, h.me, id, h.Now),
		"back":    OwnTakeBack(h.Ctx, h.DB, h.me, id, Completed, h.Now),
	} {
		if x, ok := fault.As(err); !ok || x.Key != "enrolments.error.desk" {
			t.Errorf("%s after the desk confirmed: %v", name, err)
		}
	}
	gone := h.adds(h.forklift("2026-11-02"))
	h.Must(OwnRemove(h.Ctx, h.DB, h.me, gone, h.Now))
	h.Wants(OwnRemove(h.Ctx, h.DB, h.me, gone, h.Now), fault.NotFound, "")
	if mine, err := OwnList(h.Ctx, h.DB, h.me); err != nil || len(mine) != 1 {
		t.Errorf("%v, %d are listed", err, len(mine))
	}
}

// TestAPersonMovesWhatTheDeskRecorded: at once, marked until the desk confirms it; what the
// desk knew goes on counting.
func TestAPersonMovesWhatTheDeskRecorded(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.cooking("2026-10-01"))
	h.goes(id, "2026-10-20", Admitted)
	h.Wants(OwnTakeBack(h.Ctx, h.DB, h.me, id, Admitted, h.Now), fault.Conflict, "enrolments.error.desk")
	h.Wants(OwnRemove(h.Ctx, h.DB, h.me, id, h.Now), fault.Conflict, "enrolments.error.desk")
	h.Must(OwnAdvance(h.Ctx, h.DB, h.me, id, Going{From: Admitted, To: Attending, On: day("2026-11-10")}, h.Now))
	h.Must(OwnAdvance(h.Ctx, h.DB, h.me, id, Going{From: Attending, To: Dropped, On: tuesday, Reason: "hours"}, h.Now))
	p := h.find(id)
	if !p.Told || p.Mine || p.State != Dropped || p.EnrolledOn != day("2026-10-20") {
		t.Fatalf("it reads %+v", p)
	}
	h.Must(OwnTakeBack(h.Ctx, h.DB, h.me, id, Dropped, h.Now))
	h.Must(Confirm(h.Ctx, h.DB, h.ada, id, Attending, h.Now))
	if p = h.find(id); p.Told || p.EnrolledOn != day("2026-10-20") {
		t.Errorf("confirmed it reads %+v", p)
	}
	const want = "step.requested step.admitted step.attending step.dropped back.attending confirm.attending"
	if got := h.story(id); got != want {
		t.Errorf("what happened: %s", got)
	}
}

func TestNobodyElsesCourse(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.adds(h.forklift("2026-11-02"))
	done := h.records(h.cooking("2026-10-01"))
	h.goes(done, "2026-10-20", Admitted, Attending, Completed)
	for who, actor := range map[string]auth.Actor{"another": h.other, "an address": {Email: "casa@example.org"}, "nobody": {}, "staff": h.anna} {
		for name, err := range map[string]error{
			"find":    second(OwnFind(h.Ctx, h.DB, actor, id)),
			"moves":   second(OwnMoves(h.Ctx, h.DB, actor, id)),
			"correct": OwnCorrect(h.Ctx, h.DB, actor, id, 0, h.forklift("2026-11-02"), h.Now),
			"advance": OwnAdvance(h.Ctx, h.DB, actor, id, Going{From: Attending, To: Completed, On: tuesday}, h.Now),
			"certify": OwnCertify(h.Ctx, h.DB, actor, done, "x", desks.Date{}, h.Now),
			"back":    OwnTakeBack(h.Ctx, h.DB, actor, id, Attending, h.Now),
			"remove":  OwnRemove(h.Ctx, h.DB, actor, id, h.Now),
			"file":    OwnFile(h.Ctx, h.DB, actor, done, h.Now),
			"offer":   second(OwnProposed(h.Ctx, h.DB, actor, done)),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, %s: %v", who, name, err)
			}
		}
	}
	if _, err := OwnAdd(h.Ctx, h.DB, auth.Actor{Email: "casa@example.org"}, h.forklift("2026-11-02"), h.Now); !fault.Is(err, fault.NotFound) {
		t.Errorf("an address adds a course: %v", err)
	}
}

func TestOnlySoMany(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := h.DB.NewRaw(`INSERT INTO enrolments (entry_key, person_id, desk_id, road, kind, course, state, first_on, moved_on, moved_at, mine, told, written_at, written_by)
		SELECT 'a-key-of-the-many-' || g, ?0, ?1, 'own', 'short', 'x', 'requested', ?2, ?2, ?3, true, true, ?3, 'x' FROM generate_series(1, ?4) g`,
		h.fatima, h.a, tuesday, h.Now, MaxOwn).Exec(h.Ctx)
	h.Must(err)
	_, err = OwnAdd(h.Ctx, h.DB, h.me, h.forklift("2026-11-02"), h.Now)
	h.Wants(err, fault.Conflict, "enrolments.error.many")
	h.records(h.cooking("2026-10-01"))
	h.Must(second(OwnAdd(h.Ctx, h.DB, h.other, h.forklift("2026-11-02"), h.Now)))
}

func TestWhatStartsSoon(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.cooking("2026-10-01")) // on 1 December
	soon := func() int {
		all, err := OwnSoon(h.Ctx, h.DB, h.me, tuesday, tuesday.AddDays(7))
		h.Must(err)
		return len(all)
	}
	if soon() != 0 {
		t.Error("who is not admitted is told to come")
	}
	h.goes(id, "2026-11-01", Admitted)
	if soon() != 1 {
		t.Error("who is admitted is not told")
	}
	h.goes(id, "2026-11-24", Attending)
	if soon() != 0 {
		t.Error("who attends is told to begin")
	}
}

// TestMergedRecordsAreOnePerson: rows keep the record they were written with, and are read
// under whatever record.
func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.adds(h.forklift("2026-11-02"))
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, h.zoe, h.fatima, "", h.Now))
	h.Must(OwnAdvance(h.Ctx, h.DB, h.other, id, Going{From: Attending, To: Completed, On: tuesday}, h.Now))
	h.Must(File(h.Ctx, h.DB, h.anna, id, "", h.Now))
	rows, _, err := List(h.Ctx, h.DB, h.ada, Filter{})
	h.Must(err)
	of, err := OfPerson(h.Ctx, h.DB, h.ada, h.zoe)
	h.Must(err)
	mine, err := OwnList(h.Ctx, h.DB, h.me)
	h.Must(err)
	if len(rows) != 1 || rows[0].RootID != h.zoe || rows[0].PersonID != h.fatima || len(of) != 1 || len(mine) != 1 {
		t.Errorf("listed %+v, %d, %d", rows, len(of), len(mine))
	}
	gone, err := people.Discard(h.Ctx, h.DB, h.anna, h.Person(h.anna, "Vuota"), h.Now)
	h.Must(err)
	kept := h.Person(h.anna, "Iscritta")
	h.Must(second(Record(h.Ctx, h.DB, h.anna, kept, h.cooking("2026-10-01"), h.Now)))
	stays, err := people.Discard(h.Ctx, h.DB, h.anna, kept, h.Now)
	h.Must(err)
	if !gone || stays {
		t.Errorf("an empty file goes %v, one with a course %v", gone, stays)
	}
}
