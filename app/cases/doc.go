// Package cases holds the paths of the people the desks take in charge.
//
// Vocabulary. A Case (presa in carico, percorso) begins with the intake, when the
// privacy notice is handed over, and ends with an Outcome. Its holder is the operator
// who follows the person; a hand-over passes it on. A FollowUp (verifica) is a check on
// how the person is doing: the first is planned at the intake, two more (28 days, six
// months) when the case is closed.
//
// States. Open → Closed; Reopen takes a closing made by mistake back.
//
// Invariants, each with the constraint that is the promise:
//   - a person has one open case at a desk (cases_one_open; TakeInCharge takes the
//     person's lock first, so that merged records count as one person);
//   - a case has one holder at a time (case_holders_now);
//   - closing has an outcome and somebody who closed (cases_closed_whole);
//   - no case begins without the notice (cases_notice);
//   - every case has its first check and, once closed, those of the exit, each once
//     (follow_ups_once); what was found out is written once (follow_ups_done_whole).
//
// Scope. A case is of its desk: staff functions take the actor and see the cases of the
// actor's desks; a foreign id is NotFound. The person must be known at the desk.
//
// Decisions:
//   - 2026-11-22: the case keeps the id of the record it was opened for and is read
//     through people.Same, so that merging people never rewrites it.
package cases
