// Package catcher is a mail server that keeps what it gets instead of delivering
// it: real SMTP on a loopback port, for development, demonstrations and tests.
// The program never starts it in production.
//
// Vocabulary: a Message is one mail as it arrived (Raw) with what a reader would
// see of it already decoded: sender, recipients, subject, text, HTML, attachments.
//
// Invariants: it listens on a loopback address only; it keeps the last 500
// messages in memory and nothing on disk; a message it cannot take apart is kept
// all the same, with Raw and the reason in Problem.
package catcher
