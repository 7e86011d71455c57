package referrals

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// IncomingKind is the daily job that marks late referral forms, ends what nobody
// answered and erases what was not accepted.
const IncomingKind = "referrals.incoming_watch"

// IncomingJob is the handler of IncomingKind.
func IncomingJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	if err := WatchIncoming(ctx, idb, now); err != nil {
		return err
	}
	return EraseIncoming(ctx, idb, now)
}

// WatchIncoming marks the forms whose answer did not come by the day it was due, brings
// before the coordinator those silent for EscalateDays more, and expires those in which
// nobody moved for ExpireDays, whoever's turn it was.
func WatchIncoming(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		rules, err := FindSettings(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`UPDATE incoming_referrals SET late = true, escalated = due_at < ?1
			WHERE due_at < ?0 AND (NOT late OR NOT escalated AND due_at < ?1)`, now, now.AddDate(0, 0, -rules.EscalateDays)).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "mark late referral forms")
		}
		var old []Incoming
		err = tx.NewSelect().Model(&old).Where("i.state IN ('sent', 'asked', 'offered', 'countered', 'agreed') AND i.moved_at < ?",
			now.AddDate(0, 0, -rules.ExpireDays)).Order("i.id").For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "look for expired referral forms")
		}
		for i := range old {
			m := Move{From: old[i].State, To: Expired, By: Program}
			if err := old[i].to(ctx, tx, auth.Program("referrals"), m, "", now); err != nil {
				return err
			}
		}
		return nil
	})
}

// EraseIncoming forgets whom the forms were about, and what was said, that were not
// accepted and in which nothing happened for IncomingKeptDays. Desk, body, days and
// states stay, for the figures.
func EraseIncoming(ctx context.Context, idb bun.IDB, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var gone []struct{ ID, DeskID int64 }
		err := tx.NewRaw(`UPDATE incoming_referrals SET given = '', surname = '', born_on = NULL, fiscal_code = '', phone = '', email = '', reason = '',
				known = '', task = '', responsible = '', responsible_phone = '', responsible_email = '', mediator = '', erased_at = ?0
			WHERE erased_at IS NULL AND person_id IS NULL AND state IN ('declined', 'expired', 'withdrawn', 'closed') AND moved_at < ?1
			RETURNING id, desk_id`, now, now.AddDate(0, 0, -IncomingKeptDays)).Scan(ctx, &gone)
		if err != nil {
			return fault.Wrap(db.Translate(err), "erase referral forms")
		}
		for _, x := range gone {
			if _, err := tx.NewRaw("UPDATE incoming_steps SET text = '', erased = true WHERE incoming_id = ?", x.ID).Exec(ctx); err != nil {
				return fault.Wrap(db.Translate(err), "erase what was said about a referral form")
			}
			e := audit.Entry{Actor: auth.Program("referrals").Ref(), Action: "referrals.incoming_erase", Subject: "incoming", SubjectID: x.ID, DeskID: x.DeskID, At: now}
			if err := audit.Record(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}
