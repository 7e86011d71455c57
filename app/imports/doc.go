// Package imports brings people, and the history of people who are known, from a table,
// a file of another program, into the desks.
//
// Vocabulary. A Batch is one file; its Head names the columns, its Fields say what each
// column holds. A Row is one line of the file, with its Problems (a cell and a sentence)
// and its Matches, people known already. The dry run judges every row and changes
// nobody; importing opens a file for each good row; undoing takes the files away again.
//
// A file holds people, or one Kind of their history: studies, jobs, languages and the
// other parts of a file (people.Kinds), or what is past (people.Past). A row of history
// belongs to somebody known, found by the number the other program had for them (its
// Source tells programs apart), by codice fiscale, or by name and birth; a row that is
// nobody's, or may be several people's, is Lost until somebody chooses.
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
//   - a row of history writes one line, in one transaction with it, and a line that
//     stands already is not written again (import_rows_written);
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
//   - 2026-11-22: a number or a codice fiscale whose name is somebody else's is not
//     believed: a person chooses.
//   - 2026-11-22: the numbers of the other program stay after the batch has gone, for
//     files that come later; they go with the person.
//   - 2026-11-22: undoing a history deletes the lines it wrote, and leaves those that were
//     changed or taken out since.
//   - 2026-11-22: a batch goes 30 days after it was uploaded, and with it the undo.
package imports
