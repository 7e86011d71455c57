package consents

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	named := map[string]string{"employer": "CASE WHEN t.purpose = 'sharing' THEN '—' ELSE '' END", "employer_email": "CASE WHEN t.purpose = 'sharing' THEN '—' || t.id ELSE '' END"}
	named["words"] = "CASE WHEN t.purpose = 'sharing' THEN replace(replace(t.words, t.employer_email, '—'), t.employer, '—') ELSE t.words END"
	return []personal.Table{
		{Name: "consents", Purpose: personal.Consent, Whose: personal.OfPerson("person_id"),
			Show:   []string{"purpose", "employer", "text_version", "lang", "words", "channel", "given_at", "expires_at", "withdrawn_at", "withdrawn_channel", "expired_at"},
			Forget: named, Plain: []string{"purpose", "lang", "channel", "withdrawn_channel"},
			Ended: "COALESCE(t.withdrawn_at, t.expired_at, t.renewed_at)", Seen: "GREATEST(t.given_at, t.withdrawn_at)", Keep: true, Subject: "consent"},
		{Name: "consent_requests", Purpose: personal.Consent, Whose: personal.OfPerson("person_id"),
			Show: []string{"employer", "asked_at", "answered_at", "answer"}, Ended: "COALESCE(t.answered_at, t.withdrawn_at, t.expires_at)", Seen: "t.answered_at", Plain: []string{"employer_email"}, Subject: requestSubject},
	}
}
