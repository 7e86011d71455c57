package files

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// stanza is the name of our way to seal a file's key in an age header.
const stanza = "approdo-file-1"

// masterKey seals the keys of files. label tells which secret it came from.
type masterKey struct {
	key   []byte
	label string
}

// newMasterKey derives the key from the program's secret (HKDF-SHA256); the
// secret serves other ends too, and none of them learns this key.
func newMasterKey(secret []byte) (masterKey, error) {
	if len(secret) < 16 {
		return masterKey{}, errors.New("files: the secret is shorter than 16 bytes")
	}
	raw, err := hkdf.Key(sha256.New, secret, nil, "approdo files v1", chacha20poly1305.KeySize+6)
	if err != nil {
		return masterKey{}, fmt.Errorf("files: derive a key: %w", err)
	}
	return masterKey{raw[:chacha20poly1305.KeySize], base64.RawURLEncoding.EncodeToString(raw[chacha20poly1305.KeySize:])}, nil
}

// sealFor and openFor bind a master key to one file: the id is authenticated
// with the sealed key, so a blob opens only under its own name.
type sealFor struct {
	masterKey
	id string
}

// Wrap seals the key of one file.
func (s sealFor) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	aead, err := chacha20poly1305.NewX(s.key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return []*age.Stanza{{
		Type: stanza,
		Args: []string{s.label, base64.RawURLEncoding.EncodeToString(nonce)},
		Body: aead.Seal(nil, nonce, fileKey, s.bound()),
	}}, nil
}

func (s sealFor) bound() []byte { return []byte(stanza + " " + s.id) }

type openFor struct {
	keys []masterKey
	id   string
}

// Unwrap opens the key of one file with the master key that sealed it.
func (o openFor) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		for _, k := range o.keys {
			if s.Type != stanza || len(s.Args) != 2 || s.Args[0] != k.label {
				continue
			}
			return sealFor{k, o.id}.unseal(s)
		}
	}
	return nil, fmt.Errorf("files: sealed with another secret: %w", age.ErrIncorrectIdentity)
}

func (s sealFor) unseal(st *age.Stanza) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(s.key)
	if err != nil {
		return nil, err
	}
	nonce, err := base64.RawURLEncoding.DecodeString(st.Args[1])
	if err != nil || len(nonce) != aead.NonceSize() {
		return nil, errors.New("files: damaged header")
	}
	key, err := aead.Open(nil, nonce, st.Body, s.bound())
	if err != nil {
		return nil, errors.New("files: this blob belongs to another file")
	}
	return key, nil
}

// encrypt turns the content of the file with the id into its blob.
func encrypt(r io.Reader, k masterKey, id string) (io.Reader, error) {
	return age.EncryptReader(r, sealFor{k, id})
}

// decrypt turns a blob back into content.
func decrypt(r io.Reader, keys []masterKey, id string) (io.Reader, error) {
	return age.Decrypt(r, openFor{keys, id})
}
