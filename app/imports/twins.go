package imports

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// sharers is how many rows of a file are looked at that share one key: a day of birth
// that thousands have was made up.
const sharers = 2000

// known are rows of a file that others are compared with, by the keys of their traits.
type known struct {
	rows   []int
	traits []people.Traits
	by     map[string][]int
}

func (k *known) add(row int, t people.Traits) {
	for key := range t.Keys() {
		if len(k.by[key]) < sharers {
			k.by[key] = append(k.by[key], len(k.rows))
		}
	}
	k.rows, k.traits = append(k.rows, row), append(k.traits, t)
}

// first is the first row before another that may be the same person, 0 for none; a row
// with the same codice fiscale comes before all others.
func (k *known) first(row int, t people.Traits) (n int, certain bool) {
	for key := range t.Keys() {
		for _, i := range k.by[key] {
			if k.rows[i] >= row || n != 0 && (certain || k.rows[i] > n) {
				continue
			}
			if alike, sure := t.Alike(&k.traits[i]); alike && (sure || n == 0 || k.rows[i] < n) {
				n, certain = k.rows[i], sure
			}
		}
	}
	return n, certain
}

// twins adds to each good row the earlier row of the file that may be the same person.
func (x reader) twins(ctx context.Context, tx bun.IDB, rows []Row, forms []people.Form) error {
	traits, keys := make([]people.Traits, len(rows)), []string{}
	for i := range rows {
		if rows[i].State == Good {
			traits[i] = forms[i].Traits()
			keys = slices.AppendSeq(keys, traits[i].Keys())
		}
	}
	if len(keys) == 0 {
		return nil
	}
	before, err := x.sharing(ctx, tx, rows, keys)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if r.State != Good {
			continue
		}
		if n, certain := before.first(r.Row, traits[i]); n != 0 {
			r.Matches = append(r.Matches, Match{Row: n, Certain: certain})
		}
		before.add(r.Row, traits[i])
	}
	return nil
}

// sharingSQL reads by two primary keys, whatever the planner knows of a table that has
// just been filled.
const sharingSQL = `WITH k AS MATERIALIZED (SELECT k.row, array_agg(k.key) AS keys FROM unnest(?1::text[]) AS x (key),
		LATERAL (SELECT key, row FROM import_keys WHERE batch_id = ?0 AND key = x.key ORDER BY row LIMIT ?2) AS k
		WHERE k.row < ?3 GROUP BY k.row)
	SELECT k.row, k.keys, r.cells FROM k,
		LATERAL (SELECT cells FROM import_rows WHERE batch_id = ?0 AND row = k.row AND state IN ('good', 'twin') OFFSET 0) AS r ORDER BY k.row`

// sharing are the rows judged before these that share one of the keys.
func (x reader) sharing(ctx context.Context, tx bun.IDB, rows []Row, keys []string) (*known, error) {
	slices.Sort(keys)
	var found []struct {
		Row   int
		Cells []string `bun:"type:jsonb"`
		Keys  []string `bun:",array"`
	}
	err := tx.NewRaw(sharingSQL, rows[0].BatchID, pgdialect.Array(slices.Compact(keys)), sharers, rows[len(rows)-1].Row).Scan(ctx, &found)
	all, own := &known{by: map[string][]int{}}, map[int]bool{}
	for i := range rows {
		own[rows[i].Row] = true
	}
	for _, r := range found {
		if !own[r.Row] {
			all.add(r.Row, people.TraitsFrom(nameOf(x.fields, r.Cells), r.Keys))
		}
	}
	return all, fault.Wrap(db.Translate(err), "look for the same person in the file")
}

// keysOf are by what rows that are not bad are found as twins of later ones.
func keysOf(rows []Row, forms []people.Form) (at []int64, keys []string) {
	for i := range rows {
		if rows[i].State == Bad {
			continue
		}
		t := forms[i].Traits()
		for key := range t.Keys() {
			at, keys = append(at, int64(rows[i].Row)), append(keys, key)
		}
	}
	return at, keys
}
