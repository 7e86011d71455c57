package applications

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/towntest"
)

func TestListsAndFigures(t *testing.T) {
	h := build(t, testdb.Tx(t))
	old := h.form()
	old.SentOn = tuesday.AddDays(-45)
	_, err := OwnRecord(h.Ctx, h.DB, h.own, old, h.Now)
	h.Must(err)
	hired, meets := h.forward(), h.forward()
	h.moves(hired, Moved{To: Hired, On: tuesday.AddDays(-3)})
	h.moves(meets, Moved{To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(1)}})
	for _, c := range []struct {
		filter Filter
		want   int
	}{
		{Filter{}, 3}, {Filter{DeskID: h.a}, 3}, {Filter{DeskID: h.b}, 0}, {Filter{Road: Own}, 1}, {Filter{State: Hired}, 1},
		{Filter{Watch: WithoutNews}, 1}, {Filter{Watch: ToMeet}, 1}, {Filter{Watch: ToMeet, Road: Own}, 0},
	} {
		c.filter.Today = tuesday
		rows, next, err := List(h.Ctx, h.DB, h.anna, c.filter)
		h.Must(err)
		if len(rows) != c.want || next != nil {
			t.Errorf("%+v lists %d, want %d", c.filter, len(rows), c.want)
		}
	}
	counts, err := Watched(h.Ctx, h.DB, h.anna, 0, tuesday)
	h.Must(err)
	if counts[WithoutNews] != 1 || counts[ToMeet] != 1 {
		t.Errorf("to look at are %v", counts)
	}
	h.Must(people.Attach(h.Ctx, h.DB, h.ben, h.person, h.b, "Colloquio", h.Now)) // known at two desks from now on
	for _, x := range []struct {
		actor auth.Actor
		desk  int64
		want  Figures
	}{
		{h.anna, 0, Figures{2, 1, 1}}, {h.anna, h.a, Figures{2, 1, 1}}, {auth.Program("test"), 0, Figures{2, 1, 1}},
		{h.ben, 0, Figures{0, 0, 0}}, {h.anna, h.b, Figures{0, 0, 0}},
	} {
		got, err := Count(h.Ctx, h.DB, x.actor, x.desk, towntest.Day("2026-01-01"), towntest.Day("2026-12-31"))
		h.Must(err)
		if got != x.want {
			t.Errorf("desk %d: %+v", x.desk, got)
		}
	}
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, hired, Hired, h.Now))
	if got, err := Count(h.Ctx, h.DB, h.anna, 0, towntest.Day("2026-01-01"), towntest.Day("2026-12-31")); err != nil || got.Hired != 0 {
		t.Errorf("taken back it counts: %+v, %v", got, err)
	}
}

// TestPages: the list and a person's own are read page by page, each row once.
func TestPages(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for i := range PageSize + 3 {
		f := h.form()
		f.SentOn = tuesday.AddDays(-40 - i/4)
		_, err := OwnRecord(h.Ctx, h.DB, h.own, f, h.Now)
		h.Must(err)
	}
	for _, watch := range []string{"", WithoutNews} {
		f, seen := Filter{Watch: watch, Today: tuesday}, map[int64]bool{}
		for {
			rows, next, err := List(h.Ctx, h.DB, h.anna, f)
			h.Must(err)
			for _, r := range rows {
				seen[r.ID] = true
			}
			if next == nil {
				break
			}
			f.After = *next
		}
		if len(seen) != PageSize+3 {
			t.Errorf("%q: %d rows", watch, len(seen))
		}
	}
	seen, after := map[int64]bool{}, Place{}
	last := desks.Date{Year: 9999, Month: 1, Day: 1}
	for {
		rows, next, err := OwnList(h.Ctx, h.DB, h.own, after)
		h.Must(err)
		for _, r := range rows {
			if seen[r.ID] || r.SentOn.After(last) || len(r.Moves) != 1 {
				t.Errorf("row %d again or out of order", r.ID)
			}
			seen[r.ID], last = true, r.SentOn
		}
		if next == nil {
			break
		}
		after = *next
	}
	if len(seen) != PageSize+3 {
		t.Errorf("the person reads %d rows", len(seen))
	}
}

func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.mine()
	root, own := h.somebody("Zuleika P.")
	h.Must(people.Merge(h.Ctx, h.DB, h.anna, root, h.person, "", h.Now))
	for _, actor := range []auth.Actor{own, h.own} {
		all, _, err := OwnList(h.Ctx, h.DB, actor, Place{})
		h.Must(err)
		if len(all) != 1 || all[0].ID != id {
			t.Errorf("%d tried %+v", actor.PersonID, all)
		}
	}
	h.Must(OwnAdvance(h.Ctx, h.DB, own, id, Moved{From: Sent, To: NoAnswer}, h.Now))
	rows, _, err := List(h.Ctx, h.DB, h.anna, Filter{Today: tuesday})
	h.Must(err)
	if len(rows) != 1 || rows[0].Root != root {
		t.Errorf("the list says %+v", rows)
	}
	if gone, err := people.Discard(h.Ctx, h.DB, h.anna, root, h.Now); gone || err != nil {
		t.Errorf("a file with applications was discarded: %v", err)
	}
}

// TestTheDatabaseKeepsThePromises: each named constraint refuses what the rules refuse.
func TestTheDatabaseKeepsThePromises(t *testing.T) {
	h := build(t, testdb.New(t))
	id := h.mine()
	for constraint, set := range map[string]string{
		"applications_road":     "road = 'desk'",
		"applications_reason":   "reason = 'filled'",
		"applications_meet":     "meet_on = current_date",
		"applications_contract": "contract = 'fixed'",
		"applications_hired":    "state = 'hired'",
		"applications_order":    "news_on = sent_on - 1",
		"applications_means":    "means = 'pigeon'",
		"applications_lengths":  "position = ''",
	} {
		_, err := h.DB.NewRaw("UPDATE applications SET "+set+" WHERE id = ?", id).Exec(h.Ctx)
		if err == nil || !strings.Contains(err.Error(), constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
}

func TestListsUseIndexes(t *testing.T) {
	h := build(t, testdb.New(t))
	for _, q := range []string{
		`INSERT INTO people (given, lang, opened_at, opened_by, changed_at, changed_by) SELECT 'Folla ' || g, 'it', ?0, 'x', ?0, 'x' FROM generate_series(1, 4000) g`,
		`INSERT INTO person_desks (person_id, desk_id, since, by) SELECT id, CASE WHEN id % 2 = 0 THEN ?1 ELSE ?2 END, ?0, 'x' FROM people WHERE given LIKE 'Folla %'`,
		`INSERT INTO applications (entry_key, person_id, road, made_by, position, employer, means, sent_on, state, meet_on, reason, news_on, written_at, written_by)
			SELECT 'a-key-of-the-crowd-' || p.id || '-' || g, p.id, 'own', 'person', 'Aiuto', 'Ditta', 'email', d.day, s.state, CASE WHEN s.state = 'interview' THEN d.day + 20 END,
				CASE WHEN s.state = 'not_hired' THEN 'filled' ELSE '' END, d.day, ?0, 'x'
			FROM people AS p, generate_series(1, 5) g, LATERAL (SELECT date '2026-11-20' - (g * 330 + (p.id % 300))::int AS day) d,
				LATERAL (SELECT CASE WHEN (p.id + g) % 40 = 0 THEN 'interview' WHEN (p.id + g) % 30 = 0 THEN 'sent' ELSE 'not_hired' END AS state) s
			WHERE p.given LIKE 'Folla %'`,
		`INSERT INTO application_moves (application_id, at, happened_on, by, side, from_state, to_state) SELECT id, ?0, sent_on, 'x', 'person', '', 'sent' FROM applications`,
		"ANALYZE",
	} {
		_, err := h.DB.NewRaw(q, h.Now, h.a, h.b).Exec(h.Ctx)
		h.Must(err)
	}
	list := func(actor auth.Actor, f Filter) string {
		f.Today = tuesday
		return listQuery(h.DB, actor, f).String()
	}
	everywhere, on := auth.Program("test"), Place{towntest.Day("2025-06-01"), 7}
	for name, sql := range map[string]string{
		"a desk's list":       list(h.anna, Filter{DeskID: h.a}),
		"the next page":       list(h.anna, Filter{DeskID: h.a, After: on}),
		"everybody's list":    list(everywhere, Filter{After: on}),
		"who waits":           list(h.anna, Filter{Watch: WithoutNews}),
		"interviews":          list(h.anna, Filter{Watch: ToMeet}),
		"a person's":          h.DB.NewSelect().Model((*Application)(nil)).Where("ap.person_id IN "+people.OwnRecords, h.person).OrderExpr("ap.sent_on DESC, ap.id DESC").Limit(31).String(),
		"the jobs of a link":  h.DB.NewSelect().Model((*Application)(nil)).Where("ap.share_id = 7").String(),
		"what happened to it": h.DB.NewSelect().Model((*Move)(nil)).Where("mv.application_id = 7").String(),
	} {
		var plan []string
		h.Must(h.DB.NewRaw("EXPLAIN ?", bun.Safe(sql)).Scan(h.Ctx, &plan))
		for _, line := range plan {
			if strings.Contains(line, "Seq Scan on application") {
				t.Errorf("%s reads the whole table:\n%s", name, strings.Join(plan, "\n"))
			}
		}
	}
}

func TestTheDemo(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ids, err := people.SeedDemo(h.Ctx, h.DB, h.a, h.Now)
	h.Must(err)
	h.Must(SeedDemo(h.Ctx, h.DB, ids, h.a, h.Now))
	rows, _, err := List(h.Ctx, h.DB, h.anna, Filter{Today: tuesday})
	h.Must(err)
	if len(rows) != 5 {
		t.Errorf("%d invented applications", len(rows))
	}
}
