package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"approdo/app/db/internal/server"
	"approdo/app/db/migrate"
	"approdo/migrations"
)

const (
	role     = "approdo"
	template = "approdo_template"
	shared   = "approdo"
	// shape changes the templates' key when this package makes them differently.
	shape = "3"
	// keep is how long a template nobody uses stays.
	keep = 10 * time.Minute
)

// template makes sure that the template of the present migrations is there and
// gives its folder.
func (p place) template(ctx context.Context) (string, error) {
	key, err := p.key(migrations.FS)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(p.dir, "template-"+key)
	if used(dir) {
		return dir, nil
	}
	lock, err := server.Lock(filepath.Join(p.dir, "build.lock"), startWait)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }()
	if used(dir) {
		return dir, nil
	}
	if err := p.sweepTemplates(); err != nil {
		return "", err
	}
	fresh := filepath.Join(p.dir, "new") // a short name: a socket's may have 107 bytes
	if err := p.build(ctx, fresh); err != nil {
		return "", errors.Join(err, os.RemoveAll(fresh))
	}
	return dir, os.Rename(fresh, dir)
}

// build makes a stopped cluster with the migrated database and the shared one.
func (p place) build(ctx context.Context, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := p.empty(ctx, dir); err != nil {
		return err
	}
	lock, err := server.Lock(filepath.Join(dir, "lock"), 0)
	if err != nil {
		return err
	}
	in, err := launch(p, dir, lock)
	if err != nil {
		return err
	}
	if err := fill(ctx, in); err != nil {
		in.stop(quick)
		return err
	}
	in.stop(clean)
	return errors.Join(os.Remove(filepath.Join(dir, "lock")), os.Remove(filepath.Join(dir, "log")))
}

// fill makes the two databases of a template.
func fill(ctx context.Context, in *instance) error {
	if err := in.create(template, "template0"); err != nil {
		return err
	}
	pools, err := open(in.dsn(template), 4)
	if err != nil {
		return err
	}
	_, err = migrate.Up(ctx, pools.Work, migrations.FS)
	if err = errors.Join(err, pools.Close()); err != nil {
		return err
	}
	return in.create(shared, template)
}

// empty copies the cluster that initdb made, making that first.
func (p place) empty(ctx context.Context, dir string) error {
	made := filepath.Join(p.dir, "initdb-"+hash(shape, p.in.Version))
	if !used(made) {
		fresh := made + ".new"
		if err := errors.Join(os.RemoveAll(fresh), p.owner.MakeDir(fresh)); err != nil {
			return err
		}
		data := filepath.Join(fresh, "data")
		if err := p.in.Init(ctx, p.owner, data, "--auth=trust", "--no-sync", "--wal-segsize=1"); err != nil {
			return errors.Join(err, os.RemoveAll(fresh))
		}
		if err := p.in.Single(ctx, p.owner, data, "CREATE ROLE "+role+" LOGIN\n"); err != nil {
			return errors.Join(err, os.RemoveAll(fresh))
		}
		if err := os.Rename(fresh, made); err != nil {
			return err
		}
	}
	return clone(ctx, made, dir)
}

// clone copies a stopped cluster with its owners and modes.
func clone(ctx context.Context, from, to string) error {
	out, err := exec.CommandContext(ctx, "cp", "-a", "--", from, to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("copying the template: %w: %s", err, out)
	}
	return nil
}

// key changes with the server, with this package and with every migration.
func (p place) key(fsys fs.FS) (string, error) {
	parts := []string{shape, p.in.Version}
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, path)
		parts = append(parts, path, string(b))
		return err
	})
	return hash(parts...), err
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// used reports whether the folder is there and notes that it is in use.
func used(dir string) bool {
	now := time.Now()
	return os.Chtimes(dir, now, now) == nil
}

// sweepTemplates removes templates of other migrations that nobody used lately.
func (p place) sweepTemplates() error {
	old, err := filepath.Glob(filepath.Join(p.dir, "template-*"))
	if err != nil {
		return err
	}
	for _, dir := range old {
		fi, err := os.Stat(dir)
		if err != nil || time.Since(fi.ModTime()) < keep {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}
