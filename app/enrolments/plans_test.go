package enrolments

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

// crowd writes 20 000 enrolments of 4 000 people at both desks, over five years, by SQL; a
// twentieth of them runs, a hundredth waits for the desk.
func crowd(h *town) {
	h.Helper()
	for _, q := range []string{
		`INSERT INTO people (given, lang, opened_at, opened_by, changed_at, changed_by) SELECT 'Folla ' || g, 'it', ?0, 'x', ?0, 'x' FROM generate_series(1, 4000) g`,
		`INSERT INTO enrolments (entry_key, person_id, desk_id, road, sent_on, kind, course, state, starts_on, ends_on, first_on, moved_on, moved_at, mine, told, enrolled_on, completed_on, written_at, written_by)
			SELECT 'a-key-of-the-crowd-' || p.id || '-' || g, p.id, CASE WHEN p.id % 2 = 0 THEN ?1 ELSE ?2 END, 'desk', d.day, 'short', 'Corso', s.state,
				d.day, d.day + 60, d.day, d.day, ?0, false, p.id % 100 = 0, d.day, CASE WHEN s.state = 'completed' THEN d.day + 60 END, ?0, 'x'
			FROM people AS p, generate_series(1, 5) g, LATERAL (SELECT date '2026-12-20' - (g * 330 + (p.id % 300))::int AS day) d,
				LATERAL (SELECT CASE WHEN p.id % 20 = 0 AND g = 1 THEN 'attending' ELSE 'completed' END AS state) s WHERE p.given LIKE 'Folla %'`,
		`INSERT INTO enrolment_moves (enrolment_id, kind, to_state, day, at, by) SELECT id, 'step', state, moved_on, ?0, 'x' FROM enrolments`,
		"ANALYZE",
	} {
		_, err := h.DB.NewRaw(q, h.Now, h.a, h.b).Exec(h.Ctx)
		h.Must(err)
	}
}

func TestListsUseIndexes(t *testing.T) {
	h := build(t, testdb.New(t))
	crowd(h)
	history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, h.fatima, nil, people.Place{}, people.HistoryPage)
	h.Must(err)
	everywhere := auth.Program("test")
	list := func(actor auth.Actor, f Filter) string {
		f.Today = tuesday
		return listQuery(h.DB, actor, f, PageSize+1).String()
	}
	own := func(where string) string {
		return self(h.me).rows(h.DB.NewSelect().Model((*Enrolment)(nil)).Where(where)).String()
	}
	for name, sql := range map[string]string{
		"a desk's list":         list(h.anna, Filter{DeskID: h.a}),
		"the next page":         list(h.anna, Filter{DeskID: h.a, After: Cursor{day("2025-06-01"), 7}}),
		"everybody's list":      list(everywhere, Filter{}),
		"everybody's next page": list(everywhere, Filter{After: Cursor{day("2025-06-01"), 7}}),
		"a period":              list(h.anna, Filter{From: day("2026-10-01"), To: day("2026-10-31")}),
		"what starts":           list(h.anna, Filter{Due: DueStarts}),
		"what is to be marked":  list(h.anna, Filter{Due: DueMarks}),
		"what people told":      list(h.anna, Filter{Due: DueTold}),
		"one's own":             own("true"),
		"one's own, soon":       own("en.starts_on > '2026-11-24'"),
		"a person's history":    history.Query(h.DB, h.anna, eventRows).String(),
		"of a case":             h.DB.NewSelect().Model((*Enrolment)(nil)).Where("en.case_id = 7").String(),
		"of an action":          h.DB.NewSelect().Model((*Enrolment)(nil)).Where("en.action_id = 7").String(),
		"what happened":         h.DB.NewSelect().Model((*Move)(nil)).Where("mv.enrolment_id = 7").String(),
	} {
		var plan []string
		h.Must(h.DB.NewRaw("EXPLAIN ?", bun.Safe(sql)).Scan(h.Ctx, &plan))
		if slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line, "Seq Scan on enrolment") }) {
			t.Errorf("%s reads the whole table:\n%s", name, strings.Join(plan, "\n"))
		}
	}
}
