// Package europass knows the CV as Europass documents say it: a Profile read from the
// Candidate XML that such PDFs carry (attachment.xml), and written so that our own
// reader and others understand it. It touches no database, no file and no network.
//
// Vocabulary: a Profile is what a CV says; a Job, a Study, a Language, a Certificate are
// its lines. Dates are strings as precise as they are known: "2019", "2019-03",
// "2019-03-15". Countries are ISO 3166 alpha-2 in capitals, languages ISO 639 codes as
// short as there are, levels those of the Common European Framework (A1…C2) and of the
// European Qualifications Framework (1…8). A guess is what a CV in plain text seems to say.
//
// Invariants:
//   - Parse gives a tidy Profile whatever it reads: plain text (descriptions come as
//     escaped HTML), known codes, at most Most lines of a kind, texts no longer than
//     MaxLine and MaxText; what has no sense is left out, never guessed;
//   - for a tidy Profile Parse(Write(p)) is p; a telephone number nobody can dial is not
//     written, for the Europass portal then refuses the whole document;
//   - Embed puts the document where Europass and poppler's pdfdetach look for it, and leaves
//     the pages, tags and outline of a PDF of ours as they are;
//   - a document of more than MaxDocument bytes is refused; entities that a document
//     defines are not expanded; the photo is not looked at;
//   - Guess proposes and never decides: what could mean two things is left out. A name
//     stands only where given and family name are each called so, a birth only as a whole
//     date behind the words for it, a telephone where it is called one or is unmistakable,
//     a licence where its categories follow it in capitals, work only with a time that has
//     an end or goes on, under its heading (or, in a text without headings, with where it
//     was), a level of a language only as the Framework writes it.
//
// Decisions:
//   - 2026-11-22: elements are known by their name alone, without namespace, and their
//     order is free: real exports disagree on both.
//   - 2026-11-22: certificates and jobs wanted are Europass "other sections", one for
//     each line, because the portal keeps the last line of a section; their kind stands in
//     the title's typeCode, its words are the caller's (Titles).
//   - 2026-11-22: skills are a named group of Europass's digital skills, the only list of
//     skills the portal imports.
//   - 2026-11-22: guessing is by words in tables for the twelve languages, not by a model:
//     it says the same every time, on this machine, and a person accepts each line.
//   - 2026-11-22: two numbers that could each be the month are read day first; "2010-12" is
//     the year alone, for it may be two years; one year of a study is when it was reached.
//   - 2026-11-22: levels of the European Qualifications Framework are guessed for titles
//     beyond doubt only, the Italian ones and those of the universities.
package europass
