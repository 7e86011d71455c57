package office_test

import (
	"errors"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/enrolments"
)

// furnishEnrolments adds courses to a person of the walled desk: one asked for, one that
// runs, one completed and confirmed, one the person told of.
func (s *walled) furnishEnrolments(t *testing.T, actor auth.Actor, person int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	today := desks.DateOf(now)
	form := func(key, at string) enrolments.Form {
		return enrolments.Form{Key: "an-enrolment-of-the-matrix-" + key, At: at, On: today.AddDays(-20), Terms: enrolments.Terms{Kind: enrolments.Short, Course: "Corso di Zuleika",
			Provider: "segretissimo", StartsOn: today.AddDays(-20), EndsOn: today.AddDays(-2), Note: "segretissimo", Road: enrolments.ByDesk, SentOn: today.AddDays(-30)}}
	}
	_, asked := enrolments.Record(ctx, db, actor, person, form("asked", enrolments.Requested), now)
	_, runs := enrolments.Record(ctx, db, actor, person, form("runs", enrolments.Attending), now)
	done, ends := enrolments.Record(ctx, db, actor, person, form("done", enrolments.Attending), now)
	_, told := enrolments.OwnAdd(ctx, db, auth.Actor{PersonID: person}, form("told", enrolments.Attending), now)
	end := enrolments.Going{From: enrolments.Attending, To: enrolments.Completed, On: today, Certificate: "segretissimo", CertifiedOn: today}
	if err := errors.Join(asked, runs, ends, told, enrolments.Advance(ctx, db, actor, done, end, now)); err != nil {
		t.Fatal(err)
	}
}
