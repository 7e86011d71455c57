package deliveries

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Accept lets a service that waits count, with a reason, by who may override standards;
// where nothing is missing any more it needs none. Accepted already is quiet. What
// changed since the findings were shown is Conflict "deliveries.error.changed"; Invalid
// is on "override_reason".
func Accept(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, a Answer, now time.Time) error {
	if !actor.May(auth.StandardsOverride) {
		return fault.New(fault.Forbidden, "services.error.override")
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, c, err := lock(ctx, tx, actor, id, cases.Lock)
		if err != nil || d.State.Counts() {
			return err
		}
		findings, err := d.recheck(ctx, tx, c)
		if err != nil {
			return err
		}
		if a.Seen != Fingerprint(findings) {
			return fault.New(fault.Conflict, "deliveries.error.changed")
		}
		a.Leave, d.Why = false, ""
		if _, err := d.judge(&Delivery{State: d.State}, findings, a, actor, now); err != nil {
			return err
		}
		return d.update(ctx, tx, "accept", actor, now)
	})
}

// Withdraw takes a service written by mistake out, with a reason; it stays to be read.
// Withdrawn already is quiet. Invalid is on "why".
func Withdraw(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, why string, now time.Time) error {
	why = tidy(why)
	var k fault.Check
	k.If(why == "", "why", "deliveries.error.why")
	text(&k, "why", why, MaxWhy)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, _, err := lock(ctx, tx, actor, id, cases.Lock)
		if err != nil || d.State == Withdrawn {
			return err
		}
		if err := d.step(d.State, withdraw, nil); err != nil {
			return err
		}
		d.Why = why
		return d.update(ctx, tx, "withdraw", actor, now)
	})
}

// Findings holds a service of the actor's desks against its standard as things are now.
func Findings(ctx context.Context, idb bun.IDB, actor auth.Actor, d *Delivery) ([]services.Finding, error) {
	c, err := cases.Find(ctx, idb, actor, d.CaseID)
	if err != nil {
		return nil, err
	}
	return d.recheck(ctx, idb, c)
}

func (d *Delivery) recheck(ctx context.Context, idb bun.IDB, c *cases.Case) ([]services.Finding, error) {
	desk, err := desks.Find(ctx, idb, c.DeskID)
	if err != nil {
		return nil, err
	}
	return d.check(ctx, idb, c.PersonID, desk.Location())
}

// check holds the service against its standard and what the person had before, at every
// desk and under every record merged into theirs.
func (d *Delivery) check(ctx context.Context, idb bun.IDB, personID int64, zone *time.Location) ([]services.Finding, error) {
	var rows []struct {
		Repertoire, Code   string
		StartedAt, EndedAt time.Time
		Finished           bool
		Recorded           []services.Evidence `bun:",array"`
	}
	err := idb.NewRaw(`SELECT r.code AS repertoire, s.code, o.started_at, o.ended_at, o.finished, o.recorded
		FROM people AS me
		JOIN people AS p ON COALESCE(p.root_id, p.id) = COALESCE(me.root_id, me.id)
		JOIN cases AS c ON c.person_id = p.id
		JOIN deliveries AS o ON o.case_id = c.id
		JOIN standard_versions AS v ON v.id = o.standard_version_id
		JOIN standards AS s ON s.id = v.standard_id
		JOIN repertoires AS r ON r.id = s.repertoire_id
		WHERE me.id = ? AND o.id <> ? AND o.state IN (?, ?)
		ORDER BY o.started_at, o.id`, personID, d.ID, Recorded, Accepted).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "read what was delivered before")
	}
	var h services.History
	for _, x := range rows {
		if x.Finished && x.Repertoire == d.Standard.Repertoire {
			h.Delivered = append(h.Delivered, services.Past{Code: x.Code, Start: x.StartedAt.In(zone), End: x.EndedAt.In(zone)})
		}
		for _, e := range x.Recorded {
			h.Signed = append(h.Signed, services.Signature{What: e, At: x.EndedAt})
		}
	}
	days, err := cases.SignedOn(ctx, idb, personID, cases.Pact)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		h.Signed = append(h.Signed, services.Signature{What: services.PactSigned, At: day.In(zone)})
	}
	return services.Check(d.Standard, d.held(zone), h), nil
}
