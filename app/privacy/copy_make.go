package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/jobs"
)

// Kinds of the jobs of copies.
const (
	CopyKind = "privacy.copy"
	DropKind = "privacy.copies_drop"
)

// maxCopy is the largest copy, in bytes.
const maxCopy = 2 << 30

type copyOrder struct {
	Copy int64 `json:"copy"`
}

// Sheet is a document of a copy, to be read by people.
type Sheet struct {
	Name string
	Data []byte
}

// Copies makes copies. Sheets draws what is to be read in the person's language.
type Copies struct {
	Office
	Vault  *files.Vault
	Sheets func(ctx context.Context, personID int64, lang string, now time.Time) ([]Sheet, error)
}

// Handlers are the jobs of copies.
func (x Copies) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{CopyKind: x.make, DropKind: x.drop}
}

// CopySchedule is when copies nobody may fetch any more are deleted.
func CopySchedule() jobs.Schedule {
	return jobs.Schedule{Kind: DropKind, Every: time.Hour, Offset: 25 * time.Minute}
}

// make builds a copy, streaming into the vault. Whoever is forgotten meanwhile leaves no
// copy: the file belongs to its row before it is whole, and is deleted where that is gone.
func (x Copies) make(ctx context.Context, pool *bun.DB, payload json.RawMessage, now time.Time) error {
	order, err := jobs.Decode[copyOrder](payload)
	if err != nil {
		return err
	}
	if err := dropFiles(ctx, pool, order.Copy, now); err != nil { // of a run that was cut short
		return err
	}
	c, err := findCopy(ctx, pool, order.Copy)
	if fault.Is(err, fault.NotFound) || err == nil && c.ReadyAt != nil {
		return nil
	}
	if err != nil {
		return err
	}
	ids, err := recordsOf(ctx, pool, c.PersonID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := x.store(ctx, pool, c, ids, now); err != nil {
		return err
	}
	return x.finish(ctx, pool, c, now)
}

// store writes the archive into the vault while it is being made.
func (x Copies) store(ctx context.Context, pool *bun.DB, c *Copy, ids []int64, now time.Time) error {
	out, in := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := x.archive(ctx, pool, in, c, ids, now)
		_ = in.CloseWithError(err) // never fails
		written <- err
	}()
	_, err := files.Save(ctx, pool, x.Vault, files.Input{Owner: copyOwner, OwnerID: c.ID, Name: "approdo-" + now.Format(time.DateOnly) + ".zip",
		Content: out, Allowed: []string{files.ZIP}, Max: maxCopy, By: "program:copies", Now: now})
	_ = out.CloseWithError(err) // ends the writer where the vault gave up
	return errors.Join(err, <-written)
}

// finish hands a stored copy over, unless its person is gone.
func (x Copies) finish(ctx context.Context, pool *bun.DB, c *Copy, now time.Time) error {
	gone := false
	err := db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		root, forgotten, err := lockRoot(ctx, tx, c.PersonID)
		if gone = forgotten; err != nil || gone {
			return err
		}
		expires := now.AddDate(0, 0, CopyDays)
		err = db.One(tx.NewUpdate().Model(c).Set("ready_at = ?", now).Set("expires_at = ?", expires).WherePK().Where("ready_at IS NULL").Exec(ctx))
		if fault.Is(err, fault.NotFound) {
			gone = true
			return nil
		}
		if err != nil {
			return fault.Wrap(err, "hand a copy over")
		}
		return x.tell(ctx, tx, root, kindCopy, copySubject, c.ID, now)
	})
	if err != nil || !gone {
		return err
	}
	return dropFiles(ctx, pool, c.ID, now)
}

// dropFiles deletes what is stored of a copy that was not handed over.
func dropFiles(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	var ready bool
	err := idb.NewRaw("SELECT EXISTS (SELECT FROM privacy_copies WHERE id = ? AND ready_at IS NOT NULL AND gone_at IS NULL)", id).Scan(ctx, &ready)
	if err != nil || ready {
		return fault.Wrap(db.Translate(err), "look at a copy")
	}
	all, err := files.List(ctx, idb, copyOwner, id)
	for _, f := range all {
		if err := files.Delete(ctx, idb, f.ID, "program:copies", now); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return err
}

// drop deletes copies whose days are over, and the addresses of those forgotten.
func (x Copies) drop(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
	var over []int64
	err := pool.NewRaw("SELECT id FROM privacy_copies WHERE gone_at IS NULL AND expires_at <= ? ORDER BY id LIMIT 1000", now).Scan(ctx, &over)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list copies that are over")
	}
	for _, id := range over {
		err := db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
			err := db.One(tx.NewRaw("UPDATE privacy_copies SET gone_at = ? WHERE id = ? AND gone_at IS NULL", now, id).Exec(ctx))
			if err != nil {
				return fault.Wrap(err, "end a copy")
			}
			return dropFiles(ctx, tx, id, now)
		})
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return dropFarewells(ctx, pool, now)
}
