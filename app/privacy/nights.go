package privacy

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/personal"
)

// Kinds of the daily jobs. Notices go out in the morning, for some are text messages; what
// is forgotten goes at night.
const (
	AnnounceKind = "privacy.announce"
	ForgetKind   = "privacy.forget"
	SweepKind    = "privacy.sweep"
	// LiftKind ends, every hour, the restrictions whose day has come.
	LiftKind = "privacy.lift"
)

// Of people, so many are told and forgotten in a day; who is left waits for the next.
const perDay = 2000

// Handlers are the jobs; sms is true where the program has a gateway.
func (o Office) Handlers(sms bool) map[string]jobs.Handler {
	return map[string]jobs.Handler{
		AnnounceKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			_, err := Announce(ctx, pool, sms, now, perDay)
			return cmp.Or(err, announceCVs(ctx, pool, sms, now))
		},
		ForgetKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			_, err := o.ForgetIdle(ctx, pool, now, perDay)
			return err
		},
		SweepKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			_, err := Sweep(ctx, pool, program(), now)
			_, dropped := DropRecords(ctx, pool, program(), now)
			return cmp.Or(err, dropped)
		},
		LiftKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			return LiftDue(ctx, pool, now)
		},
	}
}

// announceCVs tells people that their CV goes, in time before it is due.
func announceCVs(ctx context.Context, pool *bun.DB, sms bool, now time.Time) error {
	months, err := Months(ctx, pool, personal.CV)
	if err != nil {
		return err
	}
	return cvs.Reminder{SMS: sms}.Announce(ctx, pool, Setting{Months: months}.cutoff(now.AddDate(0, 0, cvs.NoticeDays)), now)
}

// Schedule is when they run.
func Schedule() []jobs.Schedule {
	return []jobs.Schedule{
		{Kind: AnnounceKind, Every: 24 * time.Hour, Offset: 9 * time.Hour},
		{Kind: ForgetKind, Every: 24 * time.Hour, Offset: 145 * time.Minute},
		{Kind: SweepKind, Every: 24 * time.Hour, Offset: 175 * time.Minute},
		{Kind: LiftKind, Every: time.Hour, Offset: 3 * time.Minute},
	}
}

// ForgetIdle forgets those whose notice is due and with whom still nothing happened, each
// in a transaction of their own; who came back loses the notice. At most limit of them; it
// tells how many are forgotten. Who fails stays due, and the first failure is told once
// the others are done.
func (o Office) ForgetIdle(ctx context.Context, idb bun.IDB, now time.Time, limit int) (done int, err error) {
	months, err := Months(ctx, idb, personal.Path)
	if err != nil {
		return 0, err
	}
	var failed error
	var last Notice
	for done < limit {
		due, err := dueNotices(ctx, idb, last, now)
		if err != nil || len(due) == 0 {
			return done, cmp.Or(failed, err)
		}
		for _, n := range due {
			if last = n; done == limit || ctx.Err() != nil {
				return done, cmp.Or(failed, ctx.Err())
			}
			gone, err := o.settle(ctx, idb, n, months, now)
			if failed = cmp.Or(failed, report(ctx, err, "forget person", n.PersonID)); gone && err == nil {
				done++
			}
		}
	}
	return done, failed
}

func dueNotices(ctx context.Context, idb bun.IDB, last Notice, now time.Time) ([]Notice, error) {
	due := []Notice{}
	q := idb.NewSelect().Model(&due).Where("rn.kept_at IS NULL AND rn.done_at IS NULL AND rn.due_on <= ?", desks.InItaly(now)).
		Order("rn.due_on", "rn.id").Limit(batch)
	if last.ID != 0 {
		q = q.Where("(rn.due_on, rn.id) > (?, ?)", last.DueOn, last.ID)
	}
	return due, fault.Wrap(db.Translate(q.Scan(ctx)), "list notices that are due")
}

// settle forgets the person of a notice, or ends it where they came back: under a lock of
// the file, so that what happens meanwhile waits, or counts.
func (o Office) settle(ctx context.Context, idb bun.IDB, n Notice, months int, now time.Time) (gone bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		err := lockPerson(ctx, tx, n.PersonID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		err = tx.NewSelect().Model(&n).WherePK().Where("kept_at IS NULL AND done_at IS NULL").For("UPDATE").Scan(ctx)
		if err = db.Translate(err); fault.Is(err, fault.NotFound) {
			return nil // settled meanwhile
		}
		if err == nil {
			_, err = FindIdle(ctx, tx, n.PersonID, now)
		}
		if gone = err == nil; err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		return o.end(ctx, tx, n, gone, months, now)
	})
	return gone, err
}

func (o Office) end(ctx context.Context, tx bun.Tx, n Notice, gone bool, months int, now time.Time) error {
	if gone {
		return o.Forget(ctx, tx, program(), n.PersonID, months, now)
	}
	_, err := tx.NewRaw("UPDATE retention_notices SET kept_at = ? WHERE id = ?", now, n.ID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "end a notice")
	}
	return audit.Record(ctx, tx, audit.Entry{Actor: program().Ref(), Action: "privacy.back", Subject: "person", SubjectID: n.PersonID, At: now})
}

// endNotices marks the notices of who is forgotten: their links lead nowhere.
func endNotices(ctx context.Context, tx bun.Tx, ids []int64, now time.Time) error {
	_, err := tx.NewRaw("UPDATE retention_notices SET done_at = ? WHERE person_id = ANY(?) AND kept_at IS NULL AND done_at IS NULL", now, pgdialect.Array(ids)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "end notices")
}
