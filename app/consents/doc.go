// Package consents knows what people agreed to, in which words, and what they took back.
//
// Vocabulary. A Consent is one person's yes to one Purpose: to be found for jobs
// (Matching), that a CV goes to a named employer (Sharing), the Newsletter, to be asked for
// an opinion (Survey). Its words are a Text: a version of a purpose in twelve languages
// (texts/<purpose>.<version>.yaml). The Channel says how it was given: on signed paper, by
// voice at the desk, by phone, or in the person's own area. A Request is the desk's
// question whether a CV may go to an employer. An Effect is what follows elsewhere.
//
// Invariants, each with the constraint that is the promise:
//   - one consent of a person stands for a purpose and employer (consents_live, and the
//     lock of the root for merged records);
//   - an employer is named where, and only where, something is shared
//     (consents_employer_named);
//   - it ends once: withdrawn, expired or renewed (consents_ended_once); given again after
//     that, it is a new row;
//   - what was read is kept as it was read (words), with version and language
//     (consents_text_version);
//   - every change runs all effects in its own transaction: when Withdraw has returned,
//     nothing that stood on the consent stands any more (Book).
//
// Scope. Staff functions see the people of the actor's desks (people.Find); functions
// called Own are the citizen's, of all their records.
//
// Decisions:
//   - 2026-11-22: the desk's own work rests on its public task, not on consent (GDPR art.
//     6.1.e): nothing here is needed to be received, and the pages say so.
//   - 2026-11-22: a consent lasts two years (Matching, Newsletter, Survey), one for an
//     employer (Sharing); the person is reminded a month before, where they have an area.
//   - 2026-11-22: of merged records the last word counts: a withdrawal under one record
//     ends what was given before it under another (Live), and Withdraw ends it under all.
//   - 2026-11-22: giving is asked for by who is known (own area by code, or the desk);
//     taking back is easier: a link in the mail is enough, with a button, for scanners
//     follow links.
package consents
