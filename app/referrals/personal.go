package referrals

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "referrals", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:    []string{"kind", "state", "reason", "goals", "items", "sent_at", "withdrawn_at"},
			Forget:  map[string]string{"reason": personal.Dash, "goals": personal.Dash},
			Plain:   []string{"kind", "state", "items"},
			Ended:   "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Subject: "referral"},
		{Name: "referral_steps", Purpose: personal.Path, Whose: personal.Of("referral_id", "referrals", personal.OfCase("case_id")),
			Show:   []string{"state", "side", "at", "text"},
			Forget: map[string]string{"text": "CASE WHEN t.text <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"state", "side"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN referrals AS r ON r.case_id = c.id WHERE r.id = t.referral_id)"},
		{Name: "referral_special", Purpose: personal.Special, Whose: personal.Of("referral_id", "referrals", personal.OfCase("case_id")),
			Show:  []string{"kinds", "consent_how", "consent_on", "shared_at", "stopped_at"},
			Plain: []string{"sealed", "kinds", "consent_how", "consent_on", "consent_version", "consent_lang"},
			Ended: "(SELECT c.closed_at FROM cases AS c JOIN referrals AS r ON r.case_id = c.id WHERE r.id = t.referral_id)"},
		{Name: "outgoing_referrals", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:    []string{"state", "reason", "goals", "items", "basis", "consent_how", "consent_on", "sent_at"},
			Forget:  map[string]string{"reason": personal.Dash, "goals": personal.Dash},
			Plain:   []string{"state", "items", "basis", "consent_how", "consent_on", "consent_version", "consent_lang", "due_on"},
			Ended:   "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Subject: "outgoing_referral"},
		{Name: "outgoing_shares", Purpose: personal.Path, Whose: personal.Of("outgoing_id", "outgoing_referrals", personal.OfCase("case_id")),
			Show:   []string{"at", "items", "data"},
			Forget: map[string]string{"data": "'{}'"},
			Plain:  []string{"items"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN outgoing_referrals AS r ON r.case_id = c.id WHERE r.id = t.outgoing_id)"},
		{Name: "outgoing_steps", Purpose: personal.Path, Whose: personal.Of("outgoing_id", "outgoing_referrals", personal.OfCase("case_id")),
			Show:   []string{"action", "at", "text"},
			Forget: map[string]string{"text": "CASE WHEN t.text <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"action", "due_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN outgoing_referrals AS r ON r.case_id = c.id WHERE r.id = t.outgoing_id)"},
		{Name: "incoming_referrals", Purpose: personal.Path, Whose: personal.OfPerson("person_id"),
			Show:   []string{"state", "given", "surname", "born_on", "fiscal_code", "phone", "email", "lang", "reason", "known", "task", "sent_at"},
			Forget: personal.With(personal.Blank("surname", "fiscal_code", "phone", "email", "known", "mediator", "responsible_phone", "responsible_email"), map[string]string{"given": personal.Dash, "reason": personal.Dash, "task": personal.Dash, "responsible": personal.Dash, "born_on": "NULL"}),
			Plain:  []string{"form_key", "state", "lang", "informed_on", "informed_how"},
			Ended:  "CASE WHEN " + incomingOver + " THEN t.moved_at END",
			Seen:   "t.moved_at"},
		{Name: "incoming_referrals", Purpose: personal.Forms, Whose: "false",
			Forget: personal.With(personal.Blank("given", "surname", "fiscal_code", "phone", "email", "reason", "known", "task", "mediator", "responsible", "responsible_phone", "responsible_email"), map[string]string{"born_on": "NULL", "erased_at": "now()"}),
			Plain:  []string{"form_key", "state", "lang", "informed_on", "informed_how"},
			Ended:  "CASE WHEN " + incomingUnwanted + " THEN t.moved_at END"},
		{Name: "incoming_steps", Purpose: personal.Path, Whose: personal.Of("incoming_id", "incoming_referrals", personal.OfPerson("person_id")),
			Show:   []string{"state", "side", "at", "text"},
			Forget: map[string]string{"text": "CASE WHEN t.text <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"state", "side"},
			Ended:  "(SELECT t.moved_at FROM incoming_referrals AS t WHERE t.id = incoming_id AND " + incomingOver + ")"},
		{Name: "incoming_steps", Purpose: personal.Forms, Whose: "false",
			Forget: map[string]string{"text": "''", "erased": "true"},
			Plain:  []string{"state", "side"},
			Ended:  "(SELECT t.moved_at FROM incoming_referrals AS t WHERE t.id = incoming_id AND " + incomingUnwanted + ")"},
	}
}

// incomingOver is the condition of a form nobody works on any more and that still holds
// somebody with a file; what was accepted follows the person's file until its report.
// incomingUnwanted is that of a form that was not accepted.
const (
	incomingOver     = "t.erased_at IS NULL AND t.person_id IS NOT NULL AND t.state IN ('reported', 'declined', 'expired', 'withdrawn', 'closed')"
	incomingUnwanted = "t.erased_at IS NULL AND t.person_id IS NULL AND t.state IN ('declined', 'expired', 'withdrawn', 'closed')"
)
