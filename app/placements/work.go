package placements

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Experience writes a placement of the actor's desks that ended into the work history
// of the person's file. Written already is quiet; one that did not end is Conflict
// "placements.error.step".
func Experience(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, _, err := lock(ctx, tx, actor, id, now)
		if err != nil || p.EntryID != nil {
			return err
		}
		if p.State != Ended {
			return fault.New(fault.Conflict, "placements.error.step")
		}
		c, err := cases.Find(ctx, tx, actor, p.CaseID)
		if err != nil {
			return err
		}
		entry, err := people.AddEntry(ctx, tx, actor, c.Person.ID, "job", p.experience(), now)
		if err != nil {
			return err
		}
		p.EntryID = &entry
		return p.save(ctx, tx, "experience", actor, now)
	})
}

// experience is the placement as a line of work history.
func (p *Placement) experience() map[string]string {
	month := func(day string) string { return day[:len("2006-01")] }
	data := map[string]string{"occupation": p.Occupation, "employer": p.Firm, "from": month(p.StartedOn.String()), "to": month(p.EndedOn.String()), "contract": p.Contract}
	switch p.Kind {
	case Internship:
		data["contract"] = "internship"
	case SelfEmployment:
		data["contract"] = "self_employed"
	}
	return data
}
