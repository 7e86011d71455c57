// Package services holds what the desks offer: the service areas a citizen
// chooses from when booking, and the standards a service is delivered by.
//
// Vocabulary. An Area (ambito) is one of the seven fields of service of the Carta
// dei Servizi (§5), with the texts of its public card in several languages. How,
// Needed, Obtained and Bring are lists written one item per line (see Items).
//
// A Repertoire (repertorio) is a published list of standards: Piemonte, Toscana, the
// Carta dei Servizi, the LEP letters. Several are in use at once, and what is
// delivered carries a code of each (CodesFor). A Standard (standard di servizio) is
// one card of it as one version: what citizens read, the Rules a delivered service
// is held against, and the Official wording of the source in Italian. Output is what
// must come of it, Evidence what an operator records to show that it did.
//
// Invariants: an area's code and slug are unique (areas_code, areas_slug); it
// lasts between 5 minutes and 8 hours (areas_minutes); its name exists in Italian
// (areas_name).
//
// A standard's code is unique in its repertoire (standards_code), its versions are
// counted (standard_versions_number), and on any day at most one is valid
// (standard_versions_one_a_day). What was delivered keeps the version's id: versions
// that have begun are never changed but for corrected public texts, so closed
// periods keep the rules they were recorded under.
//
// Settings are the rules of an area: where it happens (Place), who may book it
// (Who), notice and horizon, until when it can be changed, how long a time given
// back stays shut, seats, languages, reminders. Each limit is a CHECK of the table
// (areas_places, areas_video, areas_who, areas_lead, areas_horizon, areas_change,
// areas_release, areas_seats, areas_group_place, areas_first_reminder …). They are
// changed by SaveSettings and SaveTexts, never by the file.
//
// Decisions:
//   - 2026-11-22: the seven areas ship in areas.yaml, one map of languages per
//     text, and LoadAreas makes the table follow the file until somebody edits an
//     area's texts or duration: from then on the table is the truth (edited_at).
//   - 2026-11-22: new rules are for new bookings: an appointment keeps the place, the
//     link, the limit of changes and the size of the group it was booked under. Only
//     reminders and texts are read anew, because they help whoever booked before.
//   - 2026-11-22: a video link belongs to the area, with {stanza} for a room of its own
//     for each meeting: operators need no account and no room to look after.
//   - 2026-11-22: an eighth area ships, the Orientation Lab (code "lab", 12 seats, two
//     hours). It is counted as the Carta's active support, Piemonte A.5 and Toscana A06.
//   - 2026-11-22: durations are multiples of half an hour, so that areas of
//     different lengths leave no unusable gaps in an operator's day. The source
//     gives no durations; first meetings follow the regional repertoire (welcome
//     at least 30 minutes, orientation at least one hour).
//   - 2026-11-22: repertoires ship as repertoires/*.yaml (rules, official wording) and
//     repertoires/texts/<language>.yaml (what citizens read). LoadRepertoires brings
//     them in as versions: corrected texts follow the file, a higher edition becomes a
//     new version, and a standard the desks have rewritten is theirs from then on.
//   - 2026-11-22: an output is there when any of its evidence is recorded, the negative
//     kind too: a refused signature, a company without vacancies, an answer given at
//     the counter instead of a referral. So the outputs of the source can be asked for
//     without warning about ordinary days.
//   - 2026-11-22: a new version may begin today at the earliest, and one that has not
//     begun may be withdrawn; only the newest version is revised, under a lock, by who
//     has seen it. What a version asks for is checked by Check, a pure function;
//     Accept is the override with a reason, for roles with standards.override.
//   - 2026-11-22: how long, when and what one gets are not written by hand but said
//     from the rules in every language, so that they stay true when rules change.
//   - 2026-11-22: "minimo 2 ore" of A.5 and A.6 and "massimo 90 minuti" of A05 are for
//     all meetings together, "minima 1 ora" of A.4 for each of its two meetings. In
//     "C06/B04" C06 is the internship, B04 its tutoring. The source gives the
//     competence assessment no code: BdC is ours.
//   - 2026-11-22: the Carta's seven areas are standards too, with the texts of their
//     service areas; the LEP letters are a first list for the desks to check and
//     complete, so they are not shown to citizens.
package services
