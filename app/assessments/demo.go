package assessments

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
)

// SeedDemo begins an invented assessment on the first case an account holds, with a test
// given. Nothing happens where it holds none.
func SeedDemo(ctx context.Context, tx bun.IDB, userID int64, now time.Time) error {
	seed := auth.Program("seed")
	held, _, err := cases.Caseload(ctx, tx, seed, userID, cases.Cursor{})
	if err != nil || len(held) == 0 {
		return err
	}
	today, err := desks.Today(ctx, tx, held[0].DeskID, now)
	if err != nil {
		return err
	}
	plan := Plan{Goal: "Capire quali competenze può portare in una cucina.", Hours: 10, UserID: userID, BegunOn: today.AddDays(-7)}
	if _, err := Begin(ctx, tx, seed, held[0].ID, plan, now); err != nil {
		return err
	}
	test := NewTest{Key: "test-of-the-demo-" + strconv.FormatInt(held[0].ID, 10), Name: "Interessi professionali", GivenOn: today.AddDays(-5), UserID: userID, Lang: "it",
		Result: "Preferisce i lavori manuali e in gruppo; regge bene i ritmi serali."}
	_, err = Note(ctx, tx, nil, auth.Signer{}, seed, held[0].ID, test, now)
	return err
}
