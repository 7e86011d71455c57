package cvs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/jobs"
	"approdo/app/people"
)

// CheckKind is the job that looks at what was handed in.
const CheckKind = "cvs.check"

// MaxFiles is how many photos of one CV may be handed in together.
const MaxFiles = 10

// NewFile is a file under the name its sender gave it.
type NewFile struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Upload is what is handed in: one document, or the photos of its pages in their order.
type Upload struct {
	Files []NewFile
	// Agreed is how the person said that the desk may do it, one of Ways.
	Agreed string
	// Warned says that it was read that employers can find the CV.
	Warned bool
}

// Types are what may be handed in as a CV.
func Types() []string { return []string{files.PDF, files.JPEG, files.PNG, files.DOCX, files.ODT} }

// Save keeps a file as a CV of a person of the actor's desks and has it checked. The
// current CV stays until this one is ready. The same file again is quiet; it renews the
// current CV where that is obsolete. Invalid names file, agreed or warned.
func Save(ctx context.Context, idb bun.IDB, vault *files.Vault, actor auth.Actor, personID int64, in Upload, now time.Time) (v *CV, err error) {
	var k fault.Check
	k.If(!slices.Contains(Ways(), in.Agreed), "agreed", "cvs.error.agreed")
	if err := k.Err(); err != nil {
		return nil, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		v, err = save(ctx, tx, vault, actor, p.ID, in, now)
		return err
	})
	return v, err
}

// SaveOwn is Save by the person: nobody has to agree.
func SaveOwn(ctx context.Context, idb bun.IDB, vault *files.Vault, actor auth.Actor, in Upload, now time.Time) (v *CV, err error) {
	in.Agreed = ""
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		v, err = save(ctx, tx, vault, actor, p.ID, in, now)
		return err
	})
	return v, err
}

func save(ctx context.Context, tx bun.Tx, vault *files.Vault, actor auth.Actor, root int64, in Upload, now time.Time) (*CV, error) {
	if err := warned(ctx, tx, root, in.Warned, now); err != nil {
		return nil, err
	}
	v := &CV{PersonID: root, Source: Uploaded, State: Checking, Agreed: in.Agreed, AddedAt: now, AddedBy: actor.Ref()}
	if in.Warned {
		v.WarnedAt = &now
	}
	if err := v.keepFiles(ctx, tx, vault, in, now); err != nil {
		return nil, err
	}
	if err := lockRoot(ctx, tx, root); err != nil {
		return nil, err
	}
	same, err := sameFile(ctx, tx, root, v.SHA256)
	if err != nil {
		return nil, err
	}
	if same != nil {
		if err := v.erase(ctx, tx, actor, "", now); err != nil {
			return nil, err
		}
		return same, same.again(ctx, tx, actor, now)
	}
	if err := v.insert(ctx, tx); err != nil {
		return nil, err
	}
	if err := record(ctx, tx, actor, "save", v, map[string]any{"files": len(in.Files), "agreed": v.Agreed}, now); err != nil {
		return nil, err
	}
	return v, jobs.Enqueue(ctx, tx, jobs.Job{Kind: CheckKind, Payload: job{v.ID}, Unique: unique(v.ID)})
}

// keepFiles takes a number for the CV and keeps the files under it, in their order.
func (v *CV) keepFiles(ctx context.Context, tx bun.IDB, vault *files.Vault, in Upload, now time.Time) error {
	var k fault.Check
	k.If(len(in.Files) == 0, "file", "cvs.error.none")
	k.If(len(in.Files) > MaxFiles, "file", "cvs.error.many", "Max", MaxFiles)
	if err := k.Err(); err != nil {
		return err
	}
	if err := v.number(ctx, tx); err != nil {
		return err
	}
	sum := sha256.New()
	for i, x := range in.Files {
		f, err := v.keepFile(ctx, tx, vault, x, now.Add(time.Duration(i)*time.Microsecond)) // files are listed by time
		if err != nil {
			return err
		}
		if i == 0 {
			v.FileID, v.Name, v.SHA256 = f.ID, f.Name, f.SHA256
		}
		_, _ = sum.Write(f.SHA256) // a hash never fails
	}
	if len(in.Files) > 1 {
		v.SHA256 = sum.Sum(nil)
	}
	return nil
}

func (v *CV) keepFile(ctx context.Context, tx bun.IDB, vault *files.Vault, in NewFile, at time.Time) (*files.File, error) {
	content, err := in.Open()
	if err != nil {
		return nil, err
	}
	f, err := files.Save(ctx, tx, vault, files.Input{Owner: fileOwner, OwnerID: v.ID, Name: in.Name, Content: content,
		Allowed: Types(), Max: MaxSize, By: v.AddedBy, Now: at})
	if closed := content.Close(); err == nil {
		err = fault.Wrap(closed, "close an upload")
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.TooLarge { // said beside the field, with the rest kept
		var k fault.Check
		k.Add("file", x.Key, "Max", MaxSize>>20)
		err = k.Err()
	}
	return f, err
}

// erase deletes the files of the CV, but one.
func (v *CV) erase(ctx context.Context, tx bun.IDB, actor auth.Actor, but string, now time.Time) error {
	all, err := files.List(ctx, tx, fileOwner, v.ID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.ID == but {
			continue
		}
		if err := files.Delete(ctx, tx, f.ID, actor.Ref(), now); err != nil {
			return err
		}
	}
	return nil
}

// fileOwner names a CV as the owner of a file.
const fileOwner = "cv"

func (v *CV) number(ctx context.Context, tx bun.IDB) error {
	err := tx.NewRaw("SELECT nextval(pg_get_serial_sequence('cvs', 'id'))").Scan(ctx, &v.ID)
	return fault.Wrap(db.Translate(err), "number a CV")
}

func (v *CV) insert(ctx context.Context, tx bun.IDB) error {
	if v.ReasonArgs == nil {
		v.ReasonArgs = map[string]any{}
	}
	_, err := tx.NewInsert().Model(v).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep a CV")
}

// sameFile gives the CV on its way or current, of the desk too, that is the same file.
func sameFile(ctx context.Context, tx bun.IDB, root int64, sum []byte) (*CV, error) {
	s, err := standing(ctx, tx, root, " AND v.removed_at IS NULL")
	if err != nil {
		return nil, err
	}
	for _, v := range []*CV{s.Coming, s.Current} {
		if v != nil && v.Source == Uploaded && bytes.Equal(v.SHA256, sum) {
			return v, nil
		}
	}
	return nil, nil
}

// again is that the same file was handed in once more.
func (v *CV) again(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	if !v.Obsolete(now) {
		return nil
	}
	return v.renew(ctx, tx, actor, now)
}

// job is what the jobs of a CV are given.
type job struct {
	ID int64 `json:"id"`
}

func record(ctx context.Context, tx bun.IDB, actor auth.Actor, action string, v *CV, data map[string]any, now time.Time) error {
	if data == nil {
		data = map[string]any{}
	}
	data["cv"] = v.ID
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "cvs." + action, Subject: "person", SubjectID: v.PersonID, Data: data, At: now})
}
