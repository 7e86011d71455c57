// Package testdb gives tests a real PostgreSQL with the real migrations.
//
// Vocabulary: the template is a stopped cluster kept between runs, holding one
// migrated database; a test process runs its own copy of it; a clone is one more
// database in that copy, made from the migrated one.
//
// How to use it:
//
//	func TestMain(m *testing.M) { testdb.Main(m) }
//
//	func TestBook(t *testing.T) {
//		tx := testdb.Tx(t)        // rolled back at the end: the usual way
//		db := testdb.New(t)       // a database of one's own: for commits and races
//	}
//
// Tests that share Tx's database and run in parallel wait for each other's locks
// where they write the same unique values; use New there.
//
// Invariants, each with a test:
//   - nothing outlives the test process, however it ends: a small shell waits for
//     the end of a pipe that only the process holds, stops the server and removes
//     its folder;
//   - what a killed shell leaves is removed by the next process: each running copy
//     holds a lock that ends with its last process;
//   - a changed migration makes a new template; processes that start together make
//     it once;
//   - it works as root (the server runs as postgres or nobody) and as anybody else.
//
// Decisions:
//   - 2026-11-22: a server for each test process instead of a shared one. A copy of
//     the stopped template starts in about 0.2 s, packages cannot disturb each other
//     and there is nothing to keep alive between them.
//   - 2026-11-22: the files lie in /dev/shm where it has room, else in the folder
//     for temporary files; nothing is synced to disk. Templates not used for ten
//     minutes are removed when a new one is made.
package testdb
