package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
)

// File gives the PDF of a CV of a person of the actor's desks, and notes who opened it.
// One that the desk removed, or that was not checked, is NotFound.
func File(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) (f *files.File, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		v, err := Find(ctx, tx, actor, personID, id)
		if err != nil {
			return err
		}
		root, err := rootOf(ctx, tx, v.PersonID)
		if err != nil {
			return err
		}
		if f, err = v.pdf(ctx, tx); err != nil {
			return err
		}
		return people.NoteRead(ctx, tx, actor, root, people.PartCV, now)
	})
	return f, err
}

// OwnFind gives the person one of their own CVs; one that was replaced or deleted is NotFound.
func OwnFind(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*CV, error) {
	return find(ctx, idb, actor.PersonID, id)
}

// Find gives a CV of a person of the actor's desks; one that was removed, replaced or
// deleted is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64) (*CV, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	v, err := find(ctx, idb, p.ID, id)
	if err == nil && v.RemovedAt != nil {
		err = fault.Missing()
	}
	return v, err
}

// OwnFile gives the person the PDF of one of their own CVs.
func OwnFile(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*files.File, error) {
	v, err := find(ctx, idb, actor.PersonID, id)
	if err != nil {
		return nil, err
	}
	return v.pdf(ctx, idb)
}

func (v *CV) pdf(ctx context.Context, idb bun.IDB) (*files.File, error) {
	if v.State != Ready && v.State != Incomplete {
		return nil, fault.Missing()
	}
	return files.Find(ctx, idb, v.FileID)
}
