package office_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"approdo/app/assessments"
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

// furnishAssessments adds an assessment under way with a service that may be linked, one
// that ended with a file, a test, and a test with data about health.
func (s *walled) furnishAssessments(t *testing.T, actor auth.Actor, caseID int64) {
	t.Helper()
	ctx, db, now, vault := t.Context(), s.Pools.Web, s.Now, s.Web.Vault()
	file := func(text string) []assessments.Upload {
		return []assessments.Upload{{Name: "segretissimo.pdf", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("%PDF-1.7\n" + text + "\n%%EOF")), nil
		}}}
	}
	plan := assessments.Plan{Goal: "segretissimo", Hours: 8, UserID: actor.UserID, BegunOn: desks.DateOf(now).AddDays(-3)}
	ended, first := assessments.Begin(ctx, db, actor, caseID, plan, now)
	finished := assessments.Finish(ctx, db, vault, actor, ended, assessments.End{To: assessments.Completed, Outcome: "segretissimo", Reason: "prova", Files: file("uno")}, now)
	_, second := assessments.Begin(ctx, db, actor, caseID, plan, now)
	err := errors.Join(first, finished, second)
	for i, health := range []bool{false, true} {
		_, noted := assessments.Note(ctx, db, vault, s.Gate.Signer, actor, caseID, assessments.NewTest{Key: fmt.Sprint("a-test-of-the-matrix-", i), Name: "segretissimo",
			GivenOn: desks.DateOf(now), UserID: actor.UserID, Lang: "it", Result: "segretissimo", Health: health, Files: file(fmt.Sprint(i))}, now)
		err = errors.Join(err, noted)
	}
	if err != nil {
		t.Fatal(err)
	}
}
