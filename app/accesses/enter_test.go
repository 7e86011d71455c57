package accesses

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

func TestARowByHandIsWrittenOnce(t *testing.T) {
	h := inTx(t)
	e := h.entry()
	a, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Must(err)
	again, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Must(err)
	if a.ID != again.ID || h.Count("accesses", "true") != 1 {
		t.Errorf("rows %d and %d", a.ID, again.ID)
	}
	if a.Name != "" || !a.Start().Equal(clock("09:30")) || a.Source != ByHand || a.Later() || a.Codes[0] != "carta.1" || a.Operator.Name != h.ops[0].Name {
		t.Errorf("row %+v", a)
	}
}

func TestWhatIsWrongWithARowIsNamed(t *testing.T) {
	h := inTx(t)
	e := h.entry()
	e.Clock, e.Lang, e.Outcome, e.Minutes, e.Need = "25:10", "xx", "fine", 601, strings.Repeat("x", MaxNeed+1)
	e.Codes, e.OperatorID, e.AreaID, e.FollowUp = []string{"'; DROP"}, 9999, 9999, tuesday.AddDays(-1)
	_, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.fields(err, "clock", "need", "lang", "outcome", "minutes", "follow_up", "operator", "area", "codes")
	e = h.entry()
	e.Clock = "10:01"
	_, err = Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.fields(err, "clock")
	e.Key = "short"
	_, err = Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Wants(err, fault.NotFound, "")
	e = h.entry()
	e.Day, e.Codes = tuesday.AddDays(-400), nil
	_, err = Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.fields(err, "clock")
}

// Yesterday's contact written today says so; a mediator who was there was needed.
func TestARowWrittenLater(t *testing.T) {
	h := inTx(t)
	e := h.entry()
	e.Day, e.MediatorUsed = tuesday.AddDays(-1), true
	a, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Must(err)
	if !a.Later() || a.MediatorUsed {
		t.Errorf("later %v, mediator used %v", a.Later(), a.MediatorUsed)
	}
}

func TestACorrectionKeepsWhatStoodBefore(t *testing.T) {
	h := inTx(t)
	a, err := Enter(h.Ctx, h.DB, h.reception(), h.entry(), h.Now)
	h.Must(err)
	x := Correction{Version: 0, OperatorID: h.ops[1].ID, AreaID: a.AreaID, Clock: "09:30", Facts: a.Facts}
	x.Outcome, x.Minutes = Referred, 15
	h.fields(Correct(h.Ctx, h.DB, h.colleague(), a.ID, x, h.Now), "why")
	x.Why = "Ha chiesto anche altro"
	h.Must(Correct(h.Ctx, h.DB, h.colleague(), a.ID, x, h.Now))
	h.Must(Correct(h.Ctx, h.DB, h.colleague(), a.ID, x, h.Now)) // a double click
	got, err := Find(h.Ctx, h.DB, h.reception(), a.ID)
	h.Must(err)
	if got.Version != 1 || got.Outcome != Referred || got.WrittenBy != "user:2" || got.OperatorID != h.ops[1].ID {
		t.Errorf("corrected row %+v", got)
	}
	old, err := Versions(h.Ctx, h.DB, h.reception(), a.ID)
	h.Must(err)
	if len(old) != 1 || old[0].Outcome != Solved || old[0].Minutes != 5 || old[0].WrittenBy != "user:1" || old[0].Need != a.Need || !old[0].Start().Equal(a.At) || old[0].Codes[0] != "carta.1" {
		t.Errorf("versions %+v", old)
	}
	x.Why = "Un'altra ragione"
	h.Wants(Correct(h.Ctx, h.DB, h.reception(), a.ID, x, h.Now), fault.Conflict, "accesses.error.changed")
}

// The trigger is the promise: a writer who forgets the version is refused, and a
// writer who knows it leaves the trace all the same.
func TestTheTableAloneKeepsEveryVersion(t *testing.T) {
	h := inTx(t)
	a, err := Enter(h.Ctx, h.DB, h.reception(), h.entry(), h.Now)
	h.Must(err)
	err = h.nested(func(tx bun.IDB) error {
		_, err := tx.NewRaw("UPDATE accesses SET need = 'altro' WHERE id = ?", a.ID).Exec(h.Ctx)
		return err
	})
	if err == nil {
		t.Error("a row was overwritten without a version")
	}
	_, err = h.DB.NewRaw("UPDATE accesses SET need = 'altro', version = 1, why = 'prova' WHERE id = ?", a.ID).Exec(h.Ctx)
	h.Must(err)
	if h.Count("access_versions", "access_id = ? AND content ->> 'need' = ?", a.ID, a.Need) != 1 {
		t.Error("what stood before is lost")
	}
}

func (h *house) nested(fn func(tx bun.IDB) error) error {
	tx, err := h.DB.BeginTx(h.Ctx, nil)
	h.Must(err)
	err = db.Translate(fn(tx))
	h.Must(tx.Rollback())
	return err
}

func TestADayIsListedAPageAtATime(t *testing.T) {
	h := inTx(t)
	const rows = PageSize + 7
	for i := range rows {
		e := h.entry()
		e.Clock = clock("08:00").Add(time.Duration(i%5) * time.Minute).Format("15:04")
		_, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
		h.Must(err)
	}
	seen, after := map[int64]bool{}, Cursor{}
	var last time.Time
	for {
		page, next, err := List(h.Ctx, h.DB, h.reception(), h.desk.ID, tuesday, after)
		h.Must(err)
		for _, a := range page {
			if seen[a.ID] || a.At.Before(last) {
				t.Fatalf("row %d comes twice or out of order", a.ID)
			}
			seen[a.ID], last = true, a.At
		}
		if next == nil {
			break
		}
		after = *next
	}
	if len(seen) != rows {
		t.Errorf("%d rows listed, %d written", len(seen), rows)
	}
}

func TestTheRegisterLeavesATraceWithoutNames(t *testing.T) {
	h := inTx(t)
	e := h.entry()
	e.Name = "Prova Persona"
	_, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Must(err)
	rows, err := Register(h.Ctx, h.DB, h.reception(), h.desk.ID, tuesday.AddDays(-7), tuesday, CSV, h.Now)
	h.Must(err)
	if len(rows) != 1 || rows[0].Name != "Prova Persona" {
		t.Errorf("register %+v", rows)
	}
	_, err = Register(h.Ctx, h.DB, h.reception(), h.desk.ID, tuesday, tuesday.AddDays(MaxDays), XLSX, h.Now)
	h.fields(err, "to")
	_, err = Register(h.Ctx, h.DB, h.reception(), h.desk.ID, tuesday, tuesday.AddDays(-1), Print, h.Now)
	h.fields(err, "to")
	trail, _, err := audit.List(h.Ctx, h.DB, audit.Scope{All: true}, audit.Filter{Action: "accesses."})
	h.Must(err)
	if len(trail) != 2 || trail[0].Action != "accesses.csv" || trail[1].Action != "accesses.enter" {
		t.Fatalf("trail %+v", trail)
	}
	for _, x := range trail {
		if s := string(x.Data); strings.Contains(s, "Prova") || strings.Contains(s, "corso") {
			t.Errorf("the trail says %s", s)
		}
	}
}

// Peer test 13 for the register: another desk's rows do not exist, by any way.
func TestOtherDesksDoNotExist(t *testing.T) {
	h := inTx(t)
	a, err := Enter(h.Ctx, h.DB, h.reception(), h.entry(), h.Now)
	h.Must(err)
	booked := h.booked("10:30")
	ticket := h.served()
	other := h.elsewhere()
	missing := func(what string, err error) {
		t.Helper()
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = Find(h.Ctx, h.DB, other, a.ID)
	missing("find", err)
	_, err = Versions(h.Ctx, h.DB, other, a.ID)
	missing("versions", err)
	missing("correct", Correct(h.Ctx, h.DB, other, a.ID, Correction{Facts: a.Facts, Why: "prova"}, h.Now))
	_, _, err = List(h.Ctx, h.DB, other, h.desk.ID, tuesday, Cursor{})
	missing("list", err)
	_, err = Register(h.Ctx, h.DB, other, h.desk.ID, tuesday, tuesday, CSV, h.Now)
	missing("register", err)
	_, err = Enter(h.Ctx, h.DB, other, h.entry(), h.Now)
	missing("enter", err)
	_, err = EnterSheet(h.Ctx, h.DB, other, Sheet{Key: h.Key(), DeskID: h.desk.ID, Day: tuesday}, h.Now)
	missing("sheet", err)
	_, err = MeetingOf(h.Ctx, h.DB, other, booked.ID, h.Now)
	missing("meeting", err)
	_, err = MeetingOfTicket(h.Ctx, h.DB, other, ticket.ID, h.Now)
	missing("meeting of a ticket", err)
	_, err = Close(h.Ctx, h.DB, other, h.meeting(booked), Closing{Key: h.Key(), Facts: h.meeting(booked).Proposal(h.Now)}, clock("10:45"))
	missing("close", err)
	own, _, err := List(h.Ctx, h.DB, other, h.tore.ID, tuesday, Cursor{})
	h.Must(err)
	if found, err := Of(h.Ctx, h.DB, other, []int64{booked.ID}); err != nil || len(found)+len(own) != 0 {
		t.Errorf("found %v, listed %v, %v", found, own, err)
	}
	if h.Count("accesses", "true") != 1 {
		t.Error("somebody else wrote")
	}
}

func TestDayOfTheDeskNotOfLondon(t *testing.T) {
	h := inTx(t)
	h.Now = time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC) // half past midnight on Wednesday in Rome
	e := h.entry()
	e.Day, e.Clock = desks.Date{Year: 2026, Month: time.November, Day: 25}, "00:15"
	a, err := Enter(h.Ctx, h.DB, h.reception(), e, h.Now)
	h.Must(err)
	if a.Day.String() != "2026-11-25" || a.Later() {
		t.Errorf("day %s, later %v", a.Day, a.Later())
	}
}
