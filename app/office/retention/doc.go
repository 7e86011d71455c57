// Package retention holds the screens of the data-protection officer: how long data are
// kept, what is due and what the nights did, the files that are about to go, and the
// register of processing. Nothing here shows a name: initials and numbers are enough to
// decide that a file stays.
package retention
