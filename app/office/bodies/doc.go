// Package bodies holds the portal of the bodies that send people to the desks: the forms
// a body sent and what became of each, a new form, one's own password. An account of a
// body enters nothing else. What the desk's screens say of a form in the same words
// (states, facts, moves) is here too.
package bodies
