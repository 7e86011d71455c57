// Package europass knows the CV as Europass documents say it: a Profile read from the
// Candidate XML that such PDFs carry (attachment.xml), and written so that our own
// reader and others understand it. It touches no database, no file and no network.
//
// Vocabulary: a Profile is what a CV says; a Job, a Study, a Language, a Certificate are
// its lines. Dates are strings as precise as they are known: "2019", "2019-03",
// "2019-03-15". Countries are ISO 3166 alpha-2 in capitals, languages ISO 639 codes as
// short as there are, levels those of the Common European Framework (A1…C2) and of the
// European Qualifications Framework (1…8).
//
// Invariants:
//   - Parse gives a tidy Profile whatever it reads: plain text (descriptions come as
//     escaped HTML), known codes, at most Most lines of a kind, texts no longer than
//     MaxLine and MaxText; what has no sense is left out, never guessed;
//   - for a tidy Profile Parse(Write(p)) is p; a telephone number nobody can dial is not
//     written, for the Europass portal then refuses the whole document;
//   - a document of more than MaxDocument bytes is refused; entities that a document
//     defines are not expanded; the photo is not looked at.
//
// Decisions:
//   - 2026-11-22: elements are known by their name alone, without namespace, and their
//     order is free: real exports disagree on both.
//   - 2026-11-22: certificates and jobs wanted are Europass "other sections", one for
//     each line, because the portal keeps the last line of a section; their kind stands in
//     the title's typeCode, its words are the caller's (Titles).
//   - 2026-11-22: skills are a named group of Europass's digital skills, the only list of
//     skills the portal imports.
package europass
