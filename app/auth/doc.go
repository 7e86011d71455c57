// Package auth knows who asks and what they may do: accounts of the back-office,
// their passwords and second factors, sessions, citizens who prove an e-mail address,
// and persons who prove who they are.
//
// Vocabulary: an Actor is who acts, an argument of every noun. A Role is what a
// person does at the desks, a Permission one thing a route may ask for; which
// role grants what is the table below. A User is a back-office account. The Gate
// judges proofs: password, authenticator app (TOTP), passkey, recovery code,
// citizen's code. A Session is one browser's visit; its Stage says which proof is
// still owed. The Signer makes words only this program can have made.
//
// Who may what (kept true by TestPermissionTable; * = must sign in with a second factor):
//
//	                     recept* specia* matchi* scout*  coordi* editor  referr* admini* protec* audito*
//	office.enter         yes     yes     yes     yes     yes     yes     -       yes     yes     yes
//	appointments.read    yes     yes     -       -       yes     -       -       -       -       -
//	appointments.manage  yes     yes     -       -       yes     -       -       -       -       -
//	appointments.double  yes     yes     -       -       yes     -       -       -       -       -
//	accesses.read        yes     yes     -       -       yes     -       -       -       -       -
//	accesses.manage      yes     yes     -       -       yes     -       -       -       -       -
//	desks.manage         -       -       -       -       yes     -       -       yes     -       -
//	users.manage         -       -       -       -       -       -       -       yes     -       -
//	institution.manage   -       -       -       -       -       -       -       yes     -       -
//	areas.manage         -       -       -       -       yes     -       -       yes     -       -
//	people.read          yes     yes     -       -       yes     -       -       -       -       -
//	people.manage        yes     yes     -       -       yes     -       -       -       -       -
//	people.merge         -       -       -       -       yes     -       -       -       -       -
//	people.import        -       -       -       -       yes     -       -       -       -       -
//	people.special       -       yes     -       -       yes     -       -       -       -       -
//	cases.read           yes     yes     -       -       yes     -       -       -       -       -
//	cases.manage         yes     yes     -       -       yes     -       -       -       -       -
//	cvs.read             yes     yes     -       -       yes     -       -       -       -       -
//	cvs.manage           yes     yes     -       -       yes     -       -       -       -       -
//	consents.manage      yes     yes     -       -       yes     -       -       -       -       -
//	candidates.read      -       -       yes     -       yes     -       -       -       -       -
//	referrals.decide     -       -       -       -       yes     -       -       -       -       -
//	partners.read        yes     yes     yes     yes     yes     -       -       yes     -       -
//	partners.note        yes     yes     -       yes     yes     -       -       yes     -       -
//	partners.manage      -       -       -       -       yes     -       -       yes     -       -
//	body.forms           -       -       -       -       -       -       yes     -       -       -
//	privacy.manage       -       -       -       -       -       -       -       -       yes     -
//	audit.read           -       -       -       -       -       -       -       -       yes     yes
//	jobs.read            -       -       -       -       -       -       -       yes     yes     -
//	jobs.manage          -       -       -       -       -       -       -       yes     -       -
//	standards.manage     -       -       -       -       yes     -       -       yes     -       -
//	standards.override   -       yes     -       -       yes     -       -       -       -       -
//	desks.all            -       -       -       -       yes     -       -       yes     yes     yes
//
// Signing in to the office:
//
//	password ──┬─ no factor needed, none set up ───────────────→ full
//	           ├─ a factor is set up → second (code or passkey) → full
//	           ├─ a factor is needed → enrol (set one up) ──────→ full
//	           └─ demo account, development, loopback ──────────→ demo
//	passkey alone, unlocked by its owner ───────────────────────→ full
//
// Each arrow is a new session id. Only full and demo give an Actor.
//
// Invariants and what guards them:
//
//   - One account per address: users_email_taken. One row per passkey:
//     user_passkeys_credential_taken.
//
//   - A session belongs to an account, a citizen's address, a person or nobody, never
//     to two: sessions_owner. The table holds a hash of the cookie only.
//
//   - A code is good once: an authenticator's step must be newer than the last one
//     used (users.totp_step), a recovery code is marked in the statement that finds
//     it, a citizen's code in the transaction that opens the session. The answer to
//     a passkey's question counts once, by a limit of one on its challenge.
//
//   - Citizens' codes have at most five tries (area_codes_tries_limit), counted
//     before they are judged. So are failed sign-ins: many at once cannot slip by.
//
//   - An account that needs a second factor never loses its last one (checked under
//     the account's lock) except by an administrator's reset, which ends its sessions.
//
//   - There is always one enabled administrator (checked under an advisory lock).
//
//   - Nothing typed by a person stands in the audit trail.
//
//   - The owner of an account gets a mail about every change of its password, second
//     factors or recovery codes, queued in the change's own transaction (tell). The
//     first password of an invitation replaces none and is not told.
//
//   - A word of Work opens its way once, in one spelling, for the network it was made
//     for, for ten minutes; judging it costs one decryption and one hash.
//
//   - A Proof is six digits sent for one purpose about one row; five tries
//     (proof_codes_tries_limit), a quarter of an hour, one use, and only with the word
//     of the form it was asked from. A person's session ends with the way that opened it
//     (EndAccesses; its row cascades).
//
// Decisions:
//   - 2026-11-22: against machines the browser works (Work: SHA-256 with leading zero
//     bits) instead of people solving puzzles. Who has no script waits half a minute
//     and presses a button: a way that needs no mail, no telephone and no eyes. It is
//     as cheap for a machine as for a person, so only ten of a network may go it in
//     ten minutes. Eighteen bits are a quarter of a million hashes: less than half a
//     second for a desktop computer (700 000 a second measured), some seconds for an
//     old phone.
//   - 2026-11-22: visitors have no session row, so that robots write nothing. Their
//     forms carry an HMAC of a signed random cookie (see Signer.VisitorCookie),
//     good for 24 hours.
//   - 2026-11-22: an expired session is recognised for one more day, without an
//     actor: a form posted too late passes the CSRF check, is refused by the guard
//     and parked on that same row; signing in as the same person offers it again.
//   - 2026-11-22: unknown addresses cost the same as known ones: a dummy hash is
//     compared, the lock-out counts the address as typed (keyed hash), and the
//     forgotten-password form writes the same rows.
//   - 2026-11-22: the six digits mailed to a citizen are an HMAC of the request's id
//     and nonce. The job that renders the mail derives them again; a copy of the
//     database opens nobody's area.
//   - 2026-11-22: demo accounts sign in only in development, whatever their second
//     factor: their password is printed by the program. They skip the second step
//     only from the machine itself, and such a session is not recognised elsewhere
//     than in development.
//   - 2026-11-22: the account of a body that sends people holds the role ReferringBody and
//     no other, is opened from its body and needs a second factor like any other: what a
//     body writes about people is as delicate as a file. It enters its own portal only.
//   - 2026-11-22: changing one's own locks asks for the password again, so that a
//     screen left open does not hand over the account.
//   - 2026-11-22: passkeys need https or localhost; where the program's address
//     cannot hold them, screens leave them out (Gate.Passkeys).
package auth
