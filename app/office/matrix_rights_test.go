package office_test

import (
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/privacy"
)

// furnishRights lets the person of the furnished desk ask about their data, and for a copy.
func (s *walled) furnishRights(t *testing.T, actor auth.Actor, person int64) {
	t.Helper()
	o := privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}
	for _, kind := range []string{privacy.Correct, privacy.Erase} {
		if _, err := o.Record(t.Context(), s.Pools.Web, actor, person, privacy.Asking{Kind: kind, Text: "segretissimo", Channel: privacy.OnPaper}, s.Now); err != nil {
			t.Fatal(err)
		}
	}
	if err := privacy.AskCopy(t.Context(), s.Pools.Web, auth.Actor{PersonID: person}, "ar", s.Now); err != nil {
		t.Fatal(err)
	}
}
