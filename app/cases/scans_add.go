package cases

import (
	"bytes"
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

// AddScans keeps scans of a decided version, also where a case is closed: paper may come
// late. One that is there already is kept once. A draft is Conflict
// "cases.error.scan_draft"; Invalid names scans.
func AddScans(ctx context.Context, idb bun.IDB, v *files.Vault, actor auth.Actor, at Ref, scans []NewScan, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, kept, err := saveScans(ctx, tx, v, actor, at, scans, now)
		if err != nil {
			return err
		}
		if len(kept) == 0 {
			return scanFault("cases.error.scan_none")
		}
		return attachScans(ctx, tx, actor, d, kept, now)
	})
}

// DecideOnPaper is DecideDocument together with the scans of what was signed, if any:
// both are recorded or neither.
func DecideOnPaper(ctx context.Context, idb bun.IDB, v *files.Vault, actor auth.Actor, at Ref, in Decision, scans []NewScan, now time.Time) error {
	in.Version = at.Version
	if len(scans) == 0 {
		return DecideDocument(ctx, idb, actor, at.CaseID, at.Kind, in, now)
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, kept, err := saveScans(ctx, tx, v, actor, at, scans, now)
		if err != nil {
			return err
		}
		if err := DecideDocument(ctx, tx, actor, at.CaseID, at.Kind, in, now); err != nil {
			return err
		}
		return attachScans(ctx, tx, actor, d, kept, now)
	})
}

// saveScans finds the version and keeps the files, before anything is locked.
func saveScans(ctx context.Context, tx bun.IDB, v *files.Vault, actor auth.Actor, at Ref, scans []NewScan, now time.Time) (*Document, []*files.File, error) {
	d, err := findVersion(ctx, tx, actor, at)
	if err != nil {
		return nil, nil, err
	}
	if len(scans) > MaxScans {
		return nil, nil, scanFault("cases.error.scan_many", "Max", MaxScans)
	}
	var kept []*files.File
	for _, s := range scans {
		f, err := saveScan(ctx, tx, v, files.Input{Owner: "document_scan", OwnerID: d.ID, Name: s.Name,
			Allowed: ScanTypes(), Max: MaxScan, Field: "scans", By: actor.Ref(), Now: now}, s.Open)
		if err != nil {
			return nil, nil, err
		}
		kept = append(kept, f)
	}
	return d, kept, nil
}

// saveScan keeps one file; what is wrong with it is said with its name.
func saveScan(ctx context.Context, tx bun.IDB, v *files.Vault, in files.Input, open func() (io.ReadCloser, error)) (*files.File, error) {
	content, err := open()
	if err != nil {
		return nil, err
	}
	in.Content = content
	f, err := files.Save(ctx, tx, v, in)
	if closed := content.Close(); err == nil {
		err = fault.Wrap(closed, "close upload")
	}
	name := shortName(in.Name)
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.TooLarge:
		return nil, scanFault("cases.error.scan_size", "Name", name, "Max", MaxScan>>20)
	case ok && x.Kind == fault.Invalid && x.Fields[0].Key == "files.upload.empty":
		return nil, scanFault("cases.error.scan_empty", "Name", name)
	case ok && x.Kind == fault.Invalid:
		return nil, scanFault("cases.error.scan_type", "Name", name)
	}
	return f, err
}

// shortName is how a sentence names a file.
func shortName(name string) string {
	r := []rune(strings.ToValidUTF8(path.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	if len(r) > 60 {
		r = append(r[:59], '…')
	}
	return string(r)
}

func scanFault(key string, args ...any) error {
	var k fault.Check
	k.Add("scans", key, args...)
	return k.Err()
}

// findVersion is a version of a document of a case of the actor's desks.
func findVersion(ctx context.Context, idb bun.IDB, actor auth.Actor, at Ref) (*Document, error) {
	all, err := Documents(ctx, idb, actor, at.CaseID, at.Kind)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Version == at.Version {
			return &all[i], nil
		}
	}
	return nil, fault.Missing()
}

// attachScans makes the files scans of the version, under the lock of its case.
func attachScans(ctx context.Context, tx bun.IDB, actor auth.Actor, d *Document, kept []*files.File, now time.Time) error {
	c, err := Lock(ctx, tx, actor, d.CaseID)
	if err != nil {
		return err
	}
	if d, err = findVersion(ctx, tx, actor, Ref{d.CaseID, d.Kind, d.Version}); err != nil {
		return err
	}
	if !d.Decided() {
		return fault.New(fault.Conflict, "cases.error.scan_draft")
	}
	there, err := scansOf(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	added := 0
	for _, f := range kept {
		if holds(there, f) {
			if err := files.Delete(ctx, tx, f.ID, actor.Ref(), now); err != nil {
				return err
			}
			continue
		}
		if err := attach(ctx, tx, d.ID, f.ID, fileScan); err != nil {
			return err
		}
		there, added = append(there, Scan{FileID: f.ID, SHA256: f.SHA256}), added+1
	}
	if len(current(there)) > MaxScans {
		return scanFault("cases.error.scan_many", "Max", MaxScans)
	}
	if added == 0 {
		return nil
	}
	return Record(ctx, tx, actor, c, d.Kind+"_scan", map[string]any{"version": d.Version, "files": added}, now)
}

func attach(ctx context.Context, tx bun.IDB, documentID int64, fileID, kind string) error {
	_, err := tx.NewRaw("INSERT INTO case_document_files (file_id, document_id, kind) VALUES (?, ?, ?)", fileID, documentID, kind).Exec(ctx)
	return fault.Wrap(db.Translate(err), "attach a file to a version")
}

// current are the scans that are kept.
func current(all []Scan) []Scan {
	var kept []Scan
	for _, s := range all {
		if s.RemovedAt == nil {
			kept = append(kept, s)
		}
	}
	return kept
}

func holds(all []Scan, f *files.File) bool {
	for _, s := range current(all) {
		if bytes.Equal(s.SHA256, f.SHA256) {
			return true
		}
	}
	return false
}
