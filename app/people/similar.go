package people

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"approdo/app/auth"
)

// Why a person may be the one being entered.
const (
	SameFiscal  = "fiscal"
	SameBirth   = "birth"
	SameName    = "name"
	NearName    = "near_name"
	SameContact = "contact"
	// SameNumber is the number another program has for them.
	SameNumber = "number"
)

// Match is somebody the desks know who may be the person being entered.
type Match struct {
	// ID is of the root; the file opens with it where Here is true.
	ID int64
	// Why lists the reasons, the strongest first.
	Why []string
	// Here is true for a person of the actor's desks, who is shown whole. Of others
	// only Initials, BirthYear (0 unknown) and Desks may be shown.
	Here      bool
	Person    *Person
	Initials  string
	BirthYear int
	Desks     []int64
}

// Certain says that it is the same person or a mistake in a document.
func (m Match) Certain() bool { return slices.Contains(m.Why, SameFiscal) }

// strength orders reasons; what is under enough is no match: half the town shares a
// surname, couples share a telephone.
var strength = map[string]int{SameFiscal: 100, SameBirth: 30, SameName: 30, NearName: 20, SameContact: 20}

const enough = 40

// nearly is from when on two names are nearly one.
const nearly = 0.66

// Similar looks everywhere, at the actor's desks and elsewhere, for people who may be
// the one being entered, the likeliest first, at most ten. Nothing needs to be
// complete or right in the form.
func Similar(ctx context.Context, idb bun.IDB, actor auth.Actor, form Form) ([]Match, error) {
	all, err := SimilarAll(ctx, idb, actor, []Form{form.Clean()})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// SimilarAll gives what Similar gives for each of the forms, which are clean, at the
// cost of about one: the database is asked once for all.
func SimilarAll(ctx context.Context, idb bun.IDB, actor auth.Actor, forms []Form) ([][]Match, error) {
	asked := make([]Traits, len(forms))
	for i, f := range forms {
		asked[i] = f.Traits()
	}
	known, err := sharing(ctx, idb, asked)
	if err != nil {
		return nil, err
	}
	found, ids := make([][]Match, len(forms)), map[int64]bool{}
	for i, x := range asked {
		found[i] = known.like(x)
		for _, m := range found[i] {
			ids[m.ID] = true
		}
	}
	return found, tell(ctx, idb, actor, found, slices.Sorted(maps.Keys(ids)))
}

// like are the roots that may be who the traits say, the likeliest first, at most ten.
// A root is as alike as the likest of its records.
func (x *crowd) like(asked Traits) []Match {
	scores, why := map[int64]int{}, map[int64][]string{}
	for i := range x.near(asked) {
		r := &x.records[i]
		reasons := asked.likeness(&r.Traits)
		if n := score(reasons); n >= enough && n > scores[r.Root] {
			scores[r.Root], why[r.Root] = n, reasons
		}
	}
	roots := slices.SortedFunc(maps.Keys(scores), func(a, b int64) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
	})
	found := []Match{}
	for _, id := range roots[:min(len(roots), 10)] {
		found = append(found, Match{ID: id, Why: why[id]})
	}
	return found
}

// tell fills in who the matches are and at which desks they are known, and takes away
// what the actor may not see.
func tell(ctx context.Context, idb bun.IDB, actor auth.Actor, found [][]Match, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	people, err := byIDs(ctx, idb, ids)
	if err != nil {
		return err
	}
	desks, err := desksOf(ctx, idb, ids)
	if err != nil {
		return err
	}
	known := map[int64]*Person{}
	for i := range people {
		known[people[i].ID] = &people[i]
	}
	for n, list := range found {
		found[n] = slices.DeleteFunc(list, func(m Match) bool { return known[m.ID] == nil }) // gone meanwhile
		for i := range found[n] {
			m := &found[n][i]
			p := known[m.ID]
			m.Initials, m.Desks = p.Initials(), desks[m.ID]
			if !p.BornOn.IsZero() {
				m.BirthYear = p.BornOn.Year()
			}
			if m.Here = slices.ContainsFunc(m.Desks, func(id int64) bool { return worksAt(actor, id) }); m.Here {
				m.Person = p
			}
		}
	}
	return nil
}
