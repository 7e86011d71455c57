package consents

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// requestLife is how long the desk's question waits for an answer.
const requestLife = 30 * 24 * time.Hour

// Answers to a request.
const (
	SaidYes = "given"
	SaidNo  = "refused"
)

// Request is the desk's question whether somebody's CV may go to an employer.
type Request struct {
	bun.BaseModel `bun:"table:consent_requests,alias:rq"`

	ID                      int64 `bun:",pk,autoincrement"`
	PersonID                int64
	Employer, EmployerEmail string
	AskedAt                 time.Time
	AskedBy                 string
	ExpiresAt               time.Time
	AnsweredAt              *time.Time
	Answer                  string
	WithdrawnAt             *time.Time
}

// Open reports whether the question waits for its answer.
func (q *Request) Open(now time.Time) bool {
	return q.AnsweredAt == nil && q.WithdrawnAt == nil && now.Before(q.ExpiresAt)
}

// Ask asks a person of the actor's desks whether their CV may go to an employer: the
// question waits in their own area, and a message tells them where their way leads to
// one. told is whether it does. Asked already is quiet; who agreed already is Conflict
// "consents.error.agreed"; who said no within a month is not asked again: Conflict
// "consents.error.refused". Invalid names employer, email.
func Ask(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, employer, email string, now time.Time) (q *Request, told bool, err error) {
	f := Form{Purpose: Sharing, Employer: employer, EmployerEmail: email}.clean()
	var k fault.Check
	CheckEmployer(&k, f.Employer, f.EmployerEmail)
	if err := k.Err(); err != nil {
		return nil, false, err
	}
	if _, err := people.Find(ctx, idb, actor, personID); err != nil {
		return nil, false, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, err := lockRoot(ctx, tx, personID)
		if err != nil {
			return err
		}
		c, err := Live(ctx, tx, root, Sharing, f.EmployerEmail, now)
		if err != nil {
			return err
		}
		if c != nil {
			return fault.New(fault.Conflict, "consents.error.agreed")
		}
		if q, err = lastRequest(ctx, tx, root, f.EmployerEmail); err != nil || q != nil && q.Open(now) {
			return err
		}
		if err := refused(ctx, tx, root, f, now); err != nil {
			return err
		}
		q, told, err = ask(ctx, tx, actor, root, f, now)
		return err
	})
	return q, told, err
}

func lastRequest(ctx context.Context, idb bun.IDB, root int64, email string) (*Request, error) {
	q := new(Request)
	err := idb.NewSelect().Model(q).Where("rq.employer_email = ? AND rq.person_id IN "+people.OwnRecords, email, root).Order("rq.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return q, fault.Wrap(err, "find a question")
}

// refused is Conflict "consents.error.refused" where the person said no to the employer
// within a month, whatever address was asked for.
func refused(ctx context.Context, tx bun.IDB, root int64, f Form, now time.Time) error {
	no, err := tx.NewSelect().Model((*Request)(nil)).Where("rq.answer = ? AND rq.answered_at > ?", SaidNo, now.Add(-requestLife)).
		Where("rq.employer_email = ? OR lower(rq.employer) = lower(?)", f.EmployerEmail, f.Employer).Where("rq.person_id IN "+people.OwnRecords, root).Exists(ctx)
	if err == nil && no {
		return fault.New(fault.Conflict, "consents.error.refused")
	}
	return fault.Wrap(db.Translate(err), "look for a refusal")
}

func ask(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, f Form, now time.Time) (*Request, bool, error) {
	_, err := tx.NewRaw(`UPDATE consent_requests SET withdrawn_at = ? WHERE answered_at IS NULL AND withdrawn_at IS NULL AND employer_email = ?
		AND person_id IN `+people.OwnRecords, now, f.EmployerEmail, root).Exec(ctx)
	if err != nil {
		return nil, false, fault.Wrap(db.Translate(err), "take a question back")
	}
	q := &Request{PersonID: root, Employer: f.Employer, EmployerEmail: f.EmployerEmail, AskedAt: now, AskedBy: actor.Ref(), ExpiresAt: now.Add(requestLife)}
	if _, err := tx.NewInsert().Model(q).ExcludeColumn("answered_at", "withdrawn_at").Returning("id").Exec(ctx); err != nil {
		return nil, false, fault.Wrap(db.Translate(err), "ask for a consent")
	}
	err = audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "consents.ask", Subject: "person", SubjectID: root, At: now,
		Data: map[string]any{"request": q.ID}})
	if err != nil {
		return nil, false, err
	}
	told, err := tellPerson(ctx, tx, root, kindRequest, requestSubject, q.ID, now)
	return q, told, err
}

// tellPerson queues a message to where a person's way leads; false where it leads to
// nothing that can be written to.
func tellPerson(ctx context.Context, tx bun.IDB, root int64, kind, subject string, id int64, now time.Time) (bool, error) {
	w, err := people.OwnWay(ctx, tx, root, now)
	if fault.Is(err, fault.NotFound) || err == nil && w.Channel == people.OnPaper {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, mail.Queue(ctx, tx, mail.Message{Kind: kind, Subject: subject, SubjectID: id, Channel: mail.Channel(w.Channel), To: w.Recipient, Lang: w.Lang}, now)
}

// OwnRequests gives what the desk asks the citizen now, the first asked first.
func OwnRequests(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]Request, error) {
	all := []Request{}
	err := idb.NewSelect().Model(&all).Where("rq.answered_at IS NULL AND rq.withdrawn_at IS NULL AND rq.expires_at > ?", now).
		Where("rq.person_id IN "+people.OwnRecords, actor.PersonID).Order("rq.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list questions")
}

// Requests gives what a person of the actor's desks was asked, the latest first.
func Requests(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Request, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	all := []Request{}
	err = idb.NewSelect().Model(&all).Where("rq.person_id IN "+people.OwnRecords, p.ID).Order("rq.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list questions")
}

// AnswerOwn is the person's answer. Yes is a consent, in the text that in names; the rest
// is as for GiveOwn. What was answered, taken back or is over is NotFound.
func (b *Book) AnswerOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, yes bool, in Form, now time.Time) error {
	if actor.PersonID == 0 {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, err := lockRoot(ctx, tx, actor.PersonID)
		if err != nil {
			return err
		}
		q := new(Request)
		err = tx.NewSelect().Model(q).Where("rq.id = ? AND rq.answered_at IS NULL AND rq.withdrawn_at IS NULL AND rq.expires_at > ?", id, now).
			Where("rq.person_id IN "+people.OwnRecords, root).Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find a question")
		}
		answer := SaidNo
		if yes {
			answer = SaidYes
			in.Purpose, in.Employer, in.EmployerEmail, in.Channel = Sharing, q.Employer, q.EmployerEmail, InArea
			if _, err := b.give(ctx, tx, actor, root, in, now); err != nil {
				return err
			}
		}
		res, err := tx.NewRaw("UPDATE consent_requests SET answered_at = ?, answer = ? WHERE id = ? AND answered_at IS NULL", now, answer, q.ID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "answer a question")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "consents.answer", Subject: "person", SubjectID: root, At: now,
			Data: map[string]any{"request": q.ID, "answer": answer}})
	})
}
