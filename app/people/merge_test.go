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
		h.Must(h.DB.NewRaw(`SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM person_contacts)
			+ (SELECT count(*) FROM person_names) + (SELECT count(*) FROM person_versions)`).Scan(h.Ctx, &n))
		return n
	}
	before := rows()
	h.Must(Merge(h.Ctx, h.DB, at(h.a), b, c, "stessa persona", h.Now))
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now))
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now)) // double click
	if rows() != before {
		t.Errorf("%d rows, before %d", rows(), before)
	}
	for _, id := range []int64{a, b, c} {
		if p, err := Find(h.Ctx, h.DB, at(h.a), id); err != nil || p.ID != a {
			t.Errorf("record %d opens %+v, %v", id, p, err)
		}
	}
	if got := h.search(h.a, "3331234567"); len(got) != 1 || got[0] != "Prova Uno" {
		t.Errorf("the number of a merged record finds %v", got)
	}
	if got := h.search(h.a, "tre"); len(got) != 1 || got[0] != "Prova Uno" {
		t.Errorf("the name of a merged record finds %v", got)
	}
	list, err := Merges(h.Ctx, h.DB, a)
	h.Must(err)
	if len(list) != 1 || len(list[0].Moved) != 2 {
		t.Fatalf("merges: %+v", list)
	}
	h.Must(Unmerge(h.Ctx, h.DB, at(h.a), a, list[0].ID, h.Now))
	h.Must(Unmerge(h.Ctx, h.DB, at(h.a), a, list[0].ID, h.Now))
	if p, err := Find(h.Ctx, h.DB, at(h.a), c); err != nil || p.ID != b {
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
	h.Wants(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now), fault.NotFound, "")
	both := at(h.a)
	both.DeskIDs = []int64{h.a, h.b}
	h.Must(Merge(h.Ctx, h.DB, both, a, b, "", h.Now))
	if got := h.search(h.b, "prova"); len(got) != 1 {
		t.Errorf("desk B lost the person: %v", got)
	}
	list, err := Merges(h.Ctx, h.DB, a)
	h.Must(err)
	h.Must(Unmerge(h.Ctx, h.DB, both, a, list[0].ID, h.Now))
	if _, err := Find(h.Ctx, h.DB, at(h.b), a); !fault.Is(err, fault.NotFound) {
		t.Errorf("desk B still sees the other's person: %v", err)
	}
	h.Wants(Merge(h.Ctx, h.DB, both, a, a, "", h.Now), fault.Invalid, "people.error.same")
}

func TestOnlyTheLatestMergeIsUndone(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b, c := h.open(h.a, name("Prova Uno")), h.open(h.a, name("Prova Due")), h.open(h.a, name("Prova Tre"))
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now))
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, c, "", h.Now))
	list, err := Merges(h.Ctx, h.DB, a)
	h.Must(err)
	h.Wants(Unmerge(h.Ctx, h.DB, at(h.a), a, list[1].ID, h.Now), fault.Conflict, "people.error.not_latest")
	h.Must(Unmerge(h.Ctx, h.DB, at(h.a), a, list[0].ID, h.Now))
	h.Must(Unmerge(h.Ctx, h.DB, at(h.a), a, list[1].ID, h.Now))
}

func TestUndoingMeetsACodeGivenMeanwhile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	with := name("Mario Rossi")
	with.FiscalCode = "RSSMRA85T10A562S"
	a, b := h.open(h.a, name("Mario Rossi")), h.open(h.a, with)
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now))
	h.Must(Change(h.Ctx, h.DB, at(h.a), a, 1, with, h.Now)) // the kept record gets the code too
	list, err := Merges(h.Ctx, h.DB, a)
	h.Must(err)
	h.Wants(Unmerge(h.Ctx, h.DB, at(h.a), a, list[0].ID, h.Now), fault.Conflict, "people.error.fiscal_taken")
}

// TestMergeBothWaysAtOnce: two operators merge the same two records into each other.
func TestMergeBothWaysAtOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	for range 10 {
		a, b := h.open(h.a, name("Prova Uno")), h.open(h.a, name("Prova Due"))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now) })
		wg.Go(func() { errs[1] = Merge(h.Ctx, h.DB, at(h.a), b, a, "", h.Now) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("got %v and %v, want one merge", errs[0], errs[1])
		}
	}
}
