package office_test

import (
	"errors"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/meetings"
)

// furnishTeam adds a team meeting about a case with its minutes, and one that is closed.
func (s *walled) furnishTeam(t *testing.T, actor auth.Actor, caseID int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	for _, closing := range []bool{false, true} {
		id, begun := meetings.Begin(ctx, db, actor, meetings.Form{DeskID: s.other.ID, UserID: actor.UserID, Title: "segretissimo", Day: desks.DateOf(now), From: "08:00", To: "09:00"}, now)
		item, added := meetings.AddItem(ctx, db, actor, id, caseID, "segretissimo", now)
		held := meetings.Do(ctx, db, actor, id, meetings.Step{From: meetings.Planned, To: meetings.Held}, now)
		written := meetings.WriteItem(ctx, db, actor, item, meetings.Minutes{Revision: 1, Title: "segretissimo", Minutes: "segretissimo",
			Decisions: []meetings.Decision{{What: "segretissimo", Doer: "person", DueOn: desks.DateOf(now)}}}, now)
		_, general := meetings.AddItem(ctx, db, actor, id, 0, "segretissimo", now)
		if err := errors.Join(begun, added, held, written, general); err != nil {
			t.Fatal(err)
		}
		if !closing {
			continue
		}
		m, err := meetings.Find(ctx, db, actor, id)
		if err := errors.Join(err, meetings.Do(ctx, db, actor, id, meetings.Step{From: meetings.Held, To: meetings.Closed, Revision: m.Revision}, now)); err != nil {
			t.Fatal(err)
		}
	}
}
