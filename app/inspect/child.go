package inspect

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
)

const (
	codeSetup = 97 // the child could not put its limits on
	mostStack = 64 << 20

	prSetDeathSignal = 1
	prSetNoNewRights = 38
)

// Child must be called with os.Args first of all in main, and in TestMain of tests that
// judge documents. In a child it does the child's work and ends the program; otherwise it
// does nothing.
func Child(args []string) {
	if len(args) != 3 || args[1] != hidden {
		return
	}
	runtime.LockOSThread()
	debug.SetMaxStack(mostStack)
	var t task
	if err := json.Unmarshal([]byte(args[2]), &t); err != nil {
		leave(codeSetup, err)
	}
	if t.Do == doNothing {
		os.Exit(0)
	}
	if err := confine(t); err != nil {
		leave(codeSetup, err)
	}
	if t.Do == doProgram {
		leave(codeSetup, syscall.Exec(t.Args[0], t.Args, programEnv(os.Environ())))
	}
	v, err := work(t)
	var r refusal
	switch {
	case errors.As(err, &r):
		v = verdict{Refused: string(r)}
	case err != nil:
		leave(codeSetup, err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
		leave(codeSetup, err)
	}
	os.Exit(0)
}

// work does a task of our own. Errors that are no refusals are the machine's.
func work(t task) (verdict, error) {
	switch t.Do {
	case doPDF:
		return cleanPDF(t.Names[0], t.MaxPages)
	case doPhotos:
		return photosPDF(t.Names)
	case doOffice:
		return cleanOffice(t.Names[0])
	case doAttachment:
		return writeAttachment(t.Names[0], t.Args[0])
	}
	return verdict{}, fmt.Errorf("nobody knows how to %q", t.Do)
}

func leave(code int, err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(code)
}

// programEnv is the environment without our own words.
func programEnv(environ []string) (env []string) {
	for _, e := range environ {
		if e != marker {
			env = append(env, e)
		}
	}
	return env
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
		if most == 0 && what != syscall.RLIMIT_CORE {
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
