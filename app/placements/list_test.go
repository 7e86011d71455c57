package placements

import (
	"slices"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

func TestListsAndCounts(t *testing.T) {
	h := build(t, testdb.Tx(t))
	old, running := h.running("2026-06-01"), h.running("2026-09-01") // the first ends on 30 November
	h.Must(End(h.Ctx, h.DB, h.anna, h.running("2026-07-01"), Ending{On: day("2026-09-30"), Reason: TurnedIntoJob}, h.Now))
	hired := h.contract("2026-10-01")
	hired.Begun = true
	h.records(hired)
	h.records(h.internship("2027-01-01"))
	count := func(f Filter) int {
		t.Helper()
		f.Today = tuesday
		rows, next, err := List(h.Ctx, h.DB, h.ada, f)
		h.Must(err)
		if next != nil {
			t.Errorf("%+v has another page", f)
		}
		return len(rows)
	}
	for _, c := range []struct {
		filter Filter
		want   int
	}{
		{Filter{}, 5}, {Filter{DeskID: h.a}, 5}, {Filter{DeskID: h.b}, 0}, {Filter{Kind: Internship}, 4}, {Filter{State: Started}, 3},
		{Filter{Kind: Contract, State: Ended}, 0}, {Filter{Due: DueVisits}, 2}, {Filter{Due: DueEnds}, 1}, {Filter{Due: DueAsks}, 1},
	} {
		if got := count(c.filter); got != c.want {
			t.Errorf("%+v lists %d, want %d", c.filter, got, c.want)
		}
	}
	due, err := Due(h.Ctx, h.DB, h.ada, h.a, tuesday)
	h.Must(err)
	if due[DueVisits] != 2 || due[DueEnds] != 1 || due[DueAsks] != 1 {
		t.Errorf("due are %v", due)
	}
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, old, h.visit("2026-10-01"), h.Now))
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, running, h.visit("2026-11-24"), h.Now))
	x, err := Count(h.Ctx, h.DB, h.ada, 0, day("2026-01-01"), day("2026-12-31"))
	h.Must(err)
	if x != (Figures{Internships: 3, Hired: 1, Ended: 1, Turned: 1, Talks: 2}) {
		t.Errorf("the figures are %+v", x)
	}
	full, err := Export(h.Ctx, h.DB, h.ada, Filter{State: Started}, h.Now)
	h.Must(err)
	if len(full) != 3 || !slices.ContainsFunc(full, func(f Full) bool { return f.ID == old && f.Visits == 1 && f.Given == "Prova" }) {
		t.Errorf("the export is %+v", full)
	}
}

// The list is read page by page: each placement once, in order.
func TestPagesOfTheList(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for i := range PageSize + 3 {
		h.running(day("2026-06-01").AddDays(i / 4).String())
	}
	for _, due := range []string{"", DueVisits} {
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
			t.Errorf("%q: %d placements on %d pages", due, len(seen), pages)
		}
	}
}

func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	root := h.Person(h.anna, "Prova")
	h.Case(h.anna, root)
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, root, h.person, "", h.Now))
	for _, who := range []int64{root, h.person} {
		all, err := OfPerson(h.Ctx, h.DB, h.ada, who)
		h.Must(err)
		if len(all) != 1 || all[0].ID != id {
			t.Errorf("%d works as %+v", who, all)
		}
	}
	rows, _, err := List(h.Ctx, h.DB, h.ada, Filter{})
	h.Must(err)
	if len(rows) != 1 || rows[0].PersonID != root {
		t.Errorf("the list says %+v", rows)
	}
}

func TestHistory(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.running("2026-09-01")
	h.Must(AddVisit(h.Ctx, h.DB, h.anna, id, h.visit("2026-10-01"), h.Now))
	h.Must(End(h.Ctx, h.DB, h.anna, id, Ending{On: day("2026-11-20"), Reason: Finished}, h.Now))
	h.Must(Ask(h.Ctx, h.DB, h.anna, id, Opinion{Side: "person", Score: 4, AskedOn: tuesday}, h.Now))
	h.records(h.internship("2026-12-01"))
	told := func(actor auth.Actor) string {
		history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, h.person, nil, people.Place{}, people.HistoryPage)
		h.Must(err)
		list, err := Events(h.Ctx, h.DB, actor, history)
		h.Must(err)
		var got []string
		for _, e := range list {
			got = append(got, strings.TrimPrefix(e.Kind, "placement_")+"."+e.Code)
		}
		return strings.Join(got, " ")
	}
	if got := told(h.ada); got != "planned.internship asked.person ended.finished visit.firm started.internship" {
		t.Errorf("the history says %s", got)
	}
	if got := told(h.ben); got != "" {
		t.Errorf("another desk reads %s", got)
	}
}
