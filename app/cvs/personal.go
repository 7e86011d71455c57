package cvs

import "approdo/app/personal"

// nobody stands for the employer of a CV whose person was forgotten.
const nobody = "—"

// Personal lists what this noun keeps about people.
func Personal() []personal.Table {
	return []personal.Table{
		{Name: "cvs", Purpose: personal.CV, Whose: personal.OfPerson("person_id"),
			Show:  []string{"source", "state", "name", "pages", "lang", "agreed", "warned_at", "added_at", "ready_at", "valid_until", "renewed_at", "removed_at"},
			Plain: []string{"reason", "reason_args", "sha256", "words", "file_id", "going_on"}, Ended: ended("t"), Told: "(t.file_id IS NULL OR t.going_on <= ?2)", Seen: "GREATEST(t.added_at, t.renewed_at)", Files: fileOwner, Subject: "cv"},
		{Name: "cv_proposals", Purpose: personal.CV, Whose: personal.Of("cv_id", "cvs", personal.OfPerson("person_id")),
			Show: []string{"kind", "data", "state", "added_at"}},
		{Name: "cv_drafts", Purpose: personal.CV, Whose: personal.OfPerson("person_id"), Show: []string{"data", "lang", "begun_at", "changed_at", "saved_at"},
			Plain: []string{"step", "lang"}, Ended: "t.changed_at", Seen: "t.changed_at"},
		{Name: "cv_shares", Purpose: personal.Sharing, Whose: personal.OfPerson("person_id"),
			Show: []string{"employer", "email", "created_at", "expires_at", "opened_at", "taken_at", "ended_at", "told_at", "cleared_at"},
			// The employer is asked before, and answers by the link alone.
			Forget: map[string]string{"employer": personal.Dash, "email": "'—@' || t.id"},
			Plain:  []string{"ended_why"}, Ended: "COALESCE(t.ended_at, t.expires_at)", Subject: sentSubject},
		{Name: "cv_index", Purpose: personal.CV, Whose: personal.OfPerson("person_id"), Plain: []string{"words"}},
	}
}
