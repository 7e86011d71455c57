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

// WatchKind is the daily job that marks what is late and ends what nobody answered.
const WatchKind = "referrals.watch"

// WatchJob is the handler of WatchKind.
func WatchJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	return Watch(ctx, idb, now)
}

// Watch marks the referrals whose answer is more than AnswerDays late to come, and
// expires those sent more than ExpireDays ago.
func Watch(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("UPDATE referrals SET late = true WHERE state IN ('sent', 'asked') AND NOT late AND sent_at < ?",
			now.AddDate(0, 0, -AnswerDays)).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "mark late referrals")
		}
		var old []Referral
		err = tx.NewSelect().Model(&old).Where("r.state IN ('sent', 'asked') AND r.sent_at < ?", now.AddDate(0, 0, -ExpireDays)).
			Order("r.id").For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "look for expired referrals")
		}
		for i := range old {
			r := &old[i]
			m := Move{From: r.State, To: Expired, By: Program}
			if err := r.to(ctx, tx, auth.Program("referrals"), m, "", now); err != nil {
				return err
			}
		}
		return nil
	})
}
