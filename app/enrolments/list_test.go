package enrolments

import (
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

func TestListsAndCounts(t *testing.T) {
	h := build(t, testdb.Tx(t))
	soon := h.records(h.cooking("2026-10-01")) // starts on 1 December
	h.goes(soon, "2026-10-20", Admitted)
	late := h.cooking("2026-10-01")
	late.StartsOn, late.EndsOn, late.Road, late.At = day("2026-09-01"), day("2026-11-01"), OnOwn, Attending
	h.records(late)
	h.adds(h.forklift("2026-11-02"))
	gone := h.records(h.cooking("2026-10-02"))
	h.Must(Remove(h.Ctx, h.DB, h.anna, gone, h.Now))
	for _, c := range []struct {
		filter Filter
		want   int
	}{
		{Filter{}, 3}, {Filter{DeskID: h.a}, 3}, {Filter{DeskID: h.b}, 0}, {Filter{State: Attending}, 2}, {Filter{Road: ByDesk}, 1},
		{Filter{From: day("2026-11-01")}, 2}, {Filter{From: day("2026-09-01"), To: day("2026-11-02")}, 2}, {Filter{To: day("2026-08-31")}, 0},
		{Filter{Due: DueStarts}, 1}, {Filter{Due: DueMarks}, 1}, {Filter{Due: DueTold}, 1}, {Filter{Due: DueTold, State: Requested}, 0},
	} {
		c.filter.Today = tuesday
		rows, next, err := List(h.Ctx, h.DB, h.ada, c.filter)
		h.Must(err)
		if len(rows) != c.want || next != nil {
			t.Errorf("%+v lists %d, want %d", c.filter, len(rows), c.want)
		}
	}
	due, err := Due(h.Ctx, h.DB, h.ada, h.a, tuesday)
	h.Must(err)
	if due[DueStarts] != 1 || due[DueMarks] != 1 || due[DueTold] != 1 {
		t.Errorf("due are %v", due)
	}
	for _, c := range []struct {
		from, to string
		want     Figures
	}{
		{"2026-10-01", "2026-10-31", Figures{Sent: 1, Enrolled: 2}},
		{"2026-10-02", "2026-10-19", Figures{}},
		{"2026-10-20", "2026-10-20", Figures{Enrolled: 1}},
	} {
		x, err := Count(h.Ctx, h.DB, h.ada, 0, day(c.from), day(c.to))
		h.Must(err)
		if x != c.want {
			t.Errorf("%s – %s: %+v", c.from, c.to, x)
		}
	}
}

// TestPagesOfTheList: the list is read page by page, each enrolment once, in order.
func TestPagesOfTheList(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for i := range PageSize + 3 {
		f := h.cooking("2026-10-01")
		f.StartsOn, f.EndsOn = day("2026-10-01").AddDays(i/4), day("2026-11-20")
		h.records(f)
	}
	for _, due := range []string{"", DueMarks} {
		f, seen, pages := Filter{Due: due, Today: tuesday}, map[int64]bool{}, 0
		for {
			rows, next, err := List(h.Ctx, h.DB, h.ada, f)
			h.Must(err)
			for _, r := range rows {
				if seen[r.ID] {
					t.Errorf("%q: %d is listed twice", due, r.ID)
				}
				seen[r.ID] = true
			}
			if pages++; next == nil {
				break
			}
			f.After = *next
		}
		if len(seen) != PageSize+3 || pages != 2 {
			t.Errorf("%q: %d on %d pages", due, len(seen), pages)
		}
	}
}

func TestHistory(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.records(h.cooking("2026-10-01"))
	h.goes(id, "2026-10-05", Admitted)
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, id, Admitted, h.Now))
	h.goes(id, "2026-10-07", WaitingList)
	told := func(actor auth.Actor) string {
		history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, h.fatima, nil, people.Place{}, people.HistoryPage)
		h.Must(err)
		list, err := Events(h.Ctx, h.DB, actor, history)
		h.Must(err)
		var got []string
		for _, e := range list {
			got = append(got, e.Code+" "+e.Text)
		}
		return strings.Join(got, ", ")
	}
	if got := told(h.ada); got != "waiting_list Aiuto cuoco · Ente Prova, requested Aiuto cuoco · Ente Prova" {
		t.Errorf("the history says %s", got)
	}
	if got := told(h.ben); got != "" {
		t.Errorf("another desk reads %s", got)
	}
}
