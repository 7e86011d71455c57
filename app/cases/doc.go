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
// A Document is one version of what a case puts in writing: the Pact (patto di servizio
// of the desk) or the Plan (piano d'azione individuale), whose Lines say what to do, by
// whom and by when. An action is done by the desk, by a partner's service or by the
// person alone; how far it is belongs to the action, not to a version.
//
// A Scan is a file with the signed sheet of a decided version; who drew their signature on
// the tablet has its picture kept. Both stand in the files' vault, their rows in
// case_document_files.
//
// States. Open → Closed; Reopen takes a closing made by mistake back. Versions
// follow DocumentSteps, actions ActionSteps:
//
//	draft ──→ signed | refused | missing ──→ superseded
//	missing → refused | signed      refused → signed
//	todo ⇄ doing ⇄ done             todo | doing → dropped → todo
//
// Invariants, each with the constraint that is the promise:
//   - a person has one open case at a desk (cases_one_open; TakeInCharge takes the
//     person's lock first, so that merged records count as one person);
//   - a case has one holder at a time (case_holders_now);
//   - closing has an outcome and somebody who closed (cases_closed_whole);
//   - no case begins without the notice (cases_notice);
//   - every case has its first check and, once closed, those of the exit, each once
//     (follow_ups_once); what was found out is written once (follow_ups_done_whole);
//   - a level is from 1 to 5, or there is at least a note (case_profile_levels_level,
//     case_profile_levels_said); an interview adds a profile, none is ever changed;
//   - needs hold only codes (case_needs_code), a condition only beside its target;
//   - a document has one draft and one signed version at a time, and one that waits for
//     its signature (case_documents_one_draft, _one_signed, _one_unsigned); a version
//     that was decided is never written again: a change begins the next one;
//   - who signs on a screen signs the text they read: its digest stands with the version
//     (case_documents_signed_digest), and how it was signed (case_documents_signed_whole);
//   - a version has one picture of a signature (case_document_files_one_signature), which is
//     never removed (_signature_stays); a scan is removed with a reason (_removed_whole);
//   - who signed, or why nobody did, stands with the version (case_documents_signer,
//     case_documents_reason); an action is dropped with a reason (case_actions_reason).
//
// Scope. A case is of its desk: staff functions take the actor and see the cases of the
// actor's desks; a foreign id is NotFound. Own functions (own.go) take a citizen who proved
// to be the person and see that person's cases, at whatever desk. The person must be known at the desk.
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
//   - 2026-11-22: a pact is the desk's own paper and implies nothing in law; references
//     of the Centro per l'impiego (DID, number of its pact, GOL cluster) are plain data.
//   - 2026-11-22: a version without signature may still be signed: the text is the same.
//     Who refuses a new version leaves the signed one in force (InForce).
//   - 2026-11-22: a version is signed on paper, on a tablet at the desk, or from afar with
//     a link and a code (Ways). The digest is of the canonical text, without the words of
//     the page around it, so that it can be taken again from what is kept (Intact).
//   - 2026-11-22: a signature drawn on the tablet is kept as a picture (PNG) that the
//     program draws from bounded points: nothing a browser made is stored. Who cannot or
//     will not draw writes their name.
//   - 2026-11-22: scans are added to closed cases too, because paper comes late; the same
//     file twice is kept once. Taking one is recorded, in a GET as for every reading.
//   - 2026-11-22: a version is sent to be signed from afar (SignRequest) for 14 days; one
//     request waits at a time (signature_requests_one). The person signs the text they
//     read, with digits sent for it (SignOwn), or says no with a reason; a text changed
//     meanwhile is read again, and asks for other digits.
//   - 2026-11-22: the person sees what is signed or goes without signature, never a draft;
//     moves the actions they do alone to done and back, with a note; every step of an
//     action is kept (case_action_moves) and told in the history.
//   - 2026-11-22: two who write one draft are told apart by its revision: the second
//     gets a Conflict and decides with both texts in view.
package cases
