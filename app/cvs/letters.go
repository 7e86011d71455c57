package cvs

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// renewal is the purpose of the link that renews a CV.
const renewal = "cv renewal"

// RenewLink is the path of the page on which a CV is renewed without signing in. It shows
// the initials of its person and nothing of what the CV says.
func RenewLink(s auth.Signer, id int64) string { return "/rinnovo-cv/" + s.Token(renewal, id) }

// ByLink gives the CV a link renews with its person; NotFound where it counts no more.
func ByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string) (*CV, *people.Person, error) {
	id, err := s.Open(renewal, token)
	if err != nil {
		return nil, nil, err
	}
	v := new(CV)
	err = idb.NewSelect().Model(v).Where("v.id = ?", id).Where(counting).Scan(ctx)
	if err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find the CV of a link")
	}
	p, err := people.Own(ctx, idb, auth.Actor{PersonID: v.PersonID})
	if err != nil {
		return nil, nil, err
	}
	current, err := latest(ctx, idb, p.ID, counting)
	if err == nil && (current == nil || current.ID != v.ID) { // another record of the person has a later one
		err = fault.Missing()
	}
	return v, p, err
}

// RenewByLink renews the CV of a link, as its person; NotFound where it counts no more.
func RenewByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) (*CV, error) {
	v, p, err := ByLink(ctx, idb, s, token)
	if err != nil {
		return nil, err
	}
	return v, RenewOwn(ctx, idb, auth.Actor{PersonID: p.ID}, v.ID, now)
}

// EndingMail is what views/mail/cvs_ending shows: for whom it is, as initials, for an
// address may be shared, and the last day.
type EndingMail struct {
	Initials string
	LastDay  time.Time
}

// Composers write the mails of this noun, by kind. A CV that was renewed, replaced or
// deleted meanwhile is not told.
func Composers(o people.LetterOptions) map[string]mail.Composer {
	l := letters{o}
	return map[string]mail.Composer{kindEnding: l.compose, kindGoing: l.composeGoing}
}

// Texts word the same as short messages.
func Texts(o people.LetterOptions) map[string]mail.TextComposer {
	l := letters{o}
	return map[string]mail.TextComposer{kindEnding: l.text, kindGoing: l.textGoing}
}

type letters struct{ people.LetterOptions }

// told gives the CV a message is about and its person, where it still ends on that day.
func (o letters) told(ctx context.Context, idb bun.IDB, m mail.Message) (*CV, *people.Person, error) {
	v, p, err := ByLink(ctx, idb, o.Signer, o.Signer.Token(renewal, m.SubjectID))
	if err == nil && ending(v) != m.Version/2 {
		err = fault.Missing()
	}
	return v, p, err
}

func (o letters) compose(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	v, p, err := o.told(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data: EndingMail{Initials: p.Initials(), LastDay: v.LastDay().In(i18n.Rome())}, SubjectKey: "mail.cvs_ending.subject",
		ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.cvs_ending.button", URL: RenewLink(o.Signer, v.ID)},
	}, nil
}

func (o letters) text(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	v, _, err := o.told(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	zone := i18n.Rome()
	l := o.Catalog.For(m.Lang)
	return []string{l.T("cvs.sms.ending", "Date", l.DateShort(v.LastDay().In(zone)), "Link", o.link(m.Lang, v))}, nil
}

// link is the whole address that renews a CV.
func (o letters) link(lang string, v *CV) string {
	return strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(lang, RenewLink(o.Signer, v.ID))
}
