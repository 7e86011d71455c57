package cvs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/inspect"
	"approdo/app/jobs"
)

// rescan is how long after a scanner did not answer it is asked once more.
const rescan = 5 * time.Minute

// attachment is the file in which a Europass PDF says what it says.
const attachment = "attachment.xml"

// Desk is what the jobs of this noun work with.
type Desk struct {
	Inspector *inspect.Inspector
	Vault     *files.Vault
	// SMS says that the program can send short messages.
	SMS bool
}

// Handlers are the jobs of this noun, by kind.
func (d Desk) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{
		CheckKind: d.check, ReadKind: d.read, CompleteKind: completeJob, EndKind: endJob, RemindKind: Reminder{d.SMS}.run,
	}
}

// check judges what was handed in: it becomes a clean PDF, or is refused, or waits for the
// scanner. Checked already is quiet.
func (d Desk) check(ctx context.Context, idb *bun.DB, payload json.RawMessage, now time.Time) error {
	v, err := ofJob(ctx, idb, payload, Checking, Unscanned)
	if err != nil || v == nil {
		return err
	}
	raw, err := d.plain(ctx, idb, v)
	if err != nil || len(raw.paths) == 0 { // deleted meanwhile
		return err
	}
	defer raw.close()
	made, err := d.judge(ctx, raw)
	if errors.Is(err, inspect.ErrNoScanner) {
		return v.wait(ctx, idb, now)
	}
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		return v.refuse(ctx, idb, f.Fields[0], now)
	}
	if err != nil {
		return err
	}
	said := d.attached(ctx, made, raw.paths[0], now)
	return errors.Join(d.take(ctx, idb, v, made, said, now), made.Close())
}

// ofJob gives the CV a job is about, nil where somebody deleted it or it is in none of the
// states.
func ofJob(ctx context.Context, idb bun.IDB, payload json.RawMessage, states ...string) (*CV, error) {
	x, err := jobs.Decode[job](payload)
	if err != nil {
		return nil, err
	}
	v := new(CV)
	err = idb.NewSelect().Model(v).Where("v.id = ? AND v.state = ANY(?)", x.ID, pgdialect.Array(states)).Where(kept).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return v, fault.Wrap(err, "find the CV of a job")
}

// judge has every file scanned and makes one clean PDF of them.
func (d Desk) judge(ctx context.Context, raw *plainFiles) (*inspect.Made, error) {
	for _, path := range raw.paths {
		if err := d.Inspector.Scan(ctx, path); err != nil {
			return nil, err
		}
	}
	return d.Inspector.MakeAll(ctx, raw.paths, raw.names)
}

// attached are the lines of the Europass document inside a PDF, none where it has none.
func (d Desk) attached(ctx context.Context, made *inspect.Made, path string, now time.Time) []line {
	if made.Kind != inspect.PDF {
		return nil
	}
	content, err := d.Inspector.Attachment(ctx, path, attachment)
	if err != nil || content == nil {
		return nil // a PDF like any other: its text is read
	}
	p, err := europass.Parse(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	return linesOf(p, now)
}

// take keeps the clean PDF in the place of what was handed in.
func (d Desk) take(ctx context.Context, idb bun.IDB, v *CV, made *inspect.Made, said []line, now time.Time) error {
	pdf, err := os.Open(made.Path)
	if err != nil {
		return fault.Wrap(err, "open a clean PDF")
	}
	defer pdf.Close()
	actor := auth.Program("jobs")
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, err := v.keepPDF(ctx, tx, d.Vault, pdf, now)
		if err != nil {
			return err
		}
		root, ok, err := v.lock(ctx, tx, Checking, Unscanned)
		if err != nil {
			return err
		}
		if !ok { // deleted meanwhile
			return files.Delete(ctx, tx, f.ID, actor.Ref(), now)
		}
		if err := v.erase(ctx, tx, actor, f.ID, now); err != nil {
			return err
		}
		v.FileID, v.Pages = f.ID, made.Pages
		if err := v.arrive(ctx, tx, actor, root, now); err != nil || v.ReplacedAt != nil {
			return err
		}
		if err := v.propose(ctx, tx, root, said, true, now); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: ReadKind, Payload: job{v.ID}, Unique: unique(v.ID)})
	})
}

// wait leaves the CV until the scanner answers.
func (v *CV) wait(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, ok, err := v.lock(ctx, tx, Checking, Unscanned); err != nil || !ok {
			return err
		}
		v.State = Unscanned
		if err := v.update(ctx, tx); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: CheckKind, Payload: job{v.ID}, Unique: unique(v.ID), At: now.Add(rescan)})
	})
}

// refuse keeps why what was handed in is not taken, and erases it.
func (v *CV) refuse(ctx context.Context, idb bun.IDB, why fault.Field, now time.Time) error {
	actor := auth.Program("jobs")
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, ok, err := v.lock(ctx, tx, Checking, Unscanned); err != nil || !ok {
			return err
		}
		v.State, v.Reason, v.ReasonArgs, v.FileID = Refused, why.Key, why.Args, ""
		if v.ReasonArgs == nil {
			v.ReasonArgs = map[string]any{}
		}
		if err := v.update(ctx, tx); err != nil {
			return err
		}
		if err := v.erase(ctx, tx, actor, "", now); err != nil {
			return err
		}
		return record(ctx, tx, actor, "refuse", v, map[string]any{"reason": v.Reason}, now)
	})
}
