package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Forgetting holds the record a person is shown under and those merged into it while a
// transaction forgets them: their ids, the root first. Who is forgotten already, or
// unknown, is NotFound. From here on the transaction may change what is otherwise kept
// for good (privacy_forgetting).
func Forgetting(ctx context.Context, tx bun.Tx, rootID int64) (ids []int64, err error) {
	err = tx.NewRaw(`SELECT id FROM people WHERE (id = ?0 AND root_id IS NULL OR root_id = ?0) AND forgotten_at IS NULL
		ORDER BY root_id NULLS FIRST, id FOR UPDATE`, rootID).Scan(ctx, &ids)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "lock who is to be forgotten")
	}
	if len(ids) == 0 || ids[0] != rootID {
		return nil, fault.Missing()
	}
	_, err = tx.ExecContext(ctx, "SELECT set_config('approdo.forgetting', 'on', true)")
	return ids, fault.Wrap(db.Translate(err), "begin to forget")
}

// Forgotten marks the records of Forgetting: no desk finds them any more, no way leads
// into their area and who is in it is out.
func Forgotten(ctx context.Context, tx bun.Tx, actor auth.Actor, ids []int64, now time.Time) error {
	if _, err := endAccesses(ctx, tx, actor, ids[0], now); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE people SET forgotten_at = ?, forgotten_by = ? WHERE id = ANY(?)", now, actor.Ref(), pgdialect.Array(ids)).Exec(ctx)
	if err := fault.Wrap(db.Translate(err), "mark who is forgotten"); err != nil {
		return err
	}
	_, err = tx.NewRaw("SELECT set_config('approdo.forgetting', '', true)").Exec(ctx)
	return fault.Wrap(db.Translate(err), "end to forget")
}
