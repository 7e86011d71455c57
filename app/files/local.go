package files

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"approdo/app/fault"
)

const unfinished = ".part"

// Local is a Store in a folder: ab/cd/abcd…, folders 0700, blobs 0600.
type Local struct{ root *os.Root }

// OpenLocal opens the folder, making it where it does not exist. Nothing outside
// of it is ever touched, whatever links it holds.
func OpenLocal(folder string) (*Local, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fault.Wrap(err, "files: make the folder")
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fault.Wrap(err, "files: open the folder")
	}
	return &Local{root: root}, nil
}

// Close lets go of the folder.
func (l *Local) Close() error { return l.root.Close() }

func place(key string) (folder, name string, err error) {
	if !shape.MatchString(key) {
		return "", "", errors.New("files: this is not a key")
	}
	folder = key[:2] + "/" + key[2:4]
	return folder, folder + "/" + key, nil
}

// Put writes beside the place, syncs, and moves it there.
func (l *Local) Put(ctx context.Context, key string, r io.Reader) error {
	folder, name, err := place(key)
	if err != nil {
		return err
	}
	if err := l.root.MkdirAll(folder, 0o700); err != nil {
		return fault.Wrap(err, "files: make a folder")
	}
	part := name + "." + rand.Text() + unfinished
	if err := l.write(ctx, part, r); err != nil {
		return errors.Join(err, l.remove(part))
	}
	if err := l.root.Rename(part, name); err != nil {
		return errors.Join(fault.Wrap(err, "files: move a blob"), l.remove(part))
	}
	return fault.Wrap(errors.Join(l.sync(folder), l.sync(path.Dir(folder)), l.sync(".")), "files: sync a folder")
}

func (l *Local) write(ctx context.Context, part string, r io.Reader) error {
	f, err := l.root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Wrap(err, "files: begin a blob")
	}
	_, err = io.Copy(f, reading{ctx, r})
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sync makes the names in a folder survive a power cut.
func (l *Local) sync(folder string) error {
	f, err := l.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open reads a blob.
func (l *Local) Open(_ context.Context, key string) (io.ReadCloser, error) {
	_, name, err := place(key)
	if err != nil {
		return nil, err
	}
	f, err := l.root.Open(name)
	if err != nil {
		return nil, fault.Wrap(err, "files: open a blob")
	}
	return f, nil
}

// Delete removes a blob.
func (l *Local) Delete(_ context.Context, key string) error {
	_, name, err := place(key)
	if err != nil {
		return err
	}
	return fault.Wrap(l.remove(name), "files: remove a blob")
}

func (l *Local) remove(name string) error {
	if err := l.root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Walk visits the blobs; what is not named like one is passed over.
func (l *Local) Walk(ctx context.Context, fn func(key string, put time.Time) error) error {
	return l.each(ctx, func(name string, put time.Time) error {
		key := path.Base(name)
		if _, right, err := place(key); err != nil || right != name {
			return nil
		}
		return fn(key, put)
	})
}

// Tidy removes unfinished blobs.
func (l *Local) Tidy(ctx context.Context, before time.Time) error {
	return l.each(ctx, func(name string, put time.Time) error {
		if strings.HasSuffix(name, unfinished) && put.Before(before) {
			return l.remove(name)
		}
		return nil
	})
}

func (l *Local) each(ctx context.Context, fn func(name string, changed time.Time) error) error {
	err := fs.WalkDir(l.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil || d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(name, info.ModTime())
	})
	if err != nil {
		return fmt.Errorf("files: walk the folder: %w", err)
	}
	return nil
}

// reading is a reader that ends with its context.
type reading struct {
	ctx context.Context
	r   io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
