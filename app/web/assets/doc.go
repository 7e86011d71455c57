// Package assets serves the built files of the interface (package static) and
// tells the views their addresses.
//
// # Vocabulary
//
//   - Asset: a built file, asked for by its plain name ("portal.css") and served
//     under a name that holds the hash of its content ("portal-1f2e….css").
//   - Manifest: dist/manifest.json, written by static/build.mjs: plain name →
//     served name, and the icons of the sprite.
//   - Brand: the institution's colour; every shade of the interface's main colour
//     is computed from it (Brand).
//
// # Invariants
//
//   - A served address never changes its content, so the answer may be kept for a
//     year; a browser asks again only for a new name.
//   - Nothing is compressed at run time and no file is read after New: every answer
//     comes from a map. .br is preferred, then .gz, then the file as it is.
//   - A view that names an unknown asset or icon fails to render; it never shows a gap.
//   - The colours of Brand keep WCAG AA: a colour that white text cannot stand on is refused.
//
// # Decisions
//
//   - 2026-11-22: built files are not committed. An empty dist compiles; New then
//     says which command to run.
package assets
