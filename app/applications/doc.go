// Package applications holds what people try for: one job at one employer each, and what
// happened to it.
//
// Vocabulary. An Application (candidatura) is one person trying for one job. Its Road is
// Own where the person applied (autocandidatura), ByDesk where a desk put them forward
// (candidatura segnalata, a nomination), with the CV (cvs.Share) or without. A Move is one
// thing that happened; a Side is who told it: the person, the desk, or the employer from the
// page of the CV. The Story is what happened, with what the employer did with the CV.
//
// States (Steps, a test for each); what a step did by mistake is taken back:
//
//	sent ──→ interview ⟲ ──→ offer ──→ hired
//	  any of them that is open ──→ not_hired, no_answer, withdrawn, elsewhere
//	  sent, interview, not_hired, no_answer ──→ pool (kept in mind) ──→ interview, offer, hired …
//	not_hired, no_answer ──→ interview, offer, hired: who said no may still call
//
// Invariants, each with the constraint or test that is the promise:
//   - who a desk put forward has that desk, who applied alone has none (applications_road);
//     a CV goes with a nomination only (applications_share);
//   - not hired says why, from a list; "other" says it in words (applications_reason); only
//     an interview has a day and a place, only who is hired a contract (applications_meet,
//     applications_contract, applications_hired);
//   - a form sent twice is one application (applications_key, under the lock of the person);
//   - what happened is never rewritten: a mistake is a step back (Move.Back), and what stands
//     is always what the standing steps say (settle);
//   - a link that is dead takes no answer (cvs.Reader; TestADeadLinkTakesNoAnswer), and who
//     gives a job up ends the employer's link to the CV in the same transaction (giveUp).
//
// Scope. An application is of the person, as a CV is: every desk that knows the person sees
// it, no other does (people.Find); a foreign id is NotFound. Citizens see their own alone.
// An employer sees the job of their own link, and nothing of what else was tried.
//
// Decisions:
//   - 2026-11-22: nothing closes by itself and nobody is asked: after Quiet days without news
//     a list marks the row, after Silent ones louder. A silence may be an answer, but it is
//     the person or the desk who says so.
//   - 2026-11-22: the person tells of a nomination too what they know of it, and gives it up;
//     they correct and remove only what they wrote. The desk corrects everything, and takes
//     back any step; it removes only what it wrote itself and nobody added to.
//   - 2026-11-22: an employer may answer again: what comes last counts. Where the person gave
//     up, or works by now, the answer is late and says so.
//   - 2026-11-22: the message to the person says that there is news and nothing else: neither
//     employer nor answer stand in a mail that others may read.
//   - 2026-11-22: employer and job are text, as in a placement; a register of employers and
//     vacancies come later and will be pointed to beside the text.
package applications
