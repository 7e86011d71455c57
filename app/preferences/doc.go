// Package preferences holds the jobs a person leans to (propensioni): what matching works
// with, taken from the glossary of occupations so that the desk, the person and an employer
// speak the same words.
//
// Vocabulary. A Preference is one occupation with where the person learnt it, what they can
// do in it, for how long and until when, and on what terms. A Form is what is said of it.
//
// Invariants, each with the constraint or the test that is the promise:
//   - a person has at most three that stand (Most; preferences_position_three and
//     preferences_place_taken, of each record of a person; a lock of the root for all);
//   - an occupation stands once (preferences_occupation_once);
//   - nothing said is lost: a change ends a row and puts another in its place.
//
// Scope. Operators see those of people of their desks; a person their own (ListOwn and the
// others), of every record merged into theirs.
//
// Decisions:
//   - 2026-11-22: two records that are joined may bring more than three between them. None is
//     thrown away, and each record has its own again when the merge is undone; the three
//     changed last count, an occupation once (List, Counts), wherever preferences are read.
//     The desk sees the others (Beyond) and chooses.
//   - 2026-11-22: the sector is the economic-professional one of the Atlante del lavoro (SEP),
//     by number: it is the desk that writes it, the person is not asked.
package preferences
