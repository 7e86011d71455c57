package office_test

import (
	"testing"

	"approdo/app/auth"
	"approdo/app/occupations"
	"approdo/app/preferences"
)

// furnishPreferences says what a person of the walled desk looks for.
func (s *walled) furnishPreferences(t *testing.T, actor auth.Actor, person int64) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Work
	if err := occupations.Ship(ctx, db, s.Now); err != nil {
		t.Fatal(err)
	}
	hits, err := occupations.Search(ctx, db, "muratore", "it", 1)
	if err != nil || len(hits) == 0 {
		t.Fatal("the glossary knows no bricklayer", err)
	}
	if _, err := preferences.Add(ctx, db, actor, person, preferences.Form{OccupationID: hits[0].ID, Note: "segretissimo"}, s.Now); err != nil {
		t.Fatal(err)
	}
}
