// Package enrolments holds the operators' screens about courses: the list of the desks with
// what starts, what nobody marked and what people told; those of one person; one course
// with what happened to it, and the forms that record, correct and move it.
package enrolments
