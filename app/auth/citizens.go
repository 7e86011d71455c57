package auth

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Citizens have no account: who can read the mail of an address may open what
// belongs to it.

const (
	codeLife  = 15 * time.Minute
	codeTries = 5

	areaRequest = "area request" // in the browser that asked, with the six digits
	areaLink    = "area link"    // in the mail, enough by itself once its button is pressed
)

// RequestCode mails a code and a link that open the citizen's area of the
// address, and gives the word that goes with the code in this browser's form.
// The answer is the same whether or not anything belongs to the address. A wrong
// address is Invalid on "email"; too many requests for it or from the network
// are TooMany. It counts requests on idb: give it a connection rather than a
// transaction that may be undone.
func (g *Gate) RequestCode(ctx context.Context, idb bun.IDB, b Browser, email string, now time.Time) (request string, err error) {
	email = cleanEmail(email)
	var c fault.Check
	c.If(!validEmail(email), "email", "auth.area.email_wrong")
	if err := c.Err(); err != nil {
		return "", err
	}
	if err := g.AllowMail(ctx, idb, "area.code", email, b.Address, now); err != nil {
		return "", err
	}
	var id int64
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewRaw(`INSERT INTO area_codes (email, lang, nonce, created_at, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			email, b.Lang, random(16), now, now.Add(codeLife)).Scan(ctx, &id)
		if err != nil {
			return err
		}
		return queueCode(ctx, tx, id, email, b.Lang, now)
	})
	return g.Signer.Token(areaRequest, id), fault.Wrap(err, "auth: request code")
}

// areaCode is one request as it stands in the database.
type areaCode struct {
	ID        int64
	Email     string
	Lang      string
	Nonce     []byte
	ExpiresAt time.Time
}

// digits are the six digits of the request: derived, never stored.
func (g *Gate) digits(c areaCode) string {
	mac := g.Signer.MAC("area code", binary.BigEndian.AppendUint64(nil, uint64(c.ID)), c.Nonce)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac)%1_000_000)
}

// AreaProof is what a citizen shows: the request word and the digits typed, or
// the link from the mail. Only a POST may carry it to OpenArea: mail scanners
// follow links.
type AreaProof struct{ Request, Code, Link string }

// OpenArea judges the proof and signs the citizen in. Wrong digits are Invalid
// on "code"; after five tries, a quarter of an hour or one use nothing opens any
// more: Invalid on "code" with "auth.area.spent" for digits, NotFound for links
// and invented requests.
func (g *Gate) OpenArea(ctx context.Context, idb bun.IDB, b Browser, p AreaProof, now time.Time) (in SignedIn, err error) {
	if err := Allow(ctx, idb, "area.try:"+networkOf(b.Address), 60, time.Hour, now); err != nil {
		return SignedIn{}, err
	}
	code, err := g.provenCode(ctx, idb, p, now)
	if err != nil {
		return SignedIn{}, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw(`UPDATE area_codes SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?`, now, code.ID, now).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return err
		}
		in.Cookie, in.Session, err = g.Sessions.Start(ctx, tx, StartSession{Kind: AreaSession, Email: code.Email, Lang: b.Lang,
			Agent: b.Agent, Replaces: b.Session}, now)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: in.Session.Actor().Ref(), Action: "auth.area_open", Subject: "session",
			SubjectID: in.Session.ID, At: now})
	})
	return in, err
}

// provenCode finds the request the proof is good for. Each try with digits is
// counted before it is judged.
func (g *Gate) provenCode(ctx context.Context, idb bun.IDB, p AreaProof, now time.Time) (areaCode, error) {
	if p.Link != "" {
		id, err := g.Signer.Open(areaLink, p.Link)
		if err != nil {
			return areaCode{}, err
		}
		return findCode(ctx, idb, `SELECT id, email, lang, nonce, expires_at FROM area_codes
			WHERE id = ? AND used_at IS NULL AND expires_at > ?`, id, now)
	}
	id, err := g.Signer.Open(areaRequest, p.Request)
	if err != nil {
		return areaCode{}, err
	}
	var c fault.Check
	code, err := findCode(ctx, idb, `UPDATE area_codes SET tries = tries + 1
		WHERE id = ? AND used_at IS NULL AND expires_at > ? AND tries < ? RETURNING id, email, lang, nonce, expires_at`, id, now, codeTries)
	if fault.Is(err, fault.NotFound) {
		c.Add("code", "auth.area.spent")
		return areaCode{}, c.Err()
	}
	if err != nil {
		return areaCode{}, err
	}
	if !equal(g.digits(code), onlyDigits(p.Code)) {
		c.Add("code", "auth.area.wrong")
		return areaCode{}, c.Err()
	}
	return code, nil
}

func findCode(ctx context.Context, idb bun.IDB, query string, args ...any) (c areaCode, err error) {
	err = idb.NewRaw(query, args...).Scan(ctx, &c)
	return c, fault.Wrap(db.Translate(err), "auth: find code")
}

// AreaLinkGood reports whether the link of a mail would open an area now, for
// the page that shows its button. It changes nothing.
func (g *Gate) AreaLinkGood(ctx context.Context, idb bun.IDB, link string, now time.Time) (bool, error) {
	_, err := g.provenCode(ctx, idb, AreaProof{Link: link}, now)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// onlyDigits keeps the ASCII digits of what was typed, and turns those of other
// scripts into them: a phone set to Arabic or Bengali types its own.
func onlyDigits(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		for _, zero := range []rune{'0', '٠', '۰', '০'} {
			if r >= zero && r <= zero+9 {
				out = append(out, byte('0'+r-zero))
			}
		}
	}
	return string(out)
}
