package appointments

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "appointments", Purpose: personal.Visits, Whose: personal.OfPerson("person_id"),
			Show:    []string{"protocol", "starts_at", "ends_at", "place", "address", "lang", "mediator", "note", "access_needs", "name", "email", "phone", "booked_at", "moved_at", "cancelled_at", "cancel_reason", "arrived_at", "seen_at", "no_show_at", "booker", "relation", "companions", "companion_note"},
			Forget:  personal.With(personal.Blank("note", "access_needs", "email", "phone", "cancel_reason", "address", "video_link", "companion_note", "overbook_reason"), map[string]string{"name": "'— —'", "booker": "CASE WHEN t.booker <> '' THEN '—' ELSE '' END", "overbook_reason": "CASE WHEN t.overbook_reason <> '' THEN '—' ELSE '' END"}),
			Plain:   []string{"protocol", "idempotency_key", "channel", "cancel_code", "place", "lang", "mediator", "relation"},
			Ended:   "t.ends_at",
			Seen:    "GREATEST(t.booked_at, t.ends_at)",
			Subject: "appointment"},
	}
}
