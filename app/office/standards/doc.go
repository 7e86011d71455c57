// Package standards holds the back-office screens of the repertoires: the list, a
// standard's card with its history, and the form of its next version. Nothing is
// changed in place: saving makes a version that begins on a day from today on, and
// one that has not begun can be withdrawn.
package standards
