// Package meetings holds the operators' screens about team meetings: the list, one
// meeting with its agenda and minutes, its form, the form of an item, and the sheets to
// print: the whole minutes, or what concerns one case.
package meetings
