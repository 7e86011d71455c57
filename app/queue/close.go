package queue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// CloseKind is the daily job that closes the days that are over.
const CloseKind = "queue.close"

// CloseJob is the handler of CloseKind. Running it twice changes nothing.
func CloseJob(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
	_, err := CloseDays(ctx, pool, now)
	return err
}

// CloseDays closes every ticket still open of a day that is over in its desk's zone
// and says how many: who waited has left, a meeting nobody ended is done without a
// service time. Each desk is a transaction of its own.
func CloseDays(ctx context.Context, idb bun.IDB, now time.Time) (int, error) {
	list, err := desks.List(ctx, idb, desks.Filter{})
	if err != nil {
		return 0, err
	}
	closed := 0
	for i := range list {
		n, err := closeDesk(ctx, idb, &list[i], now)
		if err != nil {
			return closed, err
		}
		closed += n
	}
	return closed, nil
}

func closeDesk(ctx context.Context, idb bun.IDB, desk *desks.Desk, now time.Time) (n int, err error) {
	today := desks.DateOf(now.In(desk.Location()))
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var open []*Ticket
		err := tx.NewSelect().Model(&open).Where("t.desk_id = ? AND t.day < ?", desk.ID, today).
			Where("t.state NOT IN ('missed', 'done', 'left')").Order("t.id").For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "list open tickets")
		}
		for _, t := range open {
			verb := Leave
			if Close.May(t.State) {
				verb = Close
			}
			if err := t.apply(ctx, tx, verb, auth.Program("jobs").Ref(), now); err != nil {
				return err
			}
		}
		n = len(open)
		return nil
	})
	return n, err
}
