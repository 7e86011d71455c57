package cluster

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"approdo/app/db/internal/server"
)

// longestSocket is how long the name of a socket may be on every system we know.
const longestSocket = 103

// spare is where root's homes go that the server's user could not reach.
const spare = "/var/lib/approdo"

// home is the folder of one cluster.
type home struct {
	dir     string
	data    string
	sockets string
	owner   server.Owner
}

// findHome opens the home of a data folder, making an empty one where there is none.
func findHome(dataDir string) (home, error) {
	owner, err := server.FindOwner()
	if err != nil {
		return home{}, err
	}
	dir, err := homeDir(filepath.Join(dataDir, "postgres"), spare, owner)
	if err != nil {
		return home{}, err
	}
	if err := owner.Owns(dir); err != nil {
		return home{}, err
	}
	h := home{dir: dir, data: filepath.Join(dir, "data"), owner: owner}
	if fileExists(h.data) {
		if err := owner.Owns(h.data); err != nil {
			return home{}, err
		}
	}
	h.sockets = filepath.Join(dir, "run")
	if len(h.sockets)+len("/.s.PGSQL.5432") > longestSocket {
		sum := sha256.Sum256([]byte(dir))
		h.sockets = "/tmp/approdo-" + hex.EncodeToString(sum[:8])
	}
	if err := owner.MakeDir(h.sockets); err != nil {
		return home{}, fmt.Errorf("the folder of the database's socket cannot be made: %w", err)
	}
	return h, owner.Owns(h.sockets)
}

// homeDir is the real folder behind link: the folder itself wherever the server's
// user can reach it, else one in spare.
func homeDir(link, spare string, owner server.Owner) (string, error) {
	if dir, err := filepath.EvalSymlinks(link); err == nil {
		if owner.Other && !owner.Reaches(dir) {
			return "", fmt.Errorf("the user %s, who has to run PostgreSQL, cannot enter %s: open the folders above it to that user or choose another DATA_DIR", owner.Name, dir)
		}
		return dir, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if target, err := os.Readlink(link); err == nil {
		return "", fmt.Errorf("%s leads to %s, which is not there: bring the folder back, or remove the link to begin with an empty database", link, target)
	}
	if !owner.Other || owner.Reaches(filepath.Dir(link)) {
		if err := owner.MakeDir(link); err != nil {
			return "", fmt.Errorf("the folder of the private database cannot be made: %w", err)
		}
		return filepath.EvalSymlinks(link)
	}
	if err := os.MkdirAll(spare, 0o755); err != nil {
		return "", fmt.Errorf("the folder of the private database cannot be made: %w", err)
	}
	dir, err := os.MkdirTemp(spare, "postgres-")
	if err != nil {
		return "", err
	}
	if !owner.Reaches(spare) {
		return "", fmt.Errorf("the user %s, who has to run PostgreSQL, can enter neither %s nor %s: choose another DATA_DIR", owner.Name, filepath.Dir(link), spare)
	}
	return dir, errors.Join(owner.Give(dir), os.Symlink(dir, link))
}

// installation is the server that fits the data: the same major version where
// there are data, the newest otherwise.
func (h home) installation() (server.Installation, error) {
	b, err := os.ReadFile(filepath.Join(h.data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) && !fileExists(h.data) {
		return server.Newest()
	}
	if err != nil {
		return server.Installation{}, fmt.Errorf("%s is not a PostgreSQL folder: %w", h.data, err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return server.Installation{}, fmt.Errorf("%s holds no version number", filepath.Join(h.data, "PG_VERSION"))
	}
	var have []string
	for _, in := range server.Installations() {
		if in.Major == major && major >= server.Oldest {
			return in, nil
		}
		have = append(have, strconv.Itoa(in.Major))
	}
	if len(have) == 0 {
		return server.Installation{}, server.ErrNone
	}
	return server.Installation{}, fmt.Errorf(
		"the data in %s were written by PostgreSQL %d, and this machine has %s: nothing was changed; install postgresql-%d, or move the data with its pg_dump",
		h.data, major, strings.Join(have, ", "), major)
}

// make makes the cluster where there is none, whole or not at all.
func (h home) make(ctx context.Context, in server.Installation) error {
	if fileExists(h.data) {
		return nil
	}
	password, err := h.newPassword()
	if err != nil {
		return err
	}
	fresh := h.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	pw := filepath.Join(h.sockets, "pw")
	if err := errors.Join(os.WriteFile(pw, []byte(password+"\n"), 0o600), h.owner.Give(pw)); err != nil {
		return err
	}
	defer func() { _ = os.Remove(pw) }()
	if err := in.Init(ctx, h.owner, fresh, "--auth=scram-sha-256", "--pwfile="+pw, "--data-checksums"); err != nil {
		return fmt.Errorf("the private database cannot be made: %w", err)
	}
	sql := fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'\nCREATE DATABASE %s OWNER %s\n", Role, password, Database, Role)
	if err := in.Single(ctx, h.owner, fresh, sql); err != nil {
		return fmt.Errorf("the private database cannot be made: %w", err)
	}
	return os.Rename(fresh, h.data)
}

// newPassword makes the password of a cluster still to be made and keeps it.
func (h home) newPassword() (string, error) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	password := hex.EncodeToString(b)
	path := filepath.Join(h.dir, "password")
	if err := os.WriteFile(path+".new", []byte(password+"\n"), 0o600); err != nil {
		return "", err
	}
	return password, os.Rename(path+".new", path)
}

// password reads the cluster's password.
func (h home) password() (string, error) {
	path := filepath.Join(h.dir, "password")
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the password of the private database is gone: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
