package cvs

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/people"
)

// TestACVWaitsForWhatTheFileLacks: nothing handed in is lost, and nothing is ready without
// a title of education and a preference.
func TestACVWaitsForWhatTheFileLacks(t *testing.T) {
	h := build(t, testdb.New(t))
	db := h.db.(*bun.DB)
	v, err := SaveOwnMade(h.ctx, db, h.vault, h.own, made("uno", &europass.Profile{Education: []europass.Study{{Title: "Licenza media", Level: "2"}}}), h.now)
	h.must(err)
	l, err := OwnLacks(h.ctx, db, h.own)
	h.must(err)
	if v.State != Incomplete || !l.Education || !l.Preference {
		t.Fatalf("it is %s, the file lacks %+v", v.State, l)
	}
	h.prefer(h.person)
	h.must(completeJob(h.ctx, db, nil, h.now))
	if s, err := OwnStanding(h.ctx, db, h.own); err != nil || s.Current != nil || s.Coming == nil || s.Coming.State != Incomplete {
		t.Fatalf("with one of two it stands %+v %v", s, err)
	}
	all, err := OwnProposals(h.ctx, db, h.own)
	h.must(err)
	if len(all) != 1 || all[0].Kind != "education" || !all[0].New() {
		t.Fatalf("proposed %+v", all)
	}
	h.must(AcceptOwn(h.ctx, db, h.own, Answer{ID: all[0].ID}, h.now))
	c, err := OwnCurrent(h.ctx, db, h.own)
	h.must(err)
	if c == nil || c.ID != v.ID || c.Obsolete(h.now) {
		t.Fatalf("with both it is %+v", c)
	}
	other, own := h.somebody("Altra")
	w, err := SaveMade(h.ctx, db, h.vault, h.anna, other, made("due", nil), h.now)
	h.must(err)
	h.whole(other)
	h.must(completeJob(h.ctx, db, nil, h.now))
	if c, err := OwnCurrent(h.ctx, db, own); err != nil || c == nil || c.ID != w.ID {
		t.Errorf("what others wrote into the file did not make it ready: %+v %v", c, err)
	}
}

// TestTheNewOneTakesThePlaceOfTheOld when it is ready, not before, and erases it.
func TestTheNewOneTakesThePlaceOfTheOld(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.whole(h.person)
	a, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", nil), h.now)
	h.must(err)
	coming, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("due")), h.now)
	h.must(err)
	s, err := StandingOf(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	if s.Current == nil || s.Current.ID != a.ID || s.Coming == nil || s.Coming.ID != coming.ID {
		t.Fatalf("while the new one is checked there stand %+v", s)
	}
	b, err := SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("tre", nil), h.now)
	h.must(err)
	if c, err := Current(h.ctx, h.db, h.anna, h.person); err != nil || c.ID != b.ID {
		t.Errorf("current is %+v %v", c, err)
	}
	if h.count("cvs", "id = ? AND replaced_at IS NOT NULL AND file_id IS NULL AND name = '-'", a.ID) != 1 || h.count("files", "id = ? AND deleted_at IS NOT NULL", a.FileID) != 1 {
		t.Error("what was replaced is still there")
	}
	// The check of the one handed in before ends last.
	h.must(h.tx(func(tx bun.Tx) error { return coming.arrive(h.ctx, tx, auth.Program("jobs"), h.person, h.now) }))
	if c, err := Current(h.ctx, h.db, h.anna, h.person); err != nil || c.ID != b.ID || h.count("cvs", "id = ? AND replaced_at IS NOT NULL", coming.ID) != 1 {
		t.Errorf("an older one took the place: %+v %v", c, err)
	}
}

func TestValidityAndRenewal(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.whole(h.person)
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", nil), h.now)
	h.must(err)
	h.index(v)
	if got := v.LastDay().UTC().Format(time.DateTime); got != "2027-05-22 21:59:59" || v.Obsolete(v.LastDay()) || !v.Obsolete(*v.ValidUntil) {
		t.Errorf("the last moment is %s", got)
	}
	after := v.ValidUntil.Add(time.Hour)
	h.wants(RenewOwn(h.ctx, h.db, h.own, v.ID+1, after), fault.NotFound, "")
	h.wants(Renew(h.ctx, h.db, h.ben, h.person, v.ID, after), fault.NotFound, "")
	h.must(h.tx(func(tx bun.Tx) error { return index(h.ctx, tx, h.person, after) }))
	if h.count("cv_index", "person_id = ?", h.person) != 0 {
		t.Error("an obsolete CV is found")
	}
	h.must(RenewOwn(h.ctx, h.db, h.own, v.ID, after))
	h.must(RenewOwn(h.ctx, h.db, h.own, v.ID, after.Add(time.Minute)))
	c, err := Current(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	if c.Obsolete(after) || !auth.ByPerson(c.RenewedBy) || h.count("audit_entries", "action = 'cvs.renew'") != 1 {
		t.Errorf("renewed twice it is %+v", c)
	}
}

// TestWhoDeletesWhat: the desk takes a CV away from itself and from employers, its person
// keeps a copy; the person deletes it for all.
func TestWhoDeletesWhat(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.whole(h.person)
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", &europass.Profile{Phones: []string{"+393331234567"}}), h.now)
	h.must(err)
	h.index(v)
	h.wants(Delete(h.ctx, h.db, h.ben, h.person, v.ID, h.now), fault.NotFound, "")
	for range 2 {
		h.must(Delete(h.ctx, h.db, h.anna, h.person, v.ID, h.now))
	}
	desk, err := StandingOf(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	left, err := Proposals(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	own, err := OwnCurrent(h.ctx, h.db, h.own)
	h.must(err)
	if desk.Current != nil || len(left) != 0 || own == nil || own.RemovedAt == nil || h.count("cv_index", "true") != 0 || h.count("files", "id = ? AND deleted_at IS NULL", v.FileID) != 1 {
		t.Errorf("removed by the desk: %+v, %+v, own %+v", desk, left, own)
	}
	h.wants(Renew(h.ctx, h.db, h.anna, h.person, v.ID, h.now.Add(time.Hour*48)), fault.NotFound, "")
	_, stranger := h.somebody("Altra")
	h.wants(DeleteOwn(h.ctx, h.db, stranger, v.ID, h.now), fault.NotFound, "")
	for range 2 {
		h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now))
	}
	if own, err := OwnCurrent(h.ctx, h.db, h.own); own != nil || err != nil || h.count("files", "id = ? AND deleted_at IS NOT NULL", v.FileID) != 1 {
		t.Errorf("deleted by the person it is %+v %v", own, err)
	}
	if h.count("jobs", "kind = 'files.erase' AND payload->>'ID' = ? OR payload->>'id' = ?", v.FileID, v.FileID) != 1 {
		t.Error("nobody erases the blob")
	}
	once := made("uno", nil)
	once.Warned = true
	again, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, once, h.now)
	h.must(err)
	if again.State != Ready {
		t.Errorf("handed in once more it is %s", again.State)
	}
}

// TestMergedRecordsHaveOneCV, the latest.
func TestMergedRecordsHaveOneCV(t *testing.T) {
	h := build(t, testdb.Tx(t))
	other, own := h.somebody("Zuleika P.")
	for _, p := range []int64{h.person, other} {
		h.whole(p)
	}
	_, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", nil), h.now)
	h.must(err)
	b, err := SaveOwnMade(h.ctx, h.db, h.vault, own, made("due", nil), h.now)
	h.must(err)
	h.must(people.Merge(h.ctx, h.db, h.anna, h.person, other, "", h.now))
	for _, read := range []func() (*CV, error){
		func() (*CV, error) { return Current(h.ctx, h.db, h.anna, other) },
		func() (*CV, error) { return OwnCurrent(h.ctx, h.db, h.own) },
		func() (*CV, error) { return OwnCurrent(h.ctx, h.db, own) },
	} {
		if c, err := read(); err != nil || c == nil || c.ID != b.ID {
			t.Errorf("current is %+v %v, want %d", c, err, b.ID)
		}
	}
	c, err := SaveOwnMade(h.ctx, h.db, h.vault, own, made("tre", nil), h.now)
	h.must(err)
	if c.PersonID != h.person || h.count("cvs", "replaced_at IS NULL AND deleted_at IS NULL") != 1 {
		t.Error("the new one did not replace those of both records")
	}
}

// TestNothingOfACVStandsInTheTrail: not what it says, not what it is called.
func TestNothingOfACVStandsInTheTrail(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("canarino")), h.now)
	h.must(err)
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("canarino", &europass.Profile{Given: "Zuleika", Family: "Canarino",
		Education: []europass.Study{{Title: "Diploma di canarino", Level: "4"}}}), h.now)
	h.must(err)
	h.prefer(h.person)
	_, err = AcceptNewOwn(h.ctx, h.db, h.own, h.now)
	h.must(err)
	h.must(Delete(h.ctx, h.db, h.anna, h.person, v.ID, h.now))
	h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now))
	if h.count("audit_entries", "data::text ILIKE '%canarino%' OR data::text ILIKE '%zuleika%'") != 0 || h.count("jobs", "payload::text ILIKE '%canarino%' OR payload::text ILIKE '%zuleika%'") != 0 {
		t.Error("the trail or a job says what the CV says")
	}
	if n := h.count("audit_entries", "action LIKE 'cvs.%'"); n < 5 {
		t.Errorf("only %d lines in the trail", n)
	}
}
