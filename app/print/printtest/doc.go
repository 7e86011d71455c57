// Package printtest reads PDFs for tests, by poppler's programs: the text in the order a
// person reads it, what the file says about itself, its fonts. It also says whether this
// machine can print at all; in CI it must.
package printtest
