package pages

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Find gives the institution; Unset while none was entered. Every page shows it,
// so the caller keeps the answer for a while.
func Find(ctx context.Context, idb bun.IDB) (*Institution, error) {
	x := new(Institution)
	err := db.Translate(idb.NewSelect().Model(x).Where("id = 1").Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return Unset(), nil
	}
	if err != nil {
		return nil, fault.Wrap(err, "find institution")
	}
	return x, nil
}

// Save writes the institution, the first time and every other. It returns Invalid
// with the fields that are wrong. Who may is decided at the route.
func Save(ctx context.Context, idb bun.IDB, actor auth.Actor, x Institution, now time.Time) error {
	x.Clean()
	if err := x.Check(); err != nil {
		return err
	}
	x.ID, x.UpdatedAt, x.UpdatedBy = 1, now, actor.Ref()
	if x.Programmes == nil {
		x.Programmes = []Programme{}
	}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		q := tx.NewInsert().Model(&x).On("CONFLICT (id) DO UPDATE")
		for _, column := range []string{"name", "tagline", "parent_name", "parent_url", "address", "phone", "email", "pec",
			"protection_email", "accessibility_url", "brand", "default_lang", "programmes", "updated_at", "updated_by"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
		}
		if _, err := q.Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "pages.institution", Subject: "institution", SubjectID: 1, At: now,
		})
	})
	return fault.Wrap(err, "save institution")
}
