package placements

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "placements", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"kind", "state", "firm", "place", "occupation", "contract", "working_time", "scheme", "host_tutor", "goals", "starts_on", "ends_on", "started_on", "ended_on", "end_reason", "end_note", "note"},
			Forget: personal.With(personal.Blank("place", "tax_code", "contact", "phone", "insurance", "note"), map[string]string{"occupation": personal.Dash, "firm": "CASE WHEN t.firm <> '' THEN '—' ELSE '' END", "host_tutor": "CASE WHEN t.host_tutor <> '' THEN '—' ELSE '' END", "desk_tutor": "CASE WHEN t.desk_tutor <> '' THEN '—' ELSE '' END", "goals": "CASE WHEN t.goals <> '' THEN '—' ELSE '' END", "end_note": "CASE WHEN t.end_note <> '' THEN '—' ELSE '' END"}),
			Plain:  []string{"entry_key", "kind", "state", "contract", "working_time", "scheme", "starts_on", "ends_on", "started_on", "ended_on", "end_reason", "from_on", "visit_due", "ask_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Keep:   true},
		{Name: "placement_extensions", Purpose: personal.Path, Whose: personal.Of("placement_id", "placements", personal.OfCase("case_id")),
			Show:   []string{"old_end", "new_end", "reason"},
			Forget: map[string]string{"reason": "CASE WHEN t.reason <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"old_end", "new_end"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN placements AS p ON p.case_id = c.id WHERE p.id = t.placement_id)"},
		{Name: "placement_visits", Purpose: personal.Path, Whose: personal.Of("placement_id", "placements", personal.OfCase("case_id")),
			Show:   []string{"held_on", "met", "channel", "found"},
			Forget: map[string]string{"met": "CASE WHEN t.met <> '' THEN '—' ELSE '' END", "found": "CASE WHEN t.found <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"held_on", "channel", "next_on"},
			Seen:   "t.at",
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN placements AS p ON p.case_id = c.id WHERE p.id = t.placement_id)"},
		{Name: "placement_opinions", Purpose: personal.Path, Whose: personal.Of("placement_id", "placements", personal.OfCase("case_id")),
			Show:   []string{"side", "score", "note", "asked_on"},
			Forget: map[string]string{"note": "''", "why_not": "CASE WHEN t.why_not <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"side", "asked_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN placements AS p ON p.case_id = c.id WHERE p.id = t.placement_id)"},
	}
}
