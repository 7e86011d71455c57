package cases

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
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
