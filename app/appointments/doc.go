// Package appointments holds the booking of a time at a desk: the free times, the
// form that is being filled, the appointment and what happens to it.
//
// Vocabulary. A Slot is a free time. A hold is a Slot reserved for HoldFor by a
// Draft, the form of the portal's booking pages, which is kept for DraftLife. An
// Appointment is a confirmed booking; its State is read from its timestamps. A Wish
// is a search over every desk of an area, by its Conditions. A Place is a desk with an
// area it offers. A Card
// is what a page opened by a signed link may show of it.
//
// A group meeting has seats: an area with Seats ≥ 2 makes every time one, the next
// beginning where it ends. A released time was given back by cancelling or moving
// and is shut to the public for the area's delay. Who is known was received before
// with an address they prove (IsKnown).
//
// States. Booked → Arrived → Seen; Booked → Seen; Booked → NoShow; Booked →
// Cancelled. UndoMark goes one step back from Arrived, Seen and NoShow, never from
// Cancelled. A person may move or cancel while Booked, until ChangeUntil.
//
// Invariants, each with the constraint that is the promise:
//   - one operator never has two appointments at once (appointments_no_overlap, an
//     exclusion constraint; claim keeps the queue in front of it short);
//   - a seat of a group is given once (appointments_seat_taken) and only as far as the
//     meeting has seats (appointments_seat_exists); every way to book or move goes
//     through claim and then take, which hands out operator, time and seat;
//   - who is called has a number, who is visited an address, a video meeting a link
//     (appointments_place_whole);
//   - one form gives one appointment however often it is sent
//     (appointments_idempotency, booking_drafts_form_key);
//   - a time is offered only where Free lists it: inside an opening, on its grid,
//     free of appointments and of live holds at any desk of the operator;
//   - cancelled, missing and received exclude each other (appointments_one_outcome);
//   - who and when stand together (appointments_cancelled_whole and its sisters);
//   - somebody who is not at the desk can be reached (appointments_contact);
//   - a form whose person is asked by mail makes one appointment, whatever is clicked
//     (booking_drafts_proof, appointments_idempotency); the link is for the address and
//     the time it was sent for and ends before the form and the time do;
//   - who books for another says what they are to them (appointments_booker_whole);
//   - a change of hours and what was decided about each appointment it leaves
//     outside are one transaction (ChangeHours);
//   - an operator has one calendar feed (calendar_feeds_operator), whose address is
//     gone once it is renewed: ids of feeds are never used twice;
//   - one room never holds two meetings at once, a group being one
//     (appointments_room_no_overlap), and is of the appointment's desk
//     (appointments_room); a desk with rooms offers a time only where one is free for
//     the whole of it (plan.housed), a desk without works as if there were none;
//   - one mediator never helps at two meetings at once (appointments_mediator_no_overlap)
//     and only where one was asked for (appointments_mediator_asked);
//   - an operator has one calendar elsewhere (external_calendars_operator); of it only
//     times are kept, apart from each other (external_busy_apart), and its address is
//     sealed; what was read stays while it cannot be read;
//   - reading changes nothing: only the functions that take a lock write.
//
// Staff. A form for somebody keeps the time chosen in it (HoldForSomebody), as the
// portal's does; colleagues see by whom. A time that is not free is booked only Anyway:
// with one operator, a reason and a permission of its own (appointments.double); the
// row keeps reason and author (appointments_overbooked_whole) and leaves the promise
// against overlaps, the trail says that it happened. Moved to a free time it is an
// ordinary appointment again.
//
// Scope: staff functions take the actor and see only the actor's desks; a foreign
// id is NotFound. Functions for persons take an id that a signed link or the
// person's own form proved.
//
// Comers gives what a page opened by a link may know of the day: times, operators and
// areas of who is still expected. Month counts; it names nobody.
//
// Order of locks, the same everywhere: the row of the draft or of the appointment,
// the contact, the form key, then the operators' days in ascending order, the days of
// the desk's rooms, the network, and last the mediators' days. Nobody waits for a row
// after taking one of these; who changes many appointments (a room or a mediator given
// up) takes their rows by id first.
//
// Abuse. A form remembers where its time was chosen from as keyed hashes
// (auth.Network), which go away with the form after DraftLife; no address is stored.
// Up to FreeHolds times held at once, or FreeBookings made in a day, nothing is
// asked; up to MostHolds and MostBookings the browser works a moment first
// (auth.Work); beyond, the network waits (admit). A whole /24 or /48 may do four
// times as much. One address or telephone has at most MaxOpen coming appointments
// and books at most MaxDaily times in a day. Staff are never limited.
//
// Reminders. The first and the last one of an appointment come the hours before it
// that its area says (services.Settings). One receipt for each version and kind
// (messages_once). None goes out between 21 and 8 of the desk's clock: it waits for
// the morning and is dropped where that is less than half an hour before the start,
// or where the next reminder is due within the hour; so is what comes late after the
// program was away. One whose time came before the person was last told the time
// (booking, moving) is not sent.
//
// A time given back: the transaction of a cancellation or a move makes the job
// ReleasedKind, whose handler belongs to who waits for one (package waiting). Reserve
// holds a time for them; Query.Released lets them look before the public does.
//
// Rooms and mediators. A hold keeps its room; who was booked before there were rooms
// is put into the first one that fits, so that no place is promised twice. The smallest
// room that suits is given, the accessible one to who writes of access needs. A booking
// that asks for a mediator reserves the first who serves the desk, is there and free:
// who comes before who helps by phone; where nobody is, the booking stands and the desk
// finds one (Wanted, AssignMediator). Mediators are written to, and read initials only.
//
// Decisions:
//   - 2026-11-22: staff may ask a mediator outside their hours, never one who helps
//     elsewhere; the search and the bookings of the public keep to the hours.
//   - 2026-11-22: a hold keeps no mediator: the language is often told after the time.
//     Between the page of times and the confirmation somebody else may get the mediator;
//     the booking stands all the same.
//   - 2026-11-22: times busy elsewhere are shown within the hours of the desk only.
//   - 2026-11-22: reminders are not planned when booking: a sweep every five minutes
//     looks who is due. There is no plan to keep in step with moves, cancellations,
//     the person's choice and the area's setting, and after a time away the sweep
//     finds by itself what is still useful. Each one it finds becomes a job of its
//     own, so that one that fails stops nobody; the same rule (reminder) judges again
//     under the appointment's lock and once more when the message is written.
//   - 2026-11-22: who left only a mobile number gets the same by SMS, where the program
//     has a gateway. A change enqueues a job that asks for the gateway rather than a
//     receipt: without the setting nothing is written anywhere.
//   - 2026-11-22: "send me my link again" asks for the appointments only when the mail
//     is written, so that answer and time are the same for every address.
//   - 2026-11-22: starts_at and ends_at instead of one tstzrange column: the
//     exclusion constraint builds the range itself, and every list uses an ordinary
//     index on the start.
//   - 2026-11-22: starts lie on a grid counted from the beginning of the opening,
//     every 30 minutes or every duration where that is shorter. A time never leaves
//     the list because a neighbour was booked.
//   - 2026-11-22: the protocol number is a sequence: unique and growing, with gaps.
//     Numbers without gaps would make every booking wait for the one before.
//   - 2026-11-22: a search over several desks reads all of them at once: desks, hours,
//     what is busy, one statement each. Nothing is kept between two requests, so that
//     every process sees a booking or a closure at once.
//   - 2026-11-22: who asks for a time first looks with one statement whether it can be
//     free at all (goneSQL), then plans, and opens a transaction only to take it: of a
//     crowd after one time nearly all are answered without a lock. All of it runs on one
//     connection (db.OnOne): the first are through before the last begin to look. While a hold lives,
//     confirming reads the hours again but does not look before the lock.
//   - 2026-11-22: the language a person wants the operator to speak stays with the form,
//     so that a hold that ran out is never given to somebody else.
//   - 2026-11-22: a proof by mail (AskProof, Prove; off unless the Guard says otherwise)
//     is one setting of the institution, because who books does not choose by area whom
//     to trust. It is the form that waits, not an appointment: reports, reminders and
//     the calendar know nothing of what was never confirmed, and expiry needs no job.
//     Who leaves only a telephone is not asked, nor who is signed in with the address
//     or got the time from the waiting list by mail; staff bookings never.
//   - 2026-11-22: the numbers of a network are made for a library, a CAF or a mobile
//     operator behind one address: thirty people who book at the same moment all get
//     their time, the first twelve without noticing anything; a CAF may book for 150
//     people in a day. A machine that does not work gets twelve times for ten minutes,
//     one that works forty, of several hundred that are free.
//   - 2026-11-22: who is refused is told to call; the oldest hold is not taken away for
//     the newest, because behind one address the oldest may be the honest one.
//   - 2026-11-22: at most MaxOpen coming appointments per address or telephone; a
//     couple may share both. Staff are not limited.
//   - 2026-11-22: confirming asks no lead time: the time was offered when the form
//     was begun.
//   - 2026-11-22: holds count as seats but have no number: the seat is chosen when it
//     is booked, the lowest that is free.
//   - 2026-11-22: cancelling and moving give the seat back and forget its number; a
//     meeting nobody has a seat in takes the area's numbers of the day it fills again.
//   - 2026-11-22: the list of a group is marked in one transaction (TakeAttendance); each
//     person keeps an appointment of their own, so that lists, reminders and figures need
//     know nothing of groups.
//   - 2026-11-22: a released time is a row (released_times) rather than a rule read from
//     the cancelled appointment, because a move leaves no trace of the old time.
//   - 2026-11-22: an appointment kept outside the hours carries no mark of its own:
//     the pages compare it with the openings, and the audit trail says who kept it.
//   - 2026-11-22: a booking written in the same instant as a change of hours may
//     slip outside; the day's page shows it, and nobody waits for the change.
//   - 2026-11-22: whose file an appointment belongs to is said at the desk (Link), never
//     guessed from a telephone or a name: couples share the one, neighbours the other.
package appointments
