package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

const (
	// MaxUpload is the largest file that comes in parts, in bytes.
	MaxUpload = 10 << 20
	// MaxPart is the largest part, in bytes.
	MaxPart = 512 << 10
	// UploadLife is how long a file may take to arrive.
	UploadLife = 24 * time.Hour

	// mostUploads and mostPending are how many files, and bytes of them, one owner may
	// have on their way at once.
	mostUploads = 24
	mostPending = 64 << 20
)

// Upload is a file on its way, in parts that come one after the other.
type Upload struct {
	bun.BaseModel `bun:"table:file_uploads"`

	ID string `bun:",pk"`
	// Owner is who sends it: "user:3", "person:12" or "session:7". Nobody else reaches it.
	Owner string
	// Purpose is what it is sent for, e.g. the name of the form's field.
	Purpose string
	Name    string
	// Size is what was declared, Received how much of it is here.
	Size, Received int64
	// Stamp tells the content from another one of the same name and size: its SHA-256 in
	// hex, which is held against what arrived, or anything that changes with it.
	Stamp     string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Complete reports whether everything declared is here.
func (u *Upload) Complete() bool { return u.Received == u.Size }

// NewUpload is what somebody is about to send.
type NewUpload struct {
	Owner, Purpose, Name, Stamp string
	Size                        int64
}

func (in *NewUpload) check() error {
	switch {
	case in.Size > MaxUpload:
		return tooLarge(MaxUpload)
	case in.Size <= 0:
		return invalid("files.upload.empty")
	case in.Owner == "" || len(in.Stamp) > 64 || !purposes.MatchString(in.Purpose):
		return NotWhole()
	}
	return nil
}

var purposes = regexp.MustCompile(`^[a-z][a-z_-]{0,39}$`)

func invalid(key string) error {
	var c fault.Check
	c.Add("file", key)
	return c.Err()
}

// NotWhole is the Invalid fault of an upload that did not become the file that was
// declared, and has to be sent again.
func NotWhole() error { return invalid("files.upload.broken") }

// misplaced is the fault of a part that does not start where its upload ends.
func misplaced() error { return fault.New(fault.Conflict, "files.upload.broken") }

// BeginUpload opens a file's way, or gives the one already open for the same owner,
// purpose, name, size and stamp, so that a reader who comes back goes on where they were.
// Too many files on their way are TooMany, one too large TooLarge.
func BeginUpload(ctx context.Context, idb bun.IDB, in NewUpload, now time.Time) (*Upload, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	u := &Upload{ID: strings.ToLower(rand.Text()), Owner: in.Owner, Purpose: in.Purpose, Name: cleanName(in.Name), Size: in.Size,
		Stamp: strings.ToLower(in.Stamp), CreatedAt: now, ExpiresAt: now.Add(UploadLife)}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "upload", 0, in.Owner); err != nil {
			return err
		}
		known, err := same(ctx, tx, u)
		if err != nil || known != nil {
			if known != nil {
				u = known
			}
			return err
		}
		if err := room(ctx, tx, u, now); err != nil {
			return err
		}
		_, err = tx.NewInsert().Model(u).Exec(ctx)
		return db.Translate(err)
	})
	if err != nil {
		return nil, fault.Wrap(err, "files: begin an upload")
	}
	return u, nil
}

// same is the upload of the same file already under way, nil for none; one that is over
// is forgotten, the sweep takes its blobs.
func same(ctx context.Context, tx bun.Tx, u *Upload) (*Upload, error) {
	found := new(Upload)
	where := "owner = ? AND purpose = ? AND name = ? AND size = ? AND stamp = ?"
	of := []any{u.Owner, u.Purpose, u.Name, u.Size, u.Stamp}
	if _, err := tx.NewDelete().Model(found).Where(where, of...).Where("expires_at <= ?", u.CreatedAt).Exec(ctx); err != nil {
		return nil, db.Translate(err)
	}
	err := db.Translate(tx.NewSelect().Model(found).Where(where, of...).Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return found, err
}

// room refuses an owner who has too much on its way already.
func room(ctx context.Context, tx bun.Tx, u *Upload, now time.Time) error {
	var count, bytes int64
	err := tx.NewSelect().Model((*Upload)(nil)).ColumnExpr("count(*), coalesce(sum(size), 0)").
		Where("owner = ?", u.Owner).Where("expires_at > ?", now).Scan(ctx, &count, &bytes)
	if err != nil {
		return db.Translate(err)
	}
	if count >= mostUploads || bytes+u.Size > mostPending {
		return fault.New(fault.TooMany, "files.upload.many")
	}
	return nil
}

// FindUpload gives the owner's file on its way; an unknown one, somebody else's and one
// that took too long are NotFound.
func FindUpload(ctx context.Context, idb bun.IDB, owner, id string, now time.Time) (*Upload, error) {
	u := new(Upload)
	err := idb.NewSelect().Model(u).Where("id = ?", id).Where("owner = ?", owner).Where("expires_at > ?", now).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "files: find an upload")
	}
	return u, nil
}

// uploadPart is one part and the blob it lies in.
type uploadPart struct {
	bun.BaseModel `bun:"table:file_upload_parts"`

	UploadID string `bun:",pk"`
	Starts   int64  `bun:",pk"`
	Size     int64
	BlobID   string
	SHA256   []byte `bun:"sha256"`
}

// AppendPart adds the part that starts at offset and gives the upload as it is then. A
// part that is here already is quiet; one that starts anywhere else than where the upload
// ends is a Conflict, and the upload given with it says where. idb is no transaction: the
// blob is written before a lock is taken.
func AppendPart(ctx context.Context, idb bun.IDB, v *Vault, owner, id string, offset int64, content []byte, now time.Time) (*Upload, error) {
	u, err := FindUpload(ctx, idb, owner, id, now)
	if err != nil {
		return nil, err
	}
	n := int64(len(content))
	if here, err := u.place(offset, n); here || err != nil {
		return u, err
	}
	sum := sha256.Sum256(content)
	p := &uploadPart{UploadID: id, Starts: offset, Size: n, BlobID: strings.ToLower(rand.Text()), SHA256: sum[:]}
	if err := v.put(ctx, p.BlobID, bytes.NewReader(content)); err != nil {
		return nil, fault.Wrap(err, "files: keep a part")
	}
	u, err = record(ctx, idb, p, now)
	if err == nil {
		return u, nil
	}
	// Somebody was quicker, or it failed: nobody will ever ask for this blob.
	err = errors.Join(err, v.store.Delete(context.WithoutCancel(ctx), p.BlobID))
	if !fault.Is(err, fault.Conflict) {
		return nil, fault.Wrap(err, "files: record a part")
	}
	if u, err = FindUpload(ctx, idb, owner, id, now); err != nil {
		return nil, err
	}
	_, err = u.place(offset, n)
	return u, err
}

// place judges where a part would go: here is true for one that has already come. nil and
// false mean that it is the next one.
func (u *Upload) place(offset, n int64) (here bool, err error) {
	switch {
	case n == 0 || n > MaxPart || offset < 0 || offset+n > u.Size:
		return false, tooLarge(MaxUpload)
	case offset+n <= u.Received:
		return true, nil
	case offset != u.Received:
		return false, misplaced()
	}
	return false, nil
}

// record takes the part in, unless another one came to its place first (Conflict).
func record(ctx context.Context, idb bun.IDB, p *uploadPart, now time.Time) (*Upload, error) {
	u := new(Upload)
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewUpdate().Model(u).Set("received = received + ?", p.Size).Where("id = ?", p.UploadID).
			Where("received = ?", p.Starts).Where("expires_at > ?", now).Returning("*").Scan(ctx)
		if err = db.Translate(err); fault.Is(err, fault.NotFound) {
			return misplaced()
		} else if err != nil {
			return err
		}
		_, err = tx.NewInsert().Model(p).Exec(ctx)
		return db.Translate(err)
	})
	return u, err
}
