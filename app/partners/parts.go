package partners

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// part is what hangs on a body.
type part interface {
	clean()
	check(today desks.Date) error
}

// PutPerson adds somebody to speak with at a body (ID 0) or writes over one. Invalid
// names the fields; a person of another body is NotFound.
func PutPerson(ctx context.Context, idb bun.IDB, actor auth.Actor, x Person, now time.Time) error {
	return put(ctx, idb, actor, &x, place{"person", x.PartnerID, x.ID, now})
}

// PutAgreement adds an agreement with a body (ID 0) or writes over one. Invalid names
// the fields; an agreement of another body is NotFound.
func PutAgreement(ctx context.Context, idb bun.IDB, actor auth.Actor, x Agreement, now time.Time) error {
	return put(ctx, idb, actor, &x, place{"agreement", x.PartnerID, x.ID, now})
}

// place is where a part stands and when it is written.
type place struct {
	what          string
	partnerID, id int64
	now           time.Time
}

func put(ctx context.Context, idb bun.IDB, actor auth.Actor, x part, at place) error {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return err
	}
	x.clean()
	if err := x.check(desks.InItaly(at.now)); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := lock(ctx, tx, at.partnerID); err != nil {
			return err
		}
		if at.id == 0 {
			if _, err := tx.NewInsert().Model(x).Exec(ctx); err != nil {
				return fault.Wrap(db.Translate(err), "add "+at.what+" of a partner body")
			}
			return record(ctx, tx, actor, at.what+"_add", at.partnerID, at.now)
		}
		res, err := tx.NewUpdate().Model(x).WherePK().Where("x.partner_id = ?", at.partnerID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "change "+at.what+" of a partner body")
		}
		return record(ctx, tx, actor, at.what+"_change", at.partnerID, at.now)
	})
}

// RemovePerson takes somebody off the people of a body; one that is not theirs is
// NotFound.
func RemovePerson(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID, id int64, now time.Time) error {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return err
	}
	return remove(ctx, idb, actor, (*Person)(nil), place{"person", partnerID, id, now})
}

// RemoveAgreement takes an agreement written by mistake away; one of another body is
// NotFound.
func RemoveAgreement(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID, id int64, now time.Time) error {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return err
	}
	return remove(ctx, idb, actor, (*Agreement)(nil), place{"agreement", partnerID, id, now})
}

func remove(ctx context.Context, idb bun.IDB, actor auth.Actor, model any, at place) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewDelete().Model(model).Where("x.id = ? AND x.partner_id = ?", at.id, at.partnerID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "remove "+at.what+" of a partner body")
		}
		return record(ctx, tx, actor, at.what+"_remove", at.partnerID, at.now)
	})
}
