package imports

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// States of a batch.
const (
	Mapping   = "mapping"
	Checking  = "checking"
	Checked   = "checked"
	Importing = "importing"
	Undoing   = "undoing"
	Undone    = "undone"
	Stopped   = "stopped"
)

// States of a row.
const (
	New    = "new"
	Bad    = "bad"
	Lost   = "lost"
	Twin   = "twin"
	Good   = "good"
	Opened = "opened"
	Taken  = "undone"
	Kept   = "kept"
)

// Batch is one file.
type Batch struct {
	bun.BaseModel `bun:"table:import_batches,alias:b"`

	ID     int64 `bun:",pk,autoincrement"`
	DeskID int64
	Name   string
	// Head names the columns; Fields says what each holds, "" for nothing.
	Head   []string `bun:"type:jsonb"`
	Fields []string `bun:"type:jsonb"`
	State  string
	// Kind is what the file holds, one of Kinds; Source names the program it comes from,
	// whose numbers of people are told apart by it.
	Kind, Source string
	// UserID is the account as which its jobs act.
	UserID    int64
	CreatedAt time.Time
	// BegunAt is when the work under way began, with Begun rows before it.
	BegunAt *time.Time
	Begun   int
}

// Busy reports whether a job is at work on the batch.
func (b *Batch) Busy() bool { return slices.Contains([]string{Checking, Importing, Undoing}, b.State) }

// waiting is the state of the rows that each work is about.
var waiting = map[string]string{Checking: New, Importing: Good, Undoing: Opened}

// Left is how many rows wait for the work under way, of the counts of Count.
func (b *Batch) Left(counts map[string]int) int { return counts[waiting[b.State]] }

// Pace is how many rows a second the work under way does, and how long it will still
// take at that pace; 0 where it is too early to tell.
func (b *Batch) Pace(counts map[string]int, now time.Time) (perSecond float64, left time.Duration) {
	if b.BegunAt == nil {
		return 0, 0
	}
	done, took := b.Begun-b.Left(counts), now.Sub(*b.BegunAt).Seconds()
	if done <= 0 || took < 1 {
		return 0, 0
	}
	perSecond = float64(done) / took
	return perSecond, time.Duration(float64(b.Left(counts)) / perSecond * float64(time.Second))
}

// Line is a line of a file, by its number there.
type Line struct {
	Number int
	Cells  []string
}

// File is what is uploaded: the lines of a table, the first of which names the columns.
type File struct {
	DeskID             int64
	Name, Kind, Source string
	Lines              []Line
}

// Start keeps a file for one of the actor's desks. Invalid on "file" for a file without
// rows, on "kind" and "source".
func Start(ctx context.Context, idb bun.IDB, actor auth.Actor, f File, now time.Time) (int64, error) {
	if !actor.May(auth.PeopleImport) {
		return 0, fault.Missing()
	}
	if _, err := desks.FindFor(ctx, idb, actor, f.DeskID); err != nil {
		return 0, err
	}
	if err := f.check(); err != nil {
		return 0, err
	}
	b := &Batch{DeskID: f.DeskID, Name: f.Name, Kind: f.Kind, Source: f.Source, Head: f.Lines[0].Cells, State: Mapping, UserID: actor.UserID, CreatedAt: now}
	lines := slices.DeleteFunc(slices.Clone(f.Lines[1:]), func(l Line) bool { return slices.Equal(l.Cells, b.Head) }) // the head of another page
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		known, err := headings(ctx, tx, actor.UserID, b.Kind)
		if err != nil {
			return err
		}
		b.Fields = guess(b.Kind, b.Head, known)
		if _, err := tx.NewInsert().Model(b).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "keep batch")
		}
		for part := range slices.Chunk(lines, 1000) {
			if err := b.add(ctx, tx, part); err != nil {
				return err
			}
		}
		return b.record(ctx, tx, actor, "upload", map[string]any{"rows": len(lines)}, now)
	})
	return b.ID, err
}

// check trims the words of a file and says what is wrong with it.
func (f *File) check() error {
	var c fault.Check
	f.Source = strings.Join(strings.Fields(f.Source), " ")
	if f.Kind == "" {
		f.Kind = People
	}
	c.If(len(f.Lines) < 2, "file", "imports.error.empty")
	c.If(!slices.Contains(Kinds(), f.Kind), "kind", "people.error.choose")
	c.If(utf8.RuneCountInString(f.Source) > 60, "source", "people.error.long", "Max", 60)
	c.If(sound(f.Source) != f.Source, "source", "people.error.characters")
	if r := []rune(sound(f.Name)); true {
		f.Name = string(r[:min(200, len(r))])
	}
	return c.Err()
}

// add keeps lines, each as wide as the head.
func (b *Batch) add(ctx context.Context, tx bun.IDB, lines []Line) error {
	numbers, cells := make([]int64, len(lines)), make([]string, len(lines))
	for i, x := range lines {
		wide := make([]string, len(b.Head))
		for j := range min(len(x.Cells), len(wide)) {
			wide[j] = sound(x.Cells[j])
		}
		data, err := json.Marshal(wide)
		if err != nil {
			return fault.Wrap(err, "write row")
		}
		numbers[i], cells[i] = int64(x.Number), string(data)
	}
	_, err := tx.NewRaw("INSERT INTO import_rows (batch_id, row, cells) SELECT ?, * FROM unnest(?::int[], ?::jsonb[])",
		b.ID, pgdialect.Array(numbers), pgdialect.Array(cells)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep rows")
}

// sound is a cell as it can be kept: letters of UTF-8 without the NUL that PostgreSQL
// does not know.
func sound(cell string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\x00", ""))
}

// Find gives a batch of the actor's desks.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Batch, error) {
	b := new(Batch)
	err := scoped(idb.NewSelect().Model(b).Where("b.id = ?", id), actor).Scan(ctx)
	return b, fault.Wrap(db.Translate(err), "find batch")
}

func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("b.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// List gives the batches of the actor's desks, the latest first, at most 50.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Batch, error) {
	all := []Batch{}
	err := scoped(idb.NewSelect().Model(&all), actor).Order("b.id DESC").Limit(50).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list batches")
}

// Count gives how many rows of the batch stand in each state.
func (b *Batch) Count(ctx context.Context, idb bun.IDB) (map[string]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := idb.NewRaw("SELECT state, count(*) AS n FROM import_rows WHERE batch_id = ? GROUP BY state", b.ID).Scan(ctx, &rows)
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, fault.Wrap(db.Translate(err), "count rows")
}

// lock reads a batch of the actor's desks in one of the states and keeps it; any other
// state is Conflict "imports.error.state".
func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64, states ...string) (*Batch, error) {
	b := new(Batch)
	err := scoped(tx.NewSelect().Model(b).Where("b.id = ?", id), actor).For("UPDATE").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "lock batch")
	}
	if !slices.Contains(states, b.State) {
		return nil, fault.New(fault.Conflict, "imports.error.state")
	}
	return b, nil
}

// set moves the batch to a state; a busy one gets its job, and is timed.
func (b *Batch) set(ctx context.Context, tx bun.IDB, state string, now time.Time) error {
	b.State, b.BegunAt, b.Begun = state, nil, 0
	if b.Busy() {
		counts, err := b.Count(ctx, tx)
		if err != nil {
			return err
		}
		b.BegunAt, b.Begun = &now, b.Left(counts)
	}
	res, err := tx.NewUpdate().Model(b).Column("state", "fields", "user_id", "begun_at", "begun").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change batch")
	}
	if !b.Busy() {
		return nil
	}
	return jobs.Enqueue(ctx, tx, b.job())
}

func (b *Batch) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, data map[string]any, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "imports." + verb, Subject: "import", SubjectID: b.ID, DeskID: b.DeskID, Data: data, At: now,
	})
}

// Import opens a file for every good row, and for those said to be somebody else. The
// same again is quiet.
func Import(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return begin(ctx, idb, actor, id, Importing, now)
}

// Undo takes away every file the batch opened that nobody changed since. The same again
// is quiet.
func Undo(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return begin(ctx, idb, actor, id, Undoing, now)
}

func begin(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, state string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, actor, id, Checked, Stopped, state)
		if err != nil || b.State == state {
			return err
		}
		b.UserID = actor.UserID
		if err := b.record(ctx, tx, actor, state, nil, now); err != nil {
			return err
		}
		return b.set(ctx, tx, state, now)
	})
}
