// Package persons holds the operators' screens about people: finding a person, opening
// a file, changing it, and saying that two records are one person.
//
// A file is opened at a desk; who opens one is in the list on its page. Somebody known
// at another desk only is shown by initials, year of birth and desk.
package persons
