// Package inspect finds out what an uploaded document really is and makes a clean PDF
// of it. It knows no noun and no screen: a job hands it a file and keeps what it gets.
//
// Vocabulary: a document is a file somebody sent; its Kind is what its bytes say, never
// its name; the clean PDF is a new file written by us of what may stay; Dropped names
// what did not stay; a refusal is an Invalid fault on the field "file" whose sentence
// (inspect.refused.*) says why and what to do; a child is our own program started again
// to do one thing to one document.
//
// A caller makes one Inspector with New, asks Quick in the request, and later, in a job:
// Scan, Make (or MakeAll for several photos), Text, Attachment. A program or a TestMain
// that does so calls Child(os.Args) first of all.
package inspect
