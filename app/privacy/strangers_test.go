package privacy

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/personal"
	"approdo/app/services"
)

// TestStrangersGoWhenItIsSet: whoever waited, with what was offered, and whom a body sent and
// nobody took on, go by their settings; who waits still and who was accepted stay.
func TestStrangersGoWhenItIsSet(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada")
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := h.db.NewRaw(sql, args...).Exec(h.ctx)
		h.must(err)
	}
	h.must(services.LoadAreas(h.ctx, h.db))
	exec(`INSERT INTO waiting_entries (form_key, area_id, until, lang, name, email, channel, joined_at, joined_by, ended_at, ended_by, outcome)
		SELECT 'the-key-of-the-form-' || n, (SELECT min(id) FROM areas), '2027-01-01', 'it', 'Zuleika ' || n, 'z@example.org', 'online', ?0, 'x',
			CASE WHEN n = 1 THEN ?0::timestamptz END, CASE WHEN n = 1 THEN 'x' ELSE '' END, CASE WHEN n = 1 THEN 'left' ELSE '' END FROM generate_series(1, 2) AS n`, h.now)
	exec("INSERT INTO partners (name, name_key, search_key, sort, kind, field, opened_at, opened_by, changed_at, changed_by) VALUES ('Ente', 'ente', 'ente', 'social', 'third', 'social', ?0, 'x', ?0, 'x')", h.now)
	exec(`INSERT INTO incoming_referrals (form_key, partner_id, user_id, desk_id, state, given, reason, task, responsible, lang, informed_on, informed_how, sent_at, moved_at, person_id)
		SELECT 'the-key-' || n, (SELECT min(id) FROM partners), ?1, ?2, CASE n WHEN 1 THEN 'declined' WHEN 2 THEN 'asked' ELSE 'reported' END, 'Zuleika', 'Zuleika cerca', 'Accoglie', 'Ugo', 'ar', '2026-11-20', 'talk', ?0, ?0,
			CASE WHEN n = 3 THEN ?3::bigint END FROM generate_series(1, 3) AS n`, h.now, h.anna.UserID, h.desk, ada)
	exec(`INSERT INTO incoming_steps (incoming_id, state, side, at, by, text) SELECT id, 'declined', 'desk', ?, 'x', 'Zuleika non può' FROM incoming_referrals`, h.now)
	left := func() (names, forms, steps int) {
		t.Helper()
		h.must(h.db.NewRaw("SELECT (SELECT count(*) FROM waiting_entries), (SELECT count(*) FROM incoming_referrals AS i WHERE i::text LIKE '%Zuleika%'), (SELECT count(*) FROM incoming_steps WHERE text <> '' AND NOT erased)").Scan(h.ctx, &names, &forms, &steps))
		return names, forms, steps
	}
	sweep := func(now time.Time) {
		t.Helper()
		_, err := Sweep(h.ctx, h.db, auth.Program("test"), now)
		h.must(err)
	}
	three := h.now.AddDate(0, 3, 0)
	sweep(three)
	if a, b, c := left(); a != 2 || b != 3 || c != 3 {
		t.Errorf("gone too early: %d %d %d", a, b, c)
	}
	due, err := Due(h.ctx, h.db, three.Add(time.Minute))
	h.must(err)
	told := ""
	for _, d := range due {
		if d.Rows > 0 {
			told += string(d.Purpose) + " "
		}
	}
	if !strings.Contains(told, "waiting ") || !strings.Contains(told, "forms ") {
		t.Errorf("due: %s", told)
	}
	for range 2 {
		sweep(three.Add(time.Minute))
	}
	if a, b, c := left(); a != 1 || b != 2 || c != 2 {
		t.Errorf("kept: %d %d %d", a, b, c)
	}
	for _, p := range []personal.Purpose{personal.Waiting, personal.Forms} {
		if err := SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{p: 13}, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s is kept for 13 months: %v", p, err)
		}
		h.must(SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{p: 12}, h.now))
	}
}
