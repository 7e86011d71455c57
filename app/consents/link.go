package consents

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

const linkToken = "consent withdrawal"

// Link is the path by which a consent is taken back without entering the own area: the
// mails that rest on it carry it.
func Link(s auth.Signer, id int64) string { return "/consensi/" + s.Token(linkToken, id) }

// ByToken gives the consent a link stands for, however it ended; NotFound for an invented
// one. It changes nothing.
func ByToken(ctx context.Context, idb bun.IDB, s auth.Signer, token string) (*Consent, error) {
	id, err := s.Open(linkToken, token)
	if err != nil {
		return nil, err
	}
	return byID(ctx, idb, id)
}

func byID(ctx context.Context, idb bun.IDB, id int64) (*Consent, error) {
	c := new(Consent)
	err := idb.NewSelect().Model(c).Where("co.id = ?", id).Scan(ctx)
	return c, fault.Wrap(db.Translate(err), "find a consent")
}

// WithdrawByLink takes the consent of a link back: who holds the mail needs no more. What
// ended already is quiet.
func (b *Book) WithdrawByLink(ctx context.Context, idb bun.IDB, actor auth.Actor, s auth.Signer, token string, now time.Time) error {
	c, err := ByToken(ctx, idb, s, token)
	if err != nil {
		return err
	}
	return b.withdraw(ctx, idb, actor, c.PersonID, c.ID, ByLink, now)
}
