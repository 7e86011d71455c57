package placements_test

import "testing"

// Who takes a case over reads where the person works.
func TestTheHandoverSheetNamesTheWork(t *testing.T) {
	s := newTown(t)
	s.running(t)
	s.As(t, "ada").Get(s.path+"/consegne").Want(200).Has("Meccanica · Officina Zeta", "In corso")
	s.As(t, "ada").Get("/ufficio/giornata").Want(200).Has("Visite da fare")
}
