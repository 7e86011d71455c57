//go:build !race

package inspect

// Children are limited in memory, and have the time they are given.
const (
	memoryLimited = true
	patience      = 1
)
