package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// minSecret is the shortest secret accepted, in bytes: the size of the HMAC-SHA256 key.
const minSecret = 32

// secret takes APPRODO_SECRET or, outside production, the one kept in DATA_DIR.
func (l *loader) secret() {
	if l.rawKey != "" {
		l.c.Secret = []byte(l.rawKey)
		if len(l.c.Secret) < minSecret {
			l.wrong("APPRODO_SECRET is %d characters long: use at least %d, for instance from `openssl rand -hex 32`.", len(l.c.Secret), minSecret)
		}
		return
	}
	if l.c.from["APPRODO_SECRET_FILE"] != "" {
		return // the mistake about the file is already there
	}
	if l.c.Production() {
		l.wrong("APPRODO_SECRET is missing: write at least %d random characters, for instance from `openssl rand -hex 32`.", minSecret)
		return
	}
	if len(l.mistakes) > 0 {
		return // nothing starts, so nothing is made
	}
	path := filepath.Join(l.c.DataDir, "secret")
	key, err := keptSecret(path)
	switch {
	case err != nil:
		l.wrong("DATA_DIR: the secret cannot be kept in %s (%s): make the folder writable or set APPRODO_SECRET.", path, reason(err))
	case len(key) < minSecret:
		l.wrong("DATA_DIR: %s is damaged: remove it and a new one is made; open sessions and links end.", path)
	default:
		l.c.Secret = key
		l.c.from["APPRODO_SECRET"] = "file " + path
	}
}

// keptSecret reads the secret at path, making it first where there is none. Two
// programs that start together end with the same secret: the file appears whole
// or not at all, and the first one wins.
func keptSecret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return []byte(strings.TrimSpace(string(b))), err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // 0600
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, werr := f.WriteString(newSecret() + "\n")
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	b, err = os.ReadFile(path)
	return []byte(strings.TrimSpace(string(b))), err
}

func newSecret() string {
	b := make([]byte, minSecret)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}
