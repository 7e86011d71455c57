package auth

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Changes of accounts by who manages them (UsersManage; Forbidden otherwise).

// CreateUser opens an account and mails its owner a link to choose a password.
// An address already in use is Invalid on "email".
func (g *Gate) CreateUser(ctx context.Context, idb bun.IDB, actor Actor, f UserForm, now time.Time) (id int64, err error) {
	if err := manages(actor); err != nil {
		return 0, err
	}
	if err := staysBody(nil, f); err != nil {
		return 0, err
	}
	return g.invite(ctx, idb, actor, f, now)
}

// invite opens the account of a checked form and mails the link.
func (g *Gate) invite(ctx context.Context, idb bun.IDB, actor Actor, f UserForm, now time.Time) (id int64, err error) {
	if err := f.clean(); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if id, err = insertUser(ctx, tx, actor, newUser{UserForm: f}, now); err != nil {
			return err
		}
		return g.mailPasswordLink(ctx, tx, User{ID: id, Email: f.Email, Lang: f.Lang}, inviteLink, now)
	})
	return id, err
}

// newUser is an account about to be written.
type newUser struct {
	UserForm
	hash string
	demo bool
}

// insertUser writes the account and its row of the trail. An address in use is
// Invalid on "email".
func insertUser(ctx context.Context, tx bun.IDB, actor Actor, u newUser, now time.Time) (id int64, err error) {
	var changed bun.NullTime
	if u.hash != "" {
		changed.Time = now
	}
	err = tx.NewRaw(`INSERT INTO users (email, name, lang, roles, desk_ids, demo, handle, password_hash, password_changed_at, created_at, created_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?) RETURNING id`,
		u.Email, u.Name, u.Lang, pgdialect.Array(sorted(u.Roles)), pgdialect.Array(sorted(u.DeskIDs)), u.demo, random(32), u.hash, changed, now, actor.Ref()).
		Scan(ctx, &id)
	if err != nil {
		return 0, fault.Wrap(onField(db.Translate(err), "email"), "auth: create user")
	}
	return id, audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.user_create", Subject: "user", SubjectID: id,
		Data: map[string]any{"roles": u.Roles, "desks": u.DeskIDs}, At: now})
}

// ChangeUser writes what an administrator typed over the account. One's own
// administrator role and the last administrator stay: Invalid on "roles".
func (g *Gate) ChangeUser(ctx context.Context, idb bun.IDB, actor Actor, id int64, f UserForm, now time.Time) error {
	if err := f.clean(); err != nil {
		if denied := manages(actor); denied != nil {
			return denied
		}
		return err
	}
	return changeUser(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		if err := staysBody(user.Roles, f); err != nil {
			return err
		}
		if user.Has(Admin) && !slices.Contains(f.Roles, Admin) {
			if err := keepsAdmin(ctx, tx, actor, user); err != nil {
				return onField(err, "roles")
			}
		}
		_, err := tx.NewRaw(`UPDATE users SET email = ?, name = ?, lang = ?, roles = ?, desk_ids = ? WHERE id = ?`,
			f.Email, f.Name, f.Lang, pgdialect.Array(f.Roles), pgdialect.Array(f.DeskIDs), id).Exec(ctx)
		if err != nil {
			return onField(db.Translate(err), "email")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.user_change", Subject: "user", SubjectID: id,
			Data: map[string]any{"roles": f.Roles, "desks": f.DeskIDs, "email_changed": f.Email != user.Email}, At: now})
	})
}

// DisableUser shuts an account and ends its sessions; quiet when it is shut
// already. One's own account and the last administrator are Conflict.
func (g *Gate) DisableUser(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return changeUser(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		if user.Enabled() && user.Has(Admin) {
			if err := keepsAdmin(ctx, tx, actor, user); err != nil {
				return err
			}
		}
		return disable(ctx, tx, actor, user, now)
	})
}

func disable(ctx context.Context, tx bun.Tx, actor Actor, user User, now time.Time) error {
	if !user.Enabled() {
		return nil
	}
	if _, err := tx.NewRaw(`UPDATE users SET disabled_at = ?, disabled_by = ? WHERE id = ?`, now, actor.Ref(), user.ID).Exec(ctx); err != nil {
		return err
	}
	return endAndRecord(ctx, tx, actor, user.ID, "auth.user_disable", now)
}

// EnableUser opens a shut account again; quiet when it is open.
func (g *Gate) EnableUser(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return changeUser(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		return enable(ctx, tx, actor, user, now)
	})
}

func enable(ctx context.Context, tx bun.Tx, actor Actor, user User, now time.Time) error {
	if user.Enabled() {
		return nil
	}
	if _, err := tx.NewRaw(`UPDATE users SET disabled_at = NULL, disabled_by = NULL WHERE id = ?`, user.ID).Exec(ctx); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.user_enable", Subject: "user", SubjectID: user.ID, At: now})
}

// changeUser checks the permission, locks the account and runs the change.
func changeUser(ctx context.Context, idb bun.IDB, actor Actor, id int64, fn func(ctx context.Context, tx bun.Tx, user User) error) error {
	if err := manages(actor); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "auth.admins", 0, ""); err != nil { // so that two administrators cannot remove each other
			return err
		}
		if err := lockUser(ctx, tx, id); err != nil {
			return err
		}
		user, err := findUser(ctx, tx, "u.id = ?", id)
		if err != nil {
			return err
		}
		return fn(ctx, tx, user)
	})
}

// keepsAdmin refuses, with a Conflict, to take away the last administrator or
// oneself.
func keepsAdmin(ctx context.Context, tx bun.Tx, actor Actor, user User) error {
	if user.ID == actor.UserID {
		return fault.New(fault.Conflict, "auth.user.self")
	}
	var others int
	err := tx.NewRaw(`SELECT count(*) FROM users WHERE ? = ANY (roles) AND disabled_at IS NULL AND id <> ?`,
		string(Admin), user.ID).Scan(ctx, &others)
	if err == nil && others == 0 {
		return fault.New(fault.Conflict, "auth.user.last_admin")
	}
	return err
}

// onField turns a Conflict into the Invalid of the field that caused it.
func onField(err error, field string) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Conflict {
		return err
	}
	var c fault.Check
	c.Add(field, f.Key)
	return c.Err()
}

func manages(actor Actor) error {
	if !actor.May(UsersManage) {
		return fault.New(fault.Forbidden, "error.403.title")
	}
	return nil
}

func endAndRecord(ctx context.Context, tx bun.Tx, actor Actor, id int64, action string, now time.Time) error {
	n, err := endSessions(ctx, tx, id, 0)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: action, Subject: "user", SubjectID: id,
		Data: map[string]any{"sessions": n}, At: now})
}
