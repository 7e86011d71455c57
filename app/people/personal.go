package people

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "people", Purpose: personal.File, Whose: personal.OfPerson("id"),
			Show:   []string{"given", "surname", "own_name", "sex", "born_on", "birth_place", "birth_country", "citizenship", "second_citizenship", "fiscal_code", "lang", "mediator", "street", "postal_code", "city", "province", "silent", "opened_at"},
			Forget: personal.With(personal.Blank("surname", "own_name", "birth_place", "birth_country", "second_citizenship", "fiscal_code", "fiscal_key", "mediator", "street", "postal_code", "city", "province"), map[string]string{"given": personal.Dash, "born_on": "date_trunc('year', t.born_on)::date"}),
			Plain:  []string{"sex", "citizenship", "lang"}},
		{Name: "person_contacts", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show: []string{"kind", "value", "note"}},
		{Name: "person_names", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Plain: []string{"word"}},
		{Name: "person_versions", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show: []string{"version", "data", "at"}},
		{Name: "person_reads", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show:   []string{"part", "at", "reason"},
			Forget: map[string]string{"reason": "''"},
			Plain:  []string{"actor", "part"}},
		{Name: "person_desks", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show:   []string{"since", "reason"},
			Forget: personal.Blank("reason")},
		{Name: "person_merges", Purpose: personal.File, Whose: "(t.kept_id = ANY(?0) OR t.merged_id = ANY(?0))",
			Forget: personal.Blank("reason"),
			Plain:  []string{"moved"}},
		{Name: "person_entries", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show: []string{"kind", "data", "added_at", "removed_at"}, Seen: "GREATEST(t.added_at, t.removed_at)"},
		{Name: "person_past", Purpose: personal.File, Whose: personal.OfPerson("person_id"),
			Show: []string{"day", "type", "text", "source"}, Plain: []string{"operator"}},
		{Name: "person_special", Purpose: personal.Special, Whose: personal.OfPerson("person_id"),
			Show:  []string{"kind", "added_at", "removed_at"},
			Plain: []string{"sealed"},
			Ended: specialEnded},
		{Name: "person_accesses", Purpose: personal.Access, Whose: personal.OfPerson("person_id"),
			Show:    []string{"channel", "recipient", "lang", "given_at", "opened_at", "used_at", "withdrawn_at"},
			Plain:   []string{"nonce"},
			Ended:   "LEAST(t.withdrawn_at, t.expires_at)",
			Seen:    "GREATEST(t.given_at, t.used_at)",
			Subject: "person_access"},
		{Name: "people_restrictions", Purpose: personal.Consent, Whose: personal.OfPerson("person_id"),
			Show:  []string{"scope", "why", "since", "corrects_at", "lifts_at", "told_at", "words", "lifted_at"},
			Ended: "t.lifted_at", Subject: RestrictionSubject},
	}
}

// specialEnded is when a note of special data is no longer needed: it was taken away, or
// every path of its person is closed; what was written after that counts from then. Where
// there never was a path it goes with the file.
const specialEnded = `COALESCE(t.removed_at, (SELECT GREATEST(t.added_at, max(c.closed_at)) FROM cases AS c JOIN people AS q ON q.id = c.person_id
	WHERE COALESCE(q.root_id, q.id) = (SELECT COALESCE(r.root_id, r.id) FROM people AS r WHERE r.id = t.person_id) HAVING bool_and(c.closed_at IS NOT NULL)))`
