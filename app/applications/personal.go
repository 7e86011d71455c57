package applications

import "approdo/app/personal"

// Personal lists what this noun keeps about people: what somebody tried for is forgotten
// by its words, and goes on counting.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "applications", Purpose: personal.Path, Whose: personal.OfPerson("person_id"),
			Show:   []string{"position", "employer", "place", "advert", "means", "road", "sent_on", "state", "meet_on", "meet_clock", "meet_place", "reason", "contract", "starts_on", "note"},
			Forget: personal.With(personal.Blank("place", "advert", "meet_place", "note"), map[string]string{"position": personal.Dash, "employer": personal.Dash}),
			Plain:  []string{"entry_key", "road", "made_by", "means", "state", "meet_clock", "reason", "contract", "sent_on", "meet_on", "starts_on", "interviewed_on", "hired_on", "news_on"},
			Ended:  "t.written_at", Seen: "t.written_at", Subject: newsSubject},
		{Name: "application_moves", Purpose: personal.Path, Whose: personal.Of("application_id", "applications", personal.OfPerson("person_id")),
			Show:   []string{"happened_on", "side", "from_state", "to_state", "meet_on", "meet_clock", "meet_place", "reason", "contract", "starts_on", "note"},
			Forget: personal.Blank("meet_place", "note"),
			Plain:  []string{"side", "from_state", "to_state", "meet_clock", "reason", "contract", "happened_on", "meet_on", "starts_on"},
			Ended:  "t.at"},
	}
}
