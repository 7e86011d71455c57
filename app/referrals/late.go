package referrals

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// WatchKind is the daily job that marks what is late and ends what nobody answered.
const WatchKind = "referrals.watch"

// WatchJob is the handler of WatchKind.
func WatchJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	return Watch(ctx, idb, now)
}

// Watch marks the referrals whose answer did not come by the day it was due, and the
// bodies of the network that should have been asked back by now; it brings before the
// coordinator those silent for EscalateDays more, and expires the referrals between desks
// sent more than ExpireDays ago. What went to a body ends only when somebody says how.
func Watch(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		rules, err := FindSettings(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`UPDATE referrals SET late = true, escalated = due_at < ?1
			WHERE state IN ('sent', 'asked') AND due_at < ?0 AND (NOT late OR NOT escalated AND due_at < ?1)`,
			now, now.AddDate(0, 0, -rules.EscalateDays)).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "mark late referrals")
		}
		_, err = tx.NewRaw(`UPDATE outgoing_referrals AS g SET late = true, escalated = due_on + ?1 < t.today
			FROM (SELECT (?0::timestamptz AT TIME ZONE 'Europe/Rome')::date AS today) AS t
			WHERE due_on < t.today AND (NOT late OR NOT escalated AND due_on + ?1 < t.today)`, now, rules.EscalateDays).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "mark bodies to ask back")
		}
		return expire(ctx, tx, now.AddDate(0, 0, -rules.ExpireDays), now)
	})
}

// expire ends what was sent before a day and nobody answered.
func expire(ctx context.Context, tx bun.Tx, before, now time.Time) error {
	var old []Referral
	err := tx.NewSelect().Model(&old).Where("r.state IN ('sent', 'asked') AND r.sent_at < ?", before).
		Order("r.id").For("UPDATE").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "look for expired referrals")
	}
	for i := range old {
		r := &old[i]
		m := Move{From: r.State, To: Expired, By: Program}
		if err := r.to(ctx, tx, auth.Program("referrals"), m, "", now); err != nil {
			return err
		}
	}
	return nil
}

// Waiting counts what waits for somebody.
type Waiting struct {
	// Received are to answer, to report on or to read; Sent are those where the other
	// side asked or decided something nobody read yet.
	Received, Sent int
	// Late are the unanswered ones of the actor's desks, AskBack the bodies of the network
	// to ask back; Mine those among both of cases the actor follows.
	Late, AskBack, Mine int
	// Silent are those the coordinator has to look after, 0 for anybody else.
	Silent int
}

// Awaiting counts what waits for the actor and for the actor's desks.
func Awaiting(ctx context.Context, idb bun.IDB, actor auth.Actor) (Waiting, error) {
	ids, all := actor.Desks()
	var w Waiting
	err := idb.NewRaw(`WITH r AS (SELECT r.*, c.user_id, ?0 OR r.from_desk_id = ANY(?1) AS ours, ?0 OR r.to_desk_id = ANY(?1) AS theirs
			FROM referrals AS r JOIN cases AS c ON c.id = r.case_id
			WHERE r.state IN ('sent', 'accepted', 'revise', 'asked', 'declined', 'expired', 'refused', 'reported', 'withdrawn')
				AND (?0 OR r.to_desk_id = ANY(?1) OR r.from_desk_id = ANY(?1))),
		g AS (SELECT g.*, c.user_id FROM outgoing_referrals AS g JOIN cases AS c ON c.id = g.case_id WHERE g.late AND (?0 OR g.desk_id = ANY(?1)))
		SELECT count(*) FILTER (WHERE theirs AND state IN ('sent', 'accepted', 'revise', 'withdrawn')) AS received,
			count(*) FILTER (WHERE ours AND state IN ('asked', 'declined', 'expired', 'refused', 'reported')) AS sent,
			count(*) FILTER (WHERE late) AS late, (SELECT count(*) FROM g) AS ask_back,
			count(*) FILTER (WHERE late AND ours AND user_id = ?2) + (SELECT count(*) FROM g WHERE user_id = ?2) AS mine,
			count(*) FILTER (WHERE escalated AND ?3) + (SELECT count(*) FROM g WHERE escalated AND ?3) AS silent FROM r`,
		all, pgdialect.Array(ids), actor.UserID, actor.May(auth.ReferralsDecide)).Scan(ctx, &w)
	return w, fault.Wrap(db.Translate(err), "count referrals that wait")
}

// Silent gives the referrals the coordinator has to look after, at most PageSize, the
// longest silent first; none to who does not decide.
func Silent(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Row, error) {
	all := []Row{}
	if !actor.May(auth.ReferralsDecide) {
		return all, nil
	}
	err := scoped(rows(idb).Where("r.escalated").OrderExpr("r.due_at, r.id").Limit(PageSize), actor).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list silent referrals")
}
