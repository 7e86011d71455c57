package privacy

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/people"
	"approdo/app/personal"
)

// Limits of the settings; the first is a CHECK of the table too.
const (
	MaxMonths = 240
	// NoticeDays is how long before a file is forgotten its person is told.
	NoticeDays = 30
)

// Setting is how long rows of a purpose are kept after it ended, in months.
type Setting struct {
	bun.BaseModel `bun:"table:retention_settings,alias:rs"`

	Purpose   personal.Purpose `bun:",pk"`
	Months    int
	ChangedAt *time.Time
	ChangedBy string
}

// cutoff is the moment before which rows are no longer kept.
func (s Setting) cutoff(now time.Time) time.Time { return now.AddDate(0, -s.Months, 0) }

// Settings gives how long each purpose is kept, in the order of personal.Purposes.
func Settings(ctx context.Context, idb bun.IDB) ([]Setting, error) {
	all := []Setting{}
	if err := idb.NewSelect().Model(&all).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "read how long data are kept")
	}
	slices.SortFunc(all, func(a, b Setting) int {
		return slices.Index(personal.Purposes, a.Purpose) - slices.Index(personal.Purposes, b.Purpose)
	})
	return all, nil
}

// Months gives how long a purpose is kept.
func Months(ctx context.Context, idb bun.IDB, purpose personal.Purpose) (months int, err error) {
	err = idb.NewRaw("SELECT months FROM retention_settings WHERE purpose = ?", string(purpose)).Scan(ctx, &months)
	return months, fault.Wrap(db.Translate(err), "read how long data are kept")
}

// SetMonths changes how long purposes are kept; what is so already is quiet. Invalid is as
// in CheckMonths.
func SetMonths(ctx context.Context, idb bun.IDB, actor auth.Actor, months map[personal.Purpose]int, now time.Time) error {
	for p, n := range months {
		if err := CheckMonths(p, n); err != nil {
			return err
		}
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		for _, p := range personal.Purposes {
			n, named := months[p]
			if !named {
				continue
			}
			var was int
			err := tx.NewRaw(`UPDATE retention_settings AS s SET months = ?0, changed_at = ?1, changed_by = ?2
				FROM (SELECT months FROM retention_settings WHERE purpose = ?3 FOR UPDATE) AS old
				WHERE s.purpose = ?3 AND s.months <> ?0 RETURNING old.months`, n, now, actor.Ref(), string(p)).Scan(ctx, &was)
			if err = db.Translate(err); fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return fault.Wrap(err, "set how long data are kept")
			}
			err = audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.retention", Data: map[string]any{"purpose": string(p), "from": was, "to": n}, At: now})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// tablesOf are the tables of a purpose whose rows end by themselves.
func tablesOf(purpose personal.Purpose) []personal.Table {
	return slices.DeleteFunc(Catalogue(), func(t personal.Table) bool { return t.Purpose != purpose || t.Ended == "" })
}

// CheckMonths says whether a purpose may be kept for so long: Invalid names mesi.
func CheckMonths(p personal.Purpose, months int) error {
	var k fault.Check
	k.If(months < Least(p) || months > Most(p), "mesi", "privacy.error.months", "Min", Least(p), "Max", Most(p))
	return k.Err()
}

// Least is the shortest time a purpose can be kept, in months: a message is also the proof
// that it went out, and a reminder looks for it up to a month later; after a path the desk
// asks for half a year how it went on.
func Least(p personal.Purpose) int {
	switch p {
	case personal.Messages:
		return 3
	case personal.Path:
		return 12
	case personal.File:
		return 6
	}
	return 1
}

// Most is the longest time a purpose can be kept, in months: nobody needs for long who
// waited for a time or was never taken on.
func Most(p personal.Purpose) int {
	if p == personal.Waiting || p == personal.Forms {
		return 12
	}
	return MaxMonths
}

// ended is the condition of rows whose purpose ended before ?0, whose person was told
// before today (?2) where that is owed, and that still hold something; those of who asked
// that their data be kept and not used stay.
func ended(t *personal.Table) string {
	held := strings.ReplaceAll(t.Whose, "?0", "ARRAY"+people.HeldRecords)
	if t.Name == "messages" {
		held = "t.id IN (" + strings.ReplaceAll(messagesAbout(), "?0", "ARRAY"+people.HeldRecords) + ")"
	}
	where := t.Ended + " < ?0 AND " + t.Remembers() + " AND (" + held + ") IS NOT TRUE"
	if t.Told != "" {
		where += " AND " + t.Told
	}
	return where
}

// Sweep forgets the rows of every purpose that ended longer ago than the setting says,
// children first, in transactions of at most a thousand, and tells how many by purpose. A
// table that fails does not hold the others up; the first failure is told at the end.
func Sweep(ctx context.Context, pool bun.IDB, actor auth.Actor, now time.Time) (map[personal.Purpose]int64, error) {
	settings, err := Settings(ctx, pool)
	if err != nil {
		return nil, err
	}
	gone := map[personal.Purpose]int64{}
	var failed error
	for _, s := range settings {
		if s.Purpose == personal.File {
			continue
		}
		for _, t := range slices.Backward(tablesOf(s.Purpose)) {
			n, err := sweepTable(ctx, pool, &t, actor, s.cutoff(now), now)
			if gone[s.Purpose] += n; err != nil {
				slog.ErrorContext(ctx, "privacy: sweep", "table", t.Name, "error", jobs.Describe(err))
				failed = cmp.Or(failed, fault.Wrap(err, "sweep "+t.Name))
			}
		}
	}
	return gone, failed
}

func sweepTable(ctx context.Context, pool bun.IDB, t *personal.Table, actor auth.Actor, cutoff, now time.Time) (gone int64, err error) {
	for n := int64(sweepBatch); n == sweepBatch; gone += n {
		if n, err = sweepSome(ctx, pool, t, actor, cutoff, now); err != nil {
			break
		}
	}
	return gone, err
}

const sweepBatch = 1000

func sweepSome(ctx context.Context, pool bun.IDB, t *personal.Table, actor auth.Actor, cutoff, now time.Time) (n int64, err error) {
	err = db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		var rows []string
		err := tx.NewRaw("SELECT t.ctid::text FROM "+t.Name+" AS t WHERE "+ended(t)+" LIMIT ?1 FOR UPDATE OF t", cutoff, sweepBatch, desks.InItaly(now)).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return fault.Wrap(db.Translate(err), "find what is due of "+t.Name)
		}
		if _, err := tx.ExecContext(ctx, "SELECT set_config('approdo.forgetting', 'on', true)"); err != nil {
			return fault.Wrap(db.Translate(err), "begin to forget")
		}
		if n, err = forget(ctx, tx, t, "t.ctid = ANY(?0::tid[])", actor, now, "{"+quoted(rows)+"}"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.sweep", Data: map[string]any{"table": t.Name, "rows": n}, At: now})
	})
	return n, err
}

func quoted(rows []string) string { return `"` + strings.Join(rows, `","`) + `"` }
