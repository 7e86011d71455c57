package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

const (
	// DefaultAttempts is how often a job runs before it is dead when it says
	// nothing else: with the back-off of this package about five hours.
	DefaultAttempts = 15
	maxPayload      = 16 << 10
)

// Job is one piece of work to be done.
type Job struct {
	// Kind names the handler: "<noun>.<verb>".
	Kind string
	// Payload becomes JSON; ids, never personal data (16 KiB at most). nil is {}.
	Payload any
	// At is when the job is due; the zero time is at once.
	At time.Time
	// Unique allows one pending job of this kind with the same key; "" allows any number.
	Unique string
	// MaxAttempts is how often the job may be tried; 0 is DefaultAttempts.
	MaxAttempts int
}

// Handler does the work of one kind. It must be safe to run twice, and return
// when ctx ends. A returned error means "again later"; see Permanent. now is the
// runner's clock when the job was started.
type Handler func(ctx context.Context, db *bun.DB, payload json.RawMessage, now time.Time) error

// soon is the due time of a job that is due at once, whatever clock is asked.
func soon() time.Time { return time.Unix(0, 0).UTC() }

// Enqueue adds the job in the caller's transaction: it exists when that commits.
// A pending job of the same kind and unique key makes it quiet; the earlier of
// both times and the first payload stand. Take unique jobs last in a transaction:
// another one that enqueues the same key waits until this one ends.
func Enqueue(ctx context.Context, tx bun.IDB, j Job) error {
	payload, err := encode(j.Payload)
	if err != nil {
		return fault.Wrap(err, "jobs: payload of "+j.Kind)
	}
	at, most := j.At, j.MaxAttempts
	if at.IsZero() {
		at = soon()
	}
	if most == 0 {
		most = DefaultAttempts
	}
	_, err = tx.NewRaw(`INSERT INTO jobs (kind, payload, unique_key, run_at, max_attempts)
		VALUES (?, ?::jsonb, ?, ?, ?)
		ON CONFLICT (kind, unique_key) WHERE unique_key <> '' AND lease IS NULL AND dead_at IS NULL
		DO UPDATE SET run_at = LEAST(jobs.run_at, EXCLUDED.run_at)`,
		j.Kind, string(payload), j.Unique, at, most).Exec(ctx)
	return fault.Wrap(db.Translate(err), "jobs: enqueue "+j.Kind)
}

func encode(payload any) ([]byte, error) {
	if payload == nil {
		return []byte("{}"), nil
	}
	b, err := json.Marshal(payload)
	if err == nil && len(b) > maxPayload {
		err = errors.New("larger than 16 KiB: store it and pass its id")
	}
	return b, err
}

// Decode reads a payload into a T. An unreadable payload is Permanent: trying
// again cannot mend it.
func Decode[T any](payload json.RawMessage) (T, error) {
	var v T
	if err := json.Unmarshal(payload, &v); err != nil {
		return v, Permanent(fault.Wrap(err, "jobs: read payload"))
	}
	return v, nil
}
