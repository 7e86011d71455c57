// Package migrate changes the database's shape, in order and once.
//
// Vocabulary: a migration is a pair of files <YYYYMMDDHHMMSS>_<noun>_<what>.tx.up.sql
// and .tx.down.sql; applied is one whose up has been committed; pending one that waits.
//
// Invariants, each with a test:
//   - a migration and the note that it was applied are one transaction: after a
//     crash or an error it is applied whole or not at all, and may be run again;
//   - programs that start together wait for each other under one advisory lock,
//     which ends with its connection, so no lock outlives a crash;
//   - every up has a down, every name is well formed and used once; a set that is
//     not so is refused before anything is touched;
//   - a database that holds a migration this program does not know is refused:
//     it belongs to a newer version.
//
// Decisions:
//   - 2026-11-22: bun marks a migration after its transaction; our hook marks it
//     inside, and bun's own note is an upsert of the same row.
//   - 2026-11-22: the lock is polled with pg_try_advisory_lock, because
//     lock_timeout would end a plain wait after 2 s.
//   - 2026-11-22: Down takes back one migration, the last, not a group: "down" must
//     never empty a database that was made in one go.
package migrate
