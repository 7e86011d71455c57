package cvs

import (
	"bytes"
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/people"
)

// Made is a CV made here: its PDF, what it says, the language it is written in.
type Made struct {
	PDF     []byte
	Profile *europass.Profile
	Lang    string
	// Warned says that it was read that employers can find the CV.
	Warned bool
}

// SaveMade keeps a CV made with a person of the actor's desks: it needs no check and is
// ready at once, or incomplete where the file misses something. What it says and the file
// does not is proposed.
func SaveMade(ctx context.Context, idb bun.IDB, vault *files.Vault, actor auth.Actor, personID int64, in Made, now time.Time) (v *CV, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		v, err = saveMade(ctx, tx, vault, actor, p.ID, in, now)
		return err
	})
	return v, err
}

// SaveOwnMade is SaveMade by the person.
func SaveOwnMade(ctx context.Context, idb bun.IDB, vault *files.Vault, actor auth.Actor, in Made, now time.Time) (v *CV, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		v, err = saveMade(ctx, tx, vault, actor, p.ID, in, now)
		return err
	})
	return v, err
}

func saveMade(ctx context.Context, tx bun.Tx, vault *files.Vault, actor auth.Actor, root int64, in Made, now time.Time) (*CV, error) {
	if !i18n.Supported(in.Lang) {
		return nil, fault.Missing()
	}
	if err := warned(ctx, tx, root, in.Warned, now); err != nil {
		return nil, err
	}
	v := &CV{PersonID: root, Source: MadeHere, State: Checking, Lang: in.Lang, AddedAt: now, AddedBy: actor.Ref()}
	if in.Warned {
		v.WarnedAt = &now
	}
	if err := v.number(ctx, tx); err != nil {
		return nil, err
	}
	f, err := v.keepPDF(ctx, tx, vault, bytes.NewReader(in.PDF), now)
	if err != nil {
		return nil, err
	}
	if err := lockRoot(ctx, tx, root); err != nil {
		return nil, err
	}
	v.FileID, v.Name, v.SHA256 = f.ID, f.Name, f.SHA256
	if err := v.insert(ctx, tx); err != nil {
		return nil, err
	}
	if err := record(ctx, tx, actor, "make", v, map[string]any{"lang": v.Lang}, now); err != nil {
		return nil, err
	}
	if err := v.arrive(ctx, tx, actor, root, now); err != nil {
		return nil, err
	}
	if in.Profile != nil {
		if err := v.propose(ctx, tx, root, linesOf(in.Profile, now), true, now); err != nil {
			return nil, err
		}
	}
	return v, jobs.Enqueue(ctx, tx, jobs.Job{Kind: ReadKind, Payload: job{v.ID}, Unique: unique(v.ID)})
}
