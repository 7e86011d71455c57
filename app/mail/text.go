package mail

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/mail/sms"
)

// TextComposer words a short message by its ids when it is sent: several wordings
// of the same, the richest first, of which sms.Choose takes one. None means that
// saying it is no longer useful; so does a NotFound fault.
type TextComposer func(ctx context.Context, idb bun.IDB, m Message) (wordings []string, err error)

// text sends one short message of the ledger.
func (s *Sender) text(ctx context.Context, pool *bun.DB, a *attempt, now time.Time) error {
	if s.o.SMS == nil {
		return a.settle(ctx, pool, Dropped, "no SMS gateway is set", now)
	}
	words, err := s.wordings(ctx, pool, a)
	switch {
	case fault.Is(err, fault.NotFound):
		return a.settle(ctx, pool, Dropped, jobs.Describe(err), now)
	case err != nil:
		return s.again(ctx, pool, a, err, jobs.Describe(err), now)
	case len(words) == 0:
		return a.settle(ctx, pool, Dropped, "", now)
	}
	text := sms.Choose(words)
	parts, _ := sms.Parts(text)
	err = s.o.SMS.Send(ctx, a.Recipient, text, s.messageID(a))
	var refusal *sms.Refusal
	switch {
	case err == nil:
		a.Parts = parts
		return a.settle(ctx, pool, Sent, "", now)
	case errors.As(err, &refusal) && refusal.Permanent:
		return a.settle(ctx, pool, Failed, err.Error(), now)
	}
	return s.again(ctx, pool, a, jobs.Reason(err.Error()), err.Error(), now)
}

func (s *Sender) wordings(ctx context.Context, pool *bun.DB, a *attempt) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, composing)
	defer cancel()
	composer := s.o.Texts[a.Kind]
	if composer == nil {
		return nil, jobs.Reason("no text for " + a.Kind)
	}
	m, err := a.message()
	if err != nil {
		return nil, err
	}
	words, err := composer(ctx, pool, m)
	return words, fault.Wrap(err, "compose "+a.Kind)
}
