// Package placements holds where the people the desks follow work: internships and jobs,
// from the plan to what the person and the firm say of them.
//
// Vocabulary. A Placement (inserimento) is of a case. Its Kind is an employment contract,
// an internship (tirocinio: with a host, a tutor there and one of the promoting body),
// self-employment, or a contract with a social cooperative of type B. The firm is the
// employer or the host. A Visit is a talk with the person or the firm while it runs. An
// Opinion is how satisfied one Side is, from 1 to 5, or why it could not be asked. An
// Extension (proroga) moves the planned end. A Warning is what somebody should look at;
// it never stops anything.
//
// States (Steps, a test for each); what a step did by mistake is taken back:
//
//	planned ⇄ started ⇄ ended        planned ⇄ cancelled
//
// Invariants, each with the constraint that is the promise:
//   - a placement is of the desk of its case (placements_case);
//   - what started has its day, what ended its day and reason (placements_started,
//     placements_ended), what was given up says why (placements_why);
//   - the end comes after the start (placements_order, placements_end_order);
//   - an internship has both tutors, goals and an end (placements_internship_whole), a
//     contract its type and hours (placements_contract, placements_working_time);
//   - it turns into one other placement, of the same case (placements_follows,
//     placements_follows_once);
//   - one answer of each side stands at a time, the earlier ones are kept
//     (placement_opinions_once);
//   - a form sent twice is one placement (placements_key, under the lock of the case).
//
// Scope. Staff functions take the actor and see the placements of the actor's desks; a
// foreign id is NotFound. Whoever may read and manage cases may read and manage these.
//
// Decisions:
//   - 2026-11-22: the firm is text here, with its tax code checked where it is given:
//     the register of employers comes later and will be pointed to beside the text.
//   - 2026-11-22: a closed case takes placements too: work often begins after the path,
//     and its visits and answers come later still. The checks after 28 days and six
//     months are those of the case (package cases), nothing is planned twice here.
//   - 2026-11-22: the limits of an internship warn (Limits): regions set their own, and
//     the desk is not the body that authorises.
//   - 2026-11-22: satisfaction is due on the last day, or six months after the start
//     where no end is planned; it may be asked thirty days before an end. Who works for
//     themselves has no firm to ask.
//   - 2026-11-22: two full-time contracts at once are looked for at the reader's desks
//     only: where somebody works is not told to other desks.
package placements
