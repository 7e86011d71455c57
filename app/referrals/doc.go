// Package referrals takes a case from one desk to another: from the first level to the
// specialists, or wherever else somebody can help.
//
// Vocabulary. A Referral (invio) is of a case; the Sender is the desk of the case, the
// Receiver the desk asked. Its Kind says whether the project is defined or still to be
// defined by the receiver, who then writes a proposal for the Committee (cabina di
// regia). Items are what the receiver may read before the person's file is theirs.
// A Step is what one side did, with what it said.
//
// States, one table (Moves) with who may do each:
//
//	draft ─sender→ sent ─receiver→ accepted | asked | declined     asked ─sender→ sent
//	sent | asked ─sender→ withdrawn ─receiver→ closed
//	sent | asked ─program→ expired, Settings.ExpireDays after it was sent
//	accepted ─receiver→ started (defined) | proposed (undefined)
//	proposed ─committee→ started | revise | refused     revise ─receiver→ proposed
//	started ─receiver→ reported
//	reported | declined | expired | refused ─sender→ closed
//
// An Outgoing referral sends a person to a body of the network (app/partners), which has
// no account here: what the body answers, and what becomes of it, is written down by the
// desk alone. One table (OutgoingMoves):
//
//	draft → sent → accepted → went → done          silent | missed → sent again
//	sent → declined | silent | went | missed       sent | accepted → withdrawn
//	accepted → missed                              sent, accepted, went: asked again
//
// What a body may be told stands on a basis (BasisFor): the public task it shares with
// the desk, or the person's consent, of which way, day, language and version of the text
// are kept. Nothing but the name is told by itself; what left the house is kept exactly
// (Share) and stands in the list of who opened the file; the notice mailed to the body
// has a number and nothing else.
//
// Invariants, each with the constraint that is the promise:
//   - a case is referred to a desk once at a time (referrals_once), never to its own
//     (referrals_desks);
//   - a question, a refusal, a withdrawal, a proposal and a report are never empty
//     (referral_steps_said);
//   - silence is late before it reaches the coordinator, and reaches the coordinator
//     before it ends (referrals_escalated, referral_settings_order);
//   - no body is told on consent that nobody gave (outgoing_referrals_permitted); a
//     person is sent to a body once at a time (outgoing_referrals_once), and where
//     something is waited for there is a day to ask back (outgoing_referrals_due);
//   - who accepts has the person's file and a case at their desk (referrals_into).
//
// Scope. The two desks see a referral, a draft only the sender's; any other id is
// NotFound. The receiver reads of the other desk's case the Items and nothing else, and
// only from the sending to the report (Referral.Readable). Special categories are never
// among the Items: who has people.special at the sender chooses them one by one, writes
// why and records the person's consent (SpecialShare, referral_special_consent); the
// receiver reads them with people.special only, until the consent is taken back. Each
// reading is in the list of who opened the file.
//
// The person is told in their language when a referral is sent, accepted, ended,
// withdrawn and reported on: by mail, else by SMS, else in person (Told), which the
// pages ask for. A message names the desks and the parts that may be read, never why.
//
// Decisions:
//   - 2026-11-22: what is shared is read as it is today, not copied: a copy would
//     outlive its correction.
//   - 2026-11-22: accepting attaches the person to the receiver's desk with the reason
//     of the referral, and opens a case under the notice handed over already: both desks
//     are of one institution.
//   - 2026-11-22: the sender closes what ended, also what was declined, so that no
//     decision goes unread.
//   - 2026-11-22: an answer is due in Settings.AnswerDays; the daily job puts what is
//     late on top of everybody's list and before who follows the person, and
//     EscalateDays later before the coordinator. A question answered starts the days
//     again; what was sent keeps its day when the settings change.
//   - 2026-11-22: two who write one draft are told apart by its revision: the second
//     gets a Conflict and decides with both texts in view.
//   - 2026-11-22: of what the sender withdrew the receiver keeps the initials and the
//     reason of the withdrawal, and closes it so that it does not go unread.
//   - 2026-11-22: why special categories are shared is encrypted as they are: the reason
//     says as much as the data.
//   - 2026-11-22: who takes a consent back, or objects to what a public body would be
//     told, ends the giving at once; what was given stays on record, and the desk goes on
//     writing down how it ended.
//   - 2026-11-22: another body, or other things to tell, make a recorded consent void.
//   - 2026-11-22: special categories never leave on a sheet.
//   - 2026-11-22: what was told to a body is copied, unlike what a desk reads: paper does
//     not follow a correction, so the desk must know whom to tell of one (GDPR art. 19).
//   - 2026-11-22: an SMS says only that there is something to hear: telephones are
//     shared.
//
// # Referral forms of bodies
//
// A body of the network sends a person with a form (Incoming, scheda di invio), by which
// it takes responsibility: who follows the person at the body and what it goes on doing.
// Desk and body negotiate (patteggiamento) before the desk accepts. One table
// (IncomingMoves):
//
//	sent | countered | agreed ─desk→ asked | offered | accepted | declined
//	asked ─body→ sent     offered ─body→ agreed | countered
//	sent | asked | offered | countered | agreed ─body→ withdrawn
//	sent | asked | offered | countered | agreed ─program→ expired
//	accepted ─desk→ started | reported     started ─desk→ reported
//	reported | declined | expired ─body→ closed
//
// Invariants, each with the constraint that is the promise:
//   - a form on screen is sent once (incoming_referrals_once), at most IncomingADay of a
//     body in a day;
//   - who was accepted has a file at the desk (incoming_referrals_person);
//   - an erased form holds nothing about anybody (incoming_referrals_erased).
//
// Scope. A form is read by the desk it was sent to and by the body that sent it; any
// other id is NotFound. The body reads what it wrote, the exchange and the report, never
// whether the person was known, nor whose file it became (forBody). What it types is
// judged by the form alone, so that nobody is found out by a codice fiscale.
//
// Decisions:
//   - 2026-11-22: accepting opens the file, or attaches one that is like the person in the
//     form; taking in charge stays the operator's step, with the notice handed over, and
//     a form is started only then.
//   - 2026-11-22: silence is measured by the same Settings as between desks; it is the
//     desk's only while the desk owes the answer, and after ExpireDays without a move the
//     form expires whoever's turn it was.
//   - 2026-11-22: what was not accepted is erased some months after its last step (a
//     setting of the institution; Personal, privacy): long enough for the body to read why and to ask again, and the desk has no
//     reason to keep data about people it does not serve. Body, desk, days and states
//     stay for the figures. What was accepted follows the person's file.
//   - 2026-11-22: the mail to the body holds the form's number and what happened; names
//     and words are read in the portal only.
package referrals
