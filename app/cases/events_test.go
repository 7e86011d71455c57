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
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(p), h.Now)
	h.Must(err)
	h.Must(HandOver(h.Ctx, h.DB, h.anna, id, h.ada.UserID, "Cambia turno", h.Now.Add(time.Hour)))
	h.Must(Close(h.Ctx, h.DB, h.ada, id, "work", "Assunta", h.Now.Add(2*time.Hour)))

	told := func(actor auth.Actor) string {
		history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, p, nil, people.Place{}, people.HistoryPage)
		h.Must(err)
		list, err := Events(h.Ctx, h.DB, actor, history)
		h.Must(err)
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
	history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, p, nil, people.Place{}, people.HistoryPage)
	h.Must(err)
	_, err = h.DB.ExecContext(h.Ctx, "SET LOCAL enable_seqscan = off") // where there is an index, it is taken
	h.Must(err)
	var plan []string
	h.Must(h.DB.NewRaw("EXPLAIN ?", bun.Safe(history.Query(h.DB, h.anna, eventRows).String())).Scan(h.Ctx, &plan))
	if slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line, "Seq Scan on") }) {
		t.Errorf("a whole table is read:\n%s", strings.Join(plan, "\n"))
	}
}
