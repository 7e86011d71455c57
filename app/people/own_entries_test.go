package people

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// TestAPersonWritesIntoTheirOwnFile: under whatever record, never into another's.
func TestAPersonWritesIntoTheirOwnFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	named := func(name string) int64 { return h.open(h.a, Form{Identity: Identity{Given: name, Lang: "it"}}) }
	a, b, c, anna := named("Prova"), named("Prova"), named("Altra"), at(h.a)
	h.must(Merge(h.ctx, h.db, anna, a, b, "", h.now))
	me, other := auth.Actor{PersonID: b}, auth.Actor{PersonID: c}
	id, err := AddOwnEntry(h.ctx, h.db, me, "job", map[string]string{"occupation": "  Cuoca ", "from": "2020"}, h.now)
	h.must(err)
	list, err := Entries(h.ctx, h.db, anna, a)
	h.must(err)
	if len(list) != 1 || list[0].ID != id || list[0].PersonID != a || list[0].Data["occupation"] != "Cuoca" || !auth.ByPerson(list[0].AddedBy) {
		t.Fatalf("the file holds %+v", list)
	}
	h.wants(ChangeOwnEntry(h.ctx, h.db, other, id, map[string]string{"occupation": "Ladra"}, h.now), fault.NotFound, "")
	h.must(ChangeOwnEntry(h.ctx, h.db, me, id, map[string]string{"occupation": "Cuoca", "from": "2020", "to": "2024"}, h.now.Add(time.Minute)))
	h.wants(ChangeOwnEntry(h.ctx, h.db, me, id, map[string]string{"occupation": "Cuoca"}, h.now), fault.Conflict, "people.error.entry_changed")
	mine, err := OwnEntries(h.ctx, h.db, me)
	h.must(err)
	theirs, err := OwnEntries(h.ctx, h.db, other)
	h.must(err)
	if len(mine) != 1 || mine[0].Data["to"] != "2024" || len(theirs) != 0 {
		t.Errorf("mine %+v, theirs %+v", mine, theirs)
	}
	_, err = AddOwnEntry(h.ctx, h.db, me, "job", map[string]string{"from": "2020"}, h.now)
	h.wants(err, fault.Invalid, "people.error.entry_required")
	_, err = AddOwnEntry(h.ctx, h.db, me, "special", map[string]string{}, h.now)
	h.wants(err, fault.NotFound, "")
	_, err = AddOwnEntry(h.ctx, h.db, anna, "job", map[string]string{"occupation": "Cuoca"}, h.now)
	h.wants(err, fault.NotFound, "")
}
