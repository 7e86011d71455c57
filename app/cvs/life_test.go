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
	"approdo/app/fault"
	"approdo/app/inspect"
	"approdo/app/people"
	"approdo/app/preferences"
)

// coordinator merges records.
func (h *town) coordinator() auth.Actor {
	return auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}, DeskIDs: []int64{h.a}}
}

// unmerge takes the latest merge of a person back.
func (h *town) unmerge(root int64) {
	h.t.Helper()
	all, err := people.Merges(h.ctx, h.db, root)
	h.must(err)
	h.must(people.Unmerge(h.ctx, h.db, h.coordinator(), root, all[0].ID, h.now))
}

// twins are two records with a CV each, the second handed in later, merged into the first.
func (h *town) twins() (a, b *CV) {
	h.t.Helper()
	a = h.ready()
	other, own := h.somebody("Zuleika P.")
	h.whole(other)
	m := made("due", nil)
	m.Warned = true
	b, err := SaveOwnMade(h.ctx, h.db, h.vault, own, m, h.now)
	h.must(err)
	h.must(people.Merge(h.ctx, h.db, h.coordinator(), h.person, other, "", h.now))
	return a, b
}

// found has the person of twins agree to be found, by one of the CVs.
func (h *town) found(v *CV) {
	h.t.Helper()
	h.agree(h.person, consents.Form{Purpose: consents.Matching})
	if h.count("cv_index", "person_id = ? AND cv_id = ?", h.person, v.ID) != 1 {
		h.t.Fatal("who agreed is not in the index")
	}
}

// read gives a CV as it is now.
func (h *town) read(id int64) *CV {
	h.t.Helper()
	v := new(CV)
	h.must(h.db.NewSelect().Model(v).Where("v.id = ?", id).Scan(h.ctx))
	return v
}

// waits waits until somebody waits for a lock of this database.
func (h *town) waits() {
	h.t.Helper()
	for range 400 {
		if h.count("pg_stat_activity", "datname = current_database() AND wait_event_type = 'Lock'") > 0 {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	h.t.Fatal("nobody waits")
}

// TestWhatTheDeskRemovesOnItsWayReplacesNothing: the good one stays as it is.
func TestWhatTheDeskRemovesOnItsWayReplacesNothing(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	a := h.ready()
	b, err := Save(h.ctx, h.pool, h.vault, h.anna, h.person, upload(pages("due", nil)), h.now)
	h.must(err)
	h.must(Delete(h.ctx, h.pool, h.anna, h.person, b.ID, h.now))
	b = h.run(b, CheckKind)
	if c, err := Current(h.ctx, h.pool, h.anna, h.person); err != nil || c == nil || c.ID != a.ID || c.FileID != a.FileID {
		t.Errorf("current is %+v %v", c, err)
	}
	if h.count("files", "id = ? AND deleted_at IS NULL", a.FileID) != 1 || h.count("files", "owner = 'cv' AND owner_id = ? AND deleted_at IS NULL", b.ID) != 0 {
		t.Error("the content of the good one is gone, or that of the removed one is kept")
	}
	// Where there is no other, what its person handed in is their copy.
	other, own := h.somebody("Altra")
	h.whole(other)
	v, err := SaveOwn(h.ctx, h.pool, h.vault, own, upload(pages("tre", nil)), h.now)
	h.must(err)
	h.must(Delete(h.ctx, h.pool, h.anna, other, v.ID, h.now))
	h.run(v, CheckKind)
	mine, err := OwnCurrent(h.ctx, h.pool, own)
	h.must(err)
	desk, err := Current(h.ctx, h.pool, h.anna, other)
	h.must(err)
	if desk != nil || mine == nil || mine.ID != v.ID {
		t.Errorf("the desk has %+v, the person %+v", desk, mine)
	}
}

// TestAnObsoleteNewcomerReplacesNoValidOne: what waited for half a year ends where the one
// before it was renewed.
func TestAnObsoleteNewcomerReplacesNoValidOne(t *testing.T) {
	for _, renewed := range []bool{true, false} {
		t.Run(fmt.Sprint("renewed ", renewed), func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			a := h.ready()
			all, err := preferences.List(h.ctx, h.db, h.anna, h.person)
			h.must(err)
			h.must(preferences.Remove(h.ctx, h.db, h.anna, h.person, all[0].ID, h.now))
			b, err := SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("due", nil), h.now.AddDate(0, 0, 1))
			h.must(err)
			if renewed {
				h.must(Renew(h.ctx, h.db, h.anna, h.person, a.ID, h.now.AddDate(0, 5, 0)))
			}
			h.now = h.now.AddDate(0, 7, 0)
			h.prefer(h.person)
			h.must(h.tx(func(tx bun.Tx) error { return completeOf(h.ctx, tx, h.anna, h.person, h.now) }))
			want := b.ID
			if renewed {
				want = a.ID
			}
			c, err := Current(h.ctx, h.db, h.anna, h.person)
			if err != nil || c == nil || c.ID != want || c.Obsolete(h.now) == renewed || c.FileID == "" {
				t.Errorf("current is %+v %v, want %d", c, err, want)
			}
		})
	}
}

// TestDeletingReachesEveryRecord: after a merge no older one comes in the place of what
// was deleted or removed.
func TestDeletingReachesEveryRecord(t *testing.T) {
	for name, x := range map[string]struct {
		do    func(h *town, id int64) error
		files int
	}{
		"by the person": {func(h *town, id int64) error { return DeleteOwn(h.ctx, h.db, h.own, id, h.now) }, 0},
		"by the desk":   {func(h *town, id int64) error { return Delete(h.ctx, h.db, h.anna, h.person, id, h.now) }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			a, b := h.twins()
			h.found(b)
			h.must(x.do(h, b.ID))
			desk, err := Current(h.ctx, h.db, h.anna, h.person)
			h.must(err)
			if desk != nil || h.count("cv_index", "true") != 0 {
				t.Errorf("in its place comes %+v", desk)
			}
			if n := h.count("files", "owner = 'cv' AND deleted_at IS NULL"); n != x.files {
				t.Errorf("%d files are left, want %d", n, x.files)
			}
			own, err := OwnCurrent(h.ctx, h.db, h.own)
			if h.must(err); (own != nil) != (x.files > 0) {
				t.Errorf("the person has %+v", own)
			}
			h.must(DeleteOwn(h.ctx, h.db, h.own, b.ID, h.now))
			if own, err := OwnCurrent(h.ctx, h.db, h.own); err != nil || own != nil || h.read(a.ID).FileID != "" {
				t.Errorf("after the person deleted it there is %+v %v", own, err)
			}
		})
	}
}

// TestMergingAndUndoingLosesNoCV: which one counts is decided when it is read, the one
// chosen last; each record has its own again when the merge is undone.
func TestMergingAndUndoingLosesNoCV(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.twins()
	current := func(person int64) int64 {
		t.Helper()
		c, err := Current(h.ctx, h.db, h.anna, person)
		h.must(err)
		s, err := StandingOf(h.ctx, h.db, h.anna, person)
		h.must(err)
		if c == nil || s.Current == nil || s.Current.ID != c.ID || s.Coming != nil {
			t.Fatalf("current is %+v, it stands %+v", c, s)
		}
		return c.ID
	}
	h.found(b)
	if current(h.person) != b.ID {
		t.Error("the later one does not count")
	}
	h.unmerge(h.person)
	if current(h.person) != a.ID || current(b.PersonID) != b.ID {
		t.Error("undone, each has not its own")
	}
	h.must(Renew(h.ctx, h.db, h.anna, h.person, a.ID, h.now.AddDate(0, 1, 0)))
	h.must(people.Merge(h.ctx, h.db, h.coordinator(), h.person, b.PersonID, "", h.now))
	h.must(h.everybody())
	if current(h.person) != a.ID || h.count("cv_index", "cv_id = ?", a.ID) != 1 {
		t.Error("the one renewed last does not count")
	}
	h.must(DeleteOwn(h.ctx, h.db, h.own, a.ID, h.now))
	if own, err := OwnCurrent(h.ctx, h.db, h.own); err != nil || own != nil {
		t.Errorf("the other one comes in its place: %+v %v", own, err)
	}
}

// TestWhatStillComesAfterADeletionStays: only what was handed in before goes with it.
func TestWhatStillComesAfterADeletionStays(t *testing.T) {
	h := build(t, testdb.Tx(t))
	before, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("uno")), h.now)
	h.must(err)
	v := h.ready()
	after, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("tre")), h.now)
	h.must(err)
	h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now))
	if h.read(before.ID).DeletedAt == nil || h.read(after.ID).DeletedAt != nil {
		t.Error("one handed in before comes in its place, or the one after is gone")
	}
}

// TestTheTextIsKeptOfACVThatBecameReadyMeanwhile: nobody reads it once more.
func TestTheTextIsKeptOfACVThatBecameReadyMeanwhile(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	v, err := SaveOwn(h.ctx, h.pool, h.vault, h.own, upload(pages("cuoca esperta", nil)), h.now)
	h.must(err)
	if v = h.run(v, CheckKind); v.State != Incomplete {
		t.Fatalf("it is %s", v.State)
	}
	h.whole(h.person)
	payload, err := json.Marshal(job{v.ID})
	h.must(err)
	done := make(chan error, 1)
	h.must(db.InTx(h.ctx, h.pool, func(ctx context.Context, tx bun.Tx) error {
		h.must(lockRoot(ctx, tx, h.person))
		h.must(completeOf(ctx, tx, h.anna, h.person, h.now))
		go func() { done <- h.desk.read(h.ctx, h.pool, payload, h.now) }()
		h.waits()
		return nil
	}))
	h.must(<-done)
	if now := h.read(v.ID); now.State != Ready || now.ReadAt == nil || h.count("cvs", "words @@ to_tsquery('simple', 'cuoca')") != 1 {
		t.Errorf("it is %+v, without words", now)
	}
}

// TestTheCurrentOneIsFoundBehindManyRefused, and so is what a person does with it.
func TestTheCurrentOneIsFoundBehindManyRefused(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := h.ready()
	for i := range 25 {
		x, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf(fmt.Sprint("brutto ", i))), h.now)
		h.must(err)
		h.must(x.refuse(h.ctx, h.db, fault.Field{Name: "file", Key: "inspect.refused.broken"}, h.now))
	}
	last := h.count("cvs", "true")
	s, err := OwnStanding(h.ctx, h.db, h.own)
	h.must(err)
	if s.Current == nil || s.Current.ID != v.ID || s.Coming != nil || s.Refused == nil || h.count("cvs", "id > ?", s.Refused.ID) != 0 {
		t.Errorf("of %d there stand %+v", last, s)
	}
}
