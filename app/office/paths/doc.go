// Package paths holds the operators' screens about the people a desk has taken in
// charge: the intake, a case's page, one's caseload, hand-over and closing, the profile of
// the interviews with its radar, and complex needs.
package paths
