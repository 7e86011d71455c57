// Package enrolments holds the courses of the people the desks follow: asked for, begun,
// finished, as a desk records it or the person tells it.
//
// Vocabulary. An Enrolment (iscrizione) is one person in one edition of a course. Its Road
// is "desk" where a desk sent the person on a day (Repertorio, indicator 3.4), "own" where
// they found it themselves. A Move is one row of what happened: a step, a step taken back,
// a confirmation by the desk, a certificate. The Path are the steps that were not taken
// back. It is Mine while only the person wrote on it, and Told while the desk has not
// confirmed what the person told last.
//
// States (Steps, a test for each); what was a mistake goes back to where it came from:
//
//	requested ⇄ admitted ⇄ attending ⇄ completed | dropped
//	requested ⇄ waiting_list ⇄ admitted
//	requested, waiting_list ⇄ refused
//	requested, waiting_list, admitted ⇄ withdrawn
//
// Invariants, each with the constraint that is the promise:
//   - whom a desk sent has the day on which it did (enrolments_sent);
//   - what ended without being completed says why, by a code, and the code "other" in
//     words too (enrolments_reason, enrolments_why);
//   - only what is completed has a certificate and becomes a line of the file
//     (enrolments_certificate, enrolments_entry);
//   - what only the person told counts in no figure (enrolments_counted);
//   - rows of what happened are added only; a step is taken back once
//     (enrolment_moves_undone_once);
//   - a form sent twice is one enrolment (enrolments_key, under the lock of the person).
//
// Scope. Staff functions take the actor and see the enrolments of the actor's desks; Own
// functions are the citizen's, of all their records; a foreign id is NotFound. Whoever may
// read and manage cases may read and manage these.
//
// Decisions:
//   - 2026-11-22: course and provider are text: the catalogue comes later, and its
//     edition will be pointed to beside the text.
//   - 2026-11-22: every enrolment is of one desk, so that the person can be told who sees
//     it: the one that records it, or, of what they write themselves, the one of their
//     open path, else the one that met them last.
//   - 2026-11-22: the person moves what the desk recorded too, at once: nobody waits for a
//     desk to be open. What they say is marked until the desk confirms it, and the days
//     that count (EnrolledOn, CompletedOn) are the desk's to write.
//   - 2026-11-22: what was written by mistake is hidden, not deleted (RemovedAt): a desk
//     may have sent the person there.
//   - 2026-11-22: a finished course becomes a line of the file by a press of a button, of the
//     desk or of the person: a permit to drive a forklift among the licences, the rest among
//     studies. A course that gives no title takes the level the person has (Proposal).
package enrolments
