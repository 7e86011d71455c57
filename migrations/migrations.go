// Package migrations holds the changes of the database's shape, in order of their names.
package migrations

import "embed"

// FS holds <YYYYMMDDHHMMSS>_<noun>_<what>.tx.up.sql and their .tx.down.sql.
//
//go:embed *.sql
var FS embed.FS
