package desks

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Filter narrows List; a zero field does not narrow.
type Filter struct {
	// AreaID keeps the desks that offer the area.
	AreaID int64
	Kind   Kind
	Slug   string
	// IDs keeps only these desks when not nil; an empty list keeps none.
	IDs []int64
}

// List gives the desks every visitor may see, with their sites, in the order shown.
func List(ctx context.Context, idb bun.IDB, f Filter) ([]Desk, error) {
	all := []Desk{}
	q := idb.NewSelect().Model(&all).Relation("Site").Order("desk.sort", "desk.id")
	if f.AreaID != 0 {
		q = q.Where("desk.id IN (SELECT desk_id FROM desk_areas WHERE area_id = ?)", f.AreaID)
	}
	if f.Kind != "" {
		q = q.Where("desk.kind = ?", f.Kind)
	}
	if f.Slug != "" {
		q = q.Where("desk.slug = ?", f.Slug)
	}
	if f.IDs != nil {
		q = q.Where("desk.id = ANY(?)", pgdialect.Array(f.IDs))
	}
	err := q.Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list desks")
}

// ListFor gives the desks the actor works at; every desk to who sees them all.
func ListFor(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Desk, error) {
	ids, all := actor.Desks()
	if all {
		ids = nil
	}
	return List(ctx, idb, Filter{IDs: ids})
}

// Find gives one desk with its site, or NotFound.
func Find(ctx context.Context, idb bun.IDB, id int64) (*Desk, error) {
	return one(ctx, idb, "desk.id = ?", id)
}

// FindBySlug gives the desk with the slug of its public address, or NotFound.
func FindBySlug(ctx context.Context, idb bun.IDB, slug string) (*Desk, error) {
	return one(ctx, idb, "desk.slug = ?", slug)
}

// FindFor gives one of the actor's desks; a desk of others is NotFound.
func FindFor(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Desk, error) {
	ids, all := actor.Desks()
	if all {
		return Find(ctx, idb, id)
	}
	return one(ctx, idb, "desk.id = ? AND desk.id = ANY(?)", id, pgdialect.Array(ids))
}

func one(ctx context.Context, idb bun.IDB, where string, args ...any) (*Desk, error) {
	d := new(Desk)
	err := idb.NewSelect().Model(d).Relation("Site").Where(where, args...).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find desk")
	}
	return d, nil
}

// AreaIDs gives the ids of the service areas a desk offers, none for an unknown desk.
func AreaIDs(ctx context.Context, idb bun.IDB, deskID int64) ([]int64, error) {
	ids := []int64{}
	err := idb.NewSelect().Table("desk_areas").Column("area_id").Where("desk_id = ?", deskID).Order("area_id").Scan(ctx, &ids)
	return ids, fault.Wrap(db.Translate(err), "list areas of a desk")
}

// Operators gives the operators of a desk by name, none for an unknown desk.
func Operators(ctx context.Context, idb bun.IDB, deskID int64) ([]Operator, error) {
	all := []Operator{}
	err := idb.NewSelect().Model(&all).
		Where("operator.id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ?)", deskID).
		Order("operator.name", "operator.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list operators of a desk")
}

// Speakers gives the ids of the operators who speak a language, none where it is "".
func Speakers(ctx context.Context, idb bun.IDB, lang string) ([]int64, error) {
	ids := []int64{}
	if lang == "" {
		return ids, nil
	}
	err := idb.NewSelect().Table("operators").Column("id").Where("? = ANY(languages)", lang).Order("id").Scan(ctx, &ids)
	return ids, fault.Wrap(db.Translate(err), "list speakers")
}

// SpeakersOfAny gives the ids of the operators who speak at least one of the
// languages; none for no language.
func SpeakersOfAny(ctx context.Context, idb bun.IDB, langs []string) ([]int64, error) {
	ids := []int64{}
	if len(langs) == 0 {
		return ids, nil
	}
	err := idb.NewSelect().Table("operators").Column("id").Where("languages && ?", pgdialect.Array(langs)).Order("id").Scan(ctx, &ids)
	return ids, fault.Wrap(db.Translate(err), "list speakers of some languages")
}

// Languages gives the languages spoken by the operators of the desks that offer an
// area, the most spoken first.
func Languages(ctx context.Context, idb bun.IDB, areaID int64) ([]string, error) {
	tags := []string{}
	err := idb.NewRaw(`SELECT tag FROM operators AS o, unnest(o.languages) AS tag
		WHERE o.id IN (SELECT m.operator_id FROM desk_operators AS m JOIN desk_areas AS a USING (desk_id) WHERE a.area_id = ?)
		GROUP BY tag ORDER BY count(*) DESC, tag`, areaID).Scan(ctx, &tags)
	return tags, fault.Wrap(db.Translate(err), "list languages of operators")
}

// LinkOperator says which account of the back-office is the operator's;
// NotFound for an unknown operator.
func LinkOperator(ctx context.Context, idb bun.IDB, operatorID, userID int64) error {
	res, err := idb.NewUpdate().Table("operators").Set("user_id = ?", userID).Where("id = ?", operatorID).Exec(ctx)
	return fault.Wrap(db.One(res, err), "link operator to account")
}
