package auth

import (
	"context"
	"net/netip"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
)

// lockRule says when wrong attempts close the door and for how long: the first
// free failures cost nothing, then each one doubles the wait from first up to
// most. One failure is forgotten every leak.
type lockRule struct {
	free              int
	first, most, leak time.Duration
}

// Rules. The network's is wide: a whole municipality may sit behind one address.
// An account's longest wait is short enough that an attacker cannot keep its
// owner out for long, and leaves about a hundred guesses a day.
func accountRule() lockRule {
	return lockRule{free: 5, first: 30 * time.Second, most: 15 * time.Minute, leak: 30 * time.Minute}
}

func networkRule() lockRule {
	return lockRule{free: 30, first: 30 * time.Second, most: 15 * time.Minute, leak: 2 * time.Minute}
}

func secondRule() lockRule {
	return lockRule{free: 5, first: 30 * time.Second, most: time.Hour, leak: time.Hour}
}

// delay is the wait after so many failures.
func (r lockRule) delay(failures int) time.Duration {
	if failures < r.free {
		return 0
	}
	d := r.first
	for i := r.free; i < failures && d < r.most; i++ {
		d *= 2
	}
	return min(d, r.most)
}

// left is how many failures are remembered after some time without any. The
// clocks of two replicas may disagree: a time before the last failure is no time.
func (r lockRule) left(failures int, quiet time.Duration) int {
	return max(failures-int(max(quiet, 0)/r.leak), 0)
}

// door is one thing guarded: an account as typed, a network, a second step.
type door struct {
	rule lockRule
	key  []byte
}

func (g *Gate) accountDoor(email string) door {
	return door{accountRule(), g.Signer.MAC("guard account", []byte(email))[:macSize]}
}

func (g *Gate) networkDoor(address string) door {
	return door{networkRule(), g.Signer.MAC("guard network", []byte(networkOf(address)))[:macSize]}
}

func (g *Gate) secondDoor(userID int64) door {
	return door{secondRule(), g.Signer.MAC("guard second", []byte(Actor{UserID: userID}.Ref()))[:macSize]}
}

// networkOf is the part of an address one household or office holds: the whole
// IPv4 address, the first 64 bits of an IPv6 one.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}

type guardRow struct {
	Failures    int
	FailedAt    time.Time
	LockedUntil time.Time
}

// knock counts an attempt as failed before it is judged, so that many at once
// cannot slip past the count; forgive takes it back. locked reports that this
// knock closed the door for the next one; a closed door answers TooMany with
// how long (see tooMany) and counts nothing.
func knock(ctx context.Context, idb bun.IDB, d door, now time.Time) (locked bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockGuard(ctx, tx, d, now)
		if err != nil {
			return err
		}
		if wait := row.LockedUntil.Sub(now); wait > 0 {
			return tooMany("auth.signin.locked", wait)
		}
		failures := d.rule.left(row.Failures, now.Sub(row.FailedAt)) + 1
		wait := d.rule.delay(failures)
		locked = wait > 0
		until := bun.NullTime{}
		if locked {
			until.Time = now.Add(wait)
		}
		_, err = tx.NewRaw(`UPDATE signin_guards SET failures = ?, failed_at = ?, locked_until = ? WHERE key = ?`,
			failures, now, until, d.key).Exec(ctx)
		return err
	})
	return locked, err
}

func lockGuard(ctx context.Context, tx bun.Tx, d door, now time.Time) (row guardRow, err error) {
	_, err = tx.NewRaw(`INSERT INTO signin_guards (key, failures, failed_at) VALUES (?, 0, ?) ON CONFLICT (key) DO NOTHING`,
		d.key, now).Exec(ctx)
	if err != nil {
		return row, err
	}
	err = tx.NewRaw(`SELECT failures, failed_at,
		coalesce(locked_until, 'epoch') AS locked_until FROM signin_guards WHERE key = ? FOR UPDATE`, d.key).Scan(ctx, &row)
	return row, err
}

// forgive takes one knock back after a good attempt; clear forgets them all.
func forgive(ctx context.Context, idb bun.IDB, d door, clear bool) error {
	query := `UPDATE signin_guards SET failures = greatest(failures - 1, 0), locked_until = NULL WHERE key = ?`
	if clear {
		query = `DELETE FROM signin_guards WHERE key = ?`
	}
	_, err := idb.NewRaw(query, d.key).Exec(ctx)
	return db.Translate(err)
}
