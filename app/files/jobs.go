package files

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

const (
	// EraseJob removes the blob of one deleted file.
	EraseJob = "files.erase"
	// SweepJob removes orphans and unfinished writes.
	SweepJob = "files.sweep"

	// young spares the blobs of transactions that may still be open.
	young = 24 * time.Hour
	// tooMany orphans at once, and more than half of the store, look like the
	// wrong database rather than like failed transactions.
	tooMany = 20
	atOnce  = 500

	// gone stands for the name of a deleted file.
	gone = "—"
)

type erasure struct {
	ID string `json:"id"`
}

// Delete makes the file not found and forgets its name, in the caller's transaction, and
// its blob go after the commit: what somebody called a file tells of them. A file already
// deleted is NotFound. by is auth.Actor.Ref().
func Delete(ctx context.Context, tx bun.IDB, id, by string, now time.Time) error {
	return db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		err := db.One(tx.NewUpdate().Model((*File)(nil)).Set("deleted_at = ?", now).Set("deleted_by = ?", by).Set("name = ?", gone).
			Where("id = ?", id).Where("deleted_at IS NULL").Exec(ctx))
		if err != nil {
			return fault.Wrap(err, "files: delete")
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: EraseJob, Payload: erasure{id}, Unique: id})
	})
}

// Hand gives a file to another owner, under another name. A file deleted is NotFound.
func Hand(ctx context.Context, tx bun.IDB, id, owner string, ownerID int64, name string) error {
	err := db.One(tx.NewUpdate().Model((*File)(nil)).Set("owner = ?", owner).Set("owner_id = ?", ownerID).Set("name = ?", cleanName(name)).
		Where("id = ?", id).Where("deleted_at IS NULL").Exec(ctx))
	return fault.Wrap(err, "files: hand on")
}

// Jobs are the handlers of this package's jobs.
func (v *Vault) Jobs() map[string]jobs.Handler {
	return map[string]jobs.Handler{EraseJob: v.erase, SweepJob: v.sweep}
}

// Schedule is when the sweep runs: each night at a quarter past one UTC.
func Schedule() []jobs.Schedule {
	return []jobs.Schedule{{Kind: SweepJob, Every: 24 * time.Hour, Offset: 75 * time.Minute}}
}

// erase removes the blob of a deleted file and records it. A file that is not
// deleted is left alone, whatever the job says.
func (v *Vault) erase(ctx context.Context, idb *bun.DB, payload json.RawMessage, now time.Time) error {
	job, err := jobs.Decode[erasure](payload)
	if err != nil {
		return err
	}
	deleted, err := idb.NewSelect().Model((*File)(nil)).Where("id = ?", job.ID).
		Where("deleted_at IS NOT NULL").Where("erased_at IS NULL").Exists(ctx)
	if err != nil || !deleted {
		return fault.Wrap(db.Translate(err), "files: erase")
	}
	if err := v.store.Delete(ctx, job.ID); err != nil {
		return fault.Wrap(err, "files: erase")
	}
	_, err = idb.NewUpdate().Model((*File)(nil)).Set("erased_at = ?", now).
		Where("id = ?", job.ID).Where("erased_at IS NULL").Exec(ctx)
	return fault.Wrap(db.Translate(err), "files: record the erasure")
}

// sweep removes blobs older than a day that no row names, uploads that were given up,
// and unfinished writes.
func (v *Vault) sweep(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	if err := v.forget(ctx, idb, now); err != nil {
		return err
	}
	before := now.Add(-young)
	if err := v.store.Tidy(ctx, before); err != nil {
		return fault.Wrap(err, "files: tidy")
	}
	var orphans, group []string
	blobs := 0
	look := func() error {
		lost, err := unknown(ctx, idb, group)
		orphans, group = append(orphans, lost...), group[:0]
		return err
	}
	err := v.store.Walk(ctx, func(key string, put time.Time) error {
		blobs++
		if !put.Before(before) {
			return nil
		}
		if group = append(group, key); len(group) < atOnce {
			return nil
		}
		return look()
	})
	if err == nil {
		err = look()
	}
	if err != nil {
		return fault.Wrap(err, "files: sweep")
	}
	if len(orphans) > tooMany && len(orphans) > blobs/2 {
		return jobs.Permanent(jobs.Reason("files: most blobs have no row; is this the right database? Nothing was removed"))
	}
	for _, key := range orphans {
		if err := v.store.Delete(ctx, key); err != nil {
			return fault.Wrap(err, "files: remove an orphan")
		}
	}
	return nil
}

// unknown are the keys that no row names, or whose row says the blob is gone.
func unknown(ctx context.Context, idb bun.IDB, keys []string) ([]string, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var lost []string
	err := idb.NewRaw(`SELECT key FROM unnest(?::text[]) AS key WHERE NOT EXISTS
		(SELECT 1 FROM files WHERE id = key AND erased_at IS NULL) AND NOT EXISTS
		(SELECT 1 FROM file_upload_parts WHERE blob_id = key)`, pgdialect.Array(keys)).Scan(ctx, &lost)
	return lost, db.Translate(err)
}
