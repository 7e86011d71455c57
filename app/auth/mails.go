package auth

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
)

// What auth sends by mail. The composers load their row when the message is
// rendered and give nothing when it is no longer useful.

// CodeMail is what views/mail/auth_code shows; the button opens the page that
// asks to confirm.
type CodeMail struct {
	// Code are the six digits, Minutes how long they are good.
	Code    string
	Minutes int
}

// PasswordMail is what views/mail/auth_invite and auth_reset show.
type PasswordMail struct {
	Name, Email string
	Days, Hours int
}

func queueCode(ctx context.Context, tx bun.IDB, id int64, email, lang string, now time.Time) error {
	return mail.Queue(ctx, tx, mail.Message{Kind: "auth.code", Subject: "area_code", SubjectID: id, To: email, Lang: lang}, now)
}

// CodeComposer renders "auth.code". now is the program's clock.
func (g *Gate) CodeComposer(now func() time.Time) mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		code, err := findCode(ctx, idb, `SELECT id, email, lang, nonce, expires_at FROM area_codes
			WHERE id = ? AND used_at IS NULL AND expires_at > ?`, m.SubjectID, now())
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return &mail.Content{Lang: code.Lang, SubjectKey: "mail.auth_code.subject", ReasonKey: "mail.auth_code.reason",
			Button: &mail.Button{Key: "mail.auth_code.button", URL: "/area-personale/codice?l=" + g.Signer.Token(areaLink, code.ID)},
			Data:   CodeMail{Code: g.digits(code), Minutes: int(codeLife / time.Minute)}}, nil
	}
}

// mailPasswordLink writes a link and queues its mail. For an address without an
// account (ID 0) it writes the same rows; the composer drops the message.
func (g *Gate) mailPasswordLink(ctx context.Context, tx bun.IDB, user User, kind linkKind, now time.Time) error {
	var id int64
	err := tx.NewRaw(`INSERT INTO user_password_links (user_id, created_at, expires_at) VALUES (nullif(?, 0), ?, ?) RETURNING id`,
		user.ID, now, now.Add(kind.life())).Scan(ctx, &id)
	if err != nil {
		return fault.Wrap(db.Translate(err), "auth: password link")
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: string(kind), Subject: "password_link", SubjectID: id, To: user.Email, Lang: user.Lang}, now)
}

// PasswordComposer renders "auth.invite" and "auth.reset".
func (g *Gate) PasswordComposer(now func() time.Time) mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		user, err := passwordLinkUser(ctx, idb, m.SubjectID, now(), "")
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		c := &mail.Content{Lang: user.Lang, SubjectKey: "mail.auth_invite.subject", ReasonKey: "mail.auth_invite.reason",
			Button: &mail.Button{Key: "mail.auth_invite.button", URL: "/ufficio/password?l=" + g.Signer.Token(passwordToken, m.SubjectID)},
			Data: PasswordMail{Name: user.Name, Email: user.Email,
				Days: int(inviteLink.life() / (24 * time.Hour)), Hours: int(resetLink.life() / time.Hour)}}
		if linkKind(m.Kind) == resetLink {
			c.SubjectKey, c.ReasonKey, c.Button.Key = "mail.auth_reset.subject", "mail.auth_reset.reason", "mail.auth_reset.button"
		}
		return c, nil
	}
}
