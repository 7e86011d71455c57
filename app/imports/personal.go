package imports

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "import_rows", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Forget: map[string]string{"cells": "'[]'", "problems": "'[]'", "matches": "'[]'"},
			Plain:  []string{"state"},
		},
		{Name: "import_numbers", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show:  []string{"source", "number"},
			Plain: []string{"source"}},
	}
}
