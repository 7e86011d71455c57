package privacy

import "approdo/app/personal"

// Personal lists what this noun keeps about people; what is sealed in kept_records is kept
// on purpose.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "retention_notices", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show:    []string{"given_at", "due_on", "channel", "kept_at"},
			Forget:  personal.Blank("kept_reason"),
			Plain:   []string{"due_on", "channel"},
			Seen:    "t.kept_at",
			Subject: noticeSubject},
	}
}
