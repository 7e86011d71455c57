package cvs

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/people"
	"approdo/app/preferences"
)

// joined runs the jobs that follow merges.
func (h *town) joined() {
	h.t.Helper()
	var all []string
	h.must(h.db.NewRaw("DELETE FROM jobs WHERE kind = ? RETURNING payload::text", people.JoinedKind).Scan(h.ctx, &all))
	if len(all) == 0 {
		h.t.Fatal("nobody is told of a merge")
	}
	for _, payload := range all {
		h.must(Follows()[people.JoinedKind](h.ctx, h.db.(*bun.DB), json.RawMessage(payload), h.now))
	}
}

// TestUndoingAMergeShowsNobodyWhoDidNotAgree, not even before the job that follows it.
func TestUndoingAMergeShowsNobodyWhoDidNotAgree(t *testing.T) {
	h := build(t, testdb.New(t))
	a, b := h.twins()
	h.unmerge(h.person)
	h.agree(b.PersonID, consents.Form{Purpose: consents.Matching})
	h.must(people.Merge(h.ctx, h.db, h.coordinator(), h.person, b.PersonID, "", h.now))
	h.joined()
	if got := h.finds(h.seeker(), Wanted{}); len(got) != 1 || got[0] != b.ID || h.count("cv_index", "person_id = ?", h.person) != 1 {
		t.Fatalf("merged, found %v", got)
	}
	h.unmerge(h.person)
	if got := h.finds(h.seeker(), Wanted{}); len(got) != 0 {
		t.Errorf("apart again, found %v under who did not agree", got)
	}
	points := func(cv int64) {
		_, err := h.db.NewRaw("UPDATE cv_index SET cv_id = ? WHERE person_id = ?", cv, h.person).Exec(h.ctx)
		h.must(err)
	}
	if points(a.ID); len(h.finds(h.seeker(), Wanted{})) != 0 {
		t.Error("found by their own CV under another's consent")
	}
	c := h.agree(h.person, consents.Form{Purpose: consents.Matching})
	if points(b.ID); len(h.finds(h.seeker(), Wanted{})) != 0 {
		t.Error("found by another's CV under their own consent")
	}
	h.must(book.WithdrawOwn(h.ctx, h.db, h.own, c.ID, h.now))
	h.joined()
	if got := h.finds(h.seeker(), Wanted{}); len(got) != 1 || got[0] != b.ID || h.count("cv_index", "person_id = ?", b.PersonID) != 1 {
		t.Errorf("after the job found %v", got)
	}
}

// TestAConsentEndedByAMergeEndsTheLink: the last word counts under whatever record, and the
// employer is told, by the job of the merge and by the hourly one.
func TestAConsentEndedByAMergeEndsTheLink(t *testing.T) {
	for name, follow := range map[string]func(h *town){
		"by the job of the merge": (*town).joined,
		"within the hour":         func(h *town) { h.must(h.everybody()) },
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.New(t))
			h.agree(h.person, sharing)
			h.ready()
			_, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
			h.must(err)
			other, own := h.somebody("Zuleika P.")
			h.now = h.now.Add(time.Minute)
			c := h.agree(other, sharing)
			h.must(book.WithdrawOwn(h.ctx, h.db, own, c.ID, h.now.Add(time.Minute)))
			h.now = h.now.Add(time.Hour)
			h.must(h.everybody())
			if h.count("cv_shares", "ended_at IS NULL") != 1 {
				t.Fatal("two people, and the link of one ended with the word of the other")
			}
			h.must(people.Merge(h.ctx, h.db, h.coordinator(), h.person, other, "", h.now))
			follow(h)
			if h.count("cv_shares", "ended_why = 'consent'") != 1 || h.count("messages", "kind = 'cvs.over' AND recipient = ?", boss) != 1 {
				t.Error("the employer is not told")
			}
		})
	}
}

// TestALinkEndsWhereTheCVIsNoMoreOfItsPerson: sent while two records were one.
func TestALinkEndsWhereTheCVIsNoMoreOfItsPerson(t *testing.T) {
	h := build(t, testdb.New(t))
	_, b := h.twins()
	h.agree(h.person, sharing)
	s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.must(err)
	if s.CVID != b.ID {
		t.Fatalf("sent %+v", s)
	}
	h.unmerge(h.person)
	h.must(h.everybody())
	if h.count("cv_shares", "ended_why = 'cv'") != 1 || h.count("messages", "kind = 'cvs.over'") != 1 {
		t.Error("the link to another person's CV stands, or nobody told the employer")
	}
}

// TestTheHourlyJobWritesNothingThatWasTakenBackMeanwhile: a consent that is being taken back
// while everybody is indexed leaves no row.
func TestTheHourlyJobWritesNothingThatWasTakenBackMeanwhile(t *testing.T) {
	h := build(t, testdb.New(t))
	h.ready()
	c := h.agree(h.person, consents.Form{Purpose: consents.Matching})
	_, err := h.db.NewRaw("DELETE FROM cv_index").Exec(h.ctx)
	h.must(err)
	done := make(chan error, 1)
	h.must(db.InTx(h.ctx, h.db, func(ctx context.Context, tx bun.Tx) error {
		h.must(book.WithdrawOwn(ctx, tx, h.own, c.ID, h.now))
		go func() { done <- indexJob(h.ctx, h.db.(*bun.DB), nil, h.now) }()
		select {
		case err := <-done: // it waits for nobody
			done <- err
		case <-time.After(2 * time.Second):
		}
		return nil
	}))
	h.must(<-done)
	if h.count("cv_index", "true") != 0 {
		t.Error("a row outlives the consent")
	}
}

// TestOneBadAddressStopsNobodyElse: those after it are told, completed and taken out, and
// the job runs again.
func TestOneBadAddressStopsNobodyElse(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	var all []*CV
	for _, name := range []string{"Prima", "Seconda"} {
		id, own := h.somebody(name)
		h.whole(id)
		v, err := SaveOwnMade(h.ctx, pool, h.vault, own, made(name, nil), h.now)
		h.must(err)
		_, err = pool.NewRaw("INSERT INTO person_contacts (person_id, sort, kind, value) VALUES (?, 1, 'email', ?)", id, map[string]string{"Prima": "nobody at all", "Seconda": "casa@example.org"}[name]).Exec(h.ctx)
		h.must(err)
		all = append(all, v)
	}
	if err := (Reminder{}).run(h.ctx, pool, nil, all[0].ValidUntil.Add(-48*time.Hour)); err == nil {
		t.Error("the failure is not told")
	}
	if h.count("messages", "kind = 'cvs.ending' AND recipient = 'casa@example.org'") != 1 {
		t.Error("who comes after a bad address is not told")
	}
	var tried []int64
	err := each(h.ctx, pool, "try", []int64{all[0].ID, all[1].ID}, func(ctx context.Context, tx bun.Tx, id int64) error {
		if tried = append(tried, id); id == all[0].ID {
			_, err := tx.NewRaw("SELECT 1/0").Exec(ctx)
			return err
		}
		return record(ctx, tx, auth.Program("jobs"), "try", all[1], nil, h.now)
	})
	if err == nil || len(tried) != 2 || h.count("audit_entries", "action = 'cvs.try'") != 1 {
		t.Errorf("tried %v, %v", tried, err)
	}
}

// TestOneFailureStopsNeitherCompletingNorEnding the others.
func TestOneFailureStopsNeitherCompletingNorEnding(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	var all []*CV
	for _, name := range []string{"Prima", "Seconda"} {
		id, own := h.somebody(name)
		v, err := SaveOwnMade(h.ctx, pool, h.vault, own, made(name, nil), h.now)
		h.must(err)
		h.whole(id)
		all = append(all, v)
	}
	fails := func(on string) {
		t.Helper()
		_, err := pool.NewRaw(`CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF OLD.person_id = ` + fmt.Sprint(all[0].PersonID) + ` THEN RAISE EXCEPTION 'not this one'; END IF; RETURN COALESCE(NEW, OLD); END $$`).Exec(h.ctx)
		h.must(err)
		_, err = pool.NewRaw("CREATE TRIGGER fails BEFORE " + on + " FOR EACH ROW EXECUTE FUNCTION fails()").Exec(h.ctx)
		h.must(err)
	}
	heals := func() {
		t.Helper()
		_, err := pool.NewRaw("DROP FUNCTION fails CASCADE").Exec(h.ctx)
		h.must(err)
	}
	fails("UPDATE ON cvs")
	if err := completeJob(h.ctx, pool, nil, h.now); err == nil || h.read(all[1].ID).State != Ready {
		t.Errorf("the second one is %s, %v", h.read(all[1].ID).State, err)
	}
	heals()
	h.must(completeJob(h.ctx, pool, nil, h.now))
	for _, v := range all {
		h.index(v)
	}
	fails("DELETE ON cv_index")
	later := h.read(all[0].ID).ValidUntil.Add(time.Hour)
	if err := endJob(h.ctx, pool, nil, later); err == nil || h.count("cv_index", "person_id = ?", all[1].PersonID) != 0 {
		t.Errorf("the second one is found still, %v", err)
	}
	heals()
	h.must(endJob(h.ctx, pool, nil, later))
	if h.count("cv_index", "true") != 0 {
		t.Error("run again, it does not end the first one")
	}
}

// TestACandidateOfMergedRecordsHasThreeJobs: one that counts no more is neither shown nor
// found.
func TestACandidateOfMergedRecordsHasThreeJobs(t *testing.T) {
	h := build(t, testdb.New(t))
	_, b := h.twins()
	var jobs []int64
	h.must(h.db.NewRaw(`INSERT INTO occupations (code, isco, labels) SELECT 'm' || n, '9211', '{"it":"Lavoro"}' FROM generate_series(1, 3) AS n RETURNING id`).Scan(h.ctx, &jobs))
	h.unmerge(h.person)
	for _, job := range jobs[:2] {
		_, err := preferences.Add(h.ctx, h.db, h.anna, h.person, preferences.Form{OccupationID: job}, h.now.Add(time.Hour))
		h.must(err)
	}
	own, err := preferences.List(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	old := own[0].OccupationID
	h.must(people.Merge(h.ctx, h.db, h.coordinator(), h.person, b.PersonID, "", h.now))
	h.agree(h.person, consents.Form{Purpose: consents.Matching})
	found, _, err := Candidates(h.ctx, h.db, h.seeker(), Wanted{}, h.now)
	h.must(err)
	if len(found) != 1 || len(found[0].Wanted) != preferences.Most {
		t.Fatalf("found %+v", found)
	}
	for _, w := range found[0].Wanted {
		if w.Occupation.ID == old || len(h.finds(h.seeker(), Wanted{OccupationID: w.Occupation.ID})) != 1 {
			t.Errorf("%d is shown and not found, or counts no more", w.Occupation.ID)
		}
	}
	if got := h.finds(h.seeker(), Wanted{OccupationID: old}); len(got) != 0 {
		t.Errorf("found by a job that is not shown: %v", got)
	}
}
