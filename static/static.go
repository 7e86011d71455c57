// Package static holds the built assets of the interface. They are made by
// build.mjs (`make assets`) from src, img and the libraries of package.json and
// are not committed; a fresh clone compiles with an empty dist.
package static

import "embed"

// FS holds dist: the files served under /static and manifest.json, their index.
//
//go:embed all:dist
var FS embed.FS
