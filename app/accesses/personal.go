package accesses

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "accesses", Purpose: personal.Register, Whose: personal.OfPerson("person_id"),
			Show:   []string{"day", "at", "name", "lang", "channel", "booked", "need", "answer", "outcome", "mediator", "minutes", "follow_up"},
			Forget: personal.With(personal.Blank("name", "need", "answer"), map[string]string{"why": "CASE WHEN t.why <> '' THEN '—' ELSE '' END"}),
			Plain:  []string{"entry_key", "lang", "channel", "outcome", "mediator", "codes", "source", "day", "follow_up"},
			Ended:  "t.at",
			Seen:   "t.at"},
		{Name: "access_versions", Purpose: personal.Register, Whose: personal.Of("access_id", "accesses", personal.OfPerson("person_id")),
			Plain: []string{"content"},
			Ended: "(SELECT a.at FROM accesses AS a WHERE a.id = t.access_id)"},
	}
}
