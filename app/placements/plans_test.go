package placements

import (
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

// crowd writes 20 000 placements of 4 000 people at the first two desks, over five
// years, by SQL; a tenth of them is running.
func crowd(h *town) {
	h.Helper()
	for _, q := range []string{
		`INSERT INTO people (given, lang, opened_at, opened_by, changed_at, changed_by) SELECT 'Folla ' || g, 'it', ?0, 'x', ?0, 'x' FROM generate_series(1, 4000) g`,
		`INSERT INTO cases (person_id, desk_id, user_id, opened_at, opened_by, notice_version, notice_lang)
			SELECT id, CASE WHEN id % 2 = 0 THEN ?1 ELSE ?2 END, ?3, ?0, 'x', 'x', 'it' FROM people WHERE given LIKE 'Folla %'`,
		`INSERT INTO placements (entry_key, case_id, desk_id, kind, state, firm, occupation, contract, working_time, starts_on, ends_on, started_on, ended_on, end_reason, visit_due, ask_on, written_at, written_by)
			SELECT 'a-key-of-the-crowd-' || c.id || '-' || g, c.id, c.desk_id, 'contract', CASE WHEN g = 1 THEN 'started' ELSE 'ended' END, 'Ditta', 'Aiuto', 'fixed', 'full',
				d.day, d.day + 300, d.day, CASE WHEN g > 1 THEN d.day + 290 END, CASE WHEN g > 1 THEN 'finished' ELSE '' END,
				CASE WHEN g = 1 AND c.id % 5 = 0 THEN d.day + 30 END, CASE WHEN c.id % 20 = 0 THEN d.day + 290 END, ?0, 'x'
			FROM cases AS c, generate_series(1, 5) g, LATERAL (SELECT date '2026-11-20' - (g * 330 + (c.id % 300))::int AS day) d`,
		`INSERT INTO placement_visits (placement_id, held_on, met, channel, found, at, by) SELECT id, started_on, 'x', 'desk', 'x', ?0, 'x' FROM placements`,
		`INSERT INTO placement_opinions (placement_id, side, score, asked_on, at, by) SELECT id, 'person', 4, started_on, ?0, 'x' FROM placements WHERE state = 'ended'`,
		"ANALYZE",
	} {
		_, err := h.DB.NewRaw(q, h.Now, h.a, h.b, h.anna.UserID).Exec(h.Ctx)
		h.Must(err)
	}
}

func TestListsUseIndexes(t *testing.T) {
	h := build(t, testdb.New(t))
	crowd(h)
	history, err := people.TimelineOf(h.Ctx, h.DB, h.anna, h.person, nil, people.Place{}, people.HistoryPage)
	h.Must(err)
	everywhere := auth.Program("test")
	list := func(actor auth.Actor, f Filter) string {
		f.Today = tuesday
		return listQuery(h.DB, actor, f, PageSize+1).String()
	}
	for name, sql := range map[string]string{
		"a desk's list":         list(h.anna, Filter{DeskID: h.a}),
		"the next page":         list(h.anna, Filter{DeskID: h.a, After: Cursor{day("2025-06-01"), 7}}),
		"everybody's list":      list(everywhere, Filter{}),
		"everybody's next page": list(everywhere, Filter{After: Cursor{day("2025-06-01"), 7}}),
		"visits due":            list(h.anna, Filter{Due: DueVisits}),
		"ends to look at":       list(h.anna, Filter{Due: DueEnds}),
		"who is to be asked":    list(h.anna, Filter{Due: DueAsks}),
		"a person's history":    history.Query(h.DB, h.anna, eventRows).String(),
		"a case's":              h.DB.NewSelect().Model((*Placement)(nil)).Where("pl.case_id = 7").String(),
		"what it turned into":   h.DB.NewSelect().Model((*Placement)(nil)).Where("pl.follows_id = 7").String(),
	} {
		var plan []string
		h.Must(h.DB.NewRaw("EXPLAIN ?", bun.Safe(sql)).Scan(h.Ctx, &plan))
		if slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line, "Seq Scan on placement") }) {
			t.Errorf("%s reads the whole table:\n%s", name, strings.Join(plan, "\n"))
		}
	}
}
