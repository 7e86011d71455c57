// Package meetings holds the team meetings of the desks: several operators, and people
// of other bodies, on one or more cases.
//
// Vocabulary. A Meeting (équipe) is of a desk and is convened by an operator. It has
// Attendees, operators with an account of whatever desk, and Guests, people of other
// bodies by name. An Item is a point of the agenda, about one case or about none, with
// what was said (minutes) and its Decisions: what, by whom, by when. A decision about a
// case can become an action of its plan. An Addendum corrects closed minutes.
//
// States (Moves):
//
//	planned ──→ held ──→ closed
//	planned ──→ cancelled, with a reason
//
// The agenda is written while the meeting is planned or held, minutes and decisions
// while it is held; once closed only addenda are added, and links to actions made.
//
// Invariants, each with the constraint that is the promise:
//   - what stands in closed minutes stays, whoever writes (meetings_kept); who held,
//     closed or cancelled it, and why, stands with the state (meetings_held_whole,
//     meetings_closed_whole, meetings_cancelled_whole);
//   - a case stands once on an agenda (meeting_items_case), an operator is invited once
//     (meeting_operators_once);
//   - a decision becomes one action, an action comes of one decision
//     (meeting_decisions_action); it is written into a draft by cases.AddAction, never
//     into a decided version.
//
// Scope. A meeting is seen by the operators of its desk and by who is invited; any other
// id is NotFound. An item about a case is seen by who may read that case, wherever the
// meeting is: in the SQL, not on the page. The desk changes the meeting and its general
// items; an item about a case is written by who is there for the desk
// of the case, which also makes actions of its decisions.
//
// Decisions:
//   - 2026-11-22: how many items one may not read is shown, so that nobody believes the
//     agenda is shorter than it was; what they are about is not.
//   - 2026-11-22: an item nobody wrote about stands in the closed minutes as not
//     discussed; minutes without a word on any item are not closed.
//   - 2026-11-22: a decision that became an action is no longer changed here: the plan
//     says it now. Taken out of the plan's draft, it is free again.
//   - 2026-11-22: who closes the minutes sends back the revision they read, so that
//     nobody approves a text they never saw.
package meetings
