// Package assessments holds competence assessments and the tests given to people on
// their paths.
//
// Vocabulary. An Assessment (bilancio di competenze) is a series of meetings on a case:
// delivered services linked to it, whose minutes add up. Bounds are how long it should
// last. A Test (test somministrato) is one that was given: its name, the day, the
// language, the result in words, files.
//
// States of an assessment (Moves):
//
//	begun ──→ completed     with what came out; below the least hours by who may
//	                        override standards, with a reason
//	begun ──→ dropped       with a reason
//
// Invariants, each with the constraint that is the promise:
//   - one assessment is under way on a case at a time (assessments_one_open), and is of
//     the desk of its case (assessments_case);
//   - what ended has its day, who ended it and what came out (assessments_ended_whole);
//   - a service counts for one assessment (assessment_services_once);
//   - a test with data about health holds them encrypted, nothing readable beside them
//     (given_tests_health); one written by mistake says why it was withdrawn
//     (given_tests_withdrawn_whole).
//
// Scope. Staff functions take the actor and see what is of the actor's desks; a foreign
// id is NotFound. Tests with data about health are found by who may read special
// categories, and each reading stands in the list of who opened the file.
//
// Decisions:
//   - 2026-11-22: the bounds are those of the standards in use whose output is the
//     assessment (Toscana BdC: 8 to 12 hours, seed 4). Where no repertoire says so,
//     LeastMinutes and MostMinutes stand in.
//   - 2026-11-22: only services that count are summed; those that wait for a specialist
//     are shown apart. What is summed at the completion stays with it.
//   - 2026-11-22: above the most hours there is a warning, no refusal: the person had
//     those hours.
//   - 2026-11-22: of a test with health data also the name is encrypted: it may tell the
//     illness.
package assessments
