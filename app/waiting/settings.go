package waiting

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

// DefaultHold is how long an offer stands where the desk has set nothing.
const DefaultHold = 2 * time.Hour

// leastHold and mostHold are the limits of a desk's setting, in minutes.
const (
	leastHold = 30
	mostHold  = 480
)

func holds(ctx context.Context, idb bun.IDB) (map[int64]time.Duration, error) {
	var rows []struct {
		DeskID      int64
		HoldMinutes int
	}
	err := idb.NewSelect().Table("waiting_settings").Column("desk_id", "hold_minutes").Scan(ctx, &rows)
	all := map[int64]time.Duration{}
	for _, r := range rows {
		all[r.DeskID] = time.Duration(r.HoldMinutes) * time.Minute
	}
	return all, fault.Wrap(db.Translate(err), "read waiting settings")
}

// HoldOf is how long an offer of one of the actor's desks stands, in waking time.
func HoldOf(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) (time.Duration, error) {
	if _, err := desks.FindFor(ctx, idb, actor, deskID); err != nil {
		return 0, err
	}
	all, err := holds(ctx, idb)
	if hold, set := all[deskID]; set {
		return hold, err
	}
	return DefaultHold, err
}

// SetHold sets how long an offer of one of the actor's desks stands, in minutes, from
// the next offer on. Invalid on "hold" below half an hour or above eight.
func SetHold(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, minutes int, now time.Time) error {
	var c fault.Check
	c.If(minutes < leastHold || minutes > mostHold, "hold", "waiting.error.hold")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := desks.FindFor(ctx, tx, actor, deskID); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO waiting_settings (desk_id, hold_minutes) VALUES (?, ?)
			ON CONFLICT (desk_id) DO UPDATE SET hold_minutes = EXCLUDED.hold_minutes`, deskID, minutes).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "save waiting settings")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "waiting.set", Subject: "desk", SubjectID: deskID, DeskID: deskID, At: now,
			Data: map[string]any{"hold": minutes},
		})
	})
}
