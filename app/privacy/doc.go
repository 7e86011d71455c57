// Package privacy puts the rights of people over their data to work: their copy of
// everything, correcting, objecting, being forgotten, how long rows are kept.
//
// Vocabulary: the Catalogue lists every table about people, as their nouns tell it
// (app/personal). A Copy is everything the desks keep about one person. To Forget is to
// take a person's words, names and files out of every table; rows that feed figures go on
// counting. A Record is what the law asks to keep of somebody forgotten: sealed, seen by
// no desk, with a day on which it goes.
//
// Retention: each Purpose has a Setting, in months after it ended. Sweep forgets rows whose
// time is over; a file is Idle when nothing happened with its person for as long as files
// are kept, and goes after a Notice, unless the person asks to be kept or comes back. Due
// and IdlePeople tell beforehand what would go, and change nothing.
//
// Every day: notices in the morning (AnnounceKind), what is due at night (ForgetKind,
// SweepKind), each person and each batch of rows in a transaction of their own; one that
// fails is logged by its id, leaves the others done and the job to be tried again. What the
// nights did is read from the audit trail (Nights).
//
// The Register of processing (GDPR art. 30) is drawn from the catalogue, the table of roles
// and the settings: each table, and each kind of column, has a name or a test fails.
//
// Rights: a Request is what a person asks about their data (correct, object, restrict,
// erase, lift), in their area or at a desk, with the day on which the answer is due. A Copy
// is everything as one file for the person alone. A Look is that somebody opened their file.
//
// A yes to an objection or to a restriction has an Effect, at once: the whole file is held
// (EffectFile), or matching and sending (EffectSharing), the paths are to be closed, or all
// is erased. To Hold is to restrict while the answer is pending, to Lift to end it, to
// Permit to let the desk put a held file right for some days.
//
//	open → done | partly | refused (the officer's answer) | withdrawn (the person)
//
// Invariants:
//
//   - every table of the database is in the catalogue or named as holding nothing about
//     the people of the desks, and every column of words of a listed table is shown,
//     forgotten or plain: a test asks the database;
//
//   - after Forget nothing a person or a desk wrote about them stands in any table, but
//     sealed in their record;
//
//   - no figure changes: rows with a Forget list are counted before and after;
//
//   - who has an open path is not forgotten before it is closed;
//
//   - who did anything (Table.Seen: came, agreed, entered, chose jobs, was followed) within
//     the time of files is not idle, under any of their records;
//
//   - no CV goes untold: thirty days before, however short it is kept (personal.Table.Told);
//
//   - a file is looked at and forgotten under one lock: the link that keeps it wins, or is
//     too late, never both;
//
//   - a request is answered once (its row's lock, privacy_requests_decided_whole), and one
//     to erase waits at a time (privacy_requests_erase_once, and the lock of the root);
//
//   - an erasure and its answer are one transaction; nothing the answer said is left;
//
//   - a yes and its effect are one transaction: when Decide has returned, nobody is found or
//     sent who should not be, and no link of an employer is open (people, cvs.Obey);
//
//   - of who is restricted no row is swept and no file is idle (ended, idleSQL), and of the
//     messages about them those that are needed go out (Withholding);
//
//   - a restriction ends on a day after the one on which its person was told
//     (people_restrictions_told_first, LiftDue);
//
//   - a copy holds what the catalogue shows of one person and is fetched by nobody else;
//     whenever its person is forgotten, none is left.
//
// Decisions:
//   - 2026-11-22: periods are ours to propose and the institution's to set: 24 months for
//     files, visits and CVs, five years for paths and the proof of consents, a year for
//     special categories after the path; no law names them (GDPR art. 5.1.e).
//   - 2026-11-22: messages are kept for three months at least: they are the receipts by
//     which reminders know that they went out, at most a month before.
//   - 2026-11-22: special categories go a year after the last path is closed, whatever the
//     file is for; where there never was a path they go with the file.
//   - 2026-11-22: places in the waiting list and forms of bodies nobody accepted are about
//     strangers: purposes of their own, three months, a year at most. They are swept like
//     the rest and are nobody's copy (personal.Table, Whose "false").
//   - 2026-11-22: what must be kept leaves the living tables at once and is sealed apart,
//     rather than being marked: a reader cannot forget to look at a mark. The signed papers
//     go with it: they are what the law asks for.
//   - 2026-11-22: the receipts of messages with a code go a day after them: they say an
//     address and belong to no file.
//   - 2026-11-22: of a birth the year is kept, of a person sex and citizenship: the
//     indicators of the Repertorio ask for them (domain §6). Figures by age
//     count the year of birth, so that nobody changes band when forgotten.
//   - 2026-11-22: who opened a file is told to its person by desk, not by name: the desk
//     answers for its operators (art. 15.1.c asks for categories of recipients); bodies and
//     companies that were given something are named.
//   - 2026-11-22: messages are found by what they are about, never by address: a couple may
//     share one.
//   - 2026-11-22: the last message to somebody erased is queued in the transaction that
//     erases them and says nothing of them; its address stays in the ledger until it is
//     sent, for three days at most.
//   - 2026-11-22: what is restricted is read, and nothing else (GDPR art. 18.2): identity and
//     contacts, life at work, special categories, jobs looked for and CVs stand still for the
//     desk and the person; nothing goes to employers or bodies, and nobody asks whether it
//     may. What a person does while they are present goes on, their presence being the yes:
//     appointments, queue, register, path and pact, what they sign; so do taking a consent
//     back, deleting one's own CV, the copy, and every request.
//   - 2026-11-22: an objection to being proposed or sent (EffectSharing) holds that and
//     nothing else; it stands until the person asks for its end, like a restriction, and
//     beside one: what is held while an answer is pending ends by itself, told before.
//   - 2026-11-22: the desk closes the paths of who objected, not the program: the last
//     conversation belongs to it. It is told on every page about the person until then.
//   - 2026-11-22: a right to be corrected comes before a file that stands still, so the
//     officer opens it for CorrectDays; sending stays stopped meanwhile.
//   - 2026-11-22: what a body of the network was given before stays with it: it answers for
//     its own copy; an employer's link ends and they are asked to delete theirs.
//   - 2026-11-22: a copy is kept for seven days and asked for once a day; it is fetched by a
//     form, for that is noted.
package privacy
