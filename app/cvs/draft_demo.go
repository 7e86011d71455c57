package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/europass"
)

// SeedDraft lets an invented person begin a CV, as far as their jobs.
func SeedDraft(ctx context.Context, idb bun.IDB, personID int64, now time.Time) error {
	w, at := Writer{Actor: auth.Actor{PersonID: personID}}, now.AddDate(0, 0, -2)
	if _, err := BeginDraft(ctx, idb, w, at); err != nil {
		return err
	}
	_, err := WriteDraft(ctx, idb, w, Typed{Section: europass.SectionJobs, Says: &europass.Profile{Jobs: []europass.Job{{Position: "Muratore", Employer: "Ditta Prova",
		City: "Monopoli", Country: "IT", Period: europass.Period{From: at.AddDate(-3, 0, 0).Format("2006"), Current: true}, Description: "Preparo la malta\nCostruisco muri a secco"}}}}, at)
	return err
}
