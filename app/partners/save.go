package partners

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Put opens a body (ID 0) or writes over one, and gives its id. Invalid names the
// fields; a name and district there are already is Conflict "constraint.partners_name_taken";
// a Version that is not the latest is Conflict "partners.error.changed".
func Put(ctx context.Context, idb bun.IDB, actor auth.Actor, b Body, now time.Time) (int64, error) {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return 0, err
	}
	b.clean()
	if err := b.check(); err != nil {
		return 0, err
	}
	b.ChangedAt, b.ChangedBy = now, actor.Ref()
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if b.ID != 0 {
			return change(ctx, tx, actor, &b, now)
		}
		b.Version, b.OpenedAt, b.OpenedBy, b.RetiredAt = 1, now, b.ChangedBy, time.Time{}
		if _, err := tx.NewInsert().Model(&b).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "open partner body")
		}
		return record(ctx, tx, actor, "open", b.ID, now)
	})
	return b.ID, err
}

func change(ctx context.Context, tx bun.Tx, actor auth.Actor, b *Body, now time.Time) error {
	was, err := lock(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	if was.Version != b.Version {
		return fault.New(fault.Conflict, "partners.error.changed")
	}
	b.Version++
	res, err := tx.NewUpdate().Model(b).WherePK().Column("name", "name_key", "search_key", "sort", "kind", "field", "district", "address",
		"phone", "email", "site", "hours", "notes", "version", "changed_at", "changed_by").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change partner body")
	}
	return record(ctx, tx, actor, "change", b.ID, now)
}

// Retire puts a body aside, or takes it in use again; quiet when it is so already.
func Retire(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, aside bool, now time.Time) error {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, id)
		if err != nil || b.InUse() != aside {
			return err
		}
		verb := "resume"
		b.RetiredAt, b.RetiredBy = time.Time{}, ""
		if aside {
			verb, b.RetiredAt, b.RetiredBy = "retire", now, actor.Ref()
		}
		res, err := tx.NewUpdate().Model(b).WherePK().Column("retired_at", "retired_by").Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "retire partner body")
		}
		return record(ctx, tx, actor, verb, id, now)
	})
}

func lock(ctx context.Context, tx bun.IDB, id int64) (*Body, error) {
	b := new(Body)
	err := tx.NewSelect().Model(b).Where("b.id = ?", id).For("UPDATE").Scan(ctx)
	return b, fault.Wrap(db.Translate(err), "lock partner body")
}

// record adds a line to the audit trail: which body, nothing typed.
func record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, id int64, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "partners." + verb, Subject: "partner", SubjectID: id, At: now})
}
