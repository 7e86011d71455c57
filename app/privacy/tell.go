package privacy

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// way is where a person can be told something; nobody is told where To is "".
type way struct {
	channel  mail.Channel
	to, lang string
}

// wayTo is the way into a person's own area, where it leads to something that can be
// written to, else a contact of their file.
func (o Office) wayTo(ctx context.Context, idb bun.IDB, root int64, now time.Time) (way, error) {
	w, err := people.OwnWay(ctx, idb, root, now)
	switch {
	case err == nil && w.Channel != people.OnPaper:
		return way{mail.Channel(w.Channel), w.Recipient, w.Lang}, nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return way{}, err
	}
	p, err := people.Find(ctx, idb, auth.Program("privacy"), root)
	if err != nil {
		return way{}, err
	}
	x := way{lang: p.Lang}
	x.channel, x.to = reach(p, o.SMS)
	return x, nil
}

func (w way) queue(ctx context.Context, tx bun.IDB, kind, subject string, id int64, now time.Time) error {
	if w.to == "" {
		return nil
	}
	if !i18n.Supported(w.lang) {
		w.lang = i18n.Italian
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: kind, Subject: subject, SubjectID: id, Channel: w.channel, To: w.to, Lang: w.lang}, now)
}

// tell queues a message to a person.
func (o Office) tell(ctx context.Context, tx bun.IDB, root int64, kind, subject string, id int64, now time.Time) error {
	w, err := o.wayTo(ctx, tx, root, now)
	if err != nil {
		return err
	}
	return w.queue(ctx, tx, kind, subject, id, now)
}

// farewells are how long the last message to somebody forgotten may be tried, and its
// address be known.
const farewells = 3 * 24 * time.Hour

// dropFarewells takes the addresses of those forgotten out of the ledger.
func dropFarewells(ctx context.Context, idb bun.IDB, now time.Time) error {
	_, err := idb.NewRaw("DELETE FROM messages WHERE subject = ? AND (settled_at IS NOT NULL OR queued_at < ?)", farewellSubject, now.Add(-farewells)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "drop last messages")
}
