package print

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	folderName = "approdo-print-"
	lockName   = "approdo.lock"
	// the browser makes a socket in the folder, whose path may have 107 bytes
	longestDir = 36
	// a folder is locked right after it is made; a younger one may be about to be
	settled = time.Minute

	removeWithin = 3 * time.Second
	removePause  = 20 * time.Millisecond
)

// folder is the profile of one browser, locked as long as its program lives.
type folder struct {
	path string
	lock *os.File
}

// makeFolder makes a folder in dir, after removing those of programs that were killed.
func makeFolder(dir string) (*folder, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	if len(dir) > longestDir {
		dir = "/tmp"
	}
	sweep(dir)
	path, err := os.MkdirTemp(dir, folderName)
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = hold(lock)
	}
	if err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return &folder{path, lock}, nil
}

// hold locks a file for this program alone, without waiting.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// sweep removes the folders whose program no longer holds them. What cannot be removed
// belongs to somebody else and stays.
func sweep(dir string) {
	left, err := filepath.Glob(filepath.Join(dir, folderName+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		fi, err := os.Lstat(path)
		if err != nil || !fi.IsDir() || time.Since(fi.ModTime()) < settled {
			continue
		}
		lock, err := os.Open(filepath.Join(path, lockName))
		if errors.Is(err, fs.ErrNotExist) || err == nil && hold(lock) == nil {
			_ = os.RemoveAll(path)
		}
		_ = lock.Close() // nil says so
	}
}

// remove removes the folder; the browser's last processes may still be writing in it.
func (f *folder) remove() (err error) {
	defer f.lock.Close()
	for end := time.Now().Add(removeWithin); ; time.Sleep(removePause) {
		if err = os.RemoveAll(f.path); err == nil || time.Now().After(end) {
			return err
		}
	}
}
