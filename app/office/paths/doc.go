// Package paths holds the operators' screens about the people a desk has taken in
// charge: the intake, a case's page, one's caseload, hand-over and closing, the profile of
// the interviews with its radar, and complex needs.
//
// The tablet: /tablet shows a version to the person in their own language, handed over by
// the operator whose session it is. It has no link and no navigation; its last page leads
// back. What is handed over is drawn in layouts/handed, from keys every language has.
package paths
