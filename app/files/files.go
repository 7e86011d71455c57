package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// File is what is known of one stored file.
type File struct {
	bun.BaseModel `bun:"table:files"`

	// ID is random and names the blob; it opens nothing by itself.
	ID string `bun:",pk"`
	// Owner and OwnerID name the thing the file belongs to: "cv", 12.
	Owner   string
	OwnerID int64
	// Name is the name it came with, made harmless.
	Name string
	// Type is the media type its content has.
	Type string
	// Size is in bytes, SHA256 the digest, of the content.
	Size      int64
	SHA256    []byte `bun:"sha256"`
	CreatedAt time.Time
	// CreatedBy and DeletedBy are auth.Actor.Ref().
	CreatedBy string
	DeletedAt time.Time `bun:",nullzero"`
	DeletedBy string    `bun:",nullzero"`
	ErasedAt  time.Time `bun:",nullzero"`
}

// Options of a Vault.
type Options struct {
	// Secret is the program's secret, at least 16 bytes.
	Secret []byte
	// Earlier are secrets that files may still be sealed with.
	Earlier [][]byte
}

// Vault is a store and the keys to what is in it.
type Vault struct {
	store Store
	keys  []masterKey // the first one seals
}

// NewVault fails on a secret too short to protect anything.
func NewVault(store Store, o Options) (*Vault, error) {
	v := &Vault{store: store}
	for _, secret := range append([][]byte{o.Secret}, o.Earlier...) {
		k, err := newMasterKey(secret)
		if err != nil {
			return nil, err
		}
		v.keys = append(v.keys, k)
	}
	return v, nil
}

// Input is a file to be kept.
type Input struct {
	Owner   string
	OwnerID int64
	// Name is the name the sender gave it, as it came.
	Name string
	// Content is read once, to its end.
	Content io.Reader
	// Allowed are the types that may be kept (PDF, PNG, …).
	Allowed []string
	// Max is the largest size in bytes.
	Max int64
	// Field is the form field that a fault names; "" is "file".
	Field string
	// By is auth.Actor.Ref(); Now the time.
	By  string
	Now time.Time
}

// Save keeps the file: the blob at once, the row in the caller's transaction. An
// empty file and one of a type not allowed are Invalid faults on Input.Field, one
// too large is TooLarge. When the transaction fails later, the sweep removes the
// blob. Large files take time: save before taking locks.
func Save(ctx context.Context, tx bun.IDB, v *Vault, in Input) (*File, error) {
	head, err := io.ReadAll(io.LimitReader(in.Content, sniffed))
	if err != nil {
		return nil, fault.Wrap(err, "files: read the upload")
	}
	f := &File{ID: strings.ToLower(rand.Text()), Owner: in.Owner, OwnerID: in.OwnerID, Name: cleanName(in.Name),
		Type: typeOf(head, in.Name, in.Allowed), CreatedAt: in.Now, CreatedBy: in.By}
	if err := in.check(head, f.Type); err != nil {
		return nil, err
	}
	content := &counted{r: io.MultiReader(bytes.NewReader(head), in.Content), sum: sha256.New(), most: in.Max}
	if err := v.put(ctx, f.ID, content); err != nil {
		if content.n > in.Max {
			return nil, in.tooLarge()
		}
		return nil, err
	}
	f.Size, f.SHA256 = content.n, content.sum.Sum(nil)
	if _, err := tx.NewInsert().Model(f).Exec(ctx); err != nil {
		return nil, errors.Join(fault.Wrap(db.Translate(err), "files: record"), v.store.Delete(context.WithoutCancel(ctx), f.ID))
	}
	return f, nil
}

// put keeps content under an id, encrypted.
func (v *Vault) put(ctx context.Context, id string, content io.Reader) error {
	blob, err := encrypt(content, v.keys[0], id)
	if err != nil {
		return fault.Wrap(err, "files: seal")
	}
	return fault.Wrap(v.store.Put(ctx, id, blob), "files: keep the blob")
}

func (in Input) check(head []byte, kind string) error {
	var c fault.Check
	field := in.Field
	if field == "" {
		field = "file"
	}
	switch {
	case int64(len(head)) > in.Max:
		return in.tooLarge()
	case len(head) == 0:
		c.Add(field, "files.upload.empty")
	case kind == "":
		c.Add(field, "files.upload.type", "Types", TypeNames(in.Allowed))
	}
	return c.Err()
}

func (in Input) tooLarge() error { return tooLarge(in.Max) }

func tooLarge(most int64) error {
	return fault.New(fault.TooLarge, "files.upload.size").With("Max", max(1, most>>20))
}

// TypeNames says the allowed types as people know them: "PDF, PNG".
func TypeNames(allowed []string) string {
	known := map[string]string{PDF: "PDF", PNG: "PNG", JPEG: "JPEG", DOCX: "DOCX", ODT: "ODT", XLSX: "XLSX", CSV: "CSV", Text: "TXT"}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		if names[i] = known[a]; names[i] == "" {
			names[i] = a
		}
	}
	return strings.Join(names, ", ")
}

// Find gives a file by id; unknown and deleted ones are NotFound. The caller
// checks that the actor may see the owner.
func Find(ctx context.Context, idb bun.IDB, id string) (*File, error) {
	f := new(File)
	err := idb.NewSelect().Model(f).Where("id = ?", id).Where("deleted_at IS NULL").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "files: find")
	}
	return f, nil
}

// List gives an owner's files, the oldest first.
func List(ctx context.Context, idb bun.IDB, owner string, ownerID int64) ([]File, error) {
	list := []File{}
	err := idb.NewSelect().Model(&list).Where("owner = ?", owner).Where("owner_id = ?", ownerID).
		Where("deleted_at IS NULL").Order("created_at", "id").Scan(ctx)
	return list, fault.Wrap(db.Translate(err), "files: list")
}

// Open reads the content. Reading ends in an error, never in a clean end, when
// the blob was damaged, cut or exchanged. Close it.
func (v *Vault) Open(ctx context.Context, f *File) (io.ReadCloser, error) {
	blob, err := v.store.Open(ctx, f.ID)
	if err != nil {
		return nil, fault.Wrap(err, "files: open")
	}
	content, err := decrypt(blob, v.keys, f.ID)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("files: unseal: %w", err), blob.Close())
	}
	return &verified{counted: counted{r: content, sum: sha256.New(), most: f.Size}, f: f, blob: blob}, nil
}

// counted counts and digests what passes, and fails beyond most bytes.
type counted struct {
	r    io.Reader
	sum  hash.Hash
	n    int64
	most int64
}

var errTooMuch = errors.New("files: more content than allowed")

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > c.most {
		return 0, errTooMuch
	}
	_, _ = c.sum.Write(p[:n]) // a hash never fails
	return n, err
}

// verified is an open file: its end is an error unless size and digest agree.
type verified struct {
	counted
	f    *File
	blob io.Closer
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.counted.Read(p)
	if err == io.EOF && (v.n != v.f.Size || !bytes.Equal(v.sum.Sum(nil), v.f.SHA256)) {
		return n, errors.New("files: the content is not what was saved")
	}
	return n, err
}

func (v *verified) Close() error { return v.blob.Close() }
