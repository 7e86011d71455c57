package imports

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// numbers gives who has which number in the program the batch comes from.
func (b *Batch) numbers(ctx context.Context, tx bun.IDB, numbers []string) (map[string]int64, error) {
	var rows []struct {
		Number   string
		PersonID int64
	}
	known := map[string]int64{}
	if len(numbers) == 0 {
		return known, nil
	}
	err := tx.NewRaw(`SELECT n.number, COALESCE(p.root_id, p.id) AS person_id FROM import_numbers AS n JOIN people AS p ON p.id = n.person_id
		WHERE n.desk_id = ? AND n.source = ? AND n.number = ANY(?)`, b.DeskID, b.Source, pgdialect.Array(numbers)).Scan(ctx, &rows)
	for _, r := range rows {
		known[r.Number] = r.PersonID
	}
	return known, fault.Wrap(db.Translate(err), "look up numbers of another program")
}

// numbered adds to each good row of people the person who has its number already.
func (x reader) numbered(ctx context.Context, tx bun.IDB, actor auth.Actor, rows []Row) error {
	column := slices.Index(x.fields, "number")
	if column < 0 {
		return nil
	}
	var numbers []string
	for i := range rows {
		numbers = append(numbers, rows[i].Cells[column])
	}
	known, err := x.batch.numbers(ctx, tx, numbers)
	if err != nil {
		return err
	}
	var ids []int64
	for _, id := range known {
		ids = append(ids, id)
	}
	here, err := people.FindAll(ctx, tx, actor, ids)
	for i := range rows {
		r := &rows[i]
		id, ok := known[r.Cells[column]]
		if !ok || r.State != Good || slices.ContainsFunc(r.Matches, func(m Match) bool { return m.PersonID == id }) {
			continue
		}
		m := Match{PersonID: id, Why: []string{people.SameNumber}}
		if p := here[id]; p != nil {
			m.Initials = p.Initials()
		}
		r.Matches = append(r.Matches, m)
	}
	return err
}

// number keeps the numbers the other program has for people whose files were opened.
func (b *Batch) number(ctx context.Context, tx bun.IDB, rows []Row) error {
	column := slices.Index(b.Fields, "number")
	if column < 0 {
		return nil
	}
	var numbers []string
	var ids []int64
	for i := range rows {
		if r := &rows[i]; r.State == Opened && r.Cells[column] != "" {
			numbers, ids = append(numbers, r.Cells[column]), append(ids, *r.PersonID)
		}
	}
	_, err := tx.NewRaw(`INSERT INTO import_numbers (desk_id, source, number, person_id, batch_id)
		SELECT ?, ?, number, person, ? FROM unnest(?::text[], ?::bigint[]) AS x (number, person) ON CONFLICT DO NOTHING`,
		b.DeskID, b.Source, b.ID, pgdialect.Array(numbers), pgdialect.Array(ids)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep numbers of another program")
}

// numberKnown keeps at the end of an import the numbers of rows that are certainly
// somebody known: nobody was opened for them, but a later file names them so.
func (b *Batch) numberKnown(ctx context.Context, tx bun.IDB) error {
	column := slices.Index(b.Fields, "number")
	if column < 0 || b.History() {
		return nil
	}
	_, err := tx.NewRaw(`INSERT INTO import_numbers (desk_id, source, number, person_id, batch_id)
		SELECT ?0, ?1, r.cells ->> ?2, min(p.id), ?3 FROM import_rows AS r, jsonb_array_elements(r.matches) AS m, people AS p
		WHERE r.batch_id = ?3 AND r.state = 'twin' AND (m ->> 'certain')::boolean AND p.id = (m ->> 'person')::bigint
			AND char_length(r.cells ->> ?2) BETWEEN 1 AND 60
		GROUP BY r.row, r.cells ON CONFLICT DO NOTHING`, b.DeskID, b.Source, column, b.ID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep numbers of people known")
}

// forget takes back, after an undo, the numbers of people who do not stay because of it.
func (b *Batch) forget(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewRaw(`DELETE FROM import_numbers WHERE batch_id = ?0 AND person_id NOT IN (
		SELECT person_id FROM import_rows WHERE batch_id = ?0 AND state = 'kept')`, b.ID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "forget numbers of another program")
}
