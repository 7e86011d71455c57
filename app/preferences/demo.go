package preferences

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/occupations"
)

// SeedDemo writes what invented people look for, one after the other, as far as the shipped
// glossary knows it.
func SeedDemo(ctx context.Context, idb bun.IDB, personIDs []int64, now time.Time) error {
	nine, four, last := 9, 4, now.Year()-2
	day := desks.DateOf(now.AddDate(0, 0, -21))
	said := []struct {
		job  string
		form Form
	}{
		{"cameriere", Form{ByWork: true, ByEducation: true, Years: &nine, LastYear: &last, Hours: "part", Mobility: "near", SkillText: "Servizio ai tavoli, inglese di base"}},
		{"muratore", Form{ByWork: true, Years: &four, LastYear: &last, Hours: "full", Mobility: "province", Tools: "betoniera, trapano"}},
		{"badante", Form{ByWork: true, Years: &nine, LastYear: &last, Hours: "any", Mobility: "province", Note: "Disponibile anche con alloggio."}},
	}
	for i, id := range personIDs[:min(len(personIDs), len(said))] {
		hits, err := occupations.Search(ctx, idb, said[i].job, "it", 1)
		if err != nil || len(hits) == 0 {
			return fault.Wrap(err, "seed preferences")
		}
		in := said[i].form
		in.OccupationID, in.Sector, in.InterviewOn = hits[0].ID, SectorOf(&hits[0].Occupation), day
		if _, err := Add(ctx, idb, auth.Program("seed"), id, in, now.AddDate(0, 0, -21)); err != nil {
			return fault.Wrap(err, "seed preferences")
		}
	}
	return nil
}
