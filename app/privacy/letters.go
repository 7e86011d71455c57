package privacy

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

// NoticeMail is what views/mail/privacy_notice shows: whom it is for, as initials, for an
// address may be shared, and the day.
type NoticeMail struct{ Initials, Day string }

type letters struct{ people.LetterOptions }

// Composers write the mails of this package, by kind. A notice that ended meanwhile is not
// sent.
func Composers(o people.LetterOptions) map[string]mail.Composer {
	return map[string]mail.Composer{NoticeKind: letters{o}.compose}
}

// Texts word the same as short messages.
func Texts(o people.LetterOptions) map[string]mail.TextComposer {
	return map[string]mail.TextComposer{NoticeKind: letters{o}.text}
}

// notice is one that is still out, and whose.
func (o letters) notice(ctx context.Context, idb bun.IDB, id int64) (*Notice, *people.Person, error) {
	n := new(Notice)
	if err := idb.NewSelect().Model(n).Where("rn.id = ? AND rn.kept_at IS NULL AND rn.done_at IS NULL", id).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find a notice")
	}
	p, err := owner(ctx, idb, n)
	return n, p, err
}

func (o letters) compose(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	n, p, err := o.notice(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:       NoticeMail{Initials: p.Initials(), Day: o.Catalog.For(m.Lang).DateOn(n.DueOn.Time())},
		SubjectKey: "mail.privacy_notice.subject", ReasonKey: "mail.people_access.reason",
		Button: &mail.Button{Key: "mail.privacy_notice.button", URL: NoticeLink(o.Signer, n.ID)},
	}, nil
}

func (o letters) text(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	n, _, err := o.notice(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	l := o.Catalog.For(m.Lang)
	link := strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(m.Lang, NoticeLink(o.Signer, n.ID))
	return []string{l.T("retention.sms.notice", "Date", l.DateShort(n.DueOn.Time()), "Link", link)}, nil
}
