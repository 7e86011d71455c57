package cases

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// adds puts one more action into the plan of a case as it stands.
func (h *town) adds(id int64, what string) {
	h.Helper()
	_, err := AddAction(h.Ctx, h.DB, h.anna, id, Line{What: what, Doer: "desk"}, SeenOf(h.docs(id, Plan)), h.Now)
	h.Must(err)
}

func TestAnActionGoesIntoTheDraft(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	h.adds(c, "Primo")
	h.adds(c, "Secondo")
	all := h.docs(c, Plan)
	if h.versions(c, Plan) != "1/2" || len(all[0].Lines) != 2 || all[0].Lines[1].What != "Secondo" || all[0].UserID != h.anna.UserID {
		t.Fatalf("plan %s %+v", h.versions(c, Plan), all)
	}
	_, err := AddAction(h.Ctx, h.DB, h.ada, c, Line{What: "Terzo", Doer: "desk"}, Seen{1, 1}, h.Now)
	h.Wants(err, fault.Conflict, "cases.error.plan_changed")
	_, err = AddAction(h.Ctx, h.DB, h.ben, c, Line{What: "Terzo", Doer: "desk"}, SeenOf(all), h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = AddAction(h.Ctx, h.DB, h.anna, c, Line{Doer: "desk"}, SeenOf(all), h.Now)
	h.Wants(err, fault.Invalid, "cases.error.what")
	for i := 3; i <= MaxAction; i++ {
		h.adds(c, fmt.Sprint("Passo ", i))
	}
	_, err = AddAction(h.Ctx, h.DB, h.anna, c, Line{What: "Uno di troppo", Doer: "desk"}, SeenOf(h.docs(c, Plan)), h.Now)
	h.Wants(err, fault.Conflict, "cases.error.plan_full")
	h.Must(Close(h.Ctx, h.DB, h.anna, c, "work", "", h.Now))
	_, err = AddAction(h.Ctx, h.DB, h.anna, c, Line{What: "Dopo", Doer: "desk"}, SeenOf(h.docs(c, Plan)), h.Now)
	h.Wants(err, fault.Conflict, "cases.error.closed")
}

func TestANewVersionBeginsFromTheOneInForce(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	h.planned(c)
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Plan, h.decide(1, 1, Signed), h.Now))
	signed := h.docs(c, Plan)[0]
	next := h.next(c, Plan)
	next.Body["goals"], next.Lines = "Altro", []Line{{What: "Rifiutato", Doer: "desk"}}
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Plan, next, h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Plan, h.decide(2, 1, Refused), h.Now))
	h.adds(c, "Deciso in équipe")
	all := h.docs(c, Plan)
	if len(all) != 3 || all[0].State != Draft || all[0].Body["goals"] != signed.Body["goals"] || len(all[0].Lines) != 2 || all[0].Lines[0].ActionID != signed.Lines[0].ActionID {
		t.Fatalf("the draft %+v", all[0])
	}
	if now := all[2]; now.State != Signed || len(now.Lines) != 1 {
		t.Errorf("the version in force was written into: %+v", now)
	}
}

func TestThePlanIsTakenOverFromWhoLeft(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	in := h.next(c, Plan)
	in.UserID, in.Lines = h.ada.UserID, []Line{{What: "Primo", Doer: "desk"}}
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Plan, in, h.Now))
	_, err := h.DB.NewRaw("UPDATE users SET disabled_at = ?, disabled_by = 'user:1' WHERE id = ?", h.Now, h.ada.UserID).Exec(h.Ctx)
	h.Must(err)
	h.adds(c, "Secondo")
	if d := h.docs(c, Plan)[0]; d.UserID != h.anna.UserID || len(d.Lines) != 2 {
		t.Errorf("plan %+v", d)
	}
}

func TestTwoAddActionsAtOnce(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Web)
	c := h.open("Prova")
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = AddAction(h.Ctx, pools.Web, h.anna, c, Line{What: fmt.Sprint("Passo ", i), Doer: "desk"}, Seen{Version: 1}, h.Now)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	if d := h.docs(c, Plan); won != 1 || len(d) != 1 || len(d[0].Lines) != 1 {
		t.Errorf("%d won, plan %+v: %v", won, d, errors.Join(errs...))
	}
}
