package cases

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// kindSign asks a person to read and sign a version.
const kindSign = "cases.sign"

// SignMail is what views/mail/cases_sign shows: no name, for an address may be shared.
type SignMail struct {
	Initials, Document, Until string
	Desk                      i18n.Text
}

// letters are the messages about cases.
type letters struct{ people.LetterOptions }

// Composers write the mails about cases, by kind. What was answered, taken back or is over
// meanwhile is not sent.
func Composers(o people.LetterOptions) map[string]mail.Composer {
	return map[string]mail.Composer{kindSign: letters{o}.composeSign}
}

// Texts word the same as short messages.
func Texts(o people.LetterOptions) map[string]mail.TextComposer {
	return map[string]mail.TextComposer{kindSign: letters{o}.textSign}
}

// asked is what a message about a request needs.
type asked struct {
	link     string
	person   *people.Person
	desk     *desks.Desk
	kind     string
	expireOn string
}

func (o letters) find(ctx context.Context, idb bun.IDB, m mail.Message) (*asked, error) {
	s, d, c, now := new(SignRequest), new(Document), new(Case), o.Now()
	if err := idb.NewSelect().Model(s).Where("s.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find a request to sign")
	}
	if s.State(now) != Waiting {
		return nil, fault.Missing()
	}
	if err := idb.NewSelect().Model(d).Where("d.id = ?", s.DocumentID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find what is to be signed")
	}
	if err := idb.NewSelect().Model(c).Where("c.id = ?", d.CaseID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find the case of what is to be signed")
	}
	w, err := people.OwnWay(ctx, idb, c.PersonID, now)
	if err != nil {
		return nil, err
	}
	x := &asked{link: people.AccessLink(o.Signer, w.ID), kind: d.Kind}
	if x.person, err = people.OfAccess(ctx, idb, w); err != nil {
		return nil, err
	}
	if x.desk, err = desks.Find(ctx, idb, c.DeskID); err != nil {
		return nil, err
	}
	x.expireOn = o.Catalog.For(m.Lang).DateYear(s.ExpiresAt.In(x.desk.Location()))
	return x, nil
}

func (o letters) composeSign(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	x, err := o.find(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:       SignMail{Initials: x.person.Initials(), Document: o.Catalog.For(m.Lang).T("document." + x.kind), Until: x.expireOn, Desk: x.desk.Name},
		SubjectKey: "mail.cases_sign.subject", ReasonKey: "mail.people_access.reason", Zone: x.desk.Location(),
		Button: &mail.Button{Key: "mail.cases_sign.button", URL: x.link},
	}, nil
}

func (o letters) textSign(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	x, err := o.find(ctx, idb, m)
	if err != nil {
		return nil, err
	}
	link := strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(m.Lang, x.link)
	return []string{o.Catalog.For(m.Lang).T("cases.sms.sign", "Link", link)}, nil
}
