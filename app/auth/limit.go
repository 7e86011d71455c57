package auth

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Allow counts one hit under key and refuses it with TooMany (arguments Seconds
// and Minutes: how long to wait) when more than limit hits fell into the window.
// The window opens with the first hit and closes a fixed time later; refused
// hits do not lengthen it. The count is one atomic statement shared by every
// replica. Give a connection outside the change being limited: a count made in a
// transaction is undone with it, and others wait for its end.
//
// The part of key before the first ':' names the limit in the table; the rest,
// e.g. an address, is stored only as a hash.
func Allow(ctx context.Context, idb bun.IDB, key string, limit int, window time.Duration, now time.Time) error {
	name, _, _ := strings.Cut(key, ":")
	sum := sha256.Sum256([]byte(key))
	var row struct {
		Hits     int
		ClosesAt time.Time
	}
	err := idb.NewRaw(`INSERT INTO rate_limits AS r (key, name, hits, opened_at, closes_at) VALUES (?0, ?1, 1, ?2, ?3)
		ON CONFLICT (key) DO UPDATE SET
			hits = CASE WHEN r.closes_at <= ?2 THEN 1 ELSE least(r.hits, ?4) + 1 END,
			opened_at = CASE WHEN r.closes_at <= ?2 THEN ?2 ELSE r.opened_at END,
			closes_at = CASE WHEN r.closes_at <= ?2 THEN ?3 ELSE r.closes_at END
		RETURNING hits, closes_at`, sum[:], name, now, now.Add(window), limit).Scan(ctx, &row)
	if err != nil {
		return fault.Wrap(db.Translate(err), "auth: count "+name)
	}
	if row.Hits > limit {
		return tooMany("error.429.text", row.ClosesAt.Sub(now))
	}
	return nil
}

// tooMany is the fault of somebody who must wait: Seconds for machines, Minutes
// for sentences, both rounded up.
func tooMany(key string, wait time.Duration) *fault.Fault {
	up := func(unit time.Duration) int { return int((wait + unit - 1) / unit) }
	return fault.New(fault.TooMany, key).With("Seconds", up(time.Second)).With("Minutes", up(time.Minute))
}
