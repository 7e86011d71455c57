package applications

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// NewsMail is what views/mail/applications_news shows: for whom it is, as initials, for an
// address may be shared. Neither employer nor job stand in it.
type NewsMail struct{ Initials string }

// Composers write the mails of this noun, by kind.
func Composers(o people.LetterOptions) map[string]mail.Composer {
	return map[string]mail.Composer{newsKind: letters{o}.compose}
}

type letters struct{ people.LetterOptions }

func (o letters) compose(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	a := new(Application)
	if err := idb.NewSelect().Model(a).Where("ap.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find the application of a message")
	}
	w, err := people.OwnWay(ctx, idb, a.PersonID, o.Now())
	if err != nil {
		return nil, err
	}
	p, err := people.OfAccess(ctx, idb, w)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Data: NewsMail{Initials: p.Initials()}, SubjectKey: "mail.applications_news.subject",
		ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.people_access.button", URL: people.AccessLink(o.Signer, w.ID)}}, nil
}
