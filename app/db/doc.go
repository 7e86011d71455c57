// Package db opens PostgreSQL, runs changes in transactions and turns the
// database's errors into faults. It is the only package that knows the driver.
//
// Vocabulary: the Web pool answers people (5 s a statement), the Work pool runs
// jobs, imports and migrations (10 min). A change is a function given to InTx; a
// lock is an advisory lock that ends with its transaction. A name is what a slow
// query is called in the log, see Named.
//
// Invariants, each with a test:
//   - no statement outlives its pool's limit on the server, and no caller waits
//     longer than that limit plus a second;
//   - a database that is down is a fault.Unavailable within 2 s, and works again
//     by itself once it is back;
//   - a change is committed or reported as failed: an SQL error that somebody
//     swallowed does not turn COMMIT into a silent rollback;
//   - inside a transaction InTx is a savepoint: what fails inside does not spoil
//     what is outside, even when the inner context has ended;
//   - no value typed by a person reaches a log line from here.
//
// How to use it: functions take a bun.IDB named tx or db; inside InTx only the
// closure's tx is used. Times come back as timestamptz read in UTC. Lists go to
// SQL as bun arrays with = ANY (…). A literal question mark in SQL is \?.
//
// Decisions:
//   - 2026-11-22: pgdriver ignores cancellation and cannot stop a query that runs,
//     so the limits are set on the server with every connection.
//   - 2026-11-22: PostgreSQL answers COMMIT of a failed transaction with ROLLBACK
//     and the driver does not tell; InTx asks once before COMMIT (one round trip).
//   - 2026-11-22: bun hands a nested transaction the outer context and rolls back
//     with the inner one; InTx gives the closure the context of its caller and
//     rolls a savepoint back without any deadline but the driver's own.
//   - 2026-11-22: failover is a list of URLs separated by spaces, tried in turn;
//     of several, only one that accepts writes is used.
package db
