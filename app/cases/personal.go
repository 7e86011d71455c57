package cases

import "approdo/app/personal"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	all := []personal.Table{
		{Name: "cases", Purpose: personal.Path, Whose: personal.OfPerson("person_id"),
			Show:   []string{"opened_at", "notice_version", "notice_lang", "need", "closed_at", "outcome", "closing_note"},
			Forget: personal.Blank("need", "closing_note"),
			Plain:  []string{"notice_version", "notice_lang", "outcome"},
			Ended:  "t.closed_at",
			Seen:   "GREATEST(t.opened_at, t.closed_at)",
			Keep:   true},
		{Name: "case_holders", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"since", "until"},
			Forget: personal.Blank("reason"),
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "case_profiles", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"held_on", "noted_at"},
			Forget: map[string]string{"held_on": "t.held_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "case_profile_levels", Purpose: personal.Path, Whose: personal.Of("profile_id", "case_profiles", personal.OfCase("case_id")),
			Show:   []string{"domain", "level", "note"},
			Forget: map[string]string{"note": "CASE WHEN t.level = 0 THEN '—' ELSE '' END"},
			Plain:  []string{"domain"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN case_profiles AS f ON f.case_id = c.id WHERE f.id = t.profile_id)"},
		{Name: "case_needs", Purpose: personal.Special, Whose: personal.OfCase("case_id"),
			Show:  []string{"code", "noted_at"},
			Plain: []string{"code"},
			Ended: "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "case_actions", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"state", "reason", "moved_at", "note"},
			Forget: map[string]string{"note": "''", "reason": "CASE WHEN t.reason <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"state"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)"},
		{Name: "case_action_moves", Purpose: personal.Path, Whose: personal.Of("action_id", "case_actions", personal.OfCase("case_id")),
			Show:   []string{"state", "text", "at"},
			Forget: personal.Blank("text"),
			Plain:  []string{"state"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN case_actions AS a ON a.case_id = c.id WHERE a.id = t.action_id)"},
		{Name: "follow_ups", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"kind", "due_on", "done_at", "channel", "result", "note"},
			Forget: personal.Blank("note"),
			Plain:  []string{"kind", "due_on", "channel", "result"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Seen:   "t.done_at"},
		{Name: "signature_requests", Purpose: personal.Path, Whose: personal.Of("document_id", "case_documents", personal.OfCase("case_id")),
			Show:    []string{"asked_at", "withdrawn_at", "answered_at", "answer"},
			Forget:  map[string]string{"answer": "t.answer"},
			Plain:   []string{"answer"},
			Ended:   "(SELECT c.closed_at FROM cases AS c JOIN case_documents AS d ON d.case_id = c.id WHERE d.id = t.document_id)",
			Subject: "signature_request"},
	}
	return append(all, papers()...)
}

// papers are the documents and what hangs on them.
func papers() []personal.Table {
	return []personal.Table{
		{Name: "case_documents", Purpose: personal.Path, Whose: personal.OfCase("case_id"),
			Show:   []string{"kind", "version", "state", "lang", "body", "decided_on", "decided_at", "signer", "reason", "signed_how"},
			Forget: map[string]string{"body": "'{}'", "signer": "CASE WHEN t.signer <> '' THEN '—' ELSE '' END", "reason": "CASE WHEN t.reason <> '' THEN '—' ELSE '' END"},
			Plain:  []string{"kind", "state", "lang", "signed_how", "signed_digest", "decided_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c WHERE c.id = t.case_id)",
			Keep:   true},
		{Name: "case_document_lines", Purpose: personal.Path, Whose: personal.Of("document_id", "case_documents", personal.OfCase("case_id")),
			Show:   []string{"document_id", "position", "what", "doer", "who", "due_on"},
			Forget: map[string]string{"what": personal.Dash, "who": "''"},
			Plain:  []string{"doer", "due_on"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN case_documents AS d ON d.case_id = c.id WHERE d.id = t.document_id)",
			Keep:   true},
		{Name: "case_document_files", Purpose: personal.Path, Whose: personal.Of("document_id", "case_documents", personal.OfCase("case_id")),
			Show:   []string{"document_id", "kind", "number", "removed_at"},
			Plain:  []string{"file_id", "kind", "reason"},
			Ended:  "(SELECT c.closed_at FROM cases AS c JOIN case_documents AS d ON d.case_id = c.id WHERE d.id = t.document_id)",
			Keep:   true,
			Stored: "file_id"},
	}
}
