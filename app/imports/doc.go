// Package imports brings people from a table, a file of another program, into the
// desks.
//
// Vocabulary. A Batch is one file; its Head names the columns, its Fields say what each
// column holds. A Row is one line of the file, with its Problems (a cell and a sentence)
// and its Matches, people known already. The dry run judges every row and changes
// nobody; importing opens a file for each good row; undoing takes the files away again.
//
//	mapping → checking → checked ⇄ importing
//	              ↑         │  └→ undoing → undone
//	              └─────────┘ (columns chosen again while nobody was opened)
//	checking, importing, undoing → stopped, where the account may not import any more
//
// Invariants:
//   - a row opens one person, however often a job runs or a button is pressed: the
//     batch is locked, and row and person are written in one transaction
//     (import_rows_once, import_rows_person);
//   - a batch belongs to a desk and is seen by who works there;
//   - a job acts as who started it, with the roles they have when it runs.
//
// Decisions:
//   - 2026-11-22: rows stand in a table, not in a file: each is judged, corrected and
//     imported by itself, and a killed job goes on where it was.
//   - 2026-11-22: 500 rows are judged, opened or taken away together, in a transaction of
//     a fraction of a second: the database is asked once for all of them, and a desk that
//     opens a file meanwhile waits for a moment only. 50 000 rows among 200 000 people are
//     checked and imported in a minute or two (go run ./cmd/bench -only import).
//   - 2026-11-22: the dry run judges a row by the same rule against who is known and
//     against the earlier rows of the file (import_keys), so that importing finds no twin
//     that it did not name.
//   - 2026-11-22: undoing leaves whoever was changed, merged, taken to another desk or
//     has a case; it lists them.
//   - 2026-11-22: a batch goes 30 days after it was uploaded, and with it the undo.
package imports
