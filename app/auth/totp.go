package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strconv"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/skip2/go-qrcode"
	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

const (
	totpPeriod = 30 // seconds
	totpDrift  = 1  // steps a phone's clock may be off, either way
	totpLife   = 30 * time.Minute
)

// NewTOTP is an authenticator app about to be set up. Nothing is stored until
// the first code is confirmed: Sealed travels through the form.
type NewTOTP struct {
	// Secret is what a person types where the picture cannot be read, in groups of four.
	Secret string
	// URL is the otpauth address the picture holds.
	URL string
	// PNG is the picture (QR code).
	PNG []byte
	// Sealed must come back with the first code.
	Sealed string
}

// BeginTOTP makes a fresh secret for the session's account, or shows again the
// one in sealed when that still opens, so that a mistyped code does not change
// the picture.
func (g *Gate) BeginTOTP(ctx context.Context, idb bun.IDB, s Session, sealed string, now time.Time) (NewTOTP, error) {
	user, err := g.ownAccount(ctx, idb, s)
	if err != nil {
		return NewTOTP{}, err
	}
	secret, err := g.Signer.Unseal(totpSeal(user.ID), sealed, now)
	if err != nil {
		secret = random(20)
		sealed = g.Signer.Seal(totpSeal(user.ID), secret, now.Add(totpLife))
	}
	word := totpWord(secret)
	address := totpURL(g.issuer, user.Email, word)
	png, err := qrcode.Encode(address, qrcode.Medium, 264)
	if err != nil {
		return NewTOTP{}, fault.Wrap(err, "auth: draw code")
	}
	return NewTOTP{Secret: grouped(word, 4, " "), URL: address, PNG: png, Sealed: sealed}, nil
}

func totpSeal(userID int64) string { return "totp set-up " + strconv.FormatInt(userID, 10) }

func totpRest(userID int64) string { return "totp " + strconv.FormatInt(userID, 10) }

func totpWord(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

func totpURL(issuer, email, word string) string {
	q := url.Values{"secret": {word}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {strconv.Itoa(totpPeriod)}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+email) + "?" + q.Encode()
}

// totpStep finds the time step the code belongs to, newer than last, within the
// drift allowed; 0 when there is none.
func totpStep(secret []byte, code string, last int64, now time.Time) int64 {
	at := now.Unix() / totpPeriod
	var found int64
	for step := at - totpDrift; step <= at+totpDrift; step++ {
		want, err := hotp.GenerateCodeCustom(totpWord(secret), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && step > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}

// useTOTP reports whether the code is good now for the account, and burns its
// step: the same code, or an older one, never passes again.
func (g *Gate) useTOTP(ctx context.Context, tx bun.IDB, userID int64, code string, now time.Time) (bool, error) {
	var row struct {
		TotpSecret []byte
		TotpStep   int64
	}
	err := tx.NewRaw(`SELECT totp_secret, totp_step FROM users WHERE id = ?`, userID).Scan(ctx, &row)
	if err != nil || len(row.TotpSecret) == 0 {
		return false, db.Translate(err)
	}
	secret, err := g.Signer.Decrypt(totpRest(userID), row.TotpSecret)
	if err != nil {
		return false, err
	}
	step := totpStep(secret, code, row.TotpStep, now)
	if step == 0 {
		return false, nil
	}
	res, err := tx.NewRaw(`UPDATE users SET totp_step = ? WHERE id = ? AND totp_step < ?`, step, userID, step).Exec(ctx)
	if err = db.One(res, err); fault.Is(err, fault.NotFound) { // the same code, a moment earlier
		return false, nil
	}
	return err == nil, err
}

// grouped puts sep after every n characters, for the eye.
func grouped(s string, n int, sep string) string {
	out := ""
	for i := 0; i < len(s); i += n {
		if i > 0 {
			out += sep
		}
		out += s[i:min(i+n, len(s))]
	}
	return out
}
