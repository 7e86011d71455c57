package testdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"approdo/app/db/internal/server"
)

// room is how much /dev/shm must have free to be used.
const room = 1 << 30

// place is where this machine's user keeps templates and running copies.
type place struct {
	dir   string
	in    server.Installation
	owner server.Owner
}

func findPlace() (place, error) {
	in, err := server.Newest()
	if err != nil {
		return place{}, err
	}
	owner, err := server.FindOwner()
	if err != nil {
		return place{}, err
	}
	base := os.TempDir()
	if owner.Other || len(base) > 40 {
		base = "/tmp" // another user must reach it, and a socket's name is short
	}
	if roomy("/dev/shm") {
		base = "/dev/shm"
	}
	p := place{in: in, owner: owner}
	p.dir = filepath.Join(base, fmt.Sprintf("approdo-test-%d-%d", os.Geteuid(), owner.UID))
	if err := owner.MakeDir(p.dir); err != nil {
		return place{}, err
	}
	return p, owner.Owns(p.dir)
}

func roomy(dir string) bool {
	var st syscall.Statfs_t
	return syscall.Statfs(dir, &st) == nil && uint64(st.Bavail)*uint64(st.Bsize) >= room
}

// sweepRuns removes what processes left behind that ended without their shell:
// a copy whose lock is free has nothing running in it. Call it under build.lock,
// so that no copy is seen before it is locked.
func (p place) sweepRuns() error {
	runs, err := filepath.Glob(filepath.Join(p.dir, "run-*"))
	if err != nil {
		return err
	}
	for _, dir := range runs {
		lock, err := server.Lock(filepath.Join(dir, "lock"), 0)
		if err != nil {
			continue // running, or going away by itself at this moment
		}
		err = os.RemoveAll(dir)
		if err = errors.Join(err, lock.Close()); err != nil {
			return err
		}
	}
	return nil
}

// newRun makes the folder of a copy and takes its lock.
func (p place) newRun() (dir string, lock *os.File, err error) {
	building, err := server.Lock(filepath.Join(p.dir, "build.lock"), startWait)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = building.Close() }()
	if err := p.sweepRuns(); err != nil {
		return "", nil, err
	}
	if dir, err = os.MkdirTemp(p.dir, "run-"); err != nil {
		return "", nil, err
	}
	if err := p.owner.Give(dir); err != nil {
		return "", nil, err
	}
	lock, err = server.Lock(filepath.Join(dir, "lock"), 0)
	return dir, lock, err
}
