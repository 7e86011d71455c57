package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Whole is an upload all of which is here. Reading it needs no database, so that it can
// be read inside of a transaction without asking for a second connection.
type Whole struct {
	*Upload

	vault *Vault
	parts []uploadPart
}

// Open reads the file from its beginning. Close it.
func (w *Whole) Open(ctx context.Context) io.ReadCloser {
	return &joined{ctx: ctx, vault: w.vault, parts: w.parts, left: w.Size}
}

// TakeUpload gives a file whose parts are all here. One that is not whole, or is not what
// its stamp says, is NotWhole. It stays until DropUpload.
func TakeUpload(ctx context.Context, idb bun.IDB, v *Vault, owner, id string, now time.Time) (*Whole, error) {
	u, err := FindUpload(ctx, idb, owner, id, now)
	if err != nil {
		return nil, err
	}
	if !u.Complete() {
		return nil, NotWhole()
	}
	w := &Whole{Upload: u, vault: v}
	if err := idb.NewSelect().Model(&w.parts).Where("upload_id = ?", id).Order("starts").Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "files: read an upload")
	}
	if want, err := hex.DecodeString(u.Stamp); err == nil && len(want) == sha256.Size {
		sum := sha256.New()
		if _, err := io.Copy(sum, w.Open(ctx)); err != nil {
			return nil, err
		}
		if !bytes.Equal(sum.Sum(nil), want) {
			return nil, NotWhole()
		}
	}
	return w, nil
}

// joined reads the parts of an upload one after the other. It ends in an error, never in
// a clean end, where something is missing.
type joined struct {
	ctx   context.Context
	vault *Vault
	parts []uploadPart
	open  io.ReadCloser
	left  int64
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.open == nil {
			if len(j.parts) == 0 {
				return 0, j.end()
			}
			x := j.parts[0]
			part, err := j.vault.Open(j.ctx, &File{ID: x.BlobID, Size: x.Size, SHA256: x.SHA256})
			if err != nil {
				return 0, err
			}
			j.open, j.parts = part, j.parts[1:]
		}
		n, err := j.open.Read(p)
		j.left -= int64(n)
		if err == io.EOF {
			err = j.Close()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (j *joined) end() error {
	if j.left != 0 {
		return errors.New("files: a part of an upload is missing")
	}
	return io.EOF
}

// Close lets go of the part being read.
func (j *joined) Close() error {
	if j.open == nil {
		return nil
	}
	err := j.open.Close()
	j.open = nil
	return err
}

// DropUpload forgets the owner's upload and its parts, taken or given up. An unknown one
// is quiet. Call it outside of a transaction: the blobs go at once.
func DropUpload(ctx context.Context, idb bun.IDB, v *Vault, owner, id string) error {
	return v.drop(ctx, idb, "id = ? AND owner = ?", id, owner)
}

// forget removes the uploads that took too long.
func (v *Vault) forget(ctx context.Context, idb bun.IDB, now time.Time) error {
	return v.drop(ctx, idb, "expires_at <= ?", now)
}

// drop deletes the uploads the condition names, then their blobs. What a crash leaves
// between the two is an orphan, which the sweep takes.
func (v *Vault) drop(ctx context.Context, idb bun.IDB, which string, args ...any) error {
	var blobs []string
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewRaw("SELECT blob_id FROM file_upload_parts p JOIN file_uploads u ON u.id = p.upload_id WHERE "+which+" FOR UPDATE OF u", args...).Scan(ctx, &blobs)
		if err != nil {
			return db.Translate(err)
		}
		_, err = tx.NewDelete().Model((*Upload)(nil)).Where(which, args...).Exec(ctx)
		return db.Translate(err)
	})
	if err != nil {
		return fault.Wrap(err, "files: forget an upload")
	}
	for _, id := range blobs {
		if err := v.store.Delete(ctx, id); err != nil {
			return fault.Wrap(err, "files: remove a part")
		}
	}
	return nil
}
