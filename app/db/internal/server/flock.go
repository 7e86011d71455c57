package server

import (
	"errors"
	"os"
	"syscall"
)

// ErrLocked means that another program holds the lock.
var ErrLocked = errors.New("locked by another program")

// Lock takes the lock of a file, making it where there is none. Closing the file
// gives it back, and so does the end of the program, however it ends. With wait
// false a held lock is ErrLocked at once.
func Lock(path string, wait bool) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		return f, nil
	}
	_ = f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrLocked
	}
	return nil, &os.PathError{Op: "lock", Path: path, Err: err}
}
