package privacy

import "approdo/app/personal"

// rights are the tables of requests and copies. That somebody asked, and when they were
// answered, goes on counting; the words go.
func rights() []personal.Table {
	word := func(column string) string { return "CASE WHEN t." + column + " <> '' THEN '—' ELSE '' END" }
	return []personal.Table{
		{Name: "privacy_requests", Purpose: personal.Consent, Whose: personal.OfPerson("person_id"),
			Show:   []string{"kind", "text", "channel", "asked_at", "due_on", "extension", "state", "answer", "effect", "decided_at"},
			Forget: map[string]string{"text": word("text"), "answer": word("answer"), "extension": word("extension")},
			Plain:  []string{"kind", "channel", "due_on", "state", "effect"}, Ended: "t.decided_at", Seen: "t.asked_at", Subject: requestSubject},
		{Name: "privacy_copies", Purpose: personal.Access, Whose: personal.OfPerson("person_id"),
			Show: []string{"lang", "asked_at", "ready_at", "taken_at"}, Ended: "t.expires_at", Seen: "t.asked_at", Files: copyOwner, Subject: copySubject},
	}
}
