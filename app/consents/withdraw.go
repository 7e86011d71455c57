package consents

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Withdraw records that a person of the actor's desks took a consent back, and how; id is
// one of theirs, any other is NotFound. What ended already is quiet. Invalid names channel.
func (b *Book) Withdraw(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, channel string, now time.Time) error {
	var k fault.Check
	k.If(!slices.Contains(Taken(), channel), "channel", "consents.error.channel")
	if err := k.Err(); err != nil {
		return err
	}
	if _, err := people.Find(ctx, idb, actor, personID); err != nil {
		return err
	}
	return b.withdraw(ctx, idb, actor, personID, id, channel, now)
}

// WithdrawOwn is Withdraw by the person themselves, in their own area.
func (b *Book) WithdrawOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return b.withdraw(ctx, idb, actor, actor.PersonID, id, InArea, now)
}

// withdraw ends the consent under every record of the person, and all effects with it.
func (b *Book) withdraw(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, channel string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, err := lockRoot(ctx, tx, personID)
		if err != nil {
			return err
		}
		c := new(Consent)
		if err := tx.NewSelect().Model(c).Where("co.id = ? AND co.person_id IN "+people.OwnRecords, id, root).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find a consent")
		}
		var ended []Consent
		err = tx.NewRaw(`UPDATE consents AS co SET withdrawn_at = GREATEST(?, given_at), withdrawn_by = ?, withdrawn_channel = ?
			WHERE purpose = ? AND employer_email = ? AND withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL
			AND person_id IN `+people.OwnRecords+` RETURNING *`, now, actor.Ref(), channel, c.Purpose, c.EmployerEmail, root).Scan(ctx, &ended)
		if err != nil {
			return fault.Wrap(db.Translate(err), "withdraw a consent")
		}
		for i := range ended {
			if err := ended[i].trace(ctx, tx, actor, "withdraw", now); err != nil {
				return err
			}
			if err := b.follow(ctx, tx, actor, &ended[i], now); err != nil {
				return err
			}
		}
		return nil
	})
}
