package cases

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Load is how much somebody follows at the actor's desks.
type Load struct {
	UserID int64
	// Open are the cases, Late those with a check or an action of the plan whose day went
	// by, Unsigned those without a signed pact.
	Open, Late, Unsigned int
	Oldest               desks.Date
}

// planInForce is the version of c's plan that counts: the signed one, else the newest.
const planInForce = `(SELECT d.id FROM case_documents AS d WHERE d.case_id = c.id AND d.kind = 'plan' ORDER BY d.state = 'signed' DESC, d.version DESC LIMIT 1)`

// Loads gives who follows open cases at the actor's desks and how many, who has the most
// first. Days count until today.
func Loads(ctx context.Context, idb bun.IDB, actor auth.Actor, today desks.Date) ([]Load, error) {
	all := []Load{}
	err := scoped(idb.NewSelect().TableExpr("cases AS c").ColumnExpr("c.user_id, count(*) AS open, min(c.opened_at)::date AS oldest").
		ColumnExpr(`count(*) FILTER (WHERE EXISTS (SELECT FROM follow_ups AS f WHERE f.case_id = c.id AND f.done_at IS NULL AND f.dropped_at IS NULL AND f.due_on < ?0::date)
			OR EXISTS (SELECT FROM case_document_lines AS l JOIN case_actions AS a ON a.id = l.action_id
				WHERE l.document_id = `+planInForce+` AND a.state IN ('todo', 'doing') AND l.due_on < ?0::date)) AS late`, today.String()).
		ColumnExpr(`count(*) FILTER (WHERE NOT EXISTS (SELECT FROM case_documents AS d WHERE d.case_id = c.id AND d.kind = 'pact' AND d.state = 'signed')) AS unsigned`).
		Where("c.closed_at IS NULL").Group("c.user_id").OrderExpr("count(*) DESC, c.user_id"), actor).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "count caseloads")
}

// Owed is something that waits for the holder of a case.
type Owed struct {
	CaseID         int64
	Given, Surname string
	// What is the action's text, the kind of the document or that of the permit.
	What string
	// State is how far the action or the document is, "" of a permit.
	State string
	DueOn desks.Date
}

// MaxOwed is how many lines each of the lists of what is owed gives; one more says that
// there are others.
const MaxOwed = 20

// DueActions gives the actions still open of the plans in force that an account follows,
// due until a day, the longest ago first: at most MaxOwed + 1.
func DueActions(ctx context.Context, idb bun.IDB, actor auth.Actor, userID int64, until desks.Date) ([]Owed, error) {
	return scanOwed(ctx, actor, owed(idb).
		Join("JOIN case_document_lines AS l ON l.document_id = "+planInForce).Join("JOIN case_actions AS a ON a.id = l.action_id").
		ColumnExpr("l.what, a.state, l.due_on").
		Where("c.user_id = ? AND a.state IN ('todo', 'doing') AND l.due_on <= ?::date", userID, until.String()).
		Order("l.due_on", "l.action_id"))
}

// UnsignedDocuments gives the pacts and plans of the open cases an account follows that
// are written and wait for a signature, the oldest first: at most MaxOwed + 1. DueOn is
// the day they were last written.
func UnsignedDocuments(ctx context.Context, idb bun.IDB, actor auth.Actor, userID int64) ([]Owed, error) {
	return scanOwed(ctx, actor, owed(idb).
		Join("JOIN case_documents AS d ON d.case_id = c.id AND d.state IN ('draft', 'missing')").
		ColumnExpr("d.kind AS what, d.state, d.changed_at::date AS due_on").
		Where("c.user_id = ?", userID).Order("d.changed_at", "d.id"))
}

// ExpiringPermits gives the permits to stay of the people an account follows that expire
// until a day, the next first: at most MaxOwed + 1. Who has a later one is left out.
func ExpiringPermits(ctx context.Context, idb bun.IDB, actor auth.Actor, userID int64, until desks.Date) ([]Owed, error) {
	const expires = "e.data ->> 'expires'"
	return scanOwed(ctx, actor, owed(idb).
		Join("JOIN person_entries AS e ON e.kind = 'permit' AND e.removed_at IS NULL AND (e.person_id = p.id OR e.person_id IN (SELECT id FROM people WHERE root_id = p.id))").
		ColumnExpr("e.data ->> 'type' AS what, '' AS state, ("+expires+")::date AS due_on").
		Where("c.user_id = ? AND "+expires+" <= ?", userID, until.String()).
		Where(`NOT EXISTS (SELECT FROM person_entries AS n WHERE n.kind = 'permit' AND n.removed_at IS NULL AND n.id <> e.id
			AND (n.person_id = p.id OR n.person_id IN (SELECT id FROM people WHERE root_id = p.id)) AND (n.data ->> 'expires' > `+expires+` OR n.data ->> 'expires' IS NULL))`).
		OrderExpr(expires).Order("e.id"))
}

// owed are the open cases with their people, for one of the lists to join what it is of.
func owed(idb bun.IDB) *bun.SelectQuery {
	return idb.NewSelect().TableExpr("cases AS c").Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("c.id AS case_id, p.given, p.surname").Where("c.closed_at IS NULL").Limit(MaxOwed + 1)
}

func scanOwed(ctx context.Context, actor auth.Actor, q *bun.SelectQuery) ([]Owed, error) {
	all := []Owed{}
	err := scoped(q, actor).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list what is owed")
}

// HandOverAll passes several open cases on to another account of their desks, all or
// none; see HandOver.
func HandOverAll(ctx context.Context, idb bun.IDB, actor auth.Actor, ids []int64, userID int64, reason string, now time.Time) error {
	var k fault.Check
	k.If(len(ids) == 0, "cases", "cases.error.choose")
	k.If(userID == 0, "user", "cases.error.user")
	if err := k.Err(); err != nil {
		return err
	}
	slices.Sort(ids) // in the same order by everybody, so that two who pass cases on never wait for each other
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		for _, id := range slices.Compact(ids) {
			if err := HandOver(ctx, tx, actor, id, userID, reason, now); err != nil {
				return err
			}
		}
		return nil
	})
}
