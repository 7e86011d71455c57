// Package deliveries holds the services delivered to people on their paths.
//
// Vocabulary. A Delivery (prestazione) is one service of one standard on a case: its
// meetings, what was recorded of it, whether more will come. A Meeting is one sitting
// with one operator; counselling has at least two, a competence assessment as many as
// its hours need. A Finding (services.Check) is one way in which it misses its standard;
// the Answer says what to do about the findings one was shown.
//
// States (transitions, a test for each):
//
//	new ───────┬─ no findings ──→ recorded
//	recorded ──┤
//	waiting ───┼─ a reason, by who may override ──→ accepted
//	accepted ──┴─ left to a specialist ──→ waiting
//	recorded, waiting, accepted ── with a reason ──→ withdrawn, for good
//
// What goes on counts like what is finished, but only what is finished opens the way to
// another service, and only what is recorded or accepted does.
//
// Invariants, each with the constraint that is the promise:
//   - what misses its standard waits, or has a reason and who wrote it
//     (deliveries_findings_answered, deliveries_override_accepted);
//   - nothing is overwritten: each change is a new version, the old one stays as it
//     stood (trigger deliveries_kept), its meetings too (delivery_meetings_once);
//   - a form sent twice is one service (deliveries_key, under the lock of the case);
//   - a service is of the desk of its case (deliveries_case).
//
// Scope. Staff functions take the actor and see the services of the actor's desks; a
// foreign id is NotFound. What came before is read at every desk, merged records
// included, and only says which services are missing.
//
// Decisions:
//   - 2026-11-22: a service keeps the version of its standard valid on the day of its
//     first meeting; a correction takes another one only where the standard or that day
//     changes, so closed periods keep their rules.
//   - 2026-11-22: an answer is for the findings that were shown: where others are found
//     meanwhile, they are shown first. While they stay the same, a further meeting asks
//     nobody again.
//   - 2026-11-22: a further meeting, output or note is written without a reason; changing
//     or taking away what stood there needs one.
//   - 2026-11-22: signatures are those of the case's documents, from their day on, and
//     those recorded with services, given when the service's last meeting ended.
//   - 2026-11-22: a closed case takes no services until it is reopened, but what waits is
//     accepted or withdrawn all the same.
package deliveries
