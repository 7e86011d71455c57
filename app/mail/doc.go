// Package mail sends messages to people, each one once, in their language.
//
// # Vocabulary
//
//   - Channel: the road of a message, ByMail or BySMS (package sms). Both have the
//     same ledger, the same attempts and the same ends; a text's receipt says in how
//     many parts it was paid.
//   - Message: what is to be said (Kind, with a pair of views mail/<kind> in HTML
//     and plain text), about what (Subject, SubjectID, Version), to whom (To, Lang).
//   - Receipt: the row of a message in the ledger; its state is queued, then sent,
//     failed (refused for good, or given up) or dropped (no longer useful).
//   - Composer: loads what a kind of message needs by its ids, at the moment it is
//     rendered; a nil Content says that the message is no longer useful.
//   - Frame: what stands around each message: institution, subject, one button, why
//     the person gets it (views mail/frame).
//   - Identity: the institution that speaks.
//   - Lane: one open SMTP connection, used for one message after the other.
//
// # Invariants
//
//   - One receipt per subject, version, kind, channel and recipient (constraint
//     messages_once): queueing the same message again is quiet.
//   - Receipt and job are written in the caller's transaction. Rendering and SMTP
//     happen in the job, outside of any transaction and any request.
//   - A settled receipt is never sent again, whatever runs twice: each attempt
//     first takes the receipt under a row lock for three minutes, longer than any
//     attempt lasts, and settles it with the number it got.
//   - What a server said is kept as its codes ("smtp 550 5.1.1 at RCPT TO"), never
//     as its words, which quote addresses.
//   - Plain SMTP goes to loopback only; elsewhere TLS is verified or nothing is sent.
//
// # How often a message is really sent
//
// At most once while the program, the database and the connection live. SMTP has
// no way to learn whether a server took a message whose answer was lost, so in two
// moments we cannot know: the connection broke after the last byte and before the
// answer; or this process died (or the database was away for over ten seconds)
// between the answer and the mark in the ledger, about a millisecond. In both the
// message is sent again, with the same Message-ID by which most receivers discard
// the second copy: for an appointment, twice is better than never.
//
// # What is permanent
//
// A 5xx answer to the recipient or to the content is permanent: the receipt fails
// and nobody tries again. Everything else (a server away, 4xx, refused sign-in,
// refused sender) is ours or the server's to mend and is tried again by jobs, for
// a day; then the receipt fails.
//
// # Decisions
//
//   - 2026-11-22: style sheets of a mail stand in its <style>, the frame's own
//     boxes carry theirs inline; views of messages hold plain <p>, <dl>, <ul>.
//   - 2026-11-22: the ids a composer gets are strings; they are emptied when the
//     receipt is settled.
//   - 2026-11-22: go-msgauth signs, not go-mail 0.8.1, which folds a list of signed
//     headers longer than a line in the middle of a word after signing it: such a
//     signature verifies nowhere.
//   - 2026-11-22: base64 for bodies mostly outside Latin script, where
//     quoted-printable triples the size.
package mail
