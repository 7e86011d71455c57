package mail

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// State is what became of a message.
type State string

// The states of a receipt; all but Queued are final.
const (
	Queued  State = "queued"
	Sent    State = "sent"
	Failed  State = "failed"
	Dropped State = "dropped"
)

// Receipt is one row of the ledger.
type Receipt struct {
	ID        int64
	Kind      string
	Subject   string
	SubjectID int64
	Version   int
	Channel   Channel
	Recipient string
	Lang      string
	State     State
	// Parts is how many short messages the text was, 0 by mail.
	Parts int
	// Attempts counts how often sending was begun; Error says in codes why the
	// last one did not succeed, or why the message was dropped.
	Attempts  int
	Error     string
	QueuedAt  time.Time
	SettledAt time.Time
}

// Filter chooses receipts; zero fields choose all.
type Filter struct {
	Subject   string
	SubjectID int64
	State     State
	// Limit is how many at most; 0 is 100.
	Limit int
}

// List gives the receipts, the latest first. It is not scoped by actor: the
// caller has checked that the actor may see the subject.
func List(ctx context.Context, idb bun.IDB, f Filter) ([]Receipt, error) {
	list := []Receipt{}
	q := idb.NewSelect().TableExpr("messages").
		ColumnExpr("id, kind, subject, subject_id, version, channel, recipient, lang, state, parts, attempts, error, queued_at").
		ColumnExpr("coalesce(settled_at, '0001-01-01 00:00:00Z') AS settled_at").
		OrderExpr("id DESC").Limit(int64(cmp.Or(f.Limit, 100)))
	if f.Subject != "" {
		q = q.Where("subject = ?", f.Subject).Where("subject_id = ?", f.SubjectID)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	return list, fault.Wrap(db.Translate(q.Scan(ctx, &list)), "mail: list receipts")
}

const (
	// hold is how long an attempt keeps the receipt to itself; see composing and
	// speaking, whose sum stays below it.
	hold = 3 * time.Minute
	// settling is how long the outcome of an attempt is tried to be written.
	settling = 10 * time.Second
)

// attempt is a receipt held for sending.
type attempt struct {
	ID        int64
	Kind      string
	Subject   string
	SubjectID int64
	Version   int
	Channel   Channel
	Recipient string
	Lang      string
	Data      json.RawMessage
	State     State
	QueuedAt  time.Time
	DueAt     time.Time
	// Sending numbers the attempt; Busy is set while another one holds the receipt.
	Sending int64
	Busy    bool
	// Parts is set by the attempt of a short message.
	Parts int `bun:"-"`
}

func (a *attempt) message() (Message, error) {
	m := Message{Kind: a.Kind, Subject: a.Subject, SubjectID: a.SubjectID, Version: a.Version,
		Channel: a.Channel, To: a.Recipient, Lang: a.Lang}
	return m, fault.Wrap(json.Unmarshal(a.Data, &m.Data), "mail: data of "+a.Kind)
}

var errBusy = jobs.Reason("another attempt holds the receipt")

// begin takes the receipt for an attempt; nil when there is nothing to send.
func begin(ctx context.Context, pool *bun.DB, id int64, now time.Time) (*attempt, error) {
	a := new(attempt)
	err := db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewRaw(`SELECT id, kind, subject, subject_id, version, channel, recipient, lang, data, state, queued_at, due_at,
				sending + 1 AS sending, coalesce(sending_until > ?, false) AS busy
			FROM messages WHERE id = ? FOR UPDATE`, now, id).Scan(ctx, a)
		if err != nil || a.State != Queued || a.Busy {
			return err
		}
		return db.One(tx.NewRaw(`UPDATE messages SET sending = ?, sending_until = ?, attempts = attempts + 1, tried_at = ?
			WHERE id = ?`, a.Sending, now.Add(hold), now, id).Exec(ctx))
	})
	switch {
	case fault.Is(err, fault.NotFound): // erased meanwhile
		return nil, nil
	case err != nil:
		return nil, fault.Wrap(err, "mail: take the receipt")
	case a.State != Queued:
		return nil, nil
	case a.Busy:
		return nil, errBusy
	}
	return a, nil
}

// settle writes the final state, unless a later attempt took over.
func (a *attempt) settle(ctx context.Context, pool *bun.DB, s State, why string, now time.Time) error {
	return persist(ctx, func(ctx context.Context) error {
		_, err := pool.NewRaw(`UPDATE messages SET state = ?, settled_at = ?, error = ?, data = '{}', parts = ?, sending_until = NULL
			WHERE id = ? AND sending = ? AND state = 'queued'`, s, now, why, a.Parts, a.ID, a.Sending).Exec(ctx)
		return fault.Wrap(db.Translate(err), "mail: settle the receipt")
	})
}

// rest lets the receipt go for a later attempt.
func (a *attempt) rest(ctx context.Context, pool *bun.DB, why string) error {
	return persist(ctx, func(ctx context.Context) error {
		_, err := pool.NewRaw(`UPDATE messages SET sending_until = NULL, error = ?
			WHERE id = ? AND sending = ? AND state = 'queued'`, why, a.ID, a.Sending).Exec(ctx)
		return fault.Wrap(db.Translate(err), "mail: let go of the receipt")
	})
}

// persist tries again for ten seconds, even when the program is stopping: what
// happened outside cannot be taken back, so it must be written down.
func persist(ctx context.Context, write func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := write(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}
