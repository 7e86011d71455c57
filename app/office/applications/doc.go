// Package applications holds the operators' screens about what people try for: the list of
// the desks with who waits without news, the applications of a person, and one application
// with what happened and what may be said of it.
package applications
