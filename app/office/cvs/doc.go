// Package cvs holds the operators' screens about a person's CV: where it stands, handing
// one in for the person, what was read in it, renewing it and taking it away.
package cvs
