package assessments

import (
	"context"
	"io"
	"path"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
)

// FileTypes are the types a file of an assessment or a test may have.
func FileTypes() []string {
	return []string{files.PDF, files.JPEG, files.PNG, files.DOCX, files.XLSX}
}

// Upload is a file to be kept, under the name its sender gave it.
type Upload struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// owner is what files belong to.
type owner struct {
	kind string
	id   int64
}

// keep saves the files of a subject. Invalid names files.
func keep(ctx context.Context, tx bun.IDB, v *files.Vault, actor auth.Actor, of owner, list []Upload, now time.Time) error {
	if len(list) > MaxFiles {
		return fileFault("assessments.error.file_many", "Max", MaxFiles)
	}
	for _, u := range list {
		in := files.Input{Owner: of.kind, OwnerID: of.id, Name: u.Name, Allowed: FileTypes(), Max: MaxFile, Field: "files", By: actor.Ref(), Now: now}
		if err := keepOne(ctx, tx, v, in, u.Open); err != nil {
			return err
		}
	}
	return nil
}

// keepOne keeps one file; what is wrong with it is said with its name.
func keepOne(ctx context.Context, tx bun.IDB, v *files.Vault, in files.Input, open func() (io.ReadCloser, error)) error {
	content, err := open()
	if err != nil {
		return err
	}
	in.Content = content
	_, err = files.Save(ctx, tx, v, in)
	if closed := content.Close(); err == nil {
		err = fault.Wrap(closed, "close upload")
	}
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(in.Name, ""), `\`, "/"))
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.TooLarge:
		return fileFault("assessments.error.file_size", "Name", name, "Max", MaxFile>>20)
	case ok && x.Kind == fault.Invalid:
		return fileFault("assessments.error.file_type", "Name", name)
	}
	return err
}

func fileFault(key string, args ...any) error {
	var k fault.Check
	k.Add("files", key, args...)
	return k.Err()
}

// FilesOf gives the files of an assessment of the actor's desks.
func FilesOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]files.File, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	return files.List(ctx, idb, "assessment", id)
}

// TakeFile gives a file of an assessment to somebody who may see its case, and records
// that they took it.
func TakeFile(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, fileID string, now time.Time) (f *files.File, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := Find(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if f, err = oneOf(ctx, tx, owner{"assessment", a.ID}, fileID); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "file_read", map[string]any{"file": fileID}, now)
	})
	return f, err
}

// oneOf is a file of a subject by its id.
func oneOf(ctx context.Context, idb bun.IDB, of owner, fileID string) (*files.File, error) {
	f, err := files.Find(ctx, idb, fileID)
	if err == nil && (f.Owner != of.kind || f.OwnerID != of.id) {
		err = fault.Missing()
	}
	return f, err
}
