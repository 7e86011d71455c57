package main

import (
	"path"
	"testing"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/people"
	"approdo/app/preferences"
)

// renews gives somebody a CV and the link that renews it.
func (s *linked) renews(t *testing.T, personID int64) {
	t.Helper()
	ctx, db, actor := t.Context(), s.Pools.Web, auth.Program("test")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := people.AddEntry(ctx, db, actor, personID, "education", map[string]string{"title": "Prova", "isced": "2"}, s.Now)
	must(err)
	var job int64
	must(db.NewRaw(`INSERT INTO occupations (code, isco, shipped, labels) VALUES ('prova', '5120', true, '{"it":"Prova"}') RETURNING id`).Scan(ctx, &job))
	_, err = preferences.Add(ctx, db, actor, personID, preferences.Form{OccupationID: job}, s.Now)
	must(err)
	v, err := cvs.SaveMade(ctx, db, s.Web.Vault(), actor, personID, cvs.Made{PDF: []byte("%PDF-1.4\n%%EOF\n"), Lang: "it"}, s.Now)
	must(err)
	s.keys["cv renewal"] = path.Base(cvs.RenewLink(s.Gate.Signer, v.ID))
}
