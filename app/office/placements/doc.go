// Package placements holds the operators' screens about internships and jobs: the list
// of the desks with what is due, one placement with its visits and what both sides say
// of it, and the form of each kind.
package placements
