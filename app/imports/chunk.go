package imports

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// judge says of each row what is wrong with it and who it may be already; it gives
// the forms, clean. The database is asked once for all of them.
func (x reader) judge(ctx context.Context, tx bun.IDB, actor auth.Actor, rows []Row, now time.Time) ([]people.Form, error) {
	forms, sound, places := make([]people.Form, len(rows)), []people.Form{}, []int{}
	for i := range rows {
		r := &rows[i]
		f, bad := x.form(r.Cells)
		f.Checked = r.Checked
		forms[i] = f.Clean()
		r.Problems, r.Matches, r.State = x.problems(f, forms[i], bad, now), []Match{}, Bad
		if len(r.Problems) == 0 {
			sound, places = append(sound, forms[i]), append(places, i)
		}
	}
	found, err := people.SimilarAll(ctx, tx, actor, sound)
	if err != nil {
		return nil, err
	}
	for n, i := range places {
		r := &rows[i]
		for _, m := range found[n] {
			r.Matches = append(r.Matches, Match{PersonID: m.ID, Initials: m.Initials, Year: m.BirthYear, Why: m.Why, Certain: m.Certain()})
		}
		r.State = Good
	}
	if err := x.numbered(ctx, tx, actor, rows); err != nil {
		return nil, err
	}
	if err := x.twins(ctx, tx, rows, forms); err != nil {
		return nil, err
	}
	for i := range rows {
		if r := &rows[i]; r.State == Good && len(r.Matches) > 0 && (!r.Distinct || r.Certain()) {
			r.State = Twin
		}
	}
	return forms, nil
}

// save keeps what became of rows, in one statement.
func save(ctx context.Context, tx bun.IDB, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		if rows[i].Problems == nil {
			rows[i].Problems = []Problem{}
		}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return fault.Wrap(err, "write rows")
	}
	res, err := tx.NewRaw(`UPDATE import_rows AS r SET state = x.state, cells = x.cells, problems = x.problems, matches = x.matches,
		checked = x.checked, distinct_ = x.different, person_id = x.person_id,
		chosen = x.chosen, written_id = x.written_id
		FROM json_to_recordset(?::json) AS x (row int, state text, cells jsonb, problems jsonb, matches jsonb,
			checked boolean, different boolean, person_id bigint,
			chosen boolean, written_id bigint)
		WHERE r.batch_id = ? AND r.row = x.row`, string(data), rows[0].BatchID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep rows")
	}
	if n, err := res.RowsAffected(); err != nil || n != int64(len(rows)) {
		return fault.Wrap(errors.Join(err, errors.New("not every row was there")), "keep rows")
	}
	return nil
}
