package assessments

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "assessments", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"goal", "hours", "begun_on", "state", "outcome", "minutes", "ended_at"},
			Forget: map[string]string{"goal": "CASE WHEN t.goal <> '' THEN '—' ELSE '' END", "outcome": "CASE WHEN t.outcome <> '' THEN '—' ELSE '' END", "override_reason": "CASE WHEN t.override_reason <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"begun_on", "state"}, Files: "assessment",
			Ended: "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "given_tests", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"name", "given_on", "lang", "result", "health"},
			Forget: map[string]string{"name": "CASE WHEN t.health THEN '' ELSE '—' END", "result": "''", "sealed": "CASE WHEN t.health THEN decode('00', 'hex') END", "why": "CASE WHEN t.why <> '' THEN '—' ELSE '' END", "giver": "CASE WHEN t.giver <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"entry_key", "given_on", "lang"}, Files: "given_test",
			Ended: "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
	}
}
