package consents

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// ExpireKind is the daily job that ends what time ended, and reminds before.
const ExpireKind = "consents.expire"

// Handlers are the jobs of the book.
func (b *Book) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{ExpireKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
		return cmp.Or(b.Expire(ctx, pool, now), Remind(ctx, pool, now))
	}}
}

// Expire ends every consent whose time is over, with all effects, one person after the
// other: one that fails leaves the others ended.
func (b *Book) Expire(ctx context.Context, idb bun.IDB, now time.Time) error {
	due := []Consent{}
	err := idb.NewSelect().Model(&due).Where("co.expires_at <= ? AND co.withdrawn_at IS NULL AND co.expired_at IS NULL AND co.renewed_at IS NULL", now).
		Order("co.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list consents that are over")
	}
	var failed error
	for i := range due {
		failed = cmp.Or(failed, report(ctx, b.expire(ctx, idb, &due[i], now), "expire", due[i].ID))
	}
	return failed
}

func (b *Book) expire(ctx context.Context, idb bun.IDB, c *Consent, now time.Time) error {
	actor := auth.Program("jobs")
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := lockRoot(ctx, tx, c.PersonID); err != nil {
			return err
		}
		err := tx.NewRaw(`UPDATE consents SET expired_at = ? WHERE id = ? AND expires_at <= ?
			AND withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL RETURNING *`, now, c.ID, now).Scan(ctx, c)
		if err = db.Translate(err); fault.Is(err, fault.NotFound) {
			return nil // ended while this waited
		}
		if err != nil {
			return fault.Wrap(err, "expire a consent")
		}
		if err := c.trace(ctx, tx, actor, "expire", now); err != nil {
			return err
		}
		return b.follow(ctx, tx, actor, c, now)
	})
}

// Remind tells people, once, that a consent of theirs ends within a month, where their
// way into the area leads to something that can be written to. Of an employer nobody is
// reminded: what was sent was sent.
func Remind(ctx context.Context, idb bun.IDB, now time.Time) error {
	ending := []Consent{}
	err := idb.NewSelect().Model(&ending).Where("co.purpose <> ? AND co.expires_at <= ?", Sharing, now.Add(remindBefore)).Where(LiveRow, now).
		Where("NOT EXISTS (SELECT FROM messages AS m WHERE m.kind = ? AND m.subject_id = co.id)", kindEnding).Order("co.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list consents that end soon")
	}
	var failed error
	for _, c := range ending {
		err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
			_, err := tellPerson(ctx, tx, c.PersonID, kindEnding, "consent", c.ID, now)
			return err
		})
		failed = cmp.Or(failed, report(ctx, err, "remind", c.ID))
	}
	return failed
}

// report logs by its number the consent for which something failed: the others go on, and
// the first failure is told at the end, so that the job runs again.
func report(ctx context.Context, err error, what string, id int64) error {
	if err == nil {
		return nil
	}
	slog.ErrorContext(ctx, "consents: "+what, "consent", id, "error", jobs.Describe(err))
	return fault.Wrap(err, what+" "+strconv.FormatInt(id, 10))
}
