package services

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Brief leaves out of a query the texts of the public card, which are nearly all of
// an area: who only counts times or shows its name need not read them. For
// Relation("Area", services.Brief) too.
func Brief(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ExcludeColumn("summary", "description", "audience", "how", "needed", "obtained", "times", "bring", "before", "after")
}

// FindBrief is Find without the texts of the public card.
func FindBrief(ctx context.Context, idb bun.IDB, id int64) (*Area, error) {
	return brief(ctx, idb, "area.id = ?", id)
}

// FindBriefBySlug is FindBySlug without the texts of the public card.
func FindBriefBySlug(ctx context.Context, idb bun.IDB, slug string) (*Area, error) {
	return brief(ctx, idb, "area.slug = ?", slug)
}

func brief(ctx context.Context, idb bun.IDB, where string, arg any) (*Area, error) {
	a := new(Area)
	err := idb.NewSelect().Model(a).Apply(Brief).Where(where, arg).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find area")
	}
	return a, nil
}
