package people

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Who is what another program says of a person that should be known already; each part
// may be missing.
type Who struct {
	// ID is the person themselves, where something else leads to them.
	ID         int64
	Name       string
	BornOn     time.Time
	FiscalCode string
}

// Known is somebody known at the actor's desks who may be meant. ID is of the root.
// Sure says that nothing contradicts: the name is the same, or not given.
type Known struct {
	ID   int64
	Why  []string
	Sure bool
}

// Recognise gives for each of those asked for who may be meant, the sure ones first: by
// ID, by codice fiscale, and by name and day of birth together.
func Recognise(ctx context.Context, idb bun.IDB, actor auth.Actor, asked []Who) ([][]Known, error) {
	traits, ids := make([]Traits, len(asked)), []int64{}
	for i, w := range asked {
		traits[i] = Form{Identity: Identity{Given: w.Name, BornOn: w.BornOn, FiscalCode: w.FiscalCode}}.Clean().Traits()
		if w.ID != 0 {
			ids = append(ids, w.ID)
		}
	}
	crowd, err := sharing(ctx, idb, traits)
	if err != nil {
		return nil, err
	}
	byID, err := recordsOf(ctx, idb, ids)
	if err != nil {
		return nil, err
	}
	found, roots := make([][]Known, len(asked)), []int64{}
	for i, w := range asked {
		found[i] = crowd.meant(&traits[i], byID[w.ID])
		for _, k := range found[i] {
			roots = append(roots, k.ID)
		}
	}
	here, err := FindAll(ctx, idb, actor, roots)
	for i := range found {
		found[i] = slices.DeleteFunc(found[i], func(k Known) bool { return here[k.ID] == nil })
	}
	return found, err
}

// meant are the records who may be meant, each root once.
func (x *crowd) meant(asked *Traits, itself *member) []Known {
	var all []Known
	add := func(m *member, reason string) {
		k := Known{ID: m.Root, Why: []string{reason}}
		likeness := asked.nameLikeness(&m.Traits)
		k.Sure = len(asked.words) == 0 || likeness >= nearly
		if reason == SameBirth {
			k.Sure = likeness == 1 && (asked.fiscal == "" || m.fiscal == "" || asked.fiscal == m.fiscal)
		}
		switch n := slices.IndexFunc(all, func(o Known) bool { return o.ID == k.ID }); {
		case n < 0:
			all = append(all, k)
		case k.Sure && !all[n].Sure:
			all[n] = k
		}
	}
	if itself != nil {
		add(itself, SameNumber)
	}
	for i := range x.near(*asked) {
		m := &x.records[i]
		switch {
		case asked.fiscal != "" && asked.fiscal == m.fiscal:
			add(m, SameFiscal)
		case len(asked.words) > 0 && asked.nameLikeness(&m.Traits) >= nearly:
			add(m, SameBirth)
		}
	}
	slices.SortStableFunc(all, func(a, b Known) int {
		if a.Sure != b.Sure {
			return map[bool]int{true: -1, false: 1}[a.Sure]
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return all
}

// recordsOf are records by their ids, with the name only.
func recordsOf(ctx context.Context, idb bun.IDB, ids []int64) (map[int64]*member, error) {
	var rows []struct {
		ID, Root       int64
		Given, Surname string
	}
	err := idb.NewRaw("SELECT id, COALESCE(root_id, id) AS root, given, surname FROM people WHERE id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &rows)
	all := map[int64]*member{}
	for _, r := range rows {
		all[r.ID] = &member{r.ID, r.Root, traitsOf(Identity{Given: r.Given, Surname: r.Surname}, "")}
	}
	return all, fault.Wrap(db.Translate(err), "read people by number")
}

// FindAll gives the roots of the actor's desks among some ids, without contacts.
func FindAll(ctx context.Context, idb bun.IDB, actor auth.Actor, ids []int64) (map[int64]*Person, error) {
	all, found := []Person{}, map[int64]*Person{}
	if len(ids) == 0 {
		return found, nil
	}
	err := scoped(idb.NewSelect().Model(&all).Where("p.id = ANY(?) AND p.root_id IS NULL", pgdialect.Array(ids)), actor).Scan(ctx)
	for i := range all {
		found[all[i].ID] = &all[i]
	}
	return found, fault.Wrap(db.Translate(err), "find people")
}
