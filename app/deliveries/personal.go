package deliveries

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "deliveries", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"started_at", "ended_at", "minutes", "recorded", "notes", "state"},
			Forget: personal.With(personal.Blank("notes"), map[string]string{"override_reason": "CASE WHEN t.override_reason <> '' THEN '—' ELSE '' END", "why": "CASE WHEN t.why <> '' THEN '—' ELSE '' END"}),
			Plain:  []string{"entry_key", "state", "recorded", "findings"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Keep:   true},
		{Name: "delivery_meetings", Purpose: personal.Path, Whose: personal.Of("delivery_id", "deliveries", personal.OfCase("case_id")),
			Show:   []string{"mode", "starts_at", "ends_at", "place", "group_size"},
			Forget: personal.Blank("place"),
			Plain:  []string{"mode"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN deliveries AS d ON d.case_id = c.id WHERE d.id = t.delivery_id)"},
		{Name: "delivery_versions", Purpose: personal.Path, Whose: personal.Of("delivery_id", "deliveries", personal.OfCase("case_id")),
			Plain: []string{"content"},
			Ended: "(SELECT c.closed_at FROM cases AS c JOIN deliveries AS d ON d.case_id = c.id WHERE d.id = t.delivery_id)"},
	}
}
