// Package locales holds every sentence a person reads: <lang>.json for citizens,
// employers and subscribers in every language, office.<lang>.json for the back-office.
package locales

import "embed"

// FS holds the message files.
//
//go:embed *.json
var FS embed.FS
