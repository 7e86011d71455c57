// Package accesses keeps the access register of the desks (registro degli accessi):
// one row for every contact, also the one solved on the spot, "to leave a trace".
//
// Vocabulary. An Access is one row: who came, or nobody named, when, where, to whom,
// what for and with which answer. Facts are the part people fill in and may correct. A
// Meeting is what is being closed: an appointment, a ticket of the queue or both. A
// Sheet is the paper day, typed in afterwards. Source says how a row came to be: at the
// counter, by hand, from paper (entered later: At is the real time, WrittenAt the
// writing). Codes are those of services'
// repertoires: "piemonte.A.2".
//
// Invariants, each with the constraint that is the promise:
//   - a meeting is written once, whoever closes it (accesses_appointment,
//     accesses_ticket; Close takes the appointment's or the ticket's row first);
//   - one form gives one row however often it is sent (accesses_key);
//   - a row is never overwritten without a trace: each correction has a reason and
//     leaves what stood before in access_versions (trigger accesses_kept,
//     access_versions_once, accesses_corrected_whole);
//   - a mediator who was there was needed (accesses_mediator_whole); the next check
//     is not before the contact (accesses_follow_up_after);
//   - closing a meeting is one transaction: the mark of the appointment, the end of
//     the ticket, the row and the next appointment stand together or not at all.
//
// Scope: every function takes the actor and sees only the actor's desks; a foreign id
// is NotFound. Printing and exporting leave a line in the audit trail; no line of it
// holds a name or anything typed.
//
// Order of locks: the appointment's row, the ticket's, then what booking takes. A sheet
// goes through its appointments in ascending order.
//
// Decisions:
//   - 2026-11-22: the name is a plain text that may be empty: whoever asks a question
//     gives none. Link ties a row, with its appointment, to a person's file.
//   - 2026-11-22: whose file a row is of is not part of what it tells: saying so is no
//     correction and needs no reason; the audit trail has who and when. A row takes the
//     person of its appointment, and the appointment booked when closing does too.
//   - 2026-11-22: a code and the row's day name one version of a standard: on any day at
//     most one is valid, and versions that have begun do not change. So the row needs no
//     version's id and stays readable.
//   - 2026-11-22: the first standard of each repertoire is proposed for an area, so that
//     one press never claims two alternatives (A.3 and A.4) at once.
//   - 2026-11-22: the codes stand on the row as an array: they are always read with it
//     and a correction keeps the old ones with the rest.
//   - 2026-11-22: a meeting closed while its ticket was never called leaves the line
//     without a service time, so that no invented length enters the estimate of waits.
package accesses
