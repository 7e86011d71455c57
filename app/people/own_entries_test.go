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
	h.Must(Merge(h.Ctx, h.DB, anna, a, b, "", h.Now))
	me, other := auth.Actor{PersonID: b}, auth.Actor{PersonID: c}
	id, err := AddOwnEntry(h.Ctx, h.DB, me, "job", map[string]string{"occupation": "  Cuoca ", "from": "2020"}, h.Now)
	h.Must(err)
	list, err := Entries(h.Ctx, h.DB, anna, a)
	h.Must(err)
	if len(list) != 1 || list[0].ID != id || list[0].PersonID != a || list[0].Data["occupation"] != "Cuoca" || !auth.ByPerson(list[0].AddedBy) {
		t.Fatalf("the file holds %+v", list)
	}
	h.Wants(ChangeOwnEntry(h.Ctx, h.DB, other, id, map[string]string{"occupation": "Ladra"}, h.Now), fault.NotFound, "")
	h.Must(ChangeOwnEntry(h.Ctx, h.DB, me, id, map[string]string{"occupation": "Cuoca", "from": "2020", "to": "2024"}, h.Now.Add(time.Minute)))
	h.Wants(ChangeOwnEntry(h.Ctx, h.DB, me, id, map[string]string{"occupation": "Cuoca"}, h.Now), fault.Conflict, "people.error.entry_changed")
	mine, err := OwnEntries(h.Ctx, h.DB, me)
	h.Must(err)
	theirs, err := OwnEntries(h.Ctx, h.DB, other)
	h.Must(err)
	if len(mine) != 1 || mine[0].Data["to"] != "2024" || len(theirs) != 0 {
		t.Errorf("mine %+v, theirs %+v", mine, theirs)
	}
	_, err = AddOwnEntry(h.Ctx, h.DB, me, "job", map[string]string{"from": "2020"}, h.Now)
	h.Wants(err, fault.Invalid, "people.error.entry_required")
	_, err = AddOwnEntry(h.Ctx, h.DB, me, "special", map[string]string{}, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = AddOwnEntry(h.Ctx, h.DB, anna, "job", map[string]string{"occupation": "Cuoca"}, h.Now)
	h.Wants(err, fault.NotFound, "")
}
