// Package people holds who the desks know: identity, how to reach a person, how they
// are found again, and which records are one and the same person.
//
// Vocabulary. A Person is one record of an identity (Identity). A Root is a person
// that was not merged into another; a merged record keeps everything and points to its
// root. A Match is a person that may be the one being entered. A Read is that somebody
// opened a file. The words of a name are its Fold, the letters a–z of any script; the
// Skeleton of a word is what is left when scripts and spellings differ.
//
// A Restriction is that a person's data are kept and not used: the whole file, or matching
// and sending (its scope). The desk reads it.
//
// An Access is the way by which a person opens their own area: a link that says nothing,
// and a code that goes where the desk said, or stands on paper.
//
// Invariants, each with the constraint that is the promise:
//   - a codice fiscale, in whatever omocodia variant, belongs to one root
//     (people_fiscal_taken); it is optional;
//   - a person is at least at one desk: Open writes both in one transaction;
//   - telephone and e-mail belong to nobody alone: couples share them;
//   - merging moves no row of anybody: it sets root_id, and undoing takes it back
//     (people_root_other: nobody is merged into themselves). What other nouns keep by root
//     follows in a job (JoinedKind);
//   - a person has one way into their area at a time (person_accesses_one); a new one, a
//     withdrawn one, a contact taken out of the file end it and who is in, at once;
//   - one restriction of a scope stands for a record at a time (people_restrictions_one);
//     while it does the database itself refuses what it holds, whoever asks (people_refuse:
//     Held "people.error.restricted"), and who restricts waits for who writes, or is waited for;
//   - every change is a version (person_versions_once), so that who saved second sees
//     what the first one changed.
//
// Scope. A desk sees the people who came to it (person_desks). Somebody known
// elsewhere is shown at entry by initials, year of birth and desk only; opening the
// file here too (Attach) asks for a reason and is in the audit trail and in the list
// of who opened the file.
//
// Decisions:
//   - 2026-11-22: rows of other nouns keep the id under which they were written and
//     are read through Same, so that merging never rewrites history.
//   - 2026-11-22: only the latest merge of a person can be undone: an older one may
//     hold the later one's records.
//   - 2026-11-22: names are found by words (prefix), by skeleton, and by trigrams only
//     when those find little: the first two are index ranges and cost under a
//     millisecond among 200 000 people.
//   - 2026-11-22: the History of a person is one question that each noun answers with
//     the Events it knows, in one statement, a page at a time by date, kind and number;
//     the screen merges the answers. What one desk did is not told to another.
//   - 2026-11-22: who is alike (Similar) shares a codice fiscale, a contact or the day of
//     birth: a name alone is no match, so three indexes find everybody, and hundreds of
//     forms cost little more than one. Merged records count for their root.
//   - 2026-11-22: what is Past, told by another program, is no appointment, access or
//     service: it stands in the history only, and counts nowhere.
//   - 2026-11-22: an address identifies nobody, for couples share it: it opens appointments
//     made with it, never a file. A file is opened by the person the desk gave a way to
//     (Own, OwnRecords). The link is a signed id, so that nothing to steal is stored and a
//     mail is rendered late; codes are asked for by POST, for scanners follow links.
//   - 2026-11-22: a way nobody uses ends after 30 days, a used one half a year after the
//     last time. Ten tries a day with a slip's eight digits, twenty with digits sent.
//   - 2026-11-22: a file is deleted (Discard) only where it was opened by mistake and
//     nothing hangs on it: the undo of an import.
//   - 2026-11-22: what a restriction holds is a trigger on each table rather than a question
//     in each function: a new road is held without knowing of it. It looks once a statement,
//     after the foreign keys took hold of the people.
//   - 2026-11-22: a codice fiscale that contradicts the rest asks to look at the
//     document and can be kept: cards with a wrong date exist.
package people
