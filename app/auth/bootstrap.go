package auth

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// CreateAdmin opens an administrator's account with a password, for the command
// line. Invalid names the fields at fault ("email", "name", "password").
func CreateAdmin(ctx context.Context, idb bun.IDB, email, name, password string, now time.Time) (id int64, err error) {
	form := UserForm{Email: email, Name: name, Lang: "it", Roles: []Role{Admin}}
	if err := form.clean(); err != nil {
		return 0, err
	}
	var c fault.Check
	checkPassword(&c, "password", password, form.Name, form.Email)
	if err := c.Err(); err != nil {
		return 0, err
	}
	hash, err := hashOnce(ctx, password)
	if err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		id, err = insertUser(ctx, tx, Program("admin"), newUser{UserForm: form, hash: hash}, now)
		return err
	})
	return id, err
}

// DemoUser is an account of the demonstration.
type DemoUser struct {
	Email, Name, Lang string
	Roles             []Role
	DeskIDs           []int64
}

// SeedDemo opens the demonstration's accounts, all with the same password, and
// gives their ids by address; one that exists stays as it is. Outside
// development nobody can sign in with them.
func SeedDemo(ctx context.Context, idb bun.IDB, users []DemoUser, password string, now time.Time) (ids map[string]int64, err error) {
	hash, err := hashOnce(ctx, password)
	if err != nil {
		return nil, err
	}
	ids = make(map[string]int64, len(users))
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		for _, u := range users {
			if ids[u.Email], err = seedUser(ctx, tx, u, hash, now); err != nil {
				return fault.Wrap(err, "auth: seed")
			}
		}
		return nil
	})
	return ids, err
}

func seedUser(ctx context.Context, tx bun.Tx, u DemoUser, hash string, now time.Time) (int64, error) {
	form := UserForm{Email: u.Email, Name: u.Name, Lang: officeLang(u.Lang), Roles: u.Roles, DeskIDs: u.DeskIDs}
	if err := form.clean(); err != nil {
		return 0, err
	}
	known, err := findUser(ctx, tx, "u.email = ?", form.Email)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return known.ID, err
	}
	return insertUser(ctx, tx, Program("seed"), newUser{UserForm: form, hash: hash, demo: true}, now)
}

func hashOnce(ctx context.Context, password string) (string, error) {
	h, err := NewHasher(1)
	if err != nil {
		return "", err
	}
	return h.Hash(ctx, password)
}
