package server

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// ErrLocked means that another program holds the lock.
var ErrLocked = errors.New("locked by another program")

// lockPoll is how often a held lock is tried again.
const lockPoll = 10 * time.Millisecond

// Lock takes the lock of a file, making it where there is none. Closing the file
// gives it back, and so does the end of the program, however it ends. Held by
// another program for longer than wait, it is ErrLocked.
func Lock(path string, wait time.Duration) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(wait); ; time.Sleep(lockPoll) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			break
		}
		if time.Now().After(end) {
			err = ErrLocked
			break
		}
	}
	_ = f.Close()
	if errors.Is(err, ErrLocked) {
		return nil, err
	}
	return nil, &os.PathError{Op: "lock", Path: path, Err: err}
}
