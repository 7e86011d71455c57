// Package outside reads when somebody is busy from a calendar kept elsewhere: it
// fetches an iCalendar file (RFC 5545) and makes it into stretches of time.
//
// Vocabulary. A Fetcher gets the file; an Answer is what came back. A Stretch is a
// time that is taken; it carries no title, place nor person: they are never read. A
// Trouble is a failure in one word, with nothing of the address in it.
//
// Invariants:
//   - only https is fetched, only from public addresses, redirects included: the
//     address is judged when the connection is made, after the name was resolved. In
//     development and tests the machine itself may be asked too, without encryption;
//   - a file is at most MaxSize, comes within the Fetcher's patience, and is read in
//     bounded time: recurrences within a day and files that nest deeply are refused;
//   - free time (TRANSP:TRANSPARENT) and cancelled events are no Stretch; stretches
//     that touch are one.
//
// Decisions:
//   - 2026-11-22: golang-ical reads the file and rrule-go repeats events: both were
//     here already. What is between them (TZID, EXDATE, moved occurrences, whole
//     days) is ours and has a table test.
//   - 2026-11-22: a zone nobody knows is read as the operator's own; hours in Windows'
//     names of zones are known for Europe.
package outside
