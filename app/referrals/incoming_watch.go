package referrals

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// IncomingKind is the daily job that marks late referral forms and ends what nobody
// answered.
const IncomingKind = "referrals.incoming_watch"

// IncomingJob is the handler of IncomingKind.
func IncomingJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	return WatchIncoming(ctx, idb, now)
}

// WatchIncoming marks the forms whose answer did not come by the day it was due, brings
// before the coordinator those silent for EscalateDays more, and expires those in which
// nobody moved for ExpireDays, whoever's turn it was.
func WatchIncoming(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		rules, err := FindSettings(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`UPDATE incoming_referrals SET late = true, escalated = due_at < ?1
			WHERE due_at < ?0 AND (NOT late OR NOT escalated AND due_at < ?1)`, now, now.AddDate(0, 0, -rules.EscalateDays)).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "mark late referral forms")
		}
		var old []Incoming
		err = tx.NewSelect().Model(&old).Where("i.state IN ('sent', 'asked', 'offered', 'countered', 'agreed') AND i.moved_at < ?",
			now.AddDate(0, 0, -rules.ExpireDays)).Order("i.id").For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "look for expired referral forms")
		}
		for i := range old {
			m := Move{From: old[i].State, To: Expired, By: Program}
			if err := old[i].to(ctx, tx, auth.Program("referrals"), m, "", now); err != nil {
				return err
			}
		}
		return nil
	})
}
