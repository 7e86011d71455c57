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
	other, err := AddItem(h.ctx, h.db, h.ben, id, h.caseB, "Di un altro sportello", h.now)
	h.must(err)
	general, err := AddItem(h.ctx, h.db, h.anna, id, 0, "In generale", h.now)
	h.must(err)

	agenda := func(who auth.Actor) string {
		a, err := AgendaOf(h.ctx, h.db, who, id)
		h.must(err)
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
		{"ben reads the case of the desk", failures(FindItem(h.ctx, h.db, h.ben, item))},
		{"ben writes it", WriteItem(h.ctx, h.db, h.ben, item, h.minutes(item), h.now)},
		{"ben plans it", PutInPlan(h.ctx, h.db, h.ben, decision, cases.Seen{Version: 1}, h.now)},
		{"ben writes a general item", WriteItem(h.ctx, h.db, h.ben, general, h.minutes(general), h.now)},
		{"ben drops a general item", DropItem(h.ctx, h.db, h.ben, general, h.now)},
		{"ben adds a general item", failure(AddItem(h.ctx, h.db, h.ben, id, 0, "Mio", h.now))},
		{"ben adds a case of the desk", failure(AddItem(h.ctx, h.db, h.ben, id, h.caseA, "Mio", h.now))},
		{"ben ends it", Do(h.ctx, h.db, h.ben, id, Step{From: Held, To: Closed, Revision: h.find(id).Revision}, h.now)},
		{"ben corrects the whole", AddAddendum(h.ctx, h.db, h.ben, id, 0, "Mio", h.now)},
		{"anna reads the case of the other desk", failures(FindItem(h.ctx, h.db, h.anna, other))},
		{"anna drops it", DropItem(h.ctx, h.db, h.anna, other, h.now)},
		{"eva reads the meeting", failure(Find(h.ctx, h.db, h.eva, id))},
		{"eva reads the agenda", failure(AgendaOf(h.ctx, h.db, h.eva, id))},
		{"eva reads a general item", failures(FindItem(h.ctx, h.db, h.eva, general))},
		{"eva adds", failure(AddItem(h.ctx, h.db, h.eva, id, 0, "Mio", h.now))},
	} {
		if !fault.Is(try.err, fault.NotFound) {
			t.Errorf("%s: %v", try.what, try.err)
		}
	}
	if list, _, err := List(h.ctx, h.db, h.ben, false, Cursor{}); err != nil || len(list) != 1 {
		t.Errorf("the invited operator's list: %v %v", list, err)
	}
	if list, _, err := List(h.ctx, h.db, h.eva, false, Cursor{}); err != nil || len(list) != 0 {
		t.Errorf("a stranger's list: %v %v", list, err)
	}
	if list, err := OfCase(h.ctx, h.db, h.ben, h.caseA); err != nil || len(list) != 0 {
		t.Errorf("another desk's case: %v %v", list, err)
	}
	h.must(WriteItem(h.ctx, h.db, h.ben, other, Minutes{Revision: 1, Title: "Di un altro sportello", Minutes: "Suo"}, h.now))
}

func TestColleaguesOfACaseReadItsItem(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, _ := h.held()
	item, err := AddItem(h.ctx, h.db, h.ben, id, h.caseB, "Il caso di Ben", h.now)
	h.must(err)
	colleague := h.eva
	colleague.DeskIDs = []int64{h.b}
	i, m, err := FindItem(h.ctx, h.db, colleague, item)
	h.must(err)
	if i.MayWrite(colleague, m) || !i.OfDesk(colleague) {
		t.Error("who was not there writes the minutes")
	}
	h.wants(WriteItem(h.ctx, h.db, colleague, item, Minutes{Revision: 1, Title: "x"}, h.now), fault.NotFound, "")
	h.wants(failure(Find(h.ctx, h.db, colleague, id)), fault.NotFound, "")
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
			errs[i] = Do(h.ctx, pools.Web, actor, id, Step{From: Held, To: Closed, Revision: revision}, h.now)
		})
	}
	wg.Wait()
	h.must(errors.Join(errs...))
	if m := h.find(id); m.State != Closed || m.Revision != revision+1 {
		t.Errorf("closed more than once: %+v", m)
	}
	for i := range errs {
		wg.Go(func() {
			errs[i] = PutInPlan(h.ctx, pools.Web, h.anna, decision, cases.Seen{Version: 1}, h.now)
		})
	}
	wg.Wait()
	h.must(errors.Join(errs...))
	all, err := cases.Documents(h.ctx, pools.Web, h.anna, h.caseA, cases.Plan)
	h.must(err)
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
		closing = Do(h.ctx, pools.Web, h.anna, id, Step{From: Held, To: Closed, Revision: revision}, h.now)
	})
	wg.Go(func() { writing = WriteItem(h.ctx, pools.Web, h.ada, item, in, h.now) })
	wg.Wait()
	if (closing == nil) == (writing == nil) {
		t.Errorf("closing %v, writing %v: one of the two must lose", closing, writing)
	}
}

func TestHistory(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.held()
	c, err := cases.Find(h.ctx, h.db, h.anna, h.caseA)
	h.must(err)
	history, err := people.TimelineOf(h.ctx, h.db, h.anna, c.Person.ID, nil, people.Place{}, people.HistoryPage)
	h.must(err)
	if list, err := Events(h.ctx, h.db, h.anna, history); err != nil || len(list) != 1 || list[0].Text != "Come prosegue" || list[0].Code != Held {
		t.Errorf("history %+v %v", list, err)
	}
	if list, err := Events(h.ctx, h.db, h.ben, history); err != nil || len(list) != 0 {
		t.Errorf("another desk reads %+v %v", list, err)
	}
}

func failure[T any](_ T, err error) error { return err }

func failures[T, U any](_ T, _ U, err error) error { return err }
