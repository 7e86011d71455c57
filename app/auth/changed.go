package auth

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// change is what the owner of an account is told was done to its locks.
type change string

// The changes; each has its sentence, mail.auth_changed.<change>.
const (
	passwordChanged change = "password"
	factorAdded     change = "added"
	factorRemoved   change = "removed"
	codesRenewed    change = "codes"
	factorsReset    change = "reset"
)

const changedKind = "auth.changed"

// ChangedMail is what views/mail/auth_changed shows.
type ChangedMail struct {
	Name string
	// WhatKey is the sentence of what was changed, At when, in Rome.
	WhatKey string
	At      time.Time
}

// tell queues the mail to the owner about a change of the account's locks, in the
// transaction of the change. Each change is told once, by a number of its own.
func tell(ctx context.Context, tx bun.IDB, user User, what change, now time.Time) error {
	var number int64
	if err := tx.NewRaw(`SELECT nextval('user_changes')`).Scan(ctx, &number); err != nil {
		return fault.Wrap(db.Translate(err), "auth: number a change")
	}
	return mail.Queue(ctx, tx, mail.Message{
		Kind: changedKind, Subject: "user_change", SubjectID: number, To: user.Email, Lang: user.Lang,
		Data: map[string]string{"user": strconv.FormatInt(user.ID, 10), "what": string(what), "at": strconv.FormatInt(now.Unix(), 10)},
	}, now)
}

// ChangedComposer renders "auth.changed". It is written however late: who did not
// make the change wants to know.
func (g *Gate) ChangedComposer() mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		id, err := strconv.ParseInt(m.Data["user"], 10, 64)
		if err != nil {
			return nil, fault.Missing()
		}
		at, err := strconv.ParseInt(m.Data["at"], 10, 64)
		if err != nil {
			return nil, fault.Missing()
		}
		user, err := findUser(ctx, idb, "u.id = ?", id)
		if err != nil {
			return nil, err
		}
		return &mail.Content{Lang: user.Lang, SubjectKey: "mail.auth_changed.subject", ReasonKey: "mail.auth_changed.reason",
			Button: &mail.Button{Key: "mail.auth_changed.button", URL: "/ufficio/password-dimenticata"}, Zone: i18n.Rome(),
			Data: ChangedMail{Name: user.Name, WhatKey: "mail.auth_changed." + m.Data["what"], At: time.Unix(at, 0).In(i18n.Rome())}}, nil
	}
}
