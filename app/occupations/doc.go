// Package occupations is the glossary of what people work as, so that a person, the desk
// and an employer mean the same job by it, whatever language they speak.
//
// Vocabulary. An Occupation has a Code of our own, a unit group of ISCO-08 and, where it is
// known there, an address in ESCO, the European classification. A term is what it is called
// in one language: its Label, or an everyday synonym. The shipped glossary are the
// occupations of the local labour market that come with the program (glossary/<sector>.yaml);
// a starter list of Skills, and of which occupations ask for them, comes with it
// (glossary/skills.yaml); ESCO adds the others of both. A Hit is an occupation found and the
// term by which it was.
//
// Invariants, each with the constraint or the test that is the promise:
//   - an occupation, or a skill, of our files that carries an address of ESCO is the same row as
//     ESCO's (occupations_uri_taken, skills_uri_taken): there are no twins;
//   - nothing is deleted, for people's files lead here: what is out of use is retired, no
//     search finds it, Find and List still do;
//   - a term is found in whatever language it is typed, not only that of the page, with or
//     without accents, vowel signs and article, in Latin letters or its own, nearly right;
//   - loading what is loaded already changes nothing.
//
// Decisions:
//   - 2026-11-22: words stand once each, and terms are found by them: a typed word is a
//     handful of index ranges, and the postings of a common word are read shipped first and
//     short first, some only. So the time of a search does not grow with the classification.
//   - 2026-11-22: Chinese has no spaces: each character and each pair is a word.
//   - 2026-11-22: our own terms come before ESCO's, and those of the reader's language
//     before the others, but the right word of another language before one nearly right.
//   - 2026-11-22: postings have no foreign keys: a trigger for each of a million rows took
//     longer than the rest of loading ESCO. index alone writes them.
//   - 2026-11-22: files of ESCO that tell what is released decide what there is; older ones,
//     which exist in more languages, only add names. So nothing is retired for want of a
//     translation.
//   - 2026-11-22: a title names an occupation where one of its names is the same whole, in
//     either gender (package neutral): each name is kept so too, and one look into an index
//     finds it (Named).
//   - 2026-11-22: a skill of ours carries an address of ESCO only where ESCO means the same,
//     not something near it: what is joined by it cannot be parted.
//   - 2026-11-22: the labels of a shipped occupation are ours, because ESCO's are written
//     for statisticians; ESCO's become terms of it.
package occupations
