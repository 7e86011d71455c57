package preferences

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "preferences", Purpose: personal.CV, Whose: personal.OfPerson("person_id"),
			Show: []string{"position", "by_work", "by_education", "by_training", "sector", "skill_text", "years", "last_year", "hours", "mobility",
				"licences", "tools", "note", "interview_on", "added_at", "removed_at"}, Plain: []string{"skills"}, Ended: "t.removed_at", Seen: "GREATEST(t.added_at, t.removed_at)"},
	}
}
