// Package portal holds the public screens: one file per resource, thin handlers
// over the nouns, every page in twelve languages and whole without JavaScript.
//
// Addresses are Italian; handler, view and address share their names. Tokens in
// addresses are signed (auth.Signer): an unknown, a foreign and an expired one
// look the same. GET and HEAD change nothing anywhere here.
//
// The personal area is one page with two doors. Who proved an e-mail address finds the
// appointments made with it; who came in by the link and code a desk gave them (own*.go)
// finds what is theirs: appointments of the file, plan, documents, checks.
//
// Decisions:
//   - 2026-11-22: the draft of a booking lives in the database behind a signed
//     token in the address rather than in a session, so that a form survives an
//     expired session, a second tab and the back button.
//   - 2026-11-22: the page behind the link in a mail shows initials, time and
//     place only; the full data are shown once, on the summary before confirming.
//   - 2026-11-22: an offer of the waiting list is answered by a POST; the one address
//     that takes a POST without a form's token is the one mail programs leave the list
//     by (web.PostByLink), and it can do nothing else.
//   - 2026-11-22: a search shows whole days up to some two dozen times and a link to
//     the days after, no calendar; the soonest time stands apart and is chosen already.
package portal
