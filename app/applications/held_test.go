package applications

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

// TestWhoIsRestrictedIsNotToldOf: while the use of somebody's data is limited the desk
// puts nobody forward; what they do themselves they may write down.
func TestWhoIsRestrictedIsNotToldOf(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.form()
	f.Road = ByDesk
	h.Must(db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) error {
		return people.Restrict(ctx, tx, h.anna, &people.Restriction{PersonID: h.person, Scope: people.HoldSharing, Why: "restrict"}, h.Now)
	}))
	_, err := Record(h.Ctx, h.DB, h.anna, h.person, f, h.Now)
	h.Wants(err, fault.Held, "people.error.restricted")
	if _, err := OwnRecord(h.Ctx, h.DB, h.own, h.form(), h.Now); err != nil {
		t.Errorf("their own application is refused: %v", err)
	}
}
