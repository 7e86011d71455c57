package cases

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Close ends a case of the actor's desks with one of Outcomes and a note. Closed
// already is quiet. Invalid names the fields outcome and note.
func Close(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, outcome, note string, now time.Time) error {
	note = strings.TrimSpace(strings.ReplaceAll(note, "\r\n", "\n"))
	var k fault.Check
	k.If(!slices.Contains(Outcomes(), outcome), "outcome", "cases.error.outcome")
	k.If(utf8.RuneCountInString(note) > MaxNeed, "note", "cases.error.long", "Max", MaxNeed)
	k.If(!utf8.ValidString(note) || strings.ContainsRune(note, 0), "note", "cases.error.characters")
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := Lock(ctx, tx, actor, id)
		if err != nil || !c.Open() {
			return err
		}
		c.ClosedAt, c.ClosedBy, c.Outcome, c.ClosingNote = &now, actor.Ref(), outcome, note
		if err := save(ctx, tx, c, "closed_at", "closed_by", "outcome", "closing_note"); err != nil {
			return err
		}
		if err := planExit(ctx, tx, c, now, actor); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, "close", map[string]any{"outcome": outcome}, now)
	})
}

// Reopen takes the closing of a case back. Open already is quiet; another open case of
// the person at the desk is Conflict "cases.error.another".
func Reopen(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := Lock(ctx, tx, actor, id)
		if err != nil || c.Open() {
			return err
		}
		c.ClosedAt, c.ClosedBy, c.Outcome, c.ClosingNote = nil, "", "", ""
		if err := save(ctx, tx, c, "closed_at", "closed_by", "outcome", "closing_note"); err != nil {
			return err
		}
		if err := drop(ctx, tx, c, now, Exit28Days, Exit6Months); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, "reopen", nil, now)
	})
	if db.ConstraintOf(err) == "cases_one_open" {
		return fault.New(fault.Conflict, "cases.error.another")
	}
	return err
}

// HandOver makes another account of the desk the holder of an open case, with a reason
// (may be empty). The holder already is quiet; who does not work at the desk is NotFound.
func HandOver(ctx context.Context, idb bun.IDB, actor auth.Actor, id, userID int64, reason string, now time.Time) error {
	reason = strings.Join(strings.Fields(reason), " ")
	var k fault.Check
	k.If(utf8.RuneCountInString(reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, id)
		if err != nil || c.UserID == userID {
			return err
		}
		if err := worksAt(ctx, tx, userID, c.DeskID); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE case_holders SET until = ? WHERE case_id = ? AND until IS NULL", now, id).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "end who followed a case")
		}
		c.UserID = userID
		if err := save(ctx, tx, c, "user_id"); err != nil {
			return err
		}
		if err := hold(ctx, tx, c, reason, actor, now); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, "hand_over", map[string]any{"to": userID}, now)
	})
}

// save writes the named columns of a locked case.
func save(ctx context.Context, tx bun.IDB, c *Case, columns ...string) error {
	res, err := tx.NewUpdate().Model(c).Column(columns...).WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "change case")
}
