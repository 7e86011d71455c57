package cases

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

func TestHistoryOfAPath(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	id, err := TakeInCharge(h.ctx, h.db, h.anna, h.intake(p), h.now)
	h.must(err)
	h.must(HandOver(h.ctx, h.db, h.anna, id, h.ada.UserID, "Cambia turno", h.now.Add(time.Hour)))
	h.must(Close(h.ctx, h.db, h.ada, id, "work", "Assunta", h.now.Add(2*time.Hour)))

	told := func(actor auth.Actor) string {
		history, err := people.TimelineOf(h.ctx, h.db, h.anna, p, nil, people.Place{}, people.HistoryPage)
		h.must(err)
		list, err := Events(h.ctx, h.db, actor, history)
		h.must(err)
		var got []string
		for _, e := range list {
			got = append(got, e.Kind)
		}
		return strings.Join(got, " ")
	}
	want := "check_due check_due check_due case_closed case_passed case_opened"
	if got := told(h.anna); got != want {
		t.Errorf("the history says %s", got)
	}
	if got := told(h.ben); got != "" {
		t.Errorf("another desk reads %s", got)
	}
}

func TestHistoryReadsNoWholeTable(t *testing.T) {
	h := build(t, testdb.Tx(t))
	p := h.person("Prova")
	history, err := people.TimelineOf(h.ctx, h.db, h.anna, p, nil, people.Place{}, people.HistoryPage)
	h.must(err)
	_, err = h.db.ExecContext(h.ctx, "SET LOCAL enable_seqscan = off") // where there is an index, it is taken
	h.must(err)
	var plan []string
	h.must(h.db.NewRaw("EXPLAIN ?", bun.Safe(history.Query(h.db, h.anna, eventRows).String())).Scan(h.ctx, &plan))
	if slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line, "Seq Scan on") }) {
		t.Errorf("a whole table is read:\n%s", strings.Join(plan, "\n"))
	}
}
