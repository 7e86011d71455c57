// Package views holds the pages' templates, by audience, resource and action.
package views

import "embed"

// FS holds every view; a view's name is its path without the ending.
//
//go:embed all:layouts all:parts all:portal all:office all:bodies all:handed all:mail
var FS embed.FS
