package consents

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of messages about consents: the desk asks for one, one ends soon.
const (
	kindRequest = "consents.request"
	kindEnding  = "consents.ending"

	requestSubject = "consent_request" // how the ledger of messages calls a Request
)

// NoticeMail is what the views of both show: whom it is for, as initials, for an address
// may be shared; what it is about, and until when.
type NoticeMail struct{ Initials, About, Until string }

type letters struct{ people.LetterOptions }

// Composers write the mails about consents, by kind. What was answered, ended or is over
// meanwhile is not sent.
func Composers(o people.LetterOptions) map[string]mail.Composer {
	x := letters{o}
	return map[string]mail.Composer{kindRequest: x.composeRequest, kindEnding: x.composeEnding}
}

// Texts word the same as short messages.
func Texts(o people.LetterOptions) map[string]mail.TextComposer {
	x := letters{o}
	return map[string]mail.TextComposer{kindRequest: x.textRequest, kindEnding: x.textEnding}
}

// way gives the door of a person's area and who they are.
func (o letters) way(ctx context.Context, idb bun.IDB, personID int64) (link string, p *people.Person, err error) {
	w, err := people.OwnWay(ctx, idb, personID, o.Now())
	if err != nil {
		return "", nil, err
	}
	p, err = people.OfAccess(ctx, idb, w)
	return people.AccessLink(o.Signer, w.ID), p, err
}

func (o letters) request(ctx context.Context, idb bun.IDB, m mail.Message) (*Request, string, *people.Person, error) {
	q := new(Request)
	if err := idb.NewSelect().Model(q).Where("rq.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, "", nil, fault.Wrap(db.Translate(err), "find a question")
	}
	if !q.Open(o.Now()) {
		return nil, "", nil, fault.Missing()
	}
	link, p, err := o.way(ctx, idb, q.PersonID)
	return q, link, p, err
}

func (o letters) composeRequest(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	q, link, p, err := o.request(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:       NoticeMail{Initials: p.Initials(), About: q.Employer, Until: o.Catalog.For(m.Lang).DateOn(q.ExpiresAt.In(i18n.Rome()))},
		SubjectKey: "mail.consents_request.subject", ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.consents_request.button", URL: link},
	}, nil
}

func (o letters) textRequest(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	_, link, _, err := o.request(ctx, idb, m)
	return o.text(m, "consents.sms.request", link, err)
}

func (o letters) ending(ctx context.Context, idb bun.IDB, m mail.Message) (*Consent, string, *people.Person, error) {
	c, err := byID(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, "", nil, err
	}
	if stands, err := Live(ctx, idb, c.PersonID, c.Purpose, c.EmployerEmail, o.Now()); err != nil || stands == nil || stands.ID != c.ID {
		return nil, "", nil, fault.Missing()
	}
	link, p, err := o.way(ctx, idb, c.PersonID)
	return c, link, p, err
}

func (o letters) composeEnding(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	c, link, p, err := o.ending(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	text, err := TextOf(c.Purpose, m.Lang, c.Employer, c.EmployerEmail)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:       NoticeMail{Initials: p.Initials(), About: text.Title, Until: o.Catalog.For(m.Lang).DateOn(c.ExpiresAt.In(i18n.Rome()))},
		SubjectKey: "mail.consents_ending.subject", ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.consents_ending.button", URL: link},
	}, nil
}

func (o letters) textEnding(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	_, link, _, err := o.ending(ctx, idb, m)
	return o.text(m, "consents.sms.ending", link, err)
}

func (o letters) text(m mail.Message, key, link string, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	return []string{o.Catalog.For(m.Lang).T(key, "Link", strings.TrimSuffix(o.BaseURL, "/")+i18n.Path(m.Lang, link))}, nil
}
