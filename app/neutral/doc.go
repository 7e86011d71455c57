// Package neutral takes out of what people typed whether a man or a woman typed it: who
// judges a CV before knowing whose it is must not read it in the ending of a word.
//
// Vocabulary. A class are the ways of writing one word for women and for men, in one
// language or in several that share them ("animatore", "animatrice", "animateur"); all of
// them are shown the same, the masculine with the other ending: "animatore/trice". A title
// is the name of a job or of a school title, a text whatever else was typed.
//
// Invariants, kept by tests with pairs of sentences:
//   - a title, or a text, of the same words in either gender gives the same (TestTitles,
//     TestTexts): it is a class that is shown, never the word;
//   - words that are things are left alone where they can be told ("officina meccanica",
//     "impastatrice"), and so is everything that is not known.
//
// What is not told apart by rule, and stays as typed: words of no list with an ending that
// jobs do not have; Albanian, Arabic and Urdu verbs and adjectives in running text, Russian
// and Ukrainian short participles, past tenses of verbs in -ться but the common ones;
// Chinese and Bengali, which have almost none; and what somebody tells of themselves in
// other words.
//
// Decisions:
//   - 2026-11-22: no language is asked for: an Albanian writes "operaia", and a word alone
//     does not say which language it is. Forms that languages share are one class, shown
//     in Italian, which is what those who read speak.
//   - 2026-11-22: an ending is changed by rule only where a job is named (the beginning of a
//     title); in running text only listed words are, and what follows "sono", for a text
//     that cannot be read helps nobody.
//   - 2026-11-22: words.txt was begun with the pairs of the shipped glossary.
package neutral
