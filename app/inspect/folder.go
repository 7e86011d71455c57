package inspect

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	folderName = "approdo-inspect-"
	// a folder is locked right after it is made; a younger one may be about to be
	settled = time.Minute
	// nobody is the user that children of a root program become
	nobody = 65534
)

// folder is where one document is judged; locked as long as its program lives.
type folder struct {
	path string
	lock *os.File
}

// makeFolder makes a folder that children may write in.
func makeFolder(dir string) (_ *folder, err error) {
	path, err := os.MkdirTemp(dir, folderName)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.remove())
		}
	}()
	if f.lock, err = os.Open(path); err != nil {
		return nil, err
	}
	if err = hold(f.lock); err != nil {
		return nil, err
	}
	return f, f.give("")
}

// hold locks a folder for this program alone, without waiting.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// give makes a file of the folder, "" for itself, the children's where they are nobody.
func (f *folder) give(name string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(filepath.Join(f.path, name), nobody, nobody)
}

// at is the path of a file in the folder.
func (f *folder) at(name string) string { return filepath.Join(f.path, name) }

// put copies a file into the folder, at most so many bytes.
func (f *folder) put(name, from string, most int64) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(f.at(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	n, err := io.Copy(out, io.LimitReader(in, most+1))
	if err == nil && n > most {
		err = refusal(refusedSize)
	}
	return errors.Join(err, f.give(name))
}

// remove removes the folder and what is in it.
func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// sweep removes the folders that killed programs left; others' stay.
func sweep(dir string) {
	if dir == "" {
		dir = os.TempDir()
	}
	left, err := filepath.Glob(filepath.Join(dir, folderName+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		fi, err := os.Lstat(path)
		if err != nil || !fi.IsDir() || time.Since(fi.ModTime()) < settled {
			continue
		}
		lock, err := os.Open(path)
		if err == nil && hold(lock) == nil {
			_ = os.RemoveAll(path) // what cannot be removed belongs to somebody else
		}
		_ = lock.Close() // nil says so
	}
}
