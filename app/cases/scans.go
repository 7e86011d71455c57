package cases

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
)

// Kinds of the files of a version.
const (
	fileScan      = "scan"
	fileSignature = "signature"
)

// Limits of the scans of a version: how many, and the bytes of each.
const (
	MaxScans = 20
	MaxScan  = 10 << 20
)

// ScanTypes are the types a scan may have.
func ScanTypes() []string { return []string{files.PDF, files.JPEG, files.PNG} }

// Scan is a page, or all pages, of the signed sheet of a version.
type Scan struct {
	FileID, Name, Type string
	Size               int64
	SHA256             []byte
	AddedAt            time.Time
	AddedBy            string
	// RemovedAt is nil while the scan is kept; Reason says why it is not.
	RemovedAt *time.Time
	RemovedBy string
	Reason    string
}

// Ref names a version: the case, the kind of document, the number.
type Ref struct {
	CaseID  int64
	Kind    string
	Version int
}

// NewScan is a file to be kept, under the name its sender gave it.
type NewScan struct {
	Name string
	Open func() (io.ReadCloser, error)
}

const scanColumns = `SELECT f.id AS file_id, f.name, f.type, f.size, f.sha256, f.created_at AS added_at, f.created_by AS added_by, x.removed_at, x.removed_by, x.reason
	FROM case_document_files AS x JOIN files AS f ON f.id = x.file_id`

// Scans gives the scans of a version of a case of the actor's desks, those removed
// included, in the order in which they were added.
func Scans(ctx context.Context, idb bun.IDB, actor auth.Actor, d *Document) ([]Scan, error) {
	if _, err := Find(ctx, idb, actor, d.CaseID); err != nil {
		return nil, err
	}
	return scansOf(ctx, idb, d.ID)
}

func scansOf(ctx context.Context, idb bun.IDB, documentID int64) ([]Scan, error) {
	all := []Scan{}
	err := idb.NewRaw(scanColumns+" WHERE x.document_id = ? AND x.kind = ? ORDER BY x.number", documentID, fileScan).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list scans")
}

// TakeScan gives a scan to somebody who may see its case, and records that they took it.
func TakeScan(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind, fileID string, now time.Time) (*files.File, error) {
	var f *files.File
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, d, err := scanOf(ctx, tx, actor, caseID, kind, fileID)
		if err != nil {
			return err
		}
		if f, err = files.Find(ctx, tx, fileID); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, kind+"_scan_read", map[string]any{"version": d, "file": fileID}, now)
	})
	return f, err
}

// RemoveScan takes a scan away for a reason, which stays with the version; removed
// already is quiet. Invalid names reason.
func RemoveScan(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind, fileID, reason string, now time.Time) error {
	reason = strings.Join(strings.Fields(reason), " ")
	var k fault.Check
	k.If(reason == "", "reason", "cases.error.reason")
	k.If(utf8.RuneCountInString(reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	k.If(!plain(reason), "reason", "cases.error.characters")
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := Lock(ctx, tx, actor, caseID); err != nil {
			return err
		}
		c, version, err := scanOf(ctx, tx, actor, caseID, kind, fileID)
		if err != nil {
			return err
		}
		res, err := tx.NewRaw("UPDATE case_document_files SET removed_at = ?, removed_by = ?, reason = ? WHERE file_id = ? AND removed_at IS NULL",
			now, actor.Ref(), reason, fileID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "remove a scan")
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Wrap(err, "remove a scan")
		}
		if err := files.Delete(ctx, tx, fileID, actor.Ref(), now); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, kind+"_scan_remove", map[string]any{"version": version, "file": fileID}, now)
	})
}

// scanOf finds the case and the version a scan belongs to; a file of another case, or
// one that is no scan, is NotFound.
func scanOf(ctx context.Context, tx bun.IDB, actor auth.Actor, caseID int64, kind, fileID string) (*Case, int, error) {
	c, err := Find(ctx, tx, actor, caseID)
	if err != nil {
		return nil, 0, err
	}
	var version int
	err = tx.NewRaw(`SELECT d.version FROM case_document_files AS x JOIN case_documents AS d ON d.id = x.document_id
		WHERE x.file_id = ? AND x.kind = ? AND d.case_id = ? AND d.kind = ?`, fileID, fileScan, caseID, kind).Scan(ctx, &version)
	return c, version, fault.Wrap(db.Translate(err), "find a scan")
}
