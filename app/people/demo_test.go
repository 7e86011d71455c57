package people

import (
	"testing"

	"approdo/app/db/testdb"
)

func TestDemoPeopleAreFound(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ids, err := SeedDemo(h.Ctx, h.DB, h.a, h.Now)
	h.Must(err)
	if len(ids) != len(demoPeople) {
		t.Errorf("%d people, want %d", len(ids), len(demoPeople))
	}
	for typed, want := range map[string]string{"hasan": "Esempio Hassan", "Коваленко": "Inventato Kovalenko", "080 000 0004": "Demo Hoxha"} {
		if got := h.search(h.a, typed); len(got) != 1 || got[0] != want {
			t.Errorf("%q finds %v", typed, got)
		}
	}
}
