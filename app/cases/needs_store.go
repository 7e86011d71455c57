package cases

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// ReadNeeds gives the complex targets and the fragility of a case of the actor's desks,
// and notes in the person's file that the actor read special data.
func ReadNeeds(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, now time.Time) (Needs, error) {
	var all Needs
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := Find(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if err := people.NoteRead(ctx, tx, actor, c.Person.ID, people.PartSpecial, now); err != nil {
			return err
		}
		all, err = needs(ctx, tx, caseID)
		return err
	})
	return all, err
}

// ReadSharedNeeds is ReadNeeds for a reader whom another noun gave leave to: the case
// need not be of the reader's desks.
func ReadSharedNeeds(ctx context.Context, idb bun.IDB, reader auth.Actor, c *Case, now time.Time) (Needs, error) {
	var all Needs
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) (err error) {
		if err := people.NoteRead(ctx, tx, reader, c.Person.ID, people.PartSpecial, now); err != nil {
			return err
		}
		all, err = needs(ctx, tx, c.ID)
		return err
	})
	return all, err
}

func needs(ctx context.Context, tx bun.IDB, caseID int64) (Needs, error) {
	codes := []string{}
	err := tx.NewRaw("SELECT code FROM case_needs WHERE case_id = ?", caseID).Scan(ctx, &codes)
	return codes, fault.Wrap(db.Translate(err), "list needs of a case")
}

// ChangeNeeds keeps what somebody who was shown some needs now says of a case of the
// actor's desks; what others changed meanwhile stays. Nothing changed is quiet; an
// unknown code is NotFound, a closed case Conflict "cases.error.closed".
func ChangeNeeds(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, shown, says Needs, now time.Time) error {
	for _, code := range slices.Concat(shown, says) {
		if !slices.Contains(NeedCodes(), code) {
			return fault.Missing()
		}
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		before, err := needs(ctx, tx, caseID)
		if err != nil {
			return err
		}
		after := before.change(shown, says)
		gone := slices.DeleteFunc(slices.Clone(before), after.Has)
		added := slices.DeleteFunc(slices.Clone(after), before.Has)
		if len(gone)+len(added) == 0 {
			return nil
		}
		if _, err := tx.NewRaw("DELETE FROM case_needs WHERE case_id = ? AND code = ANY(?)", caseID, pgdialect.Array([]string(gone))).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "remove needs of a case")
		}
		_, err = tx.NewRaw("INSERT INTO case_needs (case_id, code, noted_at, noted_by) SELECT ?, code, ?, ? FROM unnest(?::text[]) AS code",
			caseID, now, actor.Ref(), pgdialect.Array([]string(added))).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "add needs of a case")
		}
		return Record(ctx, tx, actor, c, "needs", nil, now)
	})
}
