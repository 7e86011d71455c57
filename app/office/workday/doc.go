// Package workday holds the pages on which operators find their own work: what is due
// today, whom each of them follows, and the cases of one passed on to another.
package workday
