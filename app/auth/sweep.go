package auth

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Sweep removes what time has made useless: sessions a day after their end,
// closed limits, forgotten failures, spent codes with the receipts of the messages that
// carried them (an address and nothing else to tell), links. It says how many
// rows went. Safe to run at any time, by several at once.
func Sweep(ctx context.Context, idb bun.IDB, now time.Time) (removed int64, err error) {
	day := now.Add(-24 * time.Hour)
	for _, s := range []struct {
		query  string
		before time.Time
	}{
		{`DELETE FROM sessions WHERE expires_at < ?`, now.Add(-expiredKeep)},
		{`DELETE FROM sessions WHERE kind <> 'visitor' AND seen_at < ?`, day.Add(-officeIdle)},
		{`DELETE FROM rate_limits WHERE closes_at < ?`, now},
		{`DELETE FROM signin_guards WHERE failed_at < ?`, day.Add(-24 * time.Hour)},
		{`DELETE FROM messages WHERE subject IN ('area_code', 'proof_code') AND settled_at < ?`, day},
		{`DELETE FROM area_codes WHERE expires_at < ?`, day},
		{`DELETE FROM proof_codes WHERE expires_at < ?`, day},
		{`DELETE FROM user_password_links WHERE expires_at < ?`, now.Add(-30 * 24 * time.Hour)},
	} {
		res, err := idb.NewRaw(s.query, s.before).Exec(ctx)
		if err != nil {
			return removed, fault.Wrap(db.Translate(err), "auth: sweep")
		}
		n, err := res.RowsAffected()
		if err != nil {
			return removed, fault.Wrap(err, "auth: sweep")
		}
		removed += n
	}
	return removed, nil
}
