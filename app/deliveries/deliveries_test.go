package deliveries

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/services"
)

// TestTransitions walks the whole table: what is not in it is refused.
func TestTransitions(t *testing.T) {
	want := map[State]string{
		"": "recorded accepted waiting -", Recorded: "recorded accepted waiting withdrawn", Waiting: "recorded accepted waiting withdrawn",
		Accepted: "recorded accepted waiting withdrawn", Withdrawn: "- - - -",
	}
	for from, row := range want {
		for i, m := range []move{conform, override, leave, withdraw} {
			d, to := &Delivery{State: from}, strings.Fields(row)[i]
			err := d.step(from, m, nil)
			if to == "-" != (err != nil) || err == nil && d.State != State(to) {
				t.Errorf("%q %s: %q, %v; want %q", from, m, d.State, err, to)
			}
		}
	}
}

func TestAsItsStandardAsks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.welcome(tuesday.AddDays(-7)))
	d := h.find(id)
	if d.State != Recorded || d.Minutes != 40 || len(d.Meetings) != 1 || d.Standard.Code != "A.2" || d.Meetings[0].UserID != h.ada.UserID {
		t.Errorf("the service is %+v", d)
	}
	if d = h.find(h.records(h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned))); d.State != Recorded {
		t.Errorf("first orientation after the pact is %s: %+v", d.State, d.Findings)
	}
}

func TestFindingsAreShownFirst(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for code, c := range map[string]struct {
		e    Entry
		want services.FindingKind
	}{
		"too short":  {h.entry("A.2", tuesday, "09:00", "09:20", services.FileOpened, services.PactSigned), services.TooShort},
		"no output":  {h.entry("A.2", tuesday, "09:00", "09:40", services.PactSigned), services.MissingOutput},
		"no order":   {h.entry("A.3", tuesday, "09:00", "10:00", services.PlanSigned), services.NotAfterAny},
		"one of two": {h.entry("A.4", tuesday, "09:00", "10:00", services.PlanEntry), services.TooFewMeetings},
	} {
		id, findings, err := Record(h.Ctx, h.DB, h.ada, h.case_, c.e, h.Now)
		h.Must(err)
		found := false
		for _, f := range findings {
			found = found || f.Kind == c.want
		}
		if id != 0 || !found {
			t.Errorf("%s: id %d, findings %+v", code, id, findings)
		}
	}
	e := h.entry("A.2", tuesday, "09:00", "09:20", services.FileOpened, services.PactSigned)
	_, findings, err := Record(h.Ctx, h.DB, h.ada, h.case_, e, h.Now)
	h.Must(err)
	e.Answer = Answer{Seen: Fingerprint(findings), Reason: " "}
	_, _, err = Record(h.Ctx, h.DB, h.ada, h.case_, e, h.Now)
	h.Wants(err, fault.Invalid, "services.error.override_reason")
	e.Answer.Reason = "Aveva fretta"
	_, _, err = Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
	h.Wants(err, fault.Forbidden, "services.error.override")
	other := e
	other.Sittings = []Sitting{e.Sittings[0]}
	other.Sittings[0].To = "09:10" // not the findings that were shown
	if id, _, err := Record(h.Ctx, h.DB, h.ada, h.case_, other, h.Now); err != nil || id != 0 {
		t.Errorf("an answer to other findings gave %d, %v", id, err)
	}
	id, _, err := Record(h.Ctx, h.DB, h.ada, h.case_, e, h.Now)
	h.Must(err)
	if d := h.find(id); d.State != Accepted || d.OverrideReason != "Aveva fretta" || d.OverrideBy != h.ada.Ref() || len(d.Findings) != 1 {
		t.Errorf("the service is %+v", d)
	}
}

func TestASpecialistAcceptsWhatWaits(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.leaves(h.entry("A.2", tuesday.AddDays(-1), "09:00", "09:20", services.FileOpened, services.PactSigned))
	waiting, next, err := ListWaiting(h.Ctx, h.DB, h.ada, Cursor{})
	h.Must(err)
	if len(waiting) != 1 || next != nil || waiting[0].State != Waiting {
		t.Fatalf("waiting: %+v", waiting)
	}
	if of, _, err := ListWaiting(h.Ctx, h.DB, h.ben, Cursor{}); err != nil || len(of) != 0 {
		t.Errorf("another desk reads %+v, %v", of, err)
	}
	// what waits opens no way
	_, findings, err := Record(h.Ctx, h.DB, h.ada, h.case_, h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned), h.Now)
	h.Must(err)
	if len(findings) != 2 {
		t.Errorf("after a welcome that waits: %+v", findings)
	}
	h.Wants(Accept(h.Ctx, h.DB, h.anna, id, h.shown(id, "Va bene"), h.Now), fault.Forbidden, "services.error.override")
	h.Wants(Accept(h.Ctx, h.DB, h.ben, id, h.shown(id, "Va bene"), h.Now), fault.NotFound, "")
	h.Wants(Accept(h.Ctx, h.DB, h.ada, id, Answer{Seen: "other", Reason: "Va bene"}, h.Now), fault.Conflict, "deliveries.error.changed")
	h.Wants(Accept(h.Ctx, h.DB, h.ada, id, h.shown(id, ""), h.Now), fault.Invalid, "services.error.override_reason")
	h.Must(Accept(h.Ctx, h.DB, h.ada, id, h.shown(id, "Va bene"), h.Now))
	h.Must(Accept(h.Ctx, h.DB, h.ada, id, Answer{}, h.Now))
	if d := h.find(id); d.State != Accepted || d.OverrideReason != "Va bene" || d.Version != 1 {
		t.Errorf("accepted: %+v", d)
	}
	h.records(h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned))
}

// TestWhatWasMissingCame: a service that waited because of its order needs no reason
// once the one before it is written.
func TestWhatWasMissingCame(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.leaves(h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned))
	h.records(h.welcome(tuesday.AddDays(-2)))
	h.Must(Accept(h.Ctx, h.DB, h.ada, id, Answer{}, h.Now))
	if d := h.find(id); d.State != Recorded || len(d.Findings) != 0 || d.OverrideReason != "" {
		t.Errorf("the service is %+v", d)
	}
}

// TestASeriesAddsUp: a competence assessment of eight hours in four meetings, and only
// its end asks for the hours.
func TestASeriesAddsUp(t *testing.T) {
	h := build(t, testdb.Tx(t))
	first := h.entry("A05", tuesday.AddDays(-12), "09:00", "10:00", services.PlanEntry, services.Answer, services.FileOpened)
	first.Repertoire = "toscana"
	h.records(first)
	e := h.entry("BdC", tuesday.AddDays(-9), "09:00", "11:00")
	e.Repertoire, e.Finished = "toscana", false
	id := h.records(e)
	for i := range 3 {
		x := h.again(id)
		x.Sittings = append(x.Sittings, Sitting{Day: tuesday.AddDays(i - 8), From: "09:00", To: "11:00", Mode: services.Individual, UserID: h.anna.UserID})
		if i == 1 {
			early := x
			early.Finished, early.Recorded = true, []services.Evidence{services.AssessmentWritten}
			done, findings, err := Correct(h.Ctx, h.DB, h.ada, id, early, h.Now)
			if err != nil || done || len(findings) != 1 || findings[0].Kind != services.TotalShort || findings[0].Minutes != 360 {
				t.Fatalf("six hours: %v, %+v, %v", done, findings, err)
			}
		}
		if i == 2 {
			x.Finished, x.Recorded = true, []services.Evidence{services.AssessmentWritten}
		}
		done, findings, err := Correct(h.Ctx, h.DB, h.ada, id, x, h.Now)
		if err != nil || !done {
			t.Fatalf("meeting %d: %+v, %v", i+2, findings, err)
		}
	}
	d := h.find(id)
	if d.State != Recorded || d.Minutes != 480 || len(d.Meetings) != 4 || len(d.Operators()) != 2 {
		t.Errorf("the series is %+v", d)
	}
	sums, err := Totals(h.Ctx, h.DB, h.ada, h.case_)
	h.Must(err)
	if len(sums) != 2 || sums[0].Minutes+sums[1].Minutes != 540 || sums[0].Services != 1 || sums[0].Standard.Repertoire != "toscana" {
		t.Errorf("the sums are %+v", sums)
	}
	past, err := Versions(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	if len(past) != 3 || len(past[0].Meetings) != 1 || len(past[2].Meetings) != 3 || past[0].Finished {
		t.Errorf("the versions are %+v", past)
	}
}

func TestCorrectingKeepsWhatStood(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.welcome(tuesday))
	x := h.again(id)
	x.Sittings[0].To = "09:50"
	_, _, err := Correct(h.Ctx, h.DB, h.anna, id, x, h.Now)
	h.Wants(err, fault.Invalid, "deliveries.error.why")
	x.Why = "Era finito dopo"
	_, _, err = Correct(h.Ctx, h.DB, h.ben, id, x, h.Now)
	h.Wants(err, fault.NotFound, "")
	for range 2 { // a double click is quiet
		done, _, err := Correct(h.Ctx, h.DB, h.anna, id, x, h.Now)
		if err != nil || !done {
			t.Fatal(done, err)
		}
	}
	_, _, err = Correct(h.Ctx, h.DB, h.ada, id, x, h.Now)
	h.Wants(err, fault.Conflict, "deliveries.error.changed")
	other := x
	other.Why = "Altro motivo"
	_, _, err = Correct(h.Ctx, h.DB, h.anna, id, other, h.Now)
	h.Wants(err, fault.Conflict, "deliveries.error.changed")
	past, err := Versions(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if len(past) != 1 || past[0].Minutes != 40 || past[0].Meetings[0].Minutes() != 40 || h.find(id).Minutes != 50 {
		t.Errorf("the versions are %+v", past)
	}
	if _, err := h.DB.NewRaw("UPDATE deliveries SET notes = 'x' WHERE id = ?", id).Exec(h.Ctx); err == nil {
		t.Error("a row was overwritten without a version")
	}
}

func TestWithdraw(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.welcome(tuesday))
	x := h.again(id)
	h.Wants(Withdraw(h.Ctx, h.DB, h.anna, id, " ", h.Now), fault.Invalid, "deliveries.error.why")
	h.Wants(Withdraw(h.Ctx, h.DB, h.ben, id, "Errore", h.Now), fault.NotFound, "")
	h.Must(Withdraw(h.Ctx, h.DB, h.anna, id, "Scritta sul percorso sbagliato", h.Now))
	h.Must(Withdraw(h.Ctx, h.DB, h.anna, id, "Di nuovo", h.Now))
	x.Version++
	_, _, err := Correct(h.Ctx, h.DB, h.anna, id, x, h.Now)
	h.Wants(err, fault.Conflict, "deliveries.error.withdrawn")
	h.Wants(Accept(h.Ctx, h.DB, h.ada, id, Answer{}, h.Now), fault.Conflict, "deliveries.error.withdrawn")
	if sums, err := Totals(h.Ctx, h.DB, h.ada, h.case_); err != nil || len(sums) != 0 {
		t.Errorf("sums %+v, %v", sums, err)
	}
}

func TestWhatIsTypedIsChecked(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for key, bad := range map[string]func(*Entry){
		"deliveries.error.meeting":  func(e *Entry) { e.Sittings = []Sitting{{}} },
		"deliveries.error.day":      func(e *Entry) { e.Sittings[0].Day = desks.Date{} },
		"deliveries.error.when":     func(e *Entry) { e.Sittings[0].Day = tuesday.AddDays(1) },
		"deliveries.error.clock":    func(e *Entry) { e.Sittings[0].From = "25:00" },
		"deliveries.error.order":    func(e *Entry) { e.Sittings[0].To = "08:00" },
		"deliveries.error.future":   func(e *Entry) { e.Sittings[0].To = "19:00" },
		"deliveries.error.choose":   func(e *Entry) { e.Sittings[0].Mode = "walk" },
		"deliveries.error.operator": func(e *Entry) { e.Sittings[0].UserID = h.ben.UserID },
		"deliveries.error.group":    func(e *Entry) { e.Sittings[0].Mode = services.Group },
		"deliveries.error.overlap":  func(e *Entry) { e.Sittings = append(e.Sittings, e.Sittings[0]) },
		"deliveries.error.standard": func(e *Entry) { e.Code = "B.1" },
		"cases.error.long":          func(e *Entry) { e.Notes = strings.Repeat("x", MaxNotes+1) },
		"cases.error.characters":    func(e *Entry) { e.Sittings[0].Place = "x\x00" },
	} {
		e := h.welcome(tuesday)
		bad(&e)
		_, _, err := Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
		h.Wants(err, fault.Invalid, key)
	}
	e := h.welcome(tuesday)
	e.Recorded = append(e.Recorded, "gossip")
	_, _, err := Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
	h.Wants(err, fault.Invalid, "deliveries.error.choose")
	e = h.welcome(tuesday)
	_, _, err = Record(h.Ctx, h.DB, h.ben, h.case_, e, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Must(cases.Close(h.Ctx, h.DB, h.anna, h.case_, "work", "", h.Now))
	_, _, err = Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
	h.Wants(err, fault.Conflict, "cases.error.closed")
}

// TestMergedRecordsShareTheirHistory: the welcome of a duplicate opens the way.
func TestMergedRecordsShareTheirHistory(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.records(h.welcome(tuesday.AddDays(-3)))
	person := h.Person(h.anna, "Prova")
	caseID := h.Case(h.anna, person)
	e := h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned)
	if id, _, err := Record(h.Ctx, h.DB, h.anna, caseID, e, h.Now); err != nil || id != 0 {
		t.Fatalf("another person's welcome opened the way: %d, %v", id, err)
	}
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, person, h.person, "", h.Now))
	if id, findings, err := Record(h.Ctx, h.DB, h.anna, caseID, e, h.Now); err != nil || id == 0 {
		t.Errorf("the welcome of the merged record is not seen: %+v, %v", findings, err)
	}
}

// TestAStandardKeepsItsVersion: what was delivered stays under the rules of its day.
func TestAStandardKeepsItsVersion(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.welcome(tuesday.AddDays(-7)))
	before := h.find(id).StandardVersionID
	_, err := h.DB.NewRaw(`WITH ended AS (UPDATE standard_versions SET valid_to = ? WHERE id = ? RETURNING *)
		INSERT INTO standard_versions (standard_id, number, edition, valid_from, name, purpose, activities, rules, official, note, author, created_at)
		SELECT standard_id, number + 1, 0, ?, name, purpose, activities, jsonb_set(rules, '{modes,individual,min}', '60'), official, 'x', author, created_at FROM ended`,
		tuesday.AddDays(-1), before, tuesday).Exec(h.Ctx)
	h.Must(err)
	x := h.again(id)
	x.Notes = "Ha portato i documenti"
	if done, _, err := Correct(h.Ctx, h.DB, h.anna, id, x, h.Now); err != nil || !done || h.find(id).StandardVersionID != before {
		t.Fatalf("a note changed the rules: %v, %v", done, err)
	}
	x = h.again(id)
	x.Sittings[0].Day, x.Why = tuesday, "Giorno sbagliato"
	done, findings, err := Correct(h.Ctx, h.DB, h.anna, id, x, h.Now)
	if err != nil || done || len(findings) != 1 || findings[0].Limit != 60 {
		t.Errorf("the newer rules are not asked: %v, %+v, %v", done, findings, err)
	}
}

func TestListGoesOn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for i := range PageSize + 1 {
		h.records(h.entry("A.1", tuesday.AddDays(-i), "09:00", "09:10", services.Answer))
	}
	first, next, err := ListOf(h.Ctx, h.DB, h.anna, h.case_, Cursor{})
	h.Must(err)
	if len(first) != PageSize || next == nil {
		t.Fatalf("%d rows, next %v", len(first), next)
	}
	rest, last, err := ListOf(h.Ctx, h.DB, h.anna, h.case_, *next)
	h.Must(err)
	if len(rest) != 1 || last != nil || !rest[0].StartedAt.Before(first[PageSize-1].StartedAt) {
		t.Errorf("the second page is %+v", rest)
	}
	if foreign, _, err := ListOf(h.Ctx, h.DB, h.ben, h.case_, Cursor{}); err != nil || len(foreign) != 0 {
		t.Errorf("another desk reads %d, %v", len(foreign), err)
	}
	_, err = Find(h.Ctx, h.DB, h.ben, first[0].ID)
	h.Wants(err, fault.NotFound, "")
}

// TestDoubleClick: one form sent eight times at once, and eight specialists who accept.
func TestDoubleClick(t *testing.T) {
	h := build(t, testdb.New(t))
	e := h.welcome(tuesday)
	together := func(do func(i int) error) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := do(i); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	ids := make([]int64, 8)
	together(func(i int) (err error) {
		ids[i], _, err = Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
		return err
	})
	for _, id := range ids {
		if id == 0 || id != ids[0] {
			t.Fatalf("one form wrote %v", ids)
		}
	}
	id := h.leaves(h.entry("A.2", tuesday.AddDays(-1), "09:00", "09:20", services.FileOpened, services.PactSigned))
	a := h.shown(id, "Va bene")
	together(func(int) error { return Accept(h.Ctx, h.DB, h.ada, id, a, h.Now) })
	if d := h.find(id); d.State != Accepted || d.Version != 1 {
		t.Errorf("accepted at once: %+v", d)
	}
	var lines int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action LIKE 'deliveries.%'").Scan(h.Ctx, &lines))
	if lines != 3 {
		t.Errorf("%d lines in the trail, want 3", lines)
	}
}

// TestTheTableKeepsItsPromises: what the program would never write.
func TestTheTableKeepsItsPromises(t *testing.T) {
	for name, set := range map[string]string{
		"deliveries_findings_answered": `findings = '[{"Kind":"mode"}]'`,
		"deliveries_override_accepted": "override_reason = 'x', override_by = 'y', override_at = now()",
		"deliveries_case":              "desk_id = (SELECT max(id) FROM desks)",
		"deliveries_withdrawn_why":     "state = 'withdrawn'",
		"deliveries_override_whole":    "override_by = 'x'",
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			id := h.records(h.welcome(tuesday))
			_, err := h.DB.NewRaw("UPDATE deliveries SET version = version + 1, "+set+" WHERE id = ?", id).Exec(h.Ctx)
			if got := db.ConstraintOf(db.Translate(err)); got != name {
				t.Errorf("%s: %s, %v", set, got, err)
			}
		})
	}
}

// TestTheSignedDocumentOpensTheWay: the pact signed on the case, not ticked beside a
// service, counts from its day on.
func TestTheSignedDocumentOpensTheWay(t *testing.T) {
	for day, want := range map[int]int{0: 0, 1: 1, -3: 0} {
		t.Run(fmt.Sprint(day), func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			h.records(h.entry("A.2", tuesday.AddDays(-5), "09:00", "09:40", services.FileOpened, services.PathClosed))
			_, err := h.DB.NewRaw(`INSERT INTO case_documents (case_id, kind, version, state, user_id, lang, body, revision, changed_at, changed_by, decided_on, decided_at, decided_by, signer, signed_how)
			VALUES (?, 'pact', 1, 'signed', ?, 'it', '{}', 1, ?, 'x', ?, ?, 'x', 'Prova', 'paper')`, h.case_, h.ada.UserID, h.Now, tuesday.AddDays(day), h.Now).Exec(h.Ctx)
			h.Must(err)
			_, findings, err := Record(h.Ctx, h.DB, h.ada, h.case_, h.entry("A.3", tuesday, "10:00", "11:00", services.PlanSigned), h.Now)
			h.Must(err)
			if len(findings) != want {
				t.Errorf("signed %+d days from the service: %+v", day, findings)
			}
		})
	}
}
