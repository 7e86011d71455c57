//go:build race

package inspect

// The race detector keeps many times the memory and takes many times the time.
const (
	memoryLimited = false
	patience      = 5
)
