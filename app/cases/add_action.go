package cases

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Seen names the state of the plan somebody had in view: the version a change would
// write and the revision of its draft, 0 where none is open.
type Seen struct{ Version, Revision int }

// SeenOf is the state of a plan by its versions, the newest first.
func SeenOf(versions []Document) Seen {
	next := NextContent(versions)
	return Seen{next.Version, next.Revision}
}

// AddAction puts one more action into the draft of the plan of an open case of the
// actor's desks and gives its id. Where no draft is open a new version begins with the
// text of the version in force; where there is no plan, the first one. What somebody
// wrote since the plan was seen is Conflict "cases.error.plan_changed", a full plan
// Conflict "cases.error.plan_full"; Invalid names what-1 … as WriteDocument does.
func AddAction(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, l Line, seen Seen, now time.Time) (id int64, err error) {
	var k fault.Check
	k.If(strings.TrimSpace(l.What) == "", "what-1", "cases.error.what")
	if err := k.Err(); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		all, err := versions(ctx, tx, caseID, Plan)
		if err != nil {
			return err
		}
		if seen != SeenOf(all) {
			return fault.New(fault.Conflict, "cases.error.plan_changed")
		}
		in := continued(all, c)
		if err := worksAt(ctx, tx, in.UserID, c.DeskID); fault.Is(err, fault.NotFound) {
			in.UserID = c.UserID // who answered for it left
		} else if err != nil {
			return err
		}
		if len(in.Lines) >= MaxAction {
			return fault.New(fault.Conflict, "cases.error.plan_full")
		}
		l.ActionID = 0
		in.Lines = append(in.Lines, l)
		if err := WriteDocument(ctx, tx, actor, caseID, Plan, in, now); err != nil {
			return err
		}
		err = tx.NewRaw(`SELECT l.action_id FROM case_document_lines AS l JOIN case_documents AS d ON d.id = l.document_id
			WHERE d.case_id = ? AND d.kind = ? AND d.version = ? ORDER BY l.position DESC LIMIT 1`, caseID, Plan, in.Version).Scan(ctx, &id)
		return fault.Wrap(db.Translate(err), "find the action that was added")
	})
	return id, err
}

// continued is what the next draft begins with: the open one as it is, or the text of
// the version in force.
func continued(all []Document, c *Case) Content {
	in := NextContent(all)
	if len(all) == 0 {
		in.UserID, in.Lang = c.UserID, "it"
	} else if d := InForce(all); all[0].Decided() {
		in.UserID, in.Lang, in.Body, in.Lines = d.UserID, d.Lang, maps.Clone(d.Body), slices.Clone(d.Lines)
	}
	return in
}
