package auth

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// Accounts of the bodies that send people: they hold the role ReferringBody and no
// other, and who manages the network (PartnersManage) keeps them.

// InviteBody opens an account with the role ReferringBody and mails its owner a link to
// choose a password. Invalid names the fields; an address in use is Invalid on "email".
func (g *Gate) InviteBody(ctx context.Context, idb bun.IDB, actor Actor, f UserForm, now time.Time) (id int64, err error) {
	if !actor.May(PartnersManage) {
		return 0, fault.New(fault.Forbidden, "error.403.title")
	}
	f.Roles, f.DeskIDs = []Role{ReferringBody}, nil
	return g.invite(ctx, idb, actor, f, now)
}

// ShutBody shuts the account of a body and ends its sessions, or opens it again; quiet
// when it is so already. An account that is not of a body is NotFound.
func (g *Gate) ShutBody(ctx context.Context, idb bun.IDB, actor Actor, id int64, shut bool, now time.Time) error {
	return changeBody(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		if shut {
			return disable(ctx, tx, actor, user, now)
		}
		return enable(ctx, tx, actor, user, now)
	})
}

// SendBodyLink mails the owner of a body's account a link to choose a password. A shut
// account is Conflict, one that is not of a body NotFound.
func (g *Gate) SendBodyLink(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return changeBody(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		return g.sendLink(ctx, tx, actor, user, now)
	})
}

func changeBody(ctx context.Context, idb bun.IDB, actor Actor, id int64, fn func(ctx context.Context, tx bun.Tx, user User) error) error {
	if !actor.May(PartnersManage) {
		return fault.New(fault.Forbidden, "error.403.title")
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := lockUser(ctx, tx, id); err != nil {
			return err
		}
		user, err := findUser(ctx, tx, "u.id = ?", id)
		if err != nil {
			return err
		}
		if !slices.Equal(user.Roles, []Role{ReferringBody}) {
			return fault.Missing()
		}
		return fn(ctx, tx, user)
	})
}

// BodyUsers gives the accounts of bodies among the ids, by name, to who manages the
// network.
func BodyUsers(ctx context.Context, idb bun.IDB, actor Actor, ids []int64) ([]User, error) {
	if !actor.May(PartnersManage) {
		return nil, fault.New(fault.Forbidden, "error.403.title")
	}
	users := []User{}
	err := selectUsers(idb, &users).Where("u.id = ANY(?) AND ? = ANY(u.roles)", pgdialect.Array(ids), string(ReferringBody)).
		OrderExpr("u.disabled_at IS NOT NULL, u.name, u.id").Scan(ctx)
	return users, fault.Wrap(db.Translate(err), "auth: list accounts of bodies")
}

// staysBody is Invalid on "roles" where a form would make an account one of a body, or
// one of the office out of it: such accounts are opened from their body.
func staysBody(was []Role, f UserForm) error {
	var c fault.Check
	body := slices.Contains(was, ReferringBody)
	c.If(body != slices.Contains(f.Roles, ReferringBody) || body && len(f.Roles) > 1, "roles", "auth.user.roles_body")
	return c.Err()
}
