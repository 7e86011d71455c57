package privacy

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// needed are the kinds of messages, by their beginning, that go to somebody whose file is
// restricted too: what they booked or signs, the way into their area, the answers to what
// they ask. Every other one about them is dropped when it would be sent.
var needed = []string{"auth.", "appointments.", "waiting.", "people.", "privacy.", "cases.", "referrals.", "cvs.sent"}

// leaving are the kinds that take something out of the house or ask whether it may go: they
// stop for whoever only objected to that, too.
var leaving = []string{"consents.request", "referrals.notice"}

// Withholding gives composers, of mails or of short messages, that drop what is not needed
// by somebody restricted.
func Withholding[T any, C ~func(context.Context, bun.IDB, mail.Message) (T, error)](all map[string]C) map[string]C {
	out := map[string]C{}
	for kind, compose := range all {
		if out[kind] = compose; !isNeeded(kind) {
			out[kind] = func(ctx context.Context, idb bun.IDB, m mail.Message) (none T, err error) {
				held, err := withheld(ctx, idb, m)
				if err != nil || held {
					return none, err
				}
				return compose(ctx, idb, m)
			}
		}
	}
	return out
}

func isNeeded(kind string) bool {
	return !slices.Contains(leaving, kind) && slices.ContainsFunc(needed, func(begin string) bool { return strings.HasPrefix(kind, begin) })
}

// withheld reports whether a message is about somebody restricted.
func withheld(ctx context.Context, idb bun.IDB, m mail.Message) (held bool, err error) {
	whose := people.HeldRecords
	if slices.Contains(leaving, m.Kind) {
		whose = people.RestrictedRecords
	}
	for _, t := range Catalogue() {
		if t.Subject == "" || t.Subject != m.Subject || held {
			continue
		}
		sql := "SELECT EXISTS (SELECT FROM " + t.Name + " AS t WHERE t.id = ?0 AND " + strings.ReplaceAll(t.Whose, "?0", "ARRAY"+whose) + ")"
		if err := idb.NewRaw(sql, m.SubjectID).Scan(ctx, &held); err != nil {
			return false, fault.Wrap(db.Translate(err), "look whether a message is withheld")
		}
	}
	return held, nil
}
