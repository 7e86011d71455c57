package auth

import (
	"context"
	"encoding/binary"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
)

const (
	recoveryCount = 10
	recoveryChars = 10
	// recoveryLetters leaves out I, O, 0 and 1: 32 signs, five bits each.
	recoveryLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
)

// newRecoveryCodes replaces the account's recovery codes by ten fresh ones and
// gives them in clear: the only moment they exist so.
func (g *Gate) newRecoveryCodes(ctx context.Context, tx bun.IDB, userID int64, now time.Time) ([]string, error) {
	if _, err := tx.NewRaw(`DELETE FROM user_recovery_codes WHERE user_id = ?`, userID).Exec(ctx); err != nil {
		return nil, db.Translate(err)
	}
	codes := make([]string, recoveryCount)
	for i := range codes {
		word := recoveryWord(random(recoveryChars))
		codes[i] = grouped(word, recoveryChars/2, "-")
		_, err := tx.NewRaw(`INSERT INTO user_recovery_codes (user_id, hash, created_at) VALUES (?, ?, ?)`,
			userID, g.recoveryHash(userID, word), now).Exec(ctx)
		if err != nil {
			return nil, db.Translate(err)
		}
	}
	return codes, nil
}

// recoveryWord takes five bits of each byte.
func recoveryWord(bytes []byte) string {
	var b strings.Builder
	for _, x := range bytes {
		b.WriteByte(recoveryLetters[x&31])
	}
	return b.String()
}

// recoveryHash is keyed: with 50 random bits a slow hash would add nothing.
func (g *Gate) recoveryHash(userID int64, word string) []byte {
	return g.Signer.MAC("recovery code", binary.BigEndian.AppendUint64(nil, uint64(userID)), []byte(word))
}

// useRecoveryCode burns one code; it reports whether there was such an unused one.
func (g *Gate) useRecoveryCode(ctx context.Context, tx bun.IDB, userID int64, code string, now time.Time) (bool, error) {
	word := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	if len(word) != recoveryChars {
		return false, nil
	}
	res, err := tx.NewRaw(`UPDATE user_recovery_codes SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL`,
		now, userID, g.recoveryHash(userID, word)).Exec(ctx)
	if err != nil {
		return false, db.Translate(err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
