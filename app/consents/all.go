package consents

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// WithdrawAll ends every consent a person stands by, with all effects; the channel says
// how that was asked for.
func (b *Book) WithdrawAll(ctx context.Context, tx bun.Tx, actor auth.Actor, rootID int64, channel string, now time.Time) error {
	var ids []int64
	err := tx.NewRaw(`SELECT id FROM consents WHERE person_id IN `+people.OwnRecords+`
		AND withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL ORDER BY id`, rootID).Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list the consents that stand")
	}
	for _, id := range ids {
		if err := b.withdraw(ctx, tx, actor, rootID, id, channel, now); err != nil {
			return err
		}
	}
	return nil
}
