//go:build race

package journeytest

// Raced says whether tests and program run under the race detector, which is some
// times slower.
const Raced = true
