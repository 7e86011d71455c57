//go:build !race

package journeytest

// raced: the tests run under the race detector, so does the program.
const raced = false
