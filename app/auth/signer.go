package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"approdo/app/fault"
)

// Signer makes what only this program can have made: tokens for links, keyed
// hashes, sealed values. Each purpose has a key of its own, derived (HKDF,
// SHA-256) from the program's secret, so that a token made for one thing never
// opens another. A Signer is safe for use by many at once.
type Signer struct{ secret []byte }

// macSize is 160 bits: out of reach of guessing, short enough for a link.
const macSize = 20

// NewSigner keeps the program's secret (at least 32 bytes, see config).
func NewSigner(secret []byte) Signer { return Signer{secret: append([]byte(nil), secret...)} }

func (s Signer) key(purpose string) []byte {
	k, err := hkdf.Key(sha256.New, s.secret, nil, "approdo "+purpose, 32)
	if err != nil {
		panic("auth: derive key: " + err.Error()) // only for impossible lengths
	}
	return k
}

// MAC is the HMAC-SHA256 of the parts under the purpose's key. Parts are
// length-prefixed: moving a byte from one to the next changes the result.
func (s Signer) MAC(purpose string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, s.key(purpose))
	for _, p := range parts {
		_ = binary.Write(h, binary.BigEndian, uint32(len(p)))
		h.Write(p)
	}
	return h.Sum(nil)
}

// Token is a URL-safe word that stands for the id and cannot be guessed nor
// made for another purpose. It holds no state: the same id gives the same word.
func (s Signer) Token(purpose string, id int64) string {
	raw := binary.AppendUvarint(nil, uint64(id))
	raw = append(raw, s.MAC("token "+purpose, raw)[:macSize]...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Open gives the id back. Whatever is wrong with the token, the answer is the
// same NotFound.
func (s Signer) Open(purpose, token string) (int64, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) <= macSize || len(raw) > macSize+binary.MaxVarintLen64 {
		return 0, fault.Missing()
	}
	body, mac := raw[:len(raw)-macSize], raw[len(raw)-macSize:]
	if !hmac.Equal(mac, s.MAC("token "+purpose, body)[:macSize]) {
		return 0, fault.Missing()
	}
	id, n := binary.Uvarint(body)
	if n != len(body) || int64(id) <= 0 {
		return 0, fault.Missing()
	}
	return int64(id), nil
}

// Seal hides data (AES-256-GCM) in a URL-safe word that opens until expires.
// Use it for what travels through a form or a cookie and must come back as it
// left; it can come back more than once.
func (s Signer) Seal(purpose string, data []byte, expires time.Time) string {
	plain := binary.BigEndian.AppendUint64(nil, uint64(expires.Unix()))
	return base64.RawURLEncoding.EncodeToString(s.Encrypt("seal "+purpose, append(plain, data...)))
}

// Unseal gives the data back. Whatever is wrong, expired included, the answer is
// the same NotFound.
func (s Signer) Unseal(purpose, word string, now time.Time) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil {
		return nil, fault.Missing()
	}
	plain, err := s.Decrypt("seal "+purpose, raw)
	if err != nil || len(plain) < 8 || now.Unix() >= int64(binary.BigEndian.Uint64(plain)) {
		return nil, fault.Missing()
	}
	return plain[8:], nil
}

// Encrypt (AES-256-GCM) is for what rests in the database; the purpose binds it to its row.
func (s Signer) Encrypt(purpose string, plain []byte) []byte {
	aead := s.aead(purpose)
	nonce := random(aead.NonceSize())
	return aead.Seal(nonce, nonce, plain, nil)
}

// Decrypt gives back what Encrypt hid for the same purpose; anything else is an error.
func (s Signer) Decrypt(purpose string, raw []byte) ([]byte, error) {
	aead := s.aead(purpose)
	if len(raw) < aead.NonceSize() {
		return nil, fault.Missing()
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], nil)
	return plain, fault.Wrap(err, "auth: unseal")
}

func (s Signer) aead(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(s.key(purpose))
	if err != nil {
		panic("auth: cipher: " + err.Error()) // only for impossible key lengths
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("auth: cipher: " + err.Error())
	}
	return aead
}

// random gives n bytes nobody can foresee; crypto/rand never fails.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
