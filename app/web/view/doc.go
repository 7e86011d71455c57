// Package view renders pages, fragments and layouts in one language at a time.
//
// gofiber/template/html loads and parses the views; after loading, the parsed
// set is cloned once per locale with that locale's functions bound (t, n, date,
// lang, path…), so that no request ever writes a shared function map
// (2026-11-22, stack-rules: 22 of 32 000 mixed renders failed otherwise).
//
// Invariants: a page is executed into a buffer first and handed to its layout
// as finished HTML, so a failing view never sends half a page; views are files,
// never `define`; page data are typed structs, so a misspelt field fails.
package view
