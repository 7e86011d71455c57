package enrolments

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// TestWhoIsRestrictedIsNotToldOf: while the use of somebody's data is limited the desk
// sends nobody to a course; what they do themselves they may write down.
func TestWhoIsRestrictedIsNotToldOf(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f, mine := h.cooking("2026-10-01"), h.cooking("2026-10-01")
	mine.Road, mine.SentOn = OnOwn, desks.Date{}
	h.Must(db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) error {
		return people.Restrict(ctx, tx, h.anna, &people.Restriction{PersonID: h.fatima, Scope: people.HoldSharing, Why: "restrict"}, h.Now)
	}))
	_, err := Record(h.Ctx, h.DB, h.anna, h.fatima, f, h.Now)
	h.Wants(err, fault.Held, "people.error.restricted")
	if _, err := OwnAdd(h.Ctx, h.DB, h.me, mine, h.Now); err != nil {
		t.Errorf("their own course is refused: %v", err)
	}
}
