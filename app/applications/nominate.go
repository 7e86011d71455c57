package applications

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Job is what a CV is sent for.
type Job struct {
	// Key is a random text of the form: sent twice, one application.
	Key, Position string
	DeskID        int64
}

// Nominate sends the CV of a person of the actor's desks to the employer of a consent that
// stands (cvs.ShareWith and its faults) and keeps for which job: a candidatura segnalata.
// The CV sent again for a job that is open goes on with that application. Invalid names
// position.
func Nominate(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, email string, job Job, now time.Time) (id int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		s, err := cvs.ShareWith(ctx, tx, actor, personID, email, now)
		if err != nil {
			return err
		}
		id, err = nominate(ctx, tx, actor, s, job, now)
		return err
	})
	return id, err
}

// NominateCandidate does what Nominate does with the CV of a candidate who was found
// without their name (cvs.ShareCandidate).
func NominateCandidate(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, email string, job Job, now time.Time) (id int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		s, err := cvs.ShareCandidate(ctx, tx, actor, cvID, email, now)
		if err != nil {
			return err
		}
		id, err = nominate(ctx, tx, actor, s, job, now)
		return err
	})
	return id, err
}

// check looks at the job; where it is wrong no CV goes out either.
func (j *Job) check() error {
	j.Position = line(j.Position)
	var k fault.Check
	k.If(j.Position == "", "position", "applications.error.position")
	text(&k, "position", j.Position, MaxLine)
	return k.Err()
}

// nominate writes the application of a CV that went, or joins it to the one that is open.
func nominate(ctx context.Context, tx bun.Tx, actor auth.Actor, s *cvs.Share, job Job, now time.Time) (int64, error) {
	if err := job.check(); err != nil {
		return 0, err
	}
	p, err := people.Find(ctx, tx, actor, s.PersonID)
	if err != nil {
		return 0, err
	}
	w := writer{TheDesk, actor.Ref()}
	a, err := openAt(ctx, tx, p.ID, s.Employer, job.Position)
	if err != nil {
		return 0, err
	}
	if a == nil {
		f := Form{Key: job.Key, Road: ByDesk, Terms: Terms{Position: job.Position, Employer: s.Employer, Means: "email", SentOn: desks.InItaly(now)}}
		if f.DeskID, err = deskOf(p, actor, job.DeskID); err != nil {
			return 0, err
		}
		id, err := record(ctx, tx, w, p.ID, f, now)
		if err != nil {
			return 0, err
		}
		a = new(Application)
		if err := tx.NewSelect().Model(a).Where("ap.id = ?", id).Scan(ctx); err != nil {
			return 0, fault.Wrap(db.Translate(err), "find a nomination")
		}
	}
	if a.ShareID == s.ID {
		return a.ID, nil
	}
	a.ShareID = s.ID
	return a.ID, a.save(ctx, tx, "share", w.by, now)
}

// openAt finds the open nomination of a person for a job at an employer, nil for none.
func openAt(ctx context.Context, tx bun.IDB, root int64, employer, position string) (*Application, error) {
	if err := hold(ctx, tx, root); err != nil {
		return nil, err
	}
	var all []Application
	err := tx.NewSelect().Model(&all).Where("ap.person_id IN "+people.OwnRecords, root).
		Where("ap.road = 'desk' AND ap.state IN ('sent', 'interview', 'offer', 'pool')").Order("ap.id DESC").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "look for an open nomination")
	}
	for i := range all {
		if strings.EqualFold(all[i].Employer, employer) && strings.EqualFold(all[i].Position, position) {
			return &all[i], nil
		}
	}
	return nil, nil
}
