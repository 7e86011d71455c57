package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// teller reads the rows of a file of history.
type teller struct {
	reader
	kind people.Kind
}

func (b *Batch) teller(n names) teller { return teller{b.reader(n), entryKind(b.Kind)} }

// told is what a row says: whose it is, and the line.
type told struct {
	number string
	who    people.Who
	line   people.Line
}

// judge says of each row what is wrong with it, whose it is and whether it stands
// already; it gives what the rows tell. The database is asked a few times for all.
func (x teller) judge(ctx context.Context, tx bun.IDB, actor auth.Actor, rows []Row, now time.Time) ([]told, error) {
	all, sound := make([]told, len(rows)), []int{}
	for i := range rows {
		r := &rows[i]
		all[i], r.Problems = x.read(r.Cells, now)
		r.Matches, r.State = []Match{}, Bad
		if len(r.Problems) == 0 {
			sound = append(sound, i)
		}
		if r.Chosen && r.PersonID != nil {
			all[i].who, all[i].number = people.Who{ID: *r.PersonID}, ""
		}
	}
	if err := x.whose(ctx, tx, all); err != nil {
		return nil, err
	}
	asked := make([]people.Who, len(sound))
	for n, i := range sound {
		asked[n] = all[i].who
	}
	known, err := people.Recognise(ctx, tx, actor, asked)
	if err != nil {
		return nil, err
	}
	for n, i := range sound {
		rows[i].belong(known[n])
		if rows[i].State == Good {
			all[i].line.PersonID = *rows[i].PersonID
		}
	}
	return all, x.standing(ctx, tx, rows, all)
}

// belong gives the row to the one person who is surely meant; else it is Lost, with
// whoever may be meant.
func (r *Row) belong(known []people.Known) {
	sure, doubt := 0, false
	for _, k := range known {
		if k.Sure {
			sure++
		} else {
			doubt = doubt || !slices.Contains(k.Why, people.SameBirth)
		}
		r.Matches = append(r.Matches, Match{PersonID: k.ID, Why: k.Why})
	}
	if sure == 1 && !doubt {
		r.State, r.PersonID, r.Matches = Good, &known[0].ID, []Match{}
		return
	}
	r.State, r.PersonID, r.Chosen = Lost, nil, false
}

// whose looks up whose the numbers of the other program are.
func (x teller) whose(ctx context.Context, tx bun.IDB, all []told) error {
	var numbers []string
	for _, t := range all {
		if t.number != "" {
			numbers = append(numbers, t.number)
		}
	}
	known, err := x.batch.numbers(ctx, tx, numbers)
	for i := range all {
		if id, ok := known[all[i].number]; ok {
			all[i].who.ID = id
		}
	}
	return err
}

// standing makes twins of the good rows whose line stands in the file already, or in an
// earlier row.
func (x teller) standing(ctx context.Context, tx bun.IDB, rows []Row, all []told) error {
	var roots []int64
	keys := map[int]string{}
	for i := range rows {
		if rows[i].State == Good {
			roots = append(roots, all[i].line.PersonID)
			keys[i] = lineKey(all[i].line)
		}
	}
	stand, err := people.Standing(ctx, tx, x.kind.Name, roots)
	if err != nil {
		return err
	}
	first, err := x.batch.earlier(ctx, tx, keys)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		key, ok := keys[i]
		if !ok {
			continue
		}
		if slices.Contains(stand[all[i].line.PersonID], all[i].line.Same()) {
			r.Matches = append(r.Matches, Match{PersonID: all[i].line.PersonID, Why: []string{Stands}})
		} else if n, ok := first[key]; ok && n < r.Row {
			r.Matches = append(r.Matches, Match{Row: n})
		} else {
			first[key] = r.Row
		}
		if len(r.Matches) > 0 && !r.Distinct {
			r.State = Twin
		}
	}
	return nil
}

// lineKey is the same for lines that say the same of one person.
func lineKey(l people.Line) string {
	sum := sha256.Sum256([]byte(l.Same()))
	return "e" + strconv.FormatInt(l.PersonID, 10) + ":" + hex.EncodeToString(sum[:12])
}

// earlierSQL reads by two primary keys, as sharingSQL does: left to choose while the
// tables grow, the planner once took minutes.
const earlierSQL = `WITH k AS MATERIALIZED (SELECT k.key, k.row FROM unnest(?1::text[]) AS x (key),
		LATERAL (SELECT key, row FROM import_keys WHERE batch_id = ?0 AND key = x.key ORDER BY row) AS k)
	SELECT k.key, min(k.row) AS row FROM k,
		LATERAL (SELECT FROM import_rows WHERE batch_id = ?0 AND row = k.row AND state IN ('good', 'twin') OFFSET 0) AS r GROUP BY k.key`

// earlier gives the first row that is kept under each of the keys.
func (b *Batch) earlier(ctx context.Context, tx bun.IDB, keys map[int]string) (map[string]int, error) {
	asked := []string{}
	for _, k := range keys {
		asked = append(asked, k)
	}
	var rows []struct {
		Key string
		Row int
	}
	err := tx.NewRaw(earlierSQL, b.ID, pgdialect.Array(asked)).Scan(ctx, &rows)
	first := map[string]int{}
	for _, r := range rows {
		first[r.Key] = r.Row
	}
	return first, fault.Wrap(db.Translate(err), "look for the same line in the file")
}

// keys are by what rows that are good or twins are found as twins of later ones.
func (x teller) keys(rows []Row, all []told) (at []int64, keys []string) {
	for i := range rows {
		if rows[i].State == Good || rows[i].State == Twin {
			at, keys = append(at, int64(rows[i].Row)), append(keys, lineKey(all[i].line))
		}
	}
	return at, keys
}
