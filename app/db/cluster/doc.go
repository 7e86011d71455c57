// Package cluster runs the program's own PostgreSQL where no DATABASE_URL is set.
//
// Vocabulary: the cluster is the server with its files; its home is
// DATA_DIR/postgres, holding data (PostgreSQL's folder), run (the socket),
// password and log; the keeper is the program that started it and stops it.
//
// Invariants, each with a test:
//   - the server is a direct child: it ends with its keeper, also after kill -9
//     of the keeper, and is started again when it ends by itself;
//   - data is a whole cluster or absent: it is made as data.new and renamed;
//   - settings are durable (fsync, full page writes, synchronous commit,
//     checksums) whatever postgresql.conf says;
//   - nobody but the server's user and this program can reach the socket, and a
//     password of 256 bits is asked all the same; nothing listens on the network;
//   - data of another major version, of another user or in use by another program
//     are left untouched and refused with a sentence that says what to do;
//   - neither the log nor an error sentence holds a value somebody typed.
//
// Decisions:
//   - 2026-11-22: the program works as the role approdo, which owns its database and
//     is no superuser, so that an SQL injection stays in the database; the role
//     postgres has the same password and is for upgrades by hand.
//   - 2026-11-22: started by root, the server runs as postgres (or nobody). Where that
//     user cannot reach DATA_DIR, as below /root, the home is a folder in
//     /var/lib/approdo and DATA_DIR/postgres a link to it; nobody's permissions are
//     widened.
//   - 2026-11-22: a socket's name may have 107 bytes; where the home's is longer the
//     socket lies in a private folder in /tmp named after the home.
//   - 2026-11-22: Linux ends the server with its keeper by a parent-death signal;
//     elsewhere the next start finds the orphan and stops it.
package cluster
