// Package cvs keeps people's CVs: what they hand in and what is made with them here,
// from the check to the end of its validity, and who can be found by one.
//
// Vocabulary. A CV is one handing in. It is checking until it was looked at; unscanned
// while the scanner cannot be reached; incomplete while the file lacks what a CV needs;
// ready; or refused, with the sentence that says why. The Current one is the latest that
// is ready; a newer one takes its place when it is ready, not before. Replaced, it is
// gone; replaced by the desk it is held for a while (holdDays), seen by nobody. Six months after it came it is Obsolete until somebody renews it; an obsolete one
// never takes the place of a valid one.
//
// States:
//
//	Save ──→ checking ──→ ready ←──→ obsolete (by the day) ──→ replaced
//	            │  ↑  └──→ incomplete ──→ ready
//	            │  └─── unscanned (the scanner is away; tried again)
//	            └─────→ refused
//	SaveMade ───────────→ ready or incomplete
//
// What a CV says and the file of its person does not is proposed, line by line: a Proposal
// is written into the file when somebody accepts it, the person or the desk. A Europass PDF
// says it field by field; of any other the text is guessed, and each guess is answered alone.
//
// A Draft is a CV being written, step by step, by its person or together with the desk (the
// Writer): the sections of a europass.Profile, then the review. It begins with what the
// file says and stays after a CV was made of it, to go on from.
//
// The desk removes a CV: no employer and no operator opens it, its person still does; one
// removed on its way takes nobody's place. The person deletes it: it is gone for all, and
// its blob with it. With either goes what would come in its place: what the person chose
// before, under any record of theirs.
//
// Invariants, each with the constraint that is the promise:
//   - a person has one current CV (cvs_one_current), whatever is handed in at once;
//   - no file without somebody who may have it (cvs_file_whole): what was refused,
//     replaced or deleted keeps its row and loses its content, once it is held no more;
//   - a CV is ready only with at least one education title and one preference in the
//     file (source 4): until then it is kept, incomplete, so that nothing is lost;
//   - whoever is in cv_index has a ready CV that is not obsolete, a live consent for
//     matching, a preference and no restriction: index runs in the transaction of every
//     change, under the lock of the root, and in a job after a merge or its undoing;
//   - nothing in a file is overwritten silently: accepting says which line its author saw
//     (Answer), and fails where that is another one now; a person's identity and contacts
//     are written by the desk alone, who looks at the document;
//   - a person has one draft (cv_drafts_one); of records merged the one changed last counts;
//   - neither the text of a CV nor its name stand in the log or in the audit trail.
//
// A Blind is a CV without whose it is, made of the lines of the file and of the jobs looked
// for, never of the PDF. A Candidate is who is found by one. A Share is a CV that was sent to
// an employer its person said yes to: a secret link, opened with a code that goes to the
// same address. The blind version comes first, then the file.
//
// Promises about sharing, with the constraint or test that keeps each:
//   - a CV goes to an employer once at a time (cv_shares_live), and only while the person's
//     consent to that employer stands (TestACVIsSentOnlyToWhomItsPersonSaidYes);
//   - the link alone opens nothing, and reading it changes nothing: code and answer are
//     posted (TestNothingOpensWithoutTheCode);
//   - whatever ends consent or CV, or restricts the person, ends the link in its own
//     transaction, what a merge ends does within the hour, and the employer is asked once
//     to delete the copy (TestEveryEndClosesTheLinkAtOnce, TestAConsentEndedByAMergeEndsTheLink);
//   - who gives up the job a CV was sent for ends its link too (GiveUpShare); what the
//     employer says of it is written by who keeps the jobs (Reader, package applications);
//   - a search asks again for all that a row of the index stands on, and that it is of one
//     person (TestAStaleRowOfTheIndexShowsNothing), and costs a page
//     (TestAPageOfCandidatesReadsNoWholeTable).
//
// Decisions:
//   - 2026-11-22: a blind CV leaves out employers and schools (few people worked there),
//     years and countries (age and origin), which language is the mother tongue (it counts
//     as C2), permits, constraints and the desk's notes. What was typed loses the words of
//     names, contacts, addresses, codes and dates.
//   - 2026-11-22: a typed title that the glossary knows, in any language and gender, is shown
//     in the glossary's words, which are the same for everybody; of others, and of texts,
//     package neutral takes the gender out, and says what it cannot. Service in the army
//     and maternity go like dates do. The index of words keeps what was typed: who looks
//     for "cameriera" finds it.
//   - 2026-11-22: the town is shown: without it nobody can tell who is near a workplace.
//   - 2026-11-22: an employer writes from the address they were written to: no account, a
//     code each hour. Thirty days, then the link is over.
//   - 2026-11-22: the public-task part of a file stays with the desk when a consent is taken
//     back: the desk still opens the CV it helps with, and says so in who read the file.
//   - 2026-11-22: of two CVs checked at once the one handed in later is the current one,
//     whichever check ends first.
//   - 2026-11-22: a CV is found by its words (words), kept without the words of the
//     name, addresses and numbers, and without those of sex, civil state, belief and origin
//     (tellsOwn): who searches must not learn whose it is, nor choose by what somebody is. The text
//     itself is not kept.
//   - 2026-11-22: validity (Months) ends with a day in Italy, not at the hour of the
//     upload, so that the day shown is a day on which it is valid.
//   - 2026-11-22: what the file misses is written by nouns that do not know this one, so a
//     job looks once a minute which incomplete CVs are whole by now.
//   - 2026-11-22: while a file is judged its content stands in files without a name: a
//     program that is killed leaves nothing readable on the disk.
//   - 2026-11-22: person and desk may write one draft at once: only who changes a section, or
//     a line of it, that says something else than they saw is told, and keeps what they
//     typed. A line is known by what it says, so that no window removes another's.
//   - 2026-11-22: nationality is neither asked nor written, undeclared work is not taken
//     over from the file: neither helps who looks for work.
//   - 2026-11-22: the demo's PDFs are files in demo/, made in the program, each beside the
//     Europass document that is in it: a demo needs no browser to print.
//   - 2026-11-22: merging erases no CV. Of the current ones of records merged the one chosen
//     last counts (handed in or renewed: its validity ends last), decided when it is read:
//     undone, each record has its own again. What was deleted meanwhile stays deleted.
//   - 2026-11-22: what replaced a CV erases it: one CV, the one the person chose last. What
//     the desk handed in erases it after fourteen days: until then Discard brings back what
//     was there. The person's next CV, or their deletion, erases what is held at once.
//   - 2026-11-22: an employer tells one CV from another by a Reference, in both messages, on
//     the page and in the file's name: names stand in none of the messages.
package cvs
