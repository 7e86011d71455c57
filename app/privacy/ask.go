package privacy

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// lockRoot holds the record a person is shown under; forgotten says that nothing is left
// of them.
func lockRoot(ctx context.Context, tx bun.IDB, id int64) (root int64, forgotten bool, err error) {
	err = tx.NewRaw(`SELECT id, forgotten_at IS NOT NULL FROM people WHERE id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?) FOR UPDATE`, id).
		Scan(ctx, &root, &forgotten)
	return root, forgotten, fault.Wrap(db.Translate(err), "lock whose data it is")
}

// AskOwn keeps what the citizen asks about their own data and tells them that it came. The
// same asked already is quiet; too many that wait is Conflict "area.data.error.many".
// Invalid names kind, text.
func (o Office) AskOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, in Asking, now time.Time) (*Request, error) {
	if actor.PersonID == 0 {
		return nil, fault.Missing()
	}
	in.Channel = InArea
	return o.ask(ctx, idb, actor, actor.PersonID, in, now)
}

// Record keeps what a person of the actor's desks asked at the desk, by phone or on paper;
// the rest is as for AskOwn.
func (o Office) Record(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, in Asking, now time.Time) (*Request, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	if in.Channel == InArea {
		in.Channel = ""
	}
	return o.ask(ctx, idb, actor, p.ID, in, now)
}

func (o Office) ask(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, in Asking, now time.Time) (q *Request, err error) {
	in = in.clean()
	if err := in.check(); err != nil {
		return nil, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, forgotten, err := lockRoot(ctx, tx, personID)
		if err != nil || forgotten {
			return orMissing(err)
		}
		all, err := requestsOf(ctx, tx, root)
		if err != nil {
			return err
		}
		open := 0
		for i := range all {
			if all[i].State != Open {
				continue
			}
			if all[i].Kind == in.Kind && (in.Kind == Erase || in.Kind == Release || all[i].Text == in.Text) {
				q = &all[i]
				return nil
			}
			open++
		}
		if held, err := people.FindRestriction(ctx, tx, root); err != nil || in.Kind == Release && held == nil {
			return orMissing(err)
		}
		if open >= MaxOpen {
			return fault.New(fault.Conflict, "area.data.error.many").With("Max", MaxOpen)
		}
		day := desks.InItaly(now)
		q = &Request{PersonID: root, Kind: in.Kind, Text: in.Text, Channel: in.Channel, AskedAt: now, AskedBy: actor.Ref(), DueOn: month(day, answerMonths), State: Open}
		return o.keepRequest(ctx, tx, actor, q, now)
	})
	return q, err
}

func orMissing(err error) error {
	if err == nil {
		return fault.Missing()
	}
	return err
}

func (o Office) keepRequest(ctx context.Context, tx bun.Tx, actor auth.Actor, q *Request, now time.Time) error {
	_, err := tx.NewInsert().Model(q).ExcludeColumn("id", "extended_at", "decided_at").Returning("id").Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep a request")
	}
	if err := recordRequest(ctx, tx, actor, q, "ask", map[string]any{"kind": q.Kind, "channel": q.Channel}, now); err != nil {
		return err
	}
	return o.tell(ctx, tx, q.PersonID, kindReceived, requestSubject, q.ID, now)
}

func recordRequest(ctx context.Context, tx bun.IDB, actor auth.Actor, q *Request, verb string, data map[string]any, now time.Time) error {
	data["request"] = q.ID
	return record(ctx, tx, actor, verb, q.PersonID, data, now)
}

func record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, personID int64, data map[string]any, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy." + verb, Subject: "person", SubjectID: personID, Data: data, At: now})
}

// WithdrawOwn takes the citizen's own request back. Taken back already is quiet; one that
// was answered is Conflict "area.data.error.answered".
func WithdrawOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	if actor.PersonID == 0 {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, _, err := lockRoot(ctx, tx, actor.PersonID)
		if err != nil {
			return err
		}
		q := new(Request)
		err = tx.NewSelect().Model(q).Where("rq.id = ? AND rq.person_id IN "+people.OwnRecords, id, root).For("UPDATE OF rq").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find one's own request")
		}
		switch q.State {
		case Withdrawn:
			return nil
		case Open:
			return q.settle(ctx, tx, actor, Withdrawn, "", "withdraw", now)
		}
		return fault.New(fault.Conflict, "area.data.error.answered")
	})
}

// settle ends an open request that is locked.
func (q *Request) settle(ctx context.Context, tx bun.IDB, actor auth.Actor, state, answer, verb string, now time.Time) error {
	q.State, q.Answer, q.DecidedAt, q.DecidedBy = state, answer, &now, actor.Ref()
	res, err := tx.NewUpdate().Model(q).Column("state", "answer", "effect", "decided_at", "decided_by").WherePK().Where("state = 'open'").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "settle a request")
	}
	return recordRequest(ctx, tx, actor, q, verb, map[string]any{"kind": q.Kind, "state": state}, now)
}
