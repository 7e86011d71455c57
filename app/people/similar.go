package people

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Why a person may be the one being entered.
const (
	SameFiscal  = "fiscal"
	SameBirth   = "birth"
	SameName    = "name"
	NearName    = "near_name"
	SameContact = "contact"
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

// likeness gives the reasons why two records may be one person.
func likeness(a, b Form) []string {
	var why []string
	if x, y := a.fiscalKey(), b.fiscalKey(); x != "" && x == y {
		why = append(why, SameFiscal)
	}
	if !a.BornOn.IsZero() && same(a.BornOn, b.BornOn) {
		why = append(why, SameBirth)
	}
	switch score := nameLikeness(a.Identity, b.Identity); {
	case score == 1:
		why = append(why, SameName)
	case score >= 0.66:
		why = append(why, NearName)
	}
	if slices.ContainsFunc(a.Contacts, func(c Contact) bool {
		return slices.ContainsFunc(b.Contacts, func(d Contact) bool { return c.Value == d.Value })
	}) {
		why = append(why, SameContact)
	}
	return why
}

// nameLikeness is how much the words of the shorter name are found in the longer one:
// 1 where all are the same letters, less where only skeletons or most letters agree.
func nameLikeness(a, b Identity) float64 {
	x, y := strings.Fields(Fold(a.Name())), strings.Fields(Fold(b.Name()))
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range x {
		most := 0.0
		for _, v := range y {
			most = max(most, wordLikeness(w, v))
		}
		sum += most
	}
	return sum / float64(len(x))
}

// wordLikeness is 1 for the same word, 0.8 for the same skeleton, else the share of
// pairs of letters both have (Dice), 0 under one half.
func wordLikeness(a, b string) float64 {
	if a == b {
		return 1
	}
	if s := Skeleton(a); len(s) > 1 && s == Skeleton(b) {
		return 0.8
	}
	pairs, common := map[string]int{}, 0
	for i := 0; i+1 < len(a); i++ {
		pairs[a[i:i+2]]++
	}
	for i := 0; i+1 < len(b); i++ {
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	if dice := 2 * float64(common) / float64(max(1, len(a)+len(b)-2)); dice >= 0.5 {
		return min(dice, 0.8)
	}
	return 0
}

// Similar looks everywhere, at the actor's desks and elsewhere, for people who may be
// the one being entered, the likeliest first, at most ten. Nothing needs to be
// complete or right in the form.
func Similar(ctx context.Context, idb bun.IDB, actor auth.Actor, form Form) ([]Match, error) {
	form = form.Clean()
	ids, err := candidates(ctx, idb, form)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	known, err := byIDs(ctx, idb, ids)
	if err != nil {
		return nil, err
	}
	type scored struct {
		Match
		score int
	}
	var all []scored
	for i := range known {
		p := &known[i]
		m := scored{Match: Match{ID: p.ID, Person: p, Initials: p.Initials(), Why: likeness(form, Form{Identity: p.Identity, Contacts: p.Contacts})}}
		for _, w := range m.Why {
			m.score += strength[w]
		}
		if !p.BornOn.IsZero() {
			m.BirthYear = p.BornOn.Year()
		}
		if m.score >= enough {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	found := []Match{}
	for _, m := range all[:min(len(all), 10)] {
		found = append(found, m.Match)
	}
	return found, place(ctx, idb, actor, found)
}

// candidates are ids of roots that share a code, a contact, or name and perhaps birth.
func candidates(ctx context.Context, idb bun.IDB, form Form) ([]int64, error) {
	var all []int64
	add := func(found []int64, err error) error {
		for _, id := range found {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
		return err
	}
	if key := form.fiscalKey(); key != "" {
		if err := add(coded(ctx, idb, nil, query{byFiscal, []any{key}})); err != nil {
			return nil, err
		}
	}
	for _, c := range form.Contacts {
		if err := add(coded(ctx, idb, nil, query{byContact, []any{c.Value}})); err != nil {
			return nil, err
		}
	}
	if err := add(search(ctx, idb, nil, Fold(form.Name()))); err != nil {
		return nil, err
	}
	if form.BornOn.IsZero() {
		return all, nil
	}
	err := add(coded(ctx, idb, nil, bornAlike(form)))
	return all, err
}

// bornAlike finds who was born the same day and shares a word or skeleton of the name.
func bornAlike(form Form) query {
	tokens := strings.Fields(Fold(form.Name()))
	skeletons := []string{}
	for _, t := range tokens {
		if s := Skeleton(t); len(s) > 1 {
			skeletons = append(skeletons, s)
		}
	}
	return query{`SELECT n.person_id, 1.0 AS score FROM people AS b
		JOIN person_names AS n ON n.person_id = b.id JOIN name_words AS w USING (word)
		WHERE b.born_on = ?::date AND (word = ANY(?) OR w.skeleton = ANY(?))`,
		[]any{form.BornOn.Format(time.DateOnly), pgdialect.Array(tokens), pgdialect.Array(skeletons)}}
}

// place says of each match at which desks the person is known, and takes away what
// the actor may not see.
func place(ctx context.Context, idb bun.IDB, actor auth.Actor, found []Match) error {
	ids := []int64{}
	for _, m := range found {
		ids = append(ids, m.ID)
	}
	var rows []struct{ PersonID, DeskID int64 }
	err := idb.NewSelect().Table("person_desks").Column("person_id", "desk_id").
		Where("person_id = ANY(?)", pgdialect.Array(ids)).Order("since", "desk_id").Scan(ctx, &rows)
	for _, r := range rows {
		m := &found[slices.Index(ids, r.PersonID)]
		m.Desks = append(m.Desks, r.DeskID)
		m.Here = m.Here || worksAt(actor, r.DeskID)
	}
	for i := range found {
		if !found[i].Here {
			found[i].Person = nil
		}
	}
	return fault.Wrap(db.Translate(err), "list desks of people found")
}
