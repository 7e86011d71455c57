package cases

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// SignedOn gives the days on which a person signed a document of that kind, at whatever
// desk and under every record merged into theirs. It is for rules about what came
// before: it says nothing of what was signed, nor where.
func SignedOn(ctx context.Context, idb bun.IDB, personID int64, kind string) ([]desks.Date, error) {
	var rows []struct {
		DecidedOn desks.Date `bun:"type:date"`
	}
	err := idb.NewRaw(`SELECT DISTINCT d.decided_on FROM people AS me
		JOIN people AS p ON COALESCE(p.root_id, p.id) = COALESCE(me.root_id, me.id)
		JOIN cases AS c ON c.person_id = p.id
		JOIN case_documents AS d ON d.case_id = c.id
		WHERE me.id = ? AND d.kind = ? AND d.signer <> '' AND d.state IN (?, ?) ORDER BY 1`, personID, kind, Signed, Superseded).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "read signatures of a person")
	}
	var days []desks.Date
	for _, r := range rows {
		days = append(days, r.DecidedOn)
	}
	return days, nil
}

// SignedDocument is a version that a person signed.
type SignedDocument struct {
	CaseID  int64
	Kind    string
	Version int
	State   string
	Signer  string
	On      desks.Date `bun:"type:date"`
	How     string
	// Scans is how many files of the signed sheet are kept.
	Scans int
}

// SignedOf gives what a person signed at the actor's desks, merged records included, the
// latest first.
func SignedOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]SignedDocument, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	ids, all := actor.Desks()
	list := []SignedDocument{}
	err = idb.NewRaw(`SELECT d.case_id, d.kind, d.version, d.state, d.signer, d.decided_on AS "on", d.signed_how AS how,
			(SELECT count(*) FROM case_document_files AS x WHERE x.document_id = d.id AND x.kind = 'scan' AND x.removed_at IS NULL) AS scans
		FROM cases AS c JOIN case_documents AS d ON d.case_id = c.id
		WHERE d.signed_how <> '' AND (c.person_id = ?0 OR c.person_id IN (SELECT id FROM people WHERE root_id = ?0)) AND (?1 OR c.desk_id = ANY(?2))
		ORDER BY d.decided_on DESC, d.id DESC`, p.ID, all, pgdialect.Array(ids)).Scan(ctx, &list)
	return list, fault.Wrap(db.Translate(err), "list what a person signed")
}
