package partners

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Filter narrows List; zero fields do not narrow.
type Filter struct {
	// Search is looked for, word by word, in names and districts.
	Search            string
	Sort, Kind, Field string
	// Retired shows the bodies put aside instead of the others.
	Retired bool
}

// Cursor is a place in the list, which is by name.
type Cursor struct {
	NameKey string
	ID      int64
}

// PageSize is how many bodies List gives at once.
const PageSize = 50

// List gives a page of the bodies by name, and where the next page begins, nil on the
// last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter, after Cursor) ([]Body, *Cursor, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, nil, err
	}
	for _, s := range []*string{&f.Search, &f.Sort, &f.Kind, &f.Field, &after.NameKey} { // as they stand in an address
		*s = strings.ToValidUTF8(strings.ReplaceAll(*s, "\x00", ""), "")
	}
	all := []Body{}
	q := idb.NewSelect().Model(&all).Where("(b.retired_at IS NOT NULL) = ?", f.Retired).OrderExpr("b.name_key, b.id").Limit(PageSize + 1)
	words := strings.Fields(fold(f.Search))
	for _, w := range words[:min(len(words), 6)] {
		q = q.Where("position(? IN b.search_key) > 0", w)
	}
	for column, want := range map[string]string{"b.sort": f.Sort, "b.kind": f.Kind, "b.field": f.Field} {
		if want != "" {
			q = q.Where("? = ?", bun.Safe(column), want)
		}
	}
	if after.ID != 0 {
		q = q.Where("(b.name_key, b.id) > (?, ?)", after.NameKey, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list partner bodies")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := all[PageSize-1]
	return all, &Cursor{last.NameKey, last.ID}, nil
}

// Find gives a body, put aside or not; an unknown id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Body, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, err
	}
	b := new(Body)
	err := idb.NewSelect().Model(b).Where("b.id = ?", id).Scan(ctx)
	return b, fault.Wrap(db.Translate(err), "find partner body")
}

// mostChoices bounds a list to choose from.
const mostChoices = 500

// Choices gives the bodies in use by name, of some sorts or of all, to choose one from.
func Choices(ctx context.Context, idb bun.IDB, actor auth.Actor, sorts ...string) ([]Body, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, err
	}
	all := []Body{}
	q := idb.NewSelect().Model(&all).Where("b.retired_at IS NULL").OrderExpr("b.name_key, b.id").Limit(mostChoices)
	if len(sorts) > 0 {
		q = q.Where("b.sort = ANY(?)", pgdialect.Array(sorts))
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx)), "list partner bodies to choose from")
}

// Names gives the names of bodies by id, for lists that hold only ids; unknown ids are
// left out. A name is no secret: there is no permission to ask for.
func Names(ctx context.Context, idb bun.IDB, ids []int64) (map[int64]string, error) {
	var rows []struct {
		ID   int64
		Name string
	}
	err := idb.NewRaw("SELECT id, name FROM partners WHERE id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &rows)
	names := make(map[int64]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, fault.Wrap(db.Translate(err), "name partner bodies")
}

// People gives those of a body to speak with, by name.
func People(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID int64) ([]Person, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, err
	}
	all := []Person{}
	err := idb.NewSelect().Model(&all).Where("x.partner_id = ?", partnerID).OrderExpr("lower(x.name), x.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list people of a partner body")
}

// Agreements gives those with a body, the latest first.
func Agreements(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID int64) ([]Agreement, error) {
	if err := needs(actor, auth.PartnersRead); err != nil {
		return nil, err
	}
	all := []Agreement{}
	err := idb.NewSelect().Model(&all).Where("x.partner_id = ?", partnerID).OrderExpr("x.signed_on DESC, x.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list agreements with a partner body")
}
