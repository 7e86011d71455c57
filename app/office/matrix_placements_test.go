package office_test

import (
	"errors"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/placements"
)

// furnishPlacements adds internships in every state to a path of the walled desk: one
// planned, one running with a visit, one that turned into a job, one given up.
func (s *walled) furnishPlacements(t *testing.T, actor auth.Actor, caseID int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	today := desks.DateOf(now)
	write := func(key string, begun bool) int64 {
		f := placements.Form{Key: "a-placement-of-the-matrix-" + key, Kind: placements.Internship, Begun: begun, Terms: placements.Terms{Firm: "Zuleika e figlie",
			Occupation: "Sarta", Scheme: placements.Inclusion, HostTutor: "segretissimo", DeskTutor: "Prova", Goals: "segretissimo", StartsOn: today.AddDays(-30), EndsOn: today.AddDays(20)}}
		id, err := placements.Record(ctx, db, actor, caseID, f, now)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	visit := placements.Visit{HeldOn: today, Met: "Zuleika", Channel: "phone", Found: "segretissimo"}
	ended, running := write("ended", true), write("running", true)
	write("planned", false)
	if err := errors.Join(placements.AddVisit(ctx, db, actor, running, visit, now),
		placements.End(ctx, db, actor, ended, placements.Ending{On: today, Reason: placements.TurnedIntoJob}, now),
		placements.Cancel(ctx, db, actor, write("cancelled", false), "segretissimo", now)); err != nil {
		t.Fatal(err)
	}
}
