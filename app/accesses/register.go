package accesses

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// MaxDays is how many days Register gives at once.
const MaxDays = 92

// Use is what the rows of Register leave the screen for.
type Use string

// Uses, each a verb of the audit trail.
const (
	Print Use = "print"
	CSV   Use = "csv"
	XLSX  Use = "xlsx"
)

// Register gives every row of one of the actor's desks between two days, both
// included, and leaves a line in the audit trail. Invalid "to" where the last day
// comes first or more than MaxDays are asked for.
func Register(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from, to desks.Date, use Use, now time.Time) ([]Access, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	c.If(to.Before(from), "to", "accesses.error.days")
	c.If(to.After(from.AddDays(MaxDays-1)), "to", "accesses.error.toomany", "Max", MaxDays)
	if err := c.Err(); err != nil {
		return nil, err
	}
	all := []Access{}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := listQuery(tx, &all, desk.ID, from, to).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "read register")
		}
		return recordUse(ctx, tx, actor, desk, from, to, use, len(all), now)
	})
	return withDesk(all, desk), err
}

func recordUse(ctx context.Context, tx bun.IDB, actor auth.Actor, desk *desks.Desk, from, to desks.Date, use Use, rows int, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "accesses." + string(use), Subject: "desk", SubjectID: desk.ID, DeskID: desk.ID, At: now,
		Data: map[string]any{"from": from.String(), "to": to.String(), "rows": rows},
	})
}
