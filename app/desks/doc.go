// Package desks holds the places where people are received: sites, desks, the
// operators who work at them and the hours they keep.
//
// Vocabulary. A Site (sede) is an address with a floor, a map position and its
// accessibility notes. A Desk (sportello) is one service point at a site, of kind
// information (first level) or specialist (second level). An Operator is the
// bookable resource: one person who can receive one appointment at a time, at one
// or several desks, with or without an account of the back-office. A Rule says
// when an operator receives at a desk: a recurrence (RFC 5545 RRULE, dates only),
// a local from–to on each of its days, and the first and last day it is valid,
// both included. A Closure takes days, or hours of them, away from a desk, an
// operator (an absence) or from everything; its first and its last day are both
// closed. An Exception is one date that differs: an extra opening, or none. An
// Opening is what is left on one day. A Pattern is a rule's recurrence as people
// say it. A Change is one change of all this, carried out by Make. Staff is an
// operator with the desks they work at, each a Membership that may have ended. A Room
// (stanza) of a desk holds one meeting at a time. A Mediator (mediatore interculturale)
// speaks languages, comes to desks or helps by phone, and keeps a usual week.
//
// Invariants:
//   - a rule ends later on the same day than it starts (opening_rules_hours) and
//     its validity is not empty (opening_rules_validity);
//   - a closure names a desk or an operator or neither, never both
//     (closures_scope), its last day is not before the first (closures_days) and
//     its hours are in order (closures_hours); closures may overlap;
//   - an exception is of an operator of the desk (opening_exceptions_operator), its
//     hours are in order (opening_exceptions_hours), and "no opening" stands once
//     for a day (opening_exceptions_once);
//   - what was promised and delivered is not rewritten: a rule that has begun ends
//     and a new one goes on, days gone by keep their closures and exceptions;
//   - an account belongs to one operator (operators_user); who left a desk keeps a
//     Membership there with its last day, and no rule goes beyond it (LeaveDesk);
//   - a room has a name of its own at its desk (rooms_name_taken) and who gave it up
//     stands with when (rooms_retired_whole, mediators_retired_whole): rooms and
//     mediators are never deleted, past appointments point at them;
//   - Italian public holidays and the patron saint of the site's municipality are
//     open only by an extra opening (Schedule.Openings);
//   - a day is a Date and an hour is a Clock until both meet in the desk's zone, so
//     "9:30" stays 9:30 on both sides of a change to or from summer time.
//
// Areas are known here by id only: services stand above desks and may import them.
//
// Decisions:
//   - 2026-11-22: the shipped desks (SeedDemo) follow the two source documents:
//     two days a week for 52 weeks with a co-financed extra site (Carta dei Servizi
//     §2 and §7), and the two-level desk at Torre Civica, ground floor, Monday and
//     Tuesday 10–12 (Modalità operative, "Sede ed orari"). What the documents do
//     not say (which days, which hours, streets, names of people) is invented and
//     says so on screen. The place of Sant'Arzenio is not on a map, so that desk
//     has no position. The Orientation Desk, open to everybody without referral, is
//     an information desk here although the Carta calls it specialised.
//   - 2026-11-22: a rule belongs to one operator; the public hours of a desk are
//     the union of its operators' openings, so they can never promise an hour at
//     which nobody receives.
//   - 2026-11-22: planned hours count holidays as planned and then as lost, so that
//     a year can be compared with two days a week for 52 weeks (Carta dei Servizi §2).
//   - 2026-11-22: overlapping rules of one operator are allowed after a warning:
//     hours that overlap count once, and nobody is booked twice anyway.
//   - 2026-11-22: the reason of an absence stays out of the audit trail: it may tell
//     about a person's health.
package desks
