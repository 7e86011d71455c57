// Package inspecttest builds documents for tests: honest ones of a few lines, and those
// that hurt a program which believes them.
package inspecttest
