// Package audit is the trail of who did what and when. It only grows.
//
// Vocabulary: an Entry is one thing that happened: an actor (auth.Actor.Ref), an
// action ("appointments.book"), the subject it touched (kind and id), the desk it
// happened at, and a few facts about it. A Row is an Entry as it stands in the
// database. A Scope is how much of the trail a reader may see.
//
// Invariants and what guards them:
//   - A row is never changed nor removed: triggers audit_entries_only_grows and
//     audit_entries_never_emptied refuse UPDATE, DELETE and TRUNCATE.
//   - A row holds no personal data: actors are references, facts are numbers and
//     code words. audit_entries_no_address refuses anything with an @ in it,
//     audit_entries_data_size refuses more than 4 KiB of facts.
//   - The change and its row stand or fall together: Record takes the caller's
//     transaction.
//
// Decisions:
//   - 2026-11-22: this package does not import auth, because signing in is itself
//     recorded; auth.Actor.AuditScope makes the Scope for a reader. The zero Scope
//     sees nothing, so that forgetting it hides rows instead of showing them.
//   - 2026-11-22: rows without a desk (sign-ins, accounts) belong to nobody's desk
//     and are seen only by who sees every desk.
//   - 2026-11-22: pages go by id from the newest down, never by offset: the trail
//     grows while it is read.
package audit
