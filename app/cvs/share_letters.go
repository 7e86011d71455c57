package cvs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of messages about a CV that was sent: to the employer with the link, with the
// code, that the link ended; to the person that it was sent.
const (
	kindShared = "cvs.shared"
	kindCode   = "cvs.code"
	kindOver   = "cvs.over"
	kindSent   = "cvs.sent"
)

// Names of a share in the ledger of messages: of those to the employer, and to the person.
const (
	shareSubject = "cv_share"
	sentSubject  = "cv_sent"
)

// employerLang is the language employers are written to in; each page has all of them.
const employerLang = i18n.Italian

// SharedMail is what the views of these messages show: nothing of the CV, and of the person
// initials only where it goes to them.
type SharedMail struct {
	Employer, Initials, Until, Code, Reference string
	Minutes                                    int
}

// Reference is the short number by which an employer tells one CV from another: it stands in
// the messages, on the page and in the name of the file, and says nothing of the person.
func (s *Share) Reference() string { return fmt.Sprintf("CV-%05d", s.ID) }

// tellSent tells the person that their CV was sent: where their way leads, else by a contact
// of their file; in their language.
func (s *Share) tellSent(ctx context.Context, tx bun.IDB, now time.Time) error {
	m := mail.Message{Kind: kindSent, Subject: sentSubject, SubjectID: s.ID}
	w, err := people.OwnWay(ctx, tx, s.PersonID, now)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && w.Channel != people.OnPaper {
		m.Channel, m.To, m.Lang = mail.Channel(w.Channel), w.Recipient, w.Lang
		return mail.Queue(ctx, tx, m, now)
	}
	p, err := people.Find(ctx, tx, auth.Program("shares"), s.PersonID)
	if err != nil {
		return err
	}
	m.Lang = p.Lang
	if m.Channel, m.To = (Reminder{SMS: true}).way(p); m.To == "" {
		return nil
	}
	return mail.Queue(ctx, tx, m, now)
}

// ShareTexts word what goes to the person as a short message.
func ShareTexts(o people.LetterOptions) map[string]mail.TextComposer {
	return map[string]mail.TextComposer{kindSent: shareLetters{o}.textSent}
}

// ShareComposers write the mails about CVs that were sent, by kind. What ended meanwhile is
// not sent, but that it ended.
func ShareComposers(o people.LetterOptions) map[string]mail.Composer {
	x := shareLetters{o}
	return map[string]mail.Composer{kindShared: x.composeShared, kindCode: x.composeCode, kindOver: x.composeOver, kindSent: x.composeSent}
}

type shareLetters struct{ people.LetterOptions }

func (o shareLetters) find(ctx context.Context, idb bun.IDB, id int64) (*Share, error) {
	s := new(Share)
	err := idb.NewSelect().Model(s).Where("sh.id = ?", id).Scan(ctx)
	return s, fault.Wrap(db.Translate(err), "find a CV that was sent")
}

func (o shareLetters) live(ctx context.Context, idb bun.IDB, id int64) (*Share, error) {
	s, err := o.find(ctx, idb, id)
	if err == nil && !s.Live(o.Now()) {
		err = fault.Missing()
	}
	return s, err
}

func (o shareLetters) composeShared(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	s, err := o.live(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Data: SharedMail{Employer: s.Employer, Until: o.Catalog.For(m.Lang).DateOn(s.ExpiresAt.In(i18n.Rome())), Reference: s.Reference()}, SubjectKey: "mail.cvs_shared.subject",
		ReasonKey: "mail.cvs_shared.reason", Button: &mail.Button{Key: "mail.cvs_shared.button", URL: ShareLink(o.Signer, s.ID)}}, nil
}

func (o shareLetters) composeCode(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	x, err := auth.FindProof(ctx, idb, m.SubjectID, o.Now())
	if err != nil {
		return nil, err
	}
	if _, err := o.live(ctx, idb, x.SubjectID); err != nil {
		return nil, err
	}
	return &mail.Content{Data: SharedMail{Code: o.Signer.Digits(x), Minutes: int(auth.ProofLife / time.Minute)}, SubjectKey: "mail.cvs_code.subject", ReasonKey: "mail.cvs_shared.reason"}, nil
}

func (o shareLetters) composeOver(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	s, err := o.find(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	name := s.Employer
	if name == nobody {
		name = ""
	}
	return &mail.Content{Data: SharedMail{Employer: name, Until: o.Catalog.For(m.Lang).DateOn(s.CreatedAt.In(i18n.Rome())), Reference: s.Reference()}, SubjectKey: "mail.cvs_over.subject",
		ReasonKey: "mail.cvs_shared.reason", Button: &mail.Button{Key: "mail.cvs_over.button", URL: ShareLink(o.Signer, s.ID)}}, nil
}

func (o shareLetters) composeSent(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	s, err := o.live(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	p, err := people.Find(ctx, idb, auth.Program("shares"), s.PersonID)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Data: SharedMail{Employer: s.Employer, Initials: p.Initials(), Until: o.Catalog.For(m.Lang).DateOn(s.ExpiresAt.In(i18n.Rome()))}, SubjectKey: "mail.cvs_sent.subject",
		ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.cvs_sent.button", URL: consents.Link(o.Signer, s.ConsentID)}}, nil
}

func (o shareLetters) textSent(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	s, err := o.live(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	link := strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(m.Lang, consents.Link(o.Signer, s.ConsentID))
	return []string{o.Catalog.For(m.Lang).T("cvs.sms.sent", "Link", link)}, nil
}
