package cases

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Documents gives every version of a kind of document of a case of the actor's desks,
// the newest first, plans with their actions; an unknown kind is NotFound.
func Documents(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind string) ([]Document, error) {
	if FieldsOf(kind) == nil {
		return nil, fault.Missing()
	}
	if _, err := Find(ctx, idb, actor, caseID); err != nil {
		return nil, err
	}
	return versions(ctx, idb, caseID, kind)
}

func versions(ctx context.Context, idb bun.IDB, caseID int64, kind string) ([]Document, error) {
	all := []Document{}
	err := idb.NewSelect().Model(&all).Where("d.case_id = ? AND d.kind = ?", caseID, kind).Order("d.version DESC").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list versions")
	}
	if kind != Plan || len(all) == 0 {
		return all, nil
	}
	var lines []struct {
		DocumentID int64
		Line
	}
	err = idb.NewRaw(`SELECT l.document_id, l.action_id, l.what, l.doer, l.who, l.due_on, a.state, a.reason, a.note, a.moved_at, a.moved_by
		FROM case_document_lines AS l JOIN case_actions AS a ON a.id = l.action_id JOIN case_documents AS d ON d.id = l.document_id
		WHERE d.case_id = ? AND d.kind = ? ORDER BY l.document_id, l.position`, caseID, kind).Scan(ctx, &lines)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list actions of a plan")
	}
	for i := range all {
		for _, l := range lines {
			if l.DocumentID == all[i].ID {
				all[i].Lines = append(all[i].Lines, l.Line)
			}
		}
	}
	return all, nil
}

// writeLines replaces the actions of a draft. A line without ActionID begins an action;
// one of another case is NotFound. Actions no version names any more are gone.
func writeLines(ctx context.Context, tx bun.IDB, d *Document, lines []Line, actor auth.Actor) error {
	if _, err := tx.NewRaw("DELETE FROM case_document_lines WHERE document_id = ?", d.ID).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "clear the actions of a draft")
	}
	for i, l := range lines {
		if l.ActionID == 0 {
			err := tx.NewRaw("INSERT INTO case_actions (case_id, state, moved_at, moved_by) VALUES (?, 'todo', ?, ?) RETURNING id",
				d.CaseID, d.ChangedAt, actor.Ref()).Scan(ctx, &l.ActionID)
			if err != nil {
				return fault.Wrap(db.Translate(err), "begin an action")
			}
		}
		res, err := tx.NewRaw(`INSERT INTO case_document_lines (document_id, action_id, position, what, doer, who, due_on)
			SELECT ?, a.id, ?, ?, ?, ?, ? FROM case_actions AS a WHERE a.id = ? AND a.case_id = ?`,
			d.ID, i+1, l.What, l.Doer, l.Who, l.DueOn, l.ActionID, d.CaseID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "write an action")
		}
	}
	_, err := tx.NewRaw(`DELETE FROM case_actions AS a WHERE a.case_id = ?
		AND NOT EXISTS (SELECT FROM case_document_lines AS l WHERE l.action_id = a.id)`, d.CaseID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "drop actions nobody names")
}
