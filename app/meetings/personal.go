package meetings

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "meeting_items", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"title", "minutes", "written_at"},
			Forget: map[string]string{"title": personal.Dash, "minutes": "''"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "meeting_decisions", Purpose: personal.Path, Whose: personal.Of("item_id", "meeting_items", personal.OfCase("case_id")),
			Show:   []string{"what", "doer", "who", "due_on"},
			Forget: map[string]string{"what": personal.Dash, "who": "''"},
			Plain:  []string{"doer", "due_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN meeting_items AS i ON i.case_id = c.id WHERE i.id = t.item_id)"},
		{Name: "meeting_addenda", Purpose: personal.Path, Whose: personal.Of("item_id", "meeting_items", personal.OfCase("case_id")),
			Show:   []string{"text", "at"},
			Forget: map[string]string{"text": personal.Dash},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN meeting_items AS i ON i.case_id = c.id WHERE i.id = t.item_id)"},
	}
}
