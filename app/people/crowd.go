package people

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// crowd is every record, merged ones too, that shares a codice fiscale, a contact or
// the day of birth with somebody asked for. Whoever is alike shares one of them: a name
// alone is no match (see strength).
type crowd struct {
	records []member
	// by leads from a key of Traits to the places of the records that have it.
	by map[string][]int
}

// member is one record of the crowd.
type member struct {
	ID, Root int64
	Traits
}

// crowdSQL reads the records by three indexes. Of a day or a contact that thousands
// share, and which so tells nothing, the first 2 000 are enough.
const crowdSQL = `WITH ids AS (
	SELECT id FROM people WHERE fiscal_key = ANY(?0::text[]) AND fiscal_key <> ''
	UNION SELECT p.id FROM unnest(?1::date[]) AS x (day), LATERAL (SELECT id FROM people WHERE born_on = x.day ORDER BY id LIMIT 2000) AS p
	UNION SELECT c.person_id FROM unnest(?2::text[]) AS x (value),
		LATERAL (SELECT person_id FROM person_contacts WHERE value = x.value ORDER BY person_id LIMIT 2000) AS c)
	SELECT p.id, COALESCE(p.root_id, p.id) AS root, p.given, p.surname, p.born_on, p.fiscal_key,
		ARRAY(SELECT c.value FROM person_contacts AS c WHERE c.person_id = p.id AND c.value = ANY(?2)) AS contacts FROM ids JOIN people AS p USING (id)`

// sharing reads the crowd of the traits asked for.
func sharing(ctx context.Context, idb bun.IDB, asked []Traits) (*crowd, error) {
	codes, days, values := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, t := range asked {
		codes[t.fiscal], days[t.born] = true, true
		for _, c := range t.contacts {
			values[c] = true
		}
	}
	delete(codes, "")
	delete(days, "")
	var rows []struct {
		ID, Root                  int64
		Given, Surname, FiscalKey string
		BornOn                    time.Time
		Contacts                  []string `bun:",array"`
	}
	err := idb.NewRaw(crowdSQL, pgdialect.Array(slices.Sorted(maps.Keys(codes))), pgdialect.Array(slices.Sorted(maps.Keys(days))),
		pgdialect.Array(slices.Sorted(maps.Keys(values)))).Scan(ctx, &rows)
	x := &crowd{by: map[string][]int{}}
	for i, r := range rows {
		t := traitsOf(Identity{Given: r.Given, Surname: r.Surname, BornOn: r.BornOn}, r.FiscalKey)
		t.contacts = r.Contacts
		x.records = append(x.records, member{r.ID, r.Root, t})
		for key := range t.Keys() {
			x.by[key] = append(x.by[key], i)
		}
	}
	return x, fault.Wrap(db.Translate(err), "look for people alike")
}

// near are the places of the records that share a key with the traits, each once.
func (x *crowd) near(t Traits) iter.Seq[int] {
	return func(yield func(int) bool) {
		seen := map[int]bool{}
		for key := range t.Keys() {
			for _, i := range x.by[key] {
				if !seen[i] && !yield(i) {
					return
				}
				seen[i] = true
			}
		}
	}
}

// desksOf are the desks at which each of the people is known, the first first.
func desksOf(ctx context.Context, idb bun.IDB, ids []int64) (map[int64][]int64, error) {
	var rows []struct{ PersonID, DeskID int64 }
	err := idb.NewSelect().Table("person_desks").Column("person_id", "desk_id").
		Where("person_id = ANY(?)", pgdialect.Array(ids)).Order("since", "desk_id").Scan(ctx, &rows)
	desks := map[int64][]int64{}
	for _, r := range rows {
		desks[r.PersonID] = append(desks[r.PersonID], r.DeskID)
	}
	return desks, fault.Wrap(db.Translate(err), "list desks of people found")
}
