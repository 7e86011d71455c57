package partners

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Invite opens an account of the bodies' portal for somebody of a body and mails them
// the link to choose a password. Invalid names the fields name, email and lang; a body
// put aside is Conflict "partners.error.aside".
func Invite(ctx context.Context, idb bun.IDB, gate *auth.Gate, actor auth.Actor, partnerID int64, f auth.UserForm, now time.Time) (id int64, err error) {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, partnerID)
		if err != nil {
			return err
		}
		if !b.InUse() {
			return fault.New(fault.Conflict, "partners.error.aside")
		}
		if id, err = gate.InviteBody(ctx, tx, actor, f, now); err != nil {
			return err
		}
		return link(ctx, tx, actor, partnerID, id, now)
	})
	return id, err
}

// link makes an account one of the body.
func link(ctx context.Context, tx bun.IDB, actor auth.Actor, partnerID, userID int64, now time.Time) error {
	_, err := tx.NewRaw("INSERT INTO partner_accounts (user_id, partner_id, since, by) VALUES (?, ?, ?, ?)",
		userID, partnerID, now, actor.Ref()).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "link an account to a partner body")
	}
	return record(ctx, tx, actor, "account_add", partnerID, now)
}

// Accounts gives those of a body, shut ones last.
func Accounts(ctx context.Context, idb bun.IDB, actor auth.Actor, partnerID int64) ([]auth.User, error) {
	if err := needs(actor, auth.PartnersManage); err != nil {
		return nil, err
	}
	var ids []int64
	err := idb.NewRaw("SELECT user_id FROM partner_accounts WHERE partner_id = ?", partnerID).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, fault.Wrap(db.Translate(err), "list accounts of a partner body")
	}
	return auth.BodyUsers(ctx, idb, actor, ids)
}

// HoldsAccount is NotFound for an account that is not of the body.
func HoldsAccount(ctx context.Context, idb bun.IDB, partnerID, userID int64) error {
	var id int64
	err := idb.NewRaw("SELECT user_id FROM partner_accounts WHERE partner_id = ? AND user_id = ?", partnerID, userID).Scan(ctx, &id)
	return fault.Wrap(db.Translate(err), "find an account of a partner body")
}

// Own gives the body an account of the bodies' portal belongs to. Who may not send forms
// is Forbidden, an account without a body NotFound.
func Own(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Body, error) {
	if err := needs(actor, auth.BodyForms); err != nil {
		return nil, err
	}
	b := new(Body)
	err := idb.NewSelect().Model(b).Where("b.id = (SELECT partner_id FROM partner_accounts WHERE user_id = ?)", actor.UserID).Scan(ctx)
	return b, fault.Wrap(db.Translate(err), "find the body of an account")
}

// NamesOfAccounts gives the name of the body of each account that has one, by account.
func NamesOfAccounts(ctx context.Context, idb bun.IDB, userIDs []int64) (map[int64]string, error) {
	var rows []struct {
		UserID int64
		Name   string
	}
	err := idb.NewRaw("SELECT a.user_id, b.name FROM partner_accounts AS a JOIN partners AS b ON b.id = a.partner_id WHERE a.user_id = ANY(?)",
		pgdialect.Array(userIDs)).Scan(ctx, &rows)
	names := make(map[int64]string, len(rows))
	for _, r := range rows {
		names[r.UserID] = r.Name
	}
	return names, fault.Wrap(db.Translate(err), "name the bodies of accounts")
}
