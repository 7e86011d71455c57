// Package waiting holds the list of people who found no time, or only late ones,
// and asks them in turn when one is free.
//
// Vocabulary. An Entry is a person who waits: service, desk (or any), a Wish (days,
// parts of the day, until when), language and contact. An Offer is one time held for
// one entry until it is answered; Terms say when it is written and until when it
// stands. A Card is what a page opened by a signed link may show.
//
// Who is asked. Every time that is free, the soonest first, goes to the person who
// has waited longest (Entry.JoinedAt, then ID) of those whom it suits and who may be
// asked today: choose, one pure rule. A time that was free already when the person
// began to wait is no news to them: SoonerThan is the first such time, and only
// sooner ones are offered; once it is taken, the next one that is free stands in its
// place.
//
// States. An entry waits until it is accepted, booked (the person took an appointment
// of the service some other way), left, removed by the desk with a reason, spent
// (three offers went by) or expired. An offer is live until it is accepted, declined,
// expired or withdrawn because the entry ended.
//
// Invariants, each with the constraint that is the promise:
//   - a time is offered to one person at a time (waiting_offers_one_person; the
//     service's advisory lock is taken first), the seats of a group meeting to one each,
//     and nobody can book it meanwhile: it is held by a form (appointments.Reserve);
//   - at most three offers for an entry (waiting_offers_three, waiting_offers_number),
//     one a day for an address or number, whoever waits behind it
//     (waiting_offers_one_a_day), never the same time twice (waiting_offers_other_time);
//   - an offer ends before its time begins (waiting_offers_before_start), and what can
//     no longer be answered is not sent;
//   - one form gives one entry (waiting_entries_form_key), at most MaxEntries live ones
//     for an address or number;
//   - reading changes nothing; a link alone accepts, declines and leaves nothing.
//
// Time to answer runs only while people are awake (appointments.QuietFrom and
// QuietUntil of the desk's clock): an offer found at night is held at once and
// written in the morning.
//
// Order of locks: the service, the entry, its offer, the form that holds the time,
// then as in appointments. Nobody who holds an entry waits for a service.
//
// Scope: staff functions take the actor and see the entries of the actor's desks and
// those for any desk of a service the actor's desks offer; a foreign id is NotFound.
//
// Decisions:
//   - 2026-11-22: one sweep looks at what is free; a cancellation, a move and an
//     answer only make it run at once. New openings and expired forms need no
//     bookkeeping of their own, and after a time away it finds by itself what is
//     still useful.
//   - 2026-11-22: who booked the service elsewhere is known by the contact and the
//     name, in any case of letters: couples share a telephone.
//   - 2026-11-22: a person without an e-mail address, and without a mobile number
//     where there is a gateway, waits only through the desk, which calls them: they
//     are in its list and get no offers.
//   - 2026-11-22: a person's entries are forgotten with their offers some months after
//     they ended: how many is a setting of the institution (Personal, privacy).
package waiting
