package cvs

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// Renew makes the current CV of a person of the actor's desks valid for six months from
// now. Renewed today already is quiet; a CV that is not the current one is NotFound.
func Renew(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		return renewCurrent(ctx, tx, actor, p.ID, id, now)
	})
}

// RenewOwn is Renew by the person.
func RenewOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		return renewCurrent(ctx, tx, actor, p.ID, id, now)
	})
}

func renewCurrent(ctx context.Context, tx bun.Tx, actor auth.Actor, root, id int64, now time.Time) error {
	if err := lockRoot(ctx, tx, root); err != nil {
		return err
	}
	v, err := latest(ctx, tx, root, counting)
	if err != nil {
		return err
	}
	if v == nil || v.ID != id {
		return fault.Missing()
	}
	return v.renew(ctx, tx, actor, now)
}

// renew moves the end of a current CV's validity, under the lock of its person.
func (v *CV) renew(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	zone := i18n.Rome()
	until := validFrom(now, zone)
	if v.ValidUntil.Equal(until) {
		return nil
	}
	v.ValidUntil, v.RenewedAt, v.RenewedBy, v.GoingOn = &until, &now, actor.Ref(), desks.Date{}
	_, err := tx.NewUpdate().Model(v).Column("valid_until", "renewed_at", "renewed_by", "going_on").WherePK().Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "renew a CV")
	}
	if err := record(ctx, tx, actor, "renew", v, nil, now); err != nil {
		return err
	}
	return changed(ctx, tx, v, now)
}

// changed puts the person of a CV that changed into the index, or out of it.
func changed(ctx context.Context, tx bun.Tx, v *CV, now time.Time) error {
	root, err := rootOf(ctx, tx, v.PersonID)
	if err != nil {
		return err
	}
	return index(ctx, tx, root, now)
}

func unique(id int64) string { return strconv.FormatInt(id, 10) }
