package auth

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Six digits sent to somebody on file prove that they are there now: to enter their own
// area, to sign. A noun says what for (purpose) and about which row (subject).

// ProofLife is how long the digits of a proof are good.
const ProofLife = codeLife

// Proof is one set of digits that was asked for.
type Proof struct {
	ID        int64
	Purpose   string
	SubjectID int64
	nonce     []byte
}

// AskProof writes a new proof in the caller's transaction, which queues its message too.
func AskProof(ctx context.Context, tx bun.IDB, purpose string, subjectID int64, now time.Time) (id int64, err error) {
	err = tx.NewRaw(`INSERT INTO proof_codes (purpose, subject_id, nonce, created_at, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		purpose, subjectID, random(16), now, now.Add(ProofLife)).Scan(ctx, &id)
	return id, fault.Wrap(db.Translate(err), "auth: ask for a proof")
}

// FindProof gives a proof that is still good, for the message that carries its digits;
// NotFound once it is spent.
func FindProof(ctx context.Context, idb bun.IDB, id int64, now time.Time) (Proof, error) {
	return scanProof(ctx, idb, `SELECT id, purpose, subject_id, nonce FROM proof_codes
		WHERE id = ? AND used_at IS NULL AND expires_at > ?`, id, now)
}

// TryProof judges the digits typed for a purpose and subject. word is Word of the proof.
// Each try is counted before it is judged: give it a connection rather than a transaction
// that may be undone. Wrong digits are Invalid on "code" with "auth.area.wrong"; a word
// that is not of this subject, and one that is spent, with "auth.area.spent".
func (s Signer) TryProof(ctx context.Context, idb bun.IDB, want Proof, word, typed string, now time.Time) (Proof, error) {
	var c fault.Check
	id, err := s.Open(proofWord+want.Purpose, word)
	if err == nil {
		want, err = scanProof(ctx, idb, `UPDATE proof_codes SET tries = tries + 1
			WHERE id = ? AND purpose = ? AND subject_id = ? AND used_at IS NULL AND expires_at > ? AND tries < ?
			RETURNING id, purpose, subject_id, nonce`, id, want.Purpose, want.SubjectID, now, codeTries)
	}
	switch {
	case fault.Is(err, fault.NotFound):
		c.Add("code", "auth.area.spent")
		return Proof{}, c.Err()
	case err != nil:
		return Proof{}, err
	case !equal(s.Digits(want), onlyDigits(typed)):
		c.Add("code", "auth.area.wrong")
		return Proof{}, c.Err()
	}
	return want, nil
}

// SpendProof marks a proof as used, in the transaction of what it allows; one used
// already is NotFound.
func SpendProof(ctx context.Context, tx bun.IDB, id int64, now time.Time) error {
	return db.One(tx.NewRaw(`UPDATE proof_codes SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?`, now, id, now).Exec(ctx))
}

const proofWord = "proof "

// Word ties the digits to the form they were asked from.
func (s Signer) Word(p Proof) string { return s.Token(proofWord+p.Purpose, p.ID) }

// Digits are the six digits of a proof: derived, never stored.
func (s Signer) Digits(p Proof) string {
	return s.number("proof "+p.Purpose, p.ID, p.nonce, 6)
}

// PaperCode are eight digits that last: derived from a row's id and nonce, printed for
// somebody to keep.
func (s Signer) PaperCode(purpose string, id int64, nonce []byte) string {
	return s.number("paper "+purpose, id, nonce, 8)
}

// IsPaperCode compares what was typed with PaperCode in constant time.
func (s Signer) IsPaperCode(purpose string, id int64, nonce []byte, typed string) bool {
	return equal(s.PaperCode(purpose, id, nonce), onlyDigits(typed))
}

// Nonce gives the random bytes a PaperCode is made of.
func Nonce() []byte { return random(16) }

func (s Signer) number(purpose string, id int64, nonce []byte, digits int) string {
	mac := s.MAC(purpose, binary.BigEndian.AppendUint64(nil, uint64(id)), nonce)
	most := uint64(1)
	for range digits {
		most *= 10
	}
	return fmt.Sprintf("%0*d", digits, binary.BigEndian.Uint64(mac)%most)
}

func scanProof(ctx context.Context, idb bun.IDB, query string, args ...any) (Proof, error) {
	var row struct {
		ID        int64
		Purpose   string
		SubjectID int64
		Nonce     []byte
	}
	err := idb.NewRaw(query, args...).Scan(ctx, &row)
	return Proof{row.ID, row.Purpose, row.SubjectID, row.Nonce}, fault.Wrap(db.Translate(err), "auth: find a proof")
}

// AllowTry counts a try from a network to prove who somebody is; TooMany after sixty in
// an hour.
func AllowTry(ctx context.Context, idb bun.IDB, b Browser, now time.Time) error {
	return Allow(ctx, idb, "area.try:"+networkOf(b.Address), 60, time.Hour, now)
}
