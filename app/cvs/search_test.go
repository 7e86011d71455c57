package cvs

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/preferences"
)

// seeker is somebody who may look for candidates at the first desk.
func (h *town) seeker() auth.Actor {
	return auth.Actor{UserID: 9, Roles: []auth.Role{auth.Matching}, DeskIDs: []int64{h.a}}
}

// finds gives the ids of the CVs that a search finds.
func (h *town) finds(actor auth.Actor, w Wanted) []int64 {
	h.t.Helper()
	found, _, err := Candidates(h.ctx, h.db, actor, w, h.now)
	h.must(err)
	ids := []int64{}
	for _, b := range found {
		ids = append(ids, b.CVID)
	}
	return ids
}

func TestOnlyWhoAgreedIsFound(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v, seeker := h.ready(), h.seeker()
	if got := h.finds(seeker, Wanted{}); len(got) != 0 {
		t.Errorf("found without consent: %v", got)
	}
	c := h.agree(h.person, consents.Form{Purpose: consents.Matching})
	if got := h.finds(seeker, Wanted{}); len(got) != 1 || got[0] != v.ID {
		t.Fatalf("found %v", got)
	}
	_, err := Candidate(h.ctx, h.db, seeker, v.ID, h.now)
	h.must(err)
	reads, err := people.Reads(h.ctx, h.db, h.person)
	h.must(err)
	if len(reads) != 1 || reads[0].Part != people.PartCV || reads[0].Actor != "user:9" {
		t.Errorf("who read: %+v", reads)
	}
	for name, actor := range map[string]auth.Actor{"another desk": {UserID: 8, Roles: []auth.Role{auth.Matching}, DeskIDs: []int64{h.b}}} {
		if got := h.finds(actor, Wanted{}); len(got) != 0 {
			t.Errorf("%s finds %v", name, got)
		}
		_, err := Candidate(h.ctx, h.db, actor, v.ID, h.now)
		h.wants(err, fault.NotFound, "")
		_, err = AskCandidate(h.ctx, h.db, actor, v.ID, "X", boss, h.now)
		h.wants(err, fault.NotFound, "")
	}
	_, _, err = Candidates(h.ctx, h.db, h.anna, Wanted{}, h.now)
	h.wants(err, fault.Forbidden, "")
	// Taken back: out of the index in the same transaction, and gone from every function.
	h.must(book.WithdrawOwn(h.ctx, h.db, h.own, c.ID, h.now))
	if h.count("cv_index", "true") != 0 {
		t.Error("the row of the index outlives the consent")
	}
	for _, try := range []func() error{
		func() error { _, err := Candidate(h.ctx, h.db, seeker, v.ID, h.now); return err },
		func() error { _, err := AskCandidate(h.ctx, h.db, seeker, v.ID, "X", boss, h.now); return err },
		func() error { _, err := ShareCandidate(h.ctx, h.db, seeker, v.ID, boss, h.now); return err },
		func() error { _, err := CandidateAnswers(h.ctx, h.db, seeker, v.ID, h.now); return err },
	} {
		h.wants(try(), fault.NotFound, "")
	}
}

// TestAStaleRowOfTheIndexShowsNothing: the search asks again for all it stands on.
func TestAStaleRowOfTheIndexShowsNothing(t *testing.T) {
	for name, stale := range map[string]string{
		"consent expired":    "UPDATE consents SET expired_at = given_at",
		"consent withdrawn":  "UPDATE consents SET withdrawn_at = given_at, withdrawn_by = 'x', withdrawn_channel = 'own'",
		"CV obsolete":        "UPDATE cvs SET valid_until = added_at",
		"CV removed":         "UPDATE cvs SET removed_at = added_at, removed_by = 'x'",
		"preference removed": "UPDATE preferences SET removed_at = added_at, removed_by = 'x'",
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			h.index(h.ready())
			_, err := h.db.NewRaw(stale).Exec(h.ctx)
			h.must(err)
			if got := h.finds(h.seeker(), Wanted{}); len(got) != 0 {
				t.Errorf("found %v", got)
			}
			h.must(h.everybody())
			if h.count("cv_index", "true") != 0 {
				t.Error("the hourly job leaves the row")
			}
		})
	}
}

func TestTheHourlyJobFindsWhoIsMissing(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := h.ready()
	h.index(v)
	before := h.count("cv_index", "true")
	_, err := h.db.NewRaw("DELETE FROM cv_index").Exec(h.ctx)
	h.must(err)
	for range 2 {
		h.must(h.everybody())
	}
	if before != 1 || h.count("cv_index", "cv_id = ?", v.ID) != 1 {
		t.Error("who agreed is not found again")
	}
	other, _ := h.somebody("Altra")
	h.must(people.Merge(h.ctx, h.db, auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}, other, h.person, "", h.now))
	h.must(h.everybody())
	if got := h.finds(h.seeker(), Wanted{}); len(got) != 1 || h.count("cv_index", "person_id = ?", other) != 1 {
		t.Errorf("after a merge found %v", got)
	}
}

func TestFilters(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.person = h.canaryFile()
	h.own = auth.Actor{PersonID: h.person}
	m := made("uno", nil)
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, m, h.now)
	h.must(err)
	_, err = h.db.NewRaw("UPDATE cvs SET words = to_tsvector('simple', 'torte nuziali') WHERE id = ?", v.ID).Exec(h.ctx)
	h.must(err)
	h.index(v)
	all, err := preferences.List(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	for _, w := range []Wanted{{OccupationID: all[0].OccupationID}, {Words: "nuziali torte"}, {Language: "ar"}, {Licence: "haccp"}, {Place: "poli"}, {Before: v.ID + 1},
		{OccupationID: all[0].OccupationID, Words: "Torte", Language: "ar", Licence: "haccp", Place: "Polignano"}} {
		if got := h.finds(h.seeker(), w); len(got) != 1 {
			t.Errorf("%+v finds %v", w, got)
		}
	}
	for _, w := range []Wanted{{OccupationID: all[0].OccupationID + 1}, {Words: "torte idraulico"}, {Words: "canarina"}, {Language: "it"}, {Licence: "b"}, {Place: "Bari"}, {Place: "%"}, {Before: v.ID}} {
		if got := h.finds(h.seeker(), w); len(got) != 0 {
			t.Errorf("%+v finds %v", w, got)
		}
	}
}

// crowdSQL writes 5000 people who all agreed to be found.
var crowdSQL = []string{
	`INSERT INTO people (given, lang, opened_at, opened_by, changed_at, changed_by) SELECT 'P' || n, 'it', ?0, 'x', ?0, 'x' FROM generate_series(1, 5000) AS n`,
	`INSERT INTO person_desks (person_id, desk_id, since, by) SELECT id, ?1, ?0, 'x' FROM people WHERE given LIKE 'P%' ON CONFLICT DO NOTHING`,
	`INSERT INTO consents (person_id, purpose, text_version, lang, words, channel, given_at, given_by, expires_at)
		SELECT id, 'matching', 1, 'it', 'sì', 'voice', ?0, 'x', ?0::timestamptz + interval '2 years' FROM people WHERE given LIKE 'P%'`,
	`INSERT INTO cvs (person_id, source, state, file_id, name, sha256, added_at, added_by, ready_at, valid_until, words)
		SELECT id, 'made', 'ready', (SELECT id FROM files LIMIT 1), 'CV', sha256('x'), ?0, 'x', ?0, ?0::timestamptz + interval '6 months', to_tsvector('simple', 'parola' || id % 500) FROM people WHERE given LIKE 'P%'`,
	`INSERT INTO preferences (person_id, occupation_id, position, by_work, by_education, by_training, added_at, added_by)
		SELECT p.id, o.id, 1, true, false, false, ?0, 'x' FROM people AS p, (SELECT min(id) AS id FROM occupations) AS o WHERE p.given LIKE 'P%'`,
}

// TestAPageOfCandidatesReadsNoWholeTable of those that grow with the people.
func TestAPageOfCandidatesReadsNoWholeTable(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.index(h.ready())
	for _, s := range crowdSQL {
		_, err := h.db.NewRaw(s, h.now, h.a).Exec(h.ctx)
		h.must(err)
	}
	_, err := h.db.NewRaw("ANALYZE").Exec(h.ctx)
	h.must(err)
	began := time.Now()
	h.must(h.everybody())
	t.Logf("the whole index of 5000 people: %v", time.Since(began))
	_, err = h.db.NewRaw("ANALYZE cv_index").Exec(h.ctx)
	h.must(err)
	first, next, err := Candidates(h.ctx, h.db, h.seeker(), Wanted{}, h.now)
	h.must(err)
	if len(first) != CandidatesPage || next == 0 {
		t.Fatalf("%d on the first page, next %d", len(first), next)
	}
	second := h.finds(h.seeker(), Wanted{Before: next})
	if len(second) != CandidatesPage || second[0] >= next {
		t.Errorf("the second page begins with %v after %d", second, next)
	}
	for name, w := range map[string]Wanted{"all": {}, "words": {Words: "parola7"}, "a later page": {Before: next}} {
		var plan []string
		q := w.narrow(found(h.db, h.seeker(), h.now)).ColumnExpr("v.id, p.id AS person_id").OrderExpr("x.cv_id DESC").Limit(CandidatesPage + 1)
		h.must(h.db.NewRaw("EXPLAIN (ANALYZE, TIMING OFF) "+q.String()).Scan(h.ctx, &plan))
		text := strings.Join(plan, "\n")
		for _, table := range []string{"people", "consents", "cvs", "preferences", "cv_index"} {
			if strings.Contains(text, "Seq Scan on "+table+" ") {
				t.Errorf("%s reads the whole of %s:\n%s", name, table, text)
			}
		}
		t.Log(name, plan[len(plan)-1])
	}
}
