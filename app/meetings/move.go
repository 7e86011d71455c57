package meetings

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Step is one move as it was asked for: From and Revision are those the reader saw,
// Reason says why it is cancelled.
type Step struct {
	From, To string
	Revision int
	Reason   string
}

// Do moves a meeting of the actor's desks along Moves. Where it stands already is quiet:
// a second press changes nothing. A move the table has not is Conflict
// "meetings.error.moved"; minutes that changed since they were read "meetings.error.changed",
// a meeting held before its time "meetings.error.early", minutes without a word
// "meetings.error.empty". Invalid names the field reason.
func Do(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, s Step, now time.Time) error {
	s.Reason = oneLine(s.Reason)
	if s.To != Cancelled {
		s.Reason = ""
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		m, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !m.At(actor) {
			return fault.Missing()
		}
		if m.State == s.To {
			return nil
		}
		if err := s.allowed(m, now); err != nil {
			return err
		}
		if s.To == Closed {
			if err := m.said(ctx, tx); err != nil {
				return err
			}
		}
		return m.to(ctx, tx, actor, s, now)
	})
}

// allowed is the pure rule of a move.
func (s Step) allowed(m *Meeting, now time.Time) error {
	switch {
	case m.State != s.From || !slices.Contains(Moves(), Move{s.From, s.To}):
		return fault.New(fault.Conflict, "meetings.error.moved")
	case s.To == Held && now.Before(m.StartsAt):
		return fault.New(fault.Conflict, "meetings.error.early")
	case s.To == Closed && s.Revision != m.Revision:
		return fault.New(fault.Conflict, "meetings.error.changed")
	}
	var k fault.Check
	if s.To == Cancelled {
		required(&k, "reason", s.Reason, MaxReason)
	}
	return k.Err()
}

// said asks that something stands in the minutes.
func (m *Meeting) said(ctx context.Context, tx bun.IDB) error {
	var some bool
	err := tx.NewRaw(`SELECT EXISTS (SELECT FROM meeting_items WHERE meeting_id = ?0 AND minutes <> '')
		OR EXISTS (SELECT FROM meeting_decisions WHERE meeting_id = ?0)`, m.ID).Scan(ctx, &some)
	if err != nil {
		return fault.Wrap(db.Translate(err), "look for minutes")
	}
	if !some {
		return fault.New(fault.Conflict, "meetings.error.empty")
	}
	return nil
}

func (m *Meeting) to(ctx context.Context, tx bun.IDB, actor auth.Actor, s Step, now time.Time) error {
	m.State, m.Revision = s.To, m.Revision+1
	switch s.To {
	case Held:
		m.HeldAt, m.HeldBy = &now, actor.Ref()
	case Closed:
		m.ClosedAt, m.ClosedBy = &now, actor.Ref()
	case Cancelled:
		m.CancelledAt, m.CancelledBy, m.Reason = &now, actor.Ref(), s.Reason
	}
	res, err := tx.NewUpdate().Model(m).Column("state", "revision", "held_at", "held_by", "closed_at", "closed_by", "cancelled_at", "cancelled_by", "reason").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "move meeting")
	}
	return m.record(ctx, tx, actor, s.To, nil, now)
}
