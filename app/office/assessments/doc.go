// Package assessments holds the operators' screens about competence assessments, their
// hours and what came out, and about the tests given on a case.
package assessments
