package enrolments

import "approdo/app/personal"

// ended is when a row's purpose ended: with the path it belongs to, else with the course.
const ended = `COALESCE(t.removed_at, CASE WHEN t.case_id IS NOT NULL THEN (SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)
	WHEN t.state IN ('completed', 'dropped', 'refused', 'withdrawn') THEN t.moved_at END)`

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "enrolments", Purpose: personal.Path, Whose: personal.OfPerson("person_id"),
			Show: []string{"course", "provider", "place", "kind", "mode", "road", "sent_on", "starts_on", "ends_on", "hours", "timetable", "cost", "note",
				"state", "moved_on", "reason", "why", "certificate", "certified_on"},
			Forget: personal.With(personal.Blank("provider", "place", "timetable", "cost", "note"), map[string]string{"course": personal.Dash,
				"why": "CASE WHEN t.why <> '' THEN '—' ELSE '' END", "certificate": "CASE WHEN t.certificate <> '' THEN '—' ELSE '' END"}),
			Plain: []string{"entry_key", "kind", "mode", "road", "state", "reason", "sent_on", "starts_on", "ends_on", "first_on", "moved_on", "certified_on",
				"enrolled_on", "completed_on", "from_on", "due_on"},
			Ended: ended,
			Keep:  true},
		{Name: "enrolment_moves", Purpose: personal.Path, Whose: personal.Of("enrolment_id", "enrolments", personal.OfPerson("person_id")),
			Show:   []string{"kind", "to_state", "day", "reason", "note", "at"},
			Forget: map[string]string{"note": "CASE WHEN t.note <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"kind", "from_state", "to_state", "reason", "day"},
			Seen:   "t.at",
			Ended:  "(SELECT " + ended + " FROM enrolments AS t WHERE t.id = enrolment_id)"},
	}
}
