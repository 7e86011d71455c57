package office_test

import (
	"context"
	"errors"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
)

// furnishCVs gives three people of the walled desk the CVs of the demo, with the consents
// and what was sent to employers: valid, near its end, obsolete. In the first something
// two things were read that wait for an answer, and it may go to one employer more.
func (s *walled) furnishCVs(t *testing.T, actor auth.Actor, valid, ending, obsolete int64) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	hits, err := occupations.Search(ctx, db, "cuoco", "it", 1)
	if err != nil || len(hits) == 0 {
		t.Fatal("the glossary knows no cook", err)
	}
	_, wanted := preferences.Add(ctx, db, actor, ending, preferences.Form{OccupationID: hits[0].ID}, s.Now)
	var titles error
	for _, id := range []int64{valid, ending, obsolete} {
		_, err := people.AddEntry(ctx, db, actor, id, "education", map[string]string{"title": "Diploma", "isced": "3"}, s.Now.AddDate(0, -8, 0))
		titles = errors.Join(titles, err)
	}
	demo := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		return cvs.SeedDemo(ctx, tx, s.Web.Vault(), valid, ending, obsolete, s.Now)
	})
	_, read := db.ExecContext(ctx, `INSERT INTO cv_proposals (cv_id, kind, data, exact, added_at)
		SELECT c.id, p.kind, p.data::jsonb, true, ? FROM cvs AS c, (VALUES ('language', '{"lang": "fr"}'), ('job', '{"occupation": "Prova"}')) AS p (kind, data)
		WHERE c.person_id = ?`, s.Now, valid)
	text, known := consents.TextOf(consents.Sharing, "it", "Officina Prova", "prova@officina.example")
	_, agreed := consents.NewBook(cvs.Follow).Give(ctx, db, actor, valid, consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova",
		EmployerEmail: "prova@officina.example", Version: text.Version, Lang: "it", Channel: consents.OnPaper}, s.Now)
	if err := errors.Join(wanted, titles, demo, read, known, agreed); err != nil {
		t.Fatal(err)
	}
}
