// Package cases holds the paths of the people the desks take in charge.
//
// Vocabulary. A Case (presa in carico, percorso) begins with the intake, when the
// privacy notice is handed over, and ends with an Outcome. Its holder is the operator
// who follows the person; a hand-over passes it on. A FollowUp (verifica) is a check on
// how the person is doing: the first is planned at the intake, two more (28 days, six
// months) when the case is closed.
//
// A Profile is what one interview found in the ten Domains (profilazione qualitativa,
// Delibera ANPAL 19/2018), each from 1 to 5. Needs are the complex Targets of the
// Repertorio with the conditions met for them, and the Indicators of fragility.
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
//   - a level is from 1 to 5, or there is at least a note (case_profile_levels_level,
//     case_profile_levels_said); an interview adds a profile, none is ever changed;
//   - needs hold only codes (case_needs_code), a condition only beside its target.
//
// Scope. A case is of its desk: staff functions take the actor and see the cases of the
// actor's desks; a foreign id is NotFound. The person must be known at the desk.
//
// Decisions:
//   - 2026-11-22: the case keeps the id of the record it was opened for and is read
//     through people.Same, so that merging people never rewrites it.
//   - 2026-11-22: needs are special categories (GDPR art. 9, 10): a table of their own,
//     read with people.special and noted in the person's file, ticks and no text; what is
//     no longer so is deleted, and the audit trail says only that something changed.
//   - 2026-11-22: who saves needs changes only the boxes they changed since the page was
//     drawn: of two who save at once both count, and nobody has to choose.
//   - 2026-11-22: three signs of fragility, or no home, or fear, suggest a referral to the
//     social services; the program never makes one.
//   - 2026-11-22: a domain may be left out of an interview; the radar then interrupts its
//     line instead of drawing a zero.
package cases
