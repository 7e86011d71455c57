// Package cvform is the form with which a CV is written and the sheet it becomes: what the
// portal and the office share, which never know each other. It knows profiles
// (europass), no noun.
//
// Vocabulary: a step asks for one section of a europass.Profile; a section with lines asks
// for one line at a time. Fill puts what a profile says into a form, Read takes what was
// typed out of it. A Sheet is the CV as it is read, its labels in one language.
//
// What is typed stays as it is typed, in whatever language and script; digits of every
// script are read as numbers.
//
// Decisions:
//   - 2026-11-22: a CV is one sheet in one language. Italian is what an employer here
//     reads; two languages on one sheet would double its pages and show at first sight who
//     needs a translation. The person's language is a sheet of its own, to check what the
//     Italian one says and to take along.
//   - 2026-11-22: a language is asked in four plain questions (understand, read, speak,
//     write) with answers in words; speaking is both of Europass's speaking skills.
//   - 2026-11-22: the sheet carries neither photo, nationality, marks of the European
//     Union nor the name of the institution: a CV says nothing of who helped to write it.
package cvform
