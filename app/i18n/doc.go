// Package i18n speaks the desks' languages: it chooses one, finds the sentence of
// a key in it, and writes dates, numbers and lists the way its readers do.
//
// # Vocabulary
//
//   - Language: one of the twelve of the portal (Languages); the back-office has
//     two of them (OfficeLanguages). Italian is the language of the house: what is
//     missing elsewhere is shown in Italian.
//   - Key: the flat name of a sentence, "<noun>.<screen>.<thing>". Nouns and faults
//     carry keys; only views and mail turn them into sentences.
//   - Catalog: every sentence of every language, read once at start from
//     locales/<lang>.json (citizens, mail) and locales/office.<lang>.json.
//   - Localizer: a Catalog seen in one language; shared, read-only, safe for
//     concurrent use.
//   - Text: a sentence an operator wrote in one or more languages, kept as jsonb.
//
// # Invariants
//
//   - T, N and the format helpers never panic and never return an error: a missing
//     key shows the Italian sentence, then the key itself, and is logged once.
//   - Load refuses a file it does not know, a key or a value of the wrong shape and
//     a placeholder that is not {{.Name}}. A locale with sentences missing is
//     loaded all the same (a citizen is better served by Italian than by an error)
//     and fails the house test of this package.
//   - A message holds plain text only; html/template escapes it.
//   - In Arabic and Urdu a value put into a sentence stands between Unicode
//     isolates when it is written left to right, so that "+39 080 …" is not turned round.
//
// # Decisions
//
//   - 2026-11-22: digits are 0–9 in every language, for numbers, dates, times and
//     telephone numbers: the letters, doors and displays of an Italian office carry
//     them, and a person must be able to compare one with the other.
//   - 2026-11-22: times are of 24 hours ("15:30") in every language, for the same reason.
//   - 2026-11-22: Arabic months are the pan-Arab يناير … ديسمبر.
//   - 2026-11-22: English writes dates the British way: it is the English taught to
//     most of those who read it here.
//   - 2026-11-22: matching languages is an own short list; the algorithm of
//     x/text matched Albanian to English.
package i18n
