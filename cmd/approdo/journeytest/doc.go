// Package journeytest drives the real program with a real browser: it builds and
// starts the binary with a database and a mail catcher of its own, opens pages in
// Chromium, and acts and looks as a person would, by labels and visible words.
//
// Vocabulary: a Binary is the program built once per test run; a Program is one
// running copy in a scratch folder; a Browser is one Chromium; a Page is one tab
// with its own cookies and cache.
//
// Every Page watches itself: an error in the console, a broken script or a refusal
// of the content security policy fails the test when the page closes, unless the
// test said beforehand which statuses it provokes (Page.Expect). When a test fails a
// picture and the HTML of the page are left in bin/journeys.
//
// Decisions:
//   - 2026-11-22: elements are found through the browser's accessibility tree, by
//     role and computed name: what a screen reader cannot name, a journey cannot
//     press.
//   - 2026-11-22: an action waits until the network is quiet and the document
//     complete, instead of the test sleeping; a look (Sees) is repeated until it is
//     true or twenty seconds have passed.
//   - 2026-11-22: without Chromium a journey is skipped and says so, except where CI
//     is set: there it fails.
package journeytest
