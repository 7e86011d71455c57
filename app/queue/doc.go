// Package queue holds the line of people at a desk: who came, in which order they
// are called, by whom, and how long each thing took.
//
// Vocabulary. A Ticket is a person's place: a number (A12: the letter is the
// service area, the count starts again each day at each desk), a language, a Class,
// and the booked time of who has one. A Turn is a ticket in the line with the
// reason of its place. A Standing is what the person's own page shows. Place is the
// short word of the display for where an operator receives. No name is kept: a
// ticket is a number, and the reason of a priority is never asked.
//
// States. Waiting → Called → Serving → Done; aside: Parked, Missed, Forwarded (waits
// for one operator), Left. The whole table is the variable flow; nothing else moves
// a ticket, and every move is a row of queue_moves.
//
// The order (Order, one pure rule): people whose booked time has come, by that
// time; then walk-ins and latecomers by arrival, put forward by the minutes the
// desk gives to their class; then who is early for a booked time.
//
// Times. Waiting runs from the arrival to the beginning of the meeting, service from
// there to its end, a no-show from the call to the mark. A meeting whose end nobody
// marked has no service time and counts in no median.
//
// The estimate (Estimate, one pure rule) plays the day forward with whom the desk still
// expects: booked people without a number stand in the line from the minute their time
// counts as come until they would be too late for it. Who they are the screen says
// (Expecting).
//
// The report (ReportOf) counts from the moves of a ticket's own day and nothing else,
// so that the figures of a period that is over never change; ReportVersion numbers
// the definition written beside it.
//
// Invariants, each with the constraint that is the promise:
//   - a number is given once per desk, day and letter (queue_tickets_number; Give
//     takes the day's advisory lock first);
//   - one form or appointment gives one ticket (queue_tickets_key,
//     queue_tickets_appointment);
//   - a ticket is called once however many press together (queue_moves_once; CallNext
//     takes the line's advisory lock first);
//   - an operator receives one person at a time (queue_tickets_one_at_a_time).
//
// Scope: staff functions take the actor and see only the actor's desks; a foreign id
// is NotFound. Functions for persons, kiosk and display take an id that a signed link
// proved.
//
// Order of locks: the line of the desk and day, then rows of tickets by id.
//
// Decisions:
//   - 2026-11-22: a ticket of an appointment carries its id and time as the screen
//     gives them; the appointment's own state is changed by the screen, whose calls
//     are quiet when repeated. Nouns of one row do not know each other.
//   - 2026-11-22: state is a column, not read from timestamps: the way back from
//     Parked and Missed would leave traces that contradict each other. The moves keep
//     who and when.
//   - 2026-11-22: the addresses of display and kiosk are signed and hold a counter, so
//     that a desk can make the old ones worthless.
//   - 2026-11-22: the report's wait ends with the first meeting, the line's "usual wait"
//     with the last one begun: one answers "how long until somebody received me", the
//     other what the operator sees on the tickets of today.
package queue
