// Package jobs does work later: what must not happen inside a request, or must
// happen at a time. Jobs stand in PostgreSQL and are enqueued in the transaction
// that makes them necessary, so there is a job exactly when the change is there.
//
// # Vocabulary
//
//   - Job: a kind ("mail.send"), a payload of ids, a time. Handler: what runs a kind.
//   - Pending: waiting for its time. Running: held by a runner under a lease.
//     Dead: failed for good; it stays to be seen, retried or dropped (Dead, Retry,
//     Drop). A job that succeeds is deleted: its traces are the noun's own.
//   - Lease: a claim moves run_at to the end of the lease and takes a number from
//     jobs_leases. The runner renews it while the handler works; a runner that
//     dies lets it run out and the job is due again.
//   - Tick: one moment of a Schedule, a multiple of Every since 1970 in UTC plus Offset.
//
// # Invariants
//
//   - At least once. A job runs again when its runner died or lost the lease, so
//     every handler must be safe to run twice. Only the holder of the last lease
//     number may finish, fail or release a job.
//   - At most one pending job per kind and unique key (index jobs_pending_once). A
//     running one does not count: what changed after it began needs another run.
//     Enqueue locks the pending row it met until the caller's transaction ends, so
//     no runner can take it before the change is visible.
//   - A tick becomes one job however many replicas run (row lock on job_ticks);
//     ticks missed while nothing ran become one; no two jobs of a scheduled kind
//     made by the schedule run at the same time.
//   - A clock set back leaves the schedule waiting for at most an hour (or one
//     interval when that is longer); after a longer step back it starts afresh.
//   - What is stored and logged about an error holds kinds, keys, constraint names
//     and the words of fault.Wrap, never personal data (Describe).
//   - Time comes from Options.Now; only the length of a real wait uses the machine's clock.
//
// # Decisions
//
//   - 2026-11-22: own table on bun and pgdriver; the libraries tried need another
//     driver or a connection per running job.
//   - 2026-11-22: polling every 200 ms instead of LISTEN/NOTIFY: NOTIFY takes one
//     lock over all commits, and the poll is one read of an index.
//   - 2026-11-22: a job for "at once" is stored as due in 1970, so that it does not
//     depend on which clock enqueued it (see the clock offset of development).
//   - 2026-11-22: a runner claims only kinds it has a handler for: during an update
//     the old program leaves new kinds to the new one.
package jobs
