package people

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Kinds of messages to people about their own area.
const (
	kindAccess = "people.access"
	kindCode   = "people.code"
)

// LetterOptions are what the messages need from the house.
type LetterOptions struct {
	Signer  auth.Signer
	BaseURL string
	Catalog *i18n.Catalog
	Now     func() time.Time
}

// AccessMail is what views/mail/people_access shows: for whom it is, as initials, for an
// address may be shared, and how many days the link waits.
type AccessMail struct {
	Initials string
	Days     int
}

// CodeMail is what views/mail/people_code shows.
type CodeMail struct {
	Code    string
	Minutes int
	// Signing says that the digits sign, and do not enter.
	Signing bool
}

// Composers write the mails about the own area, by kind. What was withdrawn or used
// meanwhile is not sent.
func Composers(o LetterOptions) map[string]mail.Composer {
	return map[string]mail.Composer{kindAccess: o.composeAccess, kindCode: o.composeCode}
}

// Texts word the same as short messages.
func Texts(o LetterOptions) map[string]mail.TextComposer {
	return map[string]mail.TextComposer{kindAccess: o.textAccess, kindCode: o.textCode}
}

func (o LetterOptions) composeAccess(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	w, err := liveAccess(ctx, idb, m.SubjectID, o.Now())
	if err != nil {
		return nil, err
	}
	p, err := OfAccess(ctx, idb, w)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data: AccessMail{Initials: p.Initials(), Days: int(accessFirst / (24 * time.Hour))}, SubjectKey: "mail.people_access.subject",
		ReasonKey: "mail.people_access.reason", Button: &mail.Button{Key: "mail.people_access.button", URL: AccessLink(o.Signer, w.ID)},
	}, nil
}

func (o LetterOptions) composeCode(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	x, err := auth.FindProof(ctx, idb, m.SubjectID, o.Now())
	if err != nil {
		return nil, err
	}
	c := &mail.Content{Data: CodeMail{Code: o.Signer.Digits(x), Minutes: int(auth.ProofLife / time.Minute), Signing: x.Purpose != enterProof},
		SubjectKey: "mail.auth_code.subject", ReasonKey: "mail.people_access.reason"}
	if x.Purpose != enterProof {
		c.SubjectKey = "mail.people_code.subject"
	}
	return c, nil
}

func (o LetterOptions) textAccess(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	w, err := liveAccess(ctx, idb, m.SubjectID, o.Now())
	if err != nil {
		return nil, err
	}
	link := strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(m.Lang, AccessLink(o.Signer, w.ID))
	return []string{o.Catalog.For(m.Lang).T("people.sms.access", "Link", link)}, nil
}

func (o LetterOptions) textCode(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	x, err := auth.FindProof(ctx, idb, m.SubjectID, o.Now())
	if err != nil {
		return nil, err
	}
	key := "people.sms.code"
	if x.Purpose != enterProof {
		key = "people.sms.sign"
	}
	return []string{o.Catalog.For(m.Lang).T(key, "Code", o.Signer.Digits(x))}, nil
}
