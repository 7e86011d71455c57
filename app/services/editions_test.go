package services

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
)

// A newer edition of the file is a new version from the day it arrives, unless the
// desks wrote one of their own.
func TestANewerEditionBecomesAVersion(t *testing.T) {
	ctx, tx := t.Context(), testdb.Tx(t)
	day := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	r := shippedRepertoires(t)["toscana"]
	if err := r.load(ctx, tx, day); err != nil {
		t.Fatal(err)
	}
	newest := func() *Standard {
		t.Helper()
		all, err := Versions(ctx, tx, r.Standards[0].StandardID)
		if err != nil {
			t.Fatal(err)
		}
		return &all[0]
	}
	first := newest()
	r.Standards[0].Edition, r.Standards[0].Rules.Total.Max = 2, 120
	for range 2 { // the second start of the day changes nothing
		if err := r.load(ctx, tx, day.AddDate(0, 2, 0)); err != nil {
			t.Fatal(err)
		}
	}
	second := newest()
	if second.Number != 2 || second.Edition != 2 || second.Rules.Total.Max != 120 || second.ValidFrom != desks.InItaly(day.AddDate(0, 2, 0)) {
		t.Errorf("the newer edition: %+v", second)
	}
	if old, err := FindVersion(ctx, tx, first.ID); err != nil || old.Rules.Total.Max != 90 || old.ValidTo != second.ValidFrom.AddDays(-1) {
		t.Errorf("the older one: %v %+v", err, old)
	}
	own := RevisionOf(second)
	own.From, own.Note, own.Rules.Total.Max = "2027-03-01", "Nostra", 60
	if err := Revise(ctx, tx, auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}, second.ID, own, day.AddDate(0, 2, 1)); err != nil {
		t.Fatal(err)
	}
	r.Standards[0].Edition, r.Standards[0].Rules.Total.Max = 3, 45
	if err := r.load(ctx, tx, day.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if last := newest(); last.Number != 3 || last.Rules.Total.Max != 60 {
		t.Errorf("the desks' own version was overruled: %+v", last)
	}
}
