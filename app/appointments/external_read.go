package appointments

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments/outside"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// ExternalKind is the periodic job that reads the calendars elsewhere; every
// quarter of an hour is meant. Each of them is a job of its own, so that a slow one
// stops nobody.
const (
	ExternalKind = "appointments.external"
	externalOne  = "appointments.external_one"
)

// externalBack and externalAhead are how far busy times are kept.
const (
	externalBack  = 24 * time.Hour
	externalAhead = 400 * 24 * time.Hour
	// understanding is how long a file may take to be read.
	understanding = 10 * time.Second
)

type externalOrder struct {
	Calendar int64 `json:"calendar"`
}

// Handlers are the jobs that read calendars elsewhere.
func (o ExternalOptions) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{
		ExternalKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, _ time.Time) error {
			return readAll(ctx, pool)
		},
		externalOne: func(ctx context.Context, pool *bun.DB, payload json.RawMessage, now time.Time) error {
			order, err := jobs.Decode[externalOrder](payload)
			if err != nil {
				return err
			}
			return o.Read(ctx, pool, order.Calendar, now)
		},
	}
}

func readAll(ctx context.Context, idb bun.IDB) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var ids []int64
		if err := tx.NewSelect().Table("external_calendars").Column("id").Order("id").Scan(ctx, &ids); err != nil {
			return fault.Wrap(db.Translate(err), "list external calendars")
		}
		for _, id := range ids {
			if err := readSoon(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read fetches one calendar and keeps when its operator is busy. Where it cannot be
// had, what was read before stays, with the reason and since when; the next round
// tries again. One that was dropped meanwhile is quiet. Nothing is held while the
// other server is waited for.
func (o ExternalOptions) Read(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	x := new(External)
	err := db.Translate(idb.NewSelect().Model(x).Where("external.id = ?", id).Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fault.Wrap(err, "find external calendar")
	}
	answer, busy, err := o.fetch(ctx, x, now)
	if ctx.Err() != nil {
		return fault.Wrap(ctx.Err(), "read external calendar")
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err != nil {
			return x.fail(ctx, tx, err, now)
		}
		return x.keep(ctx, tx, answer, busy, now)
	})
}

// fetch gives the answer and, where something may have changed, the busy times. A
// file that says "the same" is asked for whole once a day: recurrences go on while
// it stays as it is.
func (o ExternalOptions) fetch(ctx context.Context, x *External, now time.Time) (*outside.Answer, []outside.Stretch, error) {
	u, err := o.address(x, now)
	if err != nil {
		return nil, nil, err
	}
	etag := x.ETag
	if x.ReadAt == nil || desks.DateOf(x.ReadAt.UTC()) != desks.DateOf(now.UTC()) {
		etag = ""
	}
	answer, err := o.Fetcher.Get(ctx, u, etag)
	if err != nil || answer.Same {
		return answer, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, understanding)
	defer cancel()
	zone := (&desks.Desk{Zone: "Europe/Rome"}).Location()
	busy, err := outside.Busy(ctx, answer.File, zone, now.Add(-externalBack), now.Add(externalAhead))
	return answer, busy, err
}

// fail leaves the busy times as they are.
func (x *External) fail(ctx context.Context, tx bun.IDB, err error, now time.Time) error {
	trouble := outside.Unreachable
	errors.As(err, &trouble)
	_, err = tx.NewUpdate().Model(x).Set("failed_since = coalesce(failed_since, ?), trouble = ?", now, string(trouble)).WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "note a failing external calendar")
}

// keep writes the busy times in the place of those before.
func (x *External) keep(ctx context.Context, tx bun.IDB, a *outside.Answer, busy []outside.Stretch, now time.Time) error {
	res, err := tx.NewUpdate().Model(x).Set("read_at = ?, etag = ?, failed_since = NULL, trouble = ''", now, a.ETag).WherePK().Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep external calendar")
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 || a.Same {
		return fault.Wrap(err, "keep external calendar")
	}
	if _, err := tx.NewRaw("DELETE FROM external_busy WHERE calendar_id = ?", x.ID).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "forget busy times")
	}
	rows := make([]busyRow, len(busy))
	for i, b := range busy {
		rows[i] = busyRow{CalendarID: x.ID, OperatorID: x.OperatorID, StartsAt: b.Start, EndsAt: b.End}
	}
	for len(rows) > 0 {
		n := min(len(rows), 1000)
		part := rows[:n]
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "keep busy times")
		}
		rows = rows[n:]
	}
	return nil
}

// busyRow is one time an operator is busy elsewhere.
type busyRow struct {
	bun.BaseModel `bun:"table:external_busy,alias:b"`

	CalendarID, OperatorID int64
	StartsAt, EndsAt       time.Time
}
