package imports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// judge judges rows of whatever file and keeps by what later ones are twins of them.
func (b *Batch) judge(ctx context.Context, tx bun.IDB, n names, actor auth.Actor, rows []Row, now time.Time) error {
	var at []int64
	var keys []string
	if b.History() {
		x := b.teller(n)
		all, err := x.judge(ctx, tx, actor, rows, now)
		if err != nil {
			return err
		}
		at, keys = x.keys(rows, all)
	} else {
		forms, err := b.reader(n).judge(ctx, tx, actor, rows, now)
		if err != nil {
			return err
		}
		at, keys = keysOf(rows, forms)
	}
	_, err := tx.NewRaw(`INSERT INTO import_keys (batch_id, row, key) SELECT ?, * FROM unnest(?::int[], ?::text[]) ON CONFLICT DO NOTHING`,
		b.ID, pgdialect.Array(at), pgdialect.Array(keys)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep keys of rows")
}

// write judges rows of history once more and writes the lines of the good ones.
func (b *Batch) write(ctx context.Context, tx bun.Tx, n names, actor auth.Actor, rows []Row, now time.Time) error {
	all, err := b.teller(n).judge(ctx, tx, actor, rows, now)
	if err != nil {
		return err
	}
	lines, places := []people.Line{}, []int{}
	for i := range rows {
		if rows[i].State == Good {
			lines, places = append(lines, all[i].line), append(places, i)
		}
	}
	var ids []int64
	if b.Kind == people.Past {
		ids, err = people.TellPast(ctx, tx, actor, b.DeskID, b.Source, lines, now)
	} else {
		ids, err = people.AddLines(ctx, tx, actor, b.Kind, lines, now)
	}
	if err != nil {
		return err
	}
	for n, i := range places {
		r := &rows[i]
		if ids[n] != 0 {
			r.State, r.WrittenID = Opened, &ids[n]
			continue
		}
		r.State, r.PersonID, r.Chosen = Lost, nil, false // merged in this very moment
	}
	return nil
}

// erase takes away the lines that rows wrote and nobody changed since.
func (b *Batch) erase(ctx context.Context, tx bun.Tx, actor auth.Actor, rows []Row, now time.Time) error {
	ids := []int64{}
	for _, r := range rows {
		ids = append(ids, *r.WrittenID)
	}
	gone, err := people.EraseLines(ctx, tx, actor, b.Kind, ids, now)
	for i := range rows {
		r := &rows[i]
		if r.State = Kept; slices.Contains(gone, *r.WrittenID) {
			r.State, r.WrittenID = Taken, nil
		}
	}
	return err
}

// Candidates gives for rows of this file that are Lost the people they may be about: who
// was recognised, else whoever has such a name; at most five each.
func (b *Batch) Candidates(ctx context.Context, idb bun.IDB, actor auth.Actor, rows []Row) (map[int][]people.Person, error) {
	found := map[int][]people.Person{}
	for i := range rows {
		r := &rows[i]
		var ids []int64
		for _, m := range r.Matches {
			ids = append(ids, m.PersonID)
		}
		known, err := people.FindAll(ctx, idb, actor, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if p := known[id]; p != nil && r.State == Lost {
				found[r.Row] = append(found[r.Row], *p)
			}
		}
		if name := nameOf(b.Fields, r.Cells); len(found[r.Row]) == 0 && name != "" && r.State == Lost {
			alike, _, err := people.Search(ctx, idb, actor, strings.TrimSpace(name))
			if err != nil {
				return nil, err
			}
			found[r.Row] = alike
		}
		found[r.Row] = found[r.Row][:min(5, len(found[r.Row]))]
	}
	return found, nil
}
