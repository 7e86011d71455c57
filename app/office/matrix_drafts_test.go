package office_test

import (
	"testing"

	"approdo/app/cvs"
	"approdo/app/europass"
)

// furnishDraft begins a CV with a person of the walled desk.
func (s *walled) furnishDraft(t *testing.T, w cvs.Writer) {
	t.Helper()
	if _, err := cvs.BeginDraft(t.Context(), s.Pools.Web, w, s.Now); err != nil {
		t.Fatal(err)
	}
	in := cvs.Typed{Section: europass.SectionJobs, Says: &europass.Profile{Jobs: []europass.Job{{Position: "segretissimo"}}}}
	if _, err := cvs.WriteDraft(t.Context(), s.Pools.Web, w, in, s.Now); err != nil {
		t.Fatal(err)
	}
}
