// Package server finds and runs a PostgreSQL server as a child of this program,
// for the private cluster and for the tests.
//
// Vocabulary: an Installation is a folder with postgres and initdb of one major
// version; the Owner is the system user that the server runs as.
//
// Invariants: a server never runs as root; it sees none of our environment; it
// listens on a socket in a folder closed to everybody else, never on the network.
//
// Decisions:
//   - 2026-11-22: databases are UTF-8 with the locale C.UTF-8, the same here, in
//     tests and on every machine: indexes do not break when the system's language
//     data change. What is sorted for a reader names its collation.
package server
