// Package inbox shows the mail that the catcher kept: the screens a developer or a
// trainer reads instead of a real mailbox. It is registered only where mail is
// caught, never in production.
//
// Invariants: a caller who is neither on this machine nor an account that may see
// the jobs gets the page for what does not exist, because the links in these mails
// open appointments and areas; a mail's HTML is shown in a sandbox of its own,
// without scripts, forms or anything fetched from elsewhere; attachments are only
// downloaded.
package inbox
