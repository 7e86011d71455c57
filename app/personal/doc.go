// Package personal is the language in which nouns say what they keep about people, so
// that a person's rights reach every table.
//
// Vocabulary: a Table is one table of the database with rows about the people of the
// desks: whose each row is, for what Purpose it is kept, what of it the person gets in
// their copy, what becomes of it when they are forgotten and when its purpose ended.
// Every noun that keeps such rows lists them (Personal); what puts the lists to work
// stands above the nouns.
//
// Invariants: the words here are SQL written by us, never by anybody who types; no row
// is reached but through a condition on whose it is or when it ended.
//
// Decisions:
//   - 2026-11-22: a row that feeds published figures is never deleted: its words and
//     names go, its dates, codes and states stay, so that no figure changes.
//   - 2026-11-22: staff are no people of the desks: who wrote a row is a reference to an
//     account, and stays.
package personal
