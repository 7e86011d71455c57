package office_test

import (
	"testing"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/desks"
)

// furnishApplications lets the person of the furnished desk have been put forward for a job
// that is open, one that was given up by mistake and one they got.
func (s *walled) furnishApplications(t *testing.T, actor auth.Actor, person int64) {
	t.Helper()
	for key, to := range map[string]string{"open": "", "given-up": applications.Withdrawn, "got": applications.Hired} {
		f := applications.Form{Key: "an-application-of-the-matrix-" + key, Road: applications.ByDesk, Terms: applications.Terms{Position: "Sarta", Employer: "Zuleika e figlie",
			Note: "segretissimo", Means: "phone", SentOn: desks.InItaly(s.Now).AddDays(-3)}}
		id, err := applications.Record(t.Context(), s.Pools.Web, actor, person, f, s.Now)
		if err == nil && to != "" {
			err = applications.Advance(t.Context(), s.Pools.Web, actor, id, applications.Moved{From: applications.Sent, To: to, Note: "segretissimo"}, s.Now)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
