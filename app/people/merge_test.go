package people

import (
	"sync"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestMergeKeepsEveryRowAndCanBeUndone(t *testing.T) {
	h := build(t, testdb.Tx(t))
	one, two, three := name("Prova Uno"), name("Provva Unno"), name("Prova Tre")
	two.Contacts = []Contact{{Phone, "333 1234567", ""}}
	a, b, c := h.open(h.a, one), h.open(h.a, two), h.open(h.a, three)
	rows := func() (n int) {
		h.must(h.db.NewRaw(`SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM person_contacts)
			+ (SELECT count(*) FROM person_names) + (SELECT count(*) FROM person_versions)`).Scan(h.ctx, &n))
		return n
	}
	before := rows()
	h.must(Merge(h.ctx, h.db, at(h.a), b, c, "stessa persona", h.now))
	h.must(Merge(h.ctx, h.db, at(h.a), a, b, "", h.now))
	h.must(Merge(h.ctx, h.db, at(h.a), a, b, "", h.now)) // double click
	if rows() != before {
		t.Errorf("%d rows, before %d", rows(), before)
	}
	for _, id := range []int64{a, b, c} {
		if p, err := Find(h.ctx, h.db, at(h.a), id); err != nil || p.ID != a {
			t.Errorf("record %d opens %+v, %v", id, p, err)
		}
	}
	if got := h.search(h.a, "3331234567"); len(got) != 1 || got[0] != "Prova Uno" {
		t.Errorf("the number of a merged record finds %v", got)
	}
	if got := h.search(h.a, "tre"); len(got) != 1 || got[0] != "Prova Uno" {
		t.Errorf("the name of a merged record finds %v", got)
	}
	list, err := Merges(h.ctx, h.db, a)
	h.must(err)
	if len(list) != 1 || len(list[0].Moved) != 2 {
		t.Fatalf("merges: %+v", list)
	}
	h.must(Unmerge(h.ctx, h.db, at(h.a), a, list[0].ID, h.now))
	h.must(Unmerge(h.ctx, h.db, at(h.a), a, list[0].ID, h.now))
	if p, err := Find(h.ctx, h.db, at(h.a), c); err != nil || p.ID != b {
		t.Errorf("what was merged before opens %+v, %v", p, err)
	}
	if got := h.search(h.a, "prova"); len(got) != 2 {
		t.Errorf("after undoing the name finds %v", got)
	}
	if rows() != before {
		t.Errorf("after undoing %d rows, before %d", rows(), before)
	}
}

func TestMergeAcrossDesks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.open(h.a, name("Prova Uno")), h.open(h.b, name("Prova Uno"))
	h.wants(Merge(h.ctx, h.db, at(h.a), a, b, "", h.now), fault.NotFound, "")
	both := at(h.a)
	both.DeskIDs = []int64{h.a, h.b}
	h.must(Merge(h.ctx, h.db, both, a, b, "", h.now))
	if got := h.search(h.b, "prova"); len(got) != 1 {
		t.Errorf("desk B lost the person: %v", got)
	}
	list, err := Merges(h.ctx, h.db, a)
	h.must(err)
	h.must(Unmerge(h.ctx, h.db, both, a, list[0].ID, h.now))
	if _, err := Find(h.ctx, h.db, at(h.b), a); !fault.Is(err, fault.NotFound) {
		t.Errorf("desk B still sees the other's person: %v", err)
	}
	h.wants(Merge(h.ctx, h.db, both, a, a, "", h.now), fault.Invalid, "people.error.same")
}

func TestOnlyTheLatestMergeIsUndone(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b, c := h.open(h.a, name("Prova Uno")), h.open(h.a, name("Prova Due")), h.open(h.a, name("Prova Tre"))
	h.must(Merge(h.ctx, h.db, at(h.a), a, b, "", h.now))
	h.must(Merge(h.ctx, h.db, at(h.a), a, c, "", h.now))
	list, err := Merges(h.ctx, h.db, a)
	h.must(err)
	h.wants(Unmerge(h.ctx, h.db, at(h.a), a, list[1].ID, h.now), fault.Conflict, "people.error.not_latest")
	h.must(Unmerge(h.ctx, h.db, at(h.a), a, list[0].ID, h.now))
	h.must(Unmerge(h.ctx, h.db, at(h.a), a, list[1].ID, h.now))
}

func TestUndoingMeetsACodeGivenMeanwhile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	with := name("Mario Rossi")
	with.FiscalCode = "RSSMRA85T10A562S"
	a, b := h.open(h.a, name("Mario Rossi")), h.open(h.a, with)
	h.must(Merge(h.ctx, h.db, at(h.a), a, b, "", h.now))
	h.must(Change(h.ctx, h.db, at(h.a), a, 1, with, h.now)) // the kept record gets the code too
	list, err := Merges(h.ctx, h.db, a)
	h.must(err)
	h.wants(Unmerge(h.ctx, h.db, at(h.a), a, list[0].ID, h.now), fault.Conflict, "people.error.fiscal_taken")
}

// TestMergeBothWaysAtOnce: two operators merge the same two records into each other.
func TestMergeBothWaysAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	for range 10 {
		a, b := h.open(h.a, name("Prova Uno")), h.open(h.a, name("Prova Due"))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = Merge(h.ctx, h.db, at(h.a), a, b, "", h.now) })
		wg.Go(func() { errs[1] = Merge(h.ctx, h.db, at(h.a), b, a, "", h.now) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("got %v and %v, want one merge", errs[0], errs[1])
		}
	}
}
