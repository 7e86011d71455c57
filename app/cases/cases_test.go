package cases

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/towntest/stage"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks with an account at each and two at the first, on Sunday 22
// November 2026.
type town struct {
	*stage.Stage
	a, b           int64
	anna, ada, ben auth.Actor
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Stage: stage.New(t, idb, "2026-11-22 10:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Information)
	h.anna, h.ada, h.ben = h.Actor("Anna", auth.Specialist, h.a), h.Actor("Ada", auth.Specialist, h.a), h.Actor("Ben", auth.Specialist, h.b)
	return h
}

func (h *town) person(name string) int64 {
	h.Helper()
	id, err := people.Open(h.Ctx, h.DB, h.anna, h.a, people.Form{Identity: people.Identity{Given: name, Lang: "ar"}}, h.Now)
	h.Must(err)
	return id
}

func (h *town) intake(person int64) Intake {
	return Intake{PersonID: person, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "ar", Need: "Cerca lavoro"}
}

func TestTakeInCharge(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(p), h.Now)
	h.Must(err)
	again, err := TakeInCharge(h.Ctx, h.DB, h.ada, h.intake(p), h.Now)
	h.Must(err)
	if again != id {
		t.Errorf("a second press opened case %d beside %d", again, id)
	}
	c, err := Find(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	if c.UserID != h.anna.UserID || c.Person.Given != "Prova" || c.NoticeLang != "ar" || !c.Open() {
		t.Errorf("the case is %+v", c)
	}
	_, err = Find(h.Ctx, h.DB, h.ben, id)
	h.Wants(err, fault.NotFound, "")
	for _, bad := range []func(*Intake){
		func(in *Intake) { in.PersonID = 0 },
		func(in *Intake) { in.DeskID = h.b },
		func(in *Intake) { in.DeskID = 0 },
		func(in *Intake) { in.UserID = h.ben.UserID },
		func(in *Intake) { in.UserID = 999999 },
	} {
		in := h.intake(h.person("Altra"))
		bad(&in)
		_, err := TakeInCharge(h.Ctx, h.DB, h.anna, in, h.Now)
		h.Wants(err, fault.NotFound, "")
	}
	in := h.intake(h.person("Senza informativa"))
	in.NoticeLang = ""
	_, err = TakeInCharge(h.Ctx, h.DB, h.anna, in, h.Now)
	h.Wants(err, fault.Invalid, "cases.error.notice")
	in.NoticeLang, in.Need = "it", strings.Repeat("x", MaxNeed+1)
	_, err = TakeInCharge(h.Ctx, h.DB, h.anna, in, h.Now)
	h.Wants(err, fault.Invalid, "cases.error.long")
	_, err = TakeInCharge(h.Ctx, h.DB, h.ben, h.intake(p), h.Now)
	h.Wants(err, fault.NotFound, "")
}

// TestMergedRecordsAreOnePerson: a duplicate of a person with an open case opens no
// second one.
func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.person("Prova"), h.person("Prova")
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(b), h.Now)
	h.Must(err)
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, a, b, "", h.Now))
	again, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(a), h.Now)
	h.Must(err)
	list, err := ListOf(h.Ctx, h.DB, h.anna, a)
	h.Must(err)
	if again != id || len(list) != 1 || list[0].PersonID != b || list[0].Person.ID != a {
		t.Errorf("case %d and %d, list %+v", id, again, list)
	}
	held, next, err := Caseload(h.Ctx, h.DB, h.anna, h.anna.UserID, Cursor{})
	h.Must(err)
	if len(held) != 1 || next != nil || held[0].PersonID != a {
		t.Errorf("the caseload is %+v", held)
	}
}

func TestCloseAndReopen(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(p), h.Now)
	h.Must(err)
	h.Wants(Close(h.Ctx, h.DB, h.anna, id, "", "", h.Now), fault.Invalid, "cases.error.outcome")
	h.Wants(Close(h.Ctx, h.DB, h.ben, id, "work", "", h.Now), fault.NotFound, "")
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "work", "Assunta", h.Now))
	h.Must(Close(h.Ctx, h.DB, h.anna, id, "moved", "", h.Now))
	c, err := Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if c.Outcome != "work" || c.ClosingNote != "Assunta" {
		t.Errorf("closing twice changed it: %+v", c)
	}
	h.Wants(HandOver(h.Ctx, h.DB, h.anna, id, h.ada.UserID, "", h.Now), fault.Conflict, "cases.error.closed")
	second, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(p), h.Now)
	h.Must(err)
	if second == id {
		t.Error("after closing, taking in charge again opens no new case")
	}
	h.Wants(Reopen(h.Ctx, h.DB, h.anna, id, h.Now), fault.Conflict, "cases.error.another")
	h.Must(Close(h.Ctx, h.DB, h.anna, second, "mistake", "", h.Now))
	h.Must(Reopen(h.Ctx, h.DB, h.anna, id, h.Now))
	h.Must(Reopen(h.Ctx, h.DB, h.anna, id, h.Now))
}

func TestHandOver(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(h.person("Prova")), h.Now)
	h.Must(err)
	h.Wants(HandOver(h.Ctx, h.DB, h.anna, id, h.ben.UserID, "", h.Now), fault.NotFound, "")
	h.Must(HandOver(h.Ctx, h.DB, h.anna, id, h.ada.UserID, "Ferie", h.Now.Add(time.Hour)))
	h.Must(HandOver(h.Ctx, h.DB, h.anna, id, h.ada.UserID, "Ferie", h.Now.Add(2*time.Hour)))
	var rows int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM case_holders WHERE case_id = ?", id).Scan(h.Ctx, &rows))
	if rows != 2 {
		t.Errorf("%d rows of holders, want 2", rows)
	}
	if held, _, err := Caseload(h.Ctx, h.DB, h.ada, h.ada.UserID, Cursor{}); err != nil || len(held) != 1 {
		t.Errorf("the new holder's caseload: %+v, %v", held, err)
	}
}

// TestTwoOperatorsTakeOnePersonInCharge: both press at once, one case.
func TestTwoOperatorsTakeOnePersonInCharge(t *testing.T) {
	h := build(t, testdb.New(t))
	p := h.person("Prova")
	ids, errs := make([]int64, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			who := h.anna
			if i%2 == 1 {
				who = h.ada
			}
			ids[i], errs[i] = TakeInCharge(h.Ctx, h.DB, who, h.intake(p), h.Now)
		})
	}
	wg.Wait()
	for i := range ids {
		if errs[i] != nil || ids[i] != ids[0] {
			t.Fatalf("got %v and %v", ids, errs)
		}
	}
}
