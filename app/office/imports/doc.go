// Package imports holds the coordinators' screens that bring people and their history
// from a file: the upload, what the columns hold, the dry run, corrections, the import and
// its undo.
//
// Invariants: the file itself is not kept; a page at work asks for itself every two
// seconds, with JavaScript and without.
package imports
