package meetings

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestWhoSeesWhat(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, item, decision := h.written()
	other, err := AddItem(h.Ctx, h.DB, h.ben, id, h.caseB, "Di un altro sportello", h.Now)
	h.Must(err)
	general, err := AddItem(h.Ctx, h.DB, h.anna, id, 0, "In generale", h.Now)
	h.Must(err)

	agenda := func(who auth.Actor) string {
		a, err := AgendaOf(h.Ctx, h.DB, who, id)
		h.Must(err)
		var titles []string
		for i := range a.Items {
			titles = append(titles, a.Items[i].Title)
		}
		if a.Hidden != 1 {
			t.Errorf("account %d: %d hidden", who.UserID, a.Hidden)
		}
		return strings.Join(titles, ", ")
	}
	if got := agenda(h.anna); got != "Come prosegue, In generale" {
		t.Errorf("the desk reads %s", got)
	}
	if got := agenda(h.ben); got != "Di un altro sportello, In generale" {
		t.Errorf("the invited operator reads %s", got)
	}
	for _, try := range []struct {
		what string
		err  error
	}{
		{"ben reads the case of the desk", failures(FindItem(h.Ctx, h.DB, h.ben, item))},
		{"ben writes it", WriteItem(h.Ctx, h.DB, h.ben, item, h.minutes(item), h.Now)},
		{"ben plans it", PutInPlan(h.Ctx, h.DB, h.ben, decision, cases.Seen{Version: 1}, h.Now)},
		{"ben writes a general item", WriteItem(h.Ctx, h.DB, h.ben, general, h.minutes(general), h.Now)},
		{"ben drops a general item", DropItem(h.Ctx, h.DB, h.ben, general, h.Now)},
		{"ben adds a general item", failure(AddItem(h.Ctx, h.DB, h.ben, id, 0, "Mio", h.Now))},
		{"ben adds a case of the desk", failure(AddItem(h.Ctx, h.DB, h.ben, id, h.caseA, "Mio", h.Now))},
		{"ben ends it", Do(h.Ctx, h.DB, h.ben, id, Step{From: Held, To: Closed, Revision: h.find(id).Revision}, h.Now)},
		{"ben corrects the whole", AddAddendum(h.Ctx, h.DB, h.ben, id, 0, "Mio", h.Now)},
		{"anna reads the case of the other desk", failures(FindItem(h.Ctx, h.DB, h.anna, other))},
		{"anna drops it", DropItem(h.Ctx, h.DB, h.anna, other, h.Now)},
		{"eva reads the meeting", failure(Find(h.Ctx, h.DB, h.eva, id))},
		{"eva reads the agenda", failure(AgendaOf(h.Ctx, h.DB, h.eva, id))},
		{"eva reads a general item", failures(FindItem(h.Ctx, h.DB, h.eva, general))},
		{"eva adds", failure(AddItem(h.Ctx, h.DB, h.eva, id, 0, "Mio", h.Now))},
	} {
		if !fault.Is(try.err, fault.NotFound) {
			t.Errorf("%s: %v", try.what, try.err)
		}
	}
	if list, _, err := List(h.Ctx, h.DB, h.ben, false, Cursor{}); err != nil || len(list) != 1 {
		t.Errorf("the invited operator's list: %v %v", list, err)
	}
	if list, _, err := List(h.Ctx, h.DB, h.eva, false, Cursor{}); err != nil || len(list) != 0 {
		t.Errorf("a stranger's list: %v %v", list, err)
	}
	if list, err := OfCase(h.Ctx, h.DB, h.ben, h.caseA); err != nil || len(list) != 0 {
		t.Errorf("another desk's case: %v %v", list, err)
	}
	h.Must(WriteItem(h.Ctx, h.DB, h.ben, other, Minutes{Revision: 1, Title: "Di un altro sportello", Minutes: "Suo"}, h.Now))
}

func TestColleaguesOfACaseReadItsItem(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, _ := h.held()
	item, err := AddItem(h.Ctx, h.DB, h.ben, id, h.caseB, "Il caso di Ben", h.Now)
	h.Must(err)
	colleague := h.eva
	colleague.DeskIDs = []int64{h.b}
	i, m, err := FindItem(h.Ctx, h.DB, colleague, item)
	h.Must(err)
	if i.MayWrite(colleague, m) || !i.OfDesk(colleague) {
		t.Error("who was not there writes the minutes")
	}
	h.Wants(WriteItem(h.Ctx, h.DB, colleague, item, Minutes{Revision: 1, Title: "x"}, h.Now), fault.NotFound, "")
	h.Wants(failure(Find(h.Ctx, h.DB, colleague, id)), fault.NotFound, "")
}

func TestTwoCloseAtOnce(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Web)
	id, _, decision := h.written()
	revision := h.find(id).Revision
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			actor := h.anna
			if i%2 == 1 {
				actor = h.ada
			}
			errs[i] = Do(h.Ctx, pools.Web, actor, id, Step{From: Held, To: Closed, Revision: revision}, h.Now)
		})
	}
	wg.Wait()
	h.Must(errors.Join(errs...))
	if m := h.find(id); m.State != Closed || m.Revision != revision+1 {
		t.Errorf("closed more than once: %+v", m)
	}
	for i := range errs {
		wg.Go(func() {
			errs[i] = PutInPlan(h.Ctx, pools.Web, h.anna, decision, cases.Seen{Version: 1}, h.Now)
		})
	}
	wg.Wait()
	h.Must(errors.Join(errs...))
	all, err := cases.Documents(h.Ctx, pools.Web, h.anna, h.caseA, cases.Plan)
	h.Must(err)
	if len(all) != 1 || len(all[0].Lines) != 1 {
		t.Errorf("one decision made %+v", all)
	}
}

func TestClosingAgainstWriting(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Web)
	id, item, _ := h.written()
	revision, in := h.find(id).Revision, h.minutes(item)
	in.Minutes = "Scritto mentre si chiude"
	var closing, writing error
	var wg sync.WaitGroup
	wg.Go(func() {
		closing = Do(h.Ctx, pools.Web, h.anna, id, Step{From: Held, To: Closed, Revision: revision}, h.Now)
	})
	wg.Go(func() { writing = WriteItem(h.Ctx, pools.Web, h.ada, item, in, h.Now) })
	wg.Wait()
	if (closing == nil) == (writing == nil) {
		t.Errorf("closing %v, writing %v: one of the two must lose", closing, writing)
	}
}

func TestHistory(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.held()
	c, err := cases.Find(h.Ctx, h.DB, h.anna, h.caseA)
	h.Must(err)
	history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, c.Person.ID, nil, people.Place{}, people.HistoryPage)
	h.Must(err)
	if list, err := Events(h.Ctx, h.DB, h.anna, history); err != nil || len(list) != 1 || list[0].Text != "Come prosegue" || list[0].Code != Held {
		t.Errorf("history %+v %v", list, err)
	}
	if list, err := Events(h.Ctx, h.DB, h.ben, history); err != nil || len(list) != 0 {
		t.Errorf("another desk reads %+v %v", list, err)
	}
}

func failure[T any](_ T, err error) error { return err }

func failures[T, U any](_ T, _ U, err error) error { return err }
