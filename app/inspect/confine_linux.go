package inspect

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

const (
	prSetDeathSignal = 1
	prSetNoNewRights = 38
)

// attributes of a child: a group of its own, which ends with us; walled with namespaces.
// Who is not root needs one of users to be given the others.
func attributes(walled bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if !walled {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
	if os.Getuid() != 0 {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return a
}

// confine puts the limits on, for good: the folder is all there is to see, the user is
// nobody, no program that is started gains rights.
func confine(t task) error {
	if t.Root {
		if err := syscall.Chroot("."); err != nil {
			return fmt.Errorf("chroot: %w", err)
		}
	}
	if t.Drop {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return fmt.Errorf("become nobody: %w", err)
		}
		// becoming another user takes the order to die with the parent away
		if err := prctl(prSetDeathSignal, uintptr(syscall.SIGKILL)); err != nil {
			return err
		}
	}
	if err := prctl(prSetNoNewRights, 1); err != nil {
		return err
	}
	l := t.Limits
	for what, most := range map[int]uint64{
		syscall.RLIMIT_CPU: l.CPU, syscall.RLIMIT_DATA: l.Memory, syscall.RLIMIT_AS: l.Space,
		syscall.RLIMIT_FSIZE: l.File, syscall.RLIMIT_NOFILE: l.Open, syscall.RLIMIT_CORE: 0,
	} {
		memory := what == syscall.RLIMIT_DATA || what == syscall.RLIMIT_AS
		if most == 0 && what != syscall.RLIMIT_CORE || memory && !memoryLimited {
			continue
		}
		if err := syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit %d: %w", what, err)
		}
	}
	return nil
}

func prctl(what, value uintptr) error {
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRCTL, what, value, 0, 0, 0, 0); e != 0 {
		return fmt.Errorf("prctl %d: %w", what, e)
	}
	return nil
}
