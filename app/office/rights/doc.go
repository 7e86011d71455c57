// Package rights holds the screens about people's requests over their data: the desk
// records them, the data-protection officer answers them, with what erasing would do before
// it is done, and opens what the law asks to keep of who was erased.
//
// Decisions:
//   - 2026-11-22: the officer sees who asks and what, not the file: a correction is done by
//     the desk in the usual form, to which the request leads.
//   - 2026-11-22: what is kept sealed is opened by a form, not a link: opening it is noted.
package rights
