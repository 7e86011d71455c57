// Package config reads the settings of the program from its environment, once.
//
// Vocabulary: a setting is one environment variable; a mistake is a sentence
// about one setting that tells the reader what to write instead. All mistakes
// are reported together, so that a first start is corrected in one go.
//
// Secrets (DATABASE_URL, SMTP_URL, APPRODO_SECRET) may be given as a file by
// adding _FILE to their name. No value of a secret is ever part of a mistake, of
// a log line or of Redacted.
//
// Invariants:
//   - nobody else reads the environment; everything below main gets values;
//   - what is dangerous outside a desk's trial is refused in production: a moved
//     clock, a missing or short secret, mail in the clear to nowhere, a database
//     off this machine without a verified certificate;
//   - a setting called APPRODO_… that nobody knows is a mistake, not a silence.
//
// Decisions:
//   - 2026-11-22: the program listens on 127.0.0.1 outside production, so that a
//     trial with demo accounts is not open to the network by accident.
//   - 2026-11-22: BASE_URL falls back to http://localhost:PORT rather than to
//     127.0.0.1, because passkeys need a name and refuse an address.
//   - 2026-11-22: in development the secret is made once and kept in
//     DATA_DIR/secret, readable by the owner only: sessions and links survive a
//     restart without anything to configure.
//   - 2026-11-22: DATABASE_URL may hold several URLs separated by spaces; they are
//     tried in turn and the first one that accepts writes is used.
package config
