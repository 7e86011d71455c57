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
