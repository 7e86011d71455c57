package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// task is what a child is asked to do in its folder.
type task struct {
	Do       string
	Names    []string // files to look at
	MaxPages int
	Args     []string // of doProgram: a program and its arguments
	Limits   limits
	Drop     bool // become nobody
	Root     bool // see nothing but the folder
}

// limits of a child, beside the clock.
type limits struct {
	CPU    uint64 // seconds
	Memory uint64 // bytes that may be written to
	Space  uint64 // bytes of address space, 0 for none
	File   uint64 // bytes of a file it writes
	Open   uint64 // open files
}

// What a child can be asked to do.
const (
	doNothing    = "nothing"    // shows that children can run
	doPDF        = "pdf"        // judge a PDF and write a clean one
	doPhotos     = "photos"     // write a PDF of photos
	doOffice     = "office"     // judge a DOCX or ODT and write a clean one
	doAttachment = "attachment" // write out one embedded file
	doProgram    = "program"    // be another program, under limits
)

// verdict is what a child answers.
type verdict struct {
	Refused string
	Pages   int
	Kind    string
	Dropped []string
	Found   bool
}

const (
	// hidden is the first argument of our own program run as a child.
	hidden = "approdo-inspect-child"
	// marker stands in a child's environment, so that none starts another.
	marker = "APPRODO_INSPECT_CHILD=1"

	mostAnswer = 64 << 10
	dieWithin  = 2 * time.Second
)

var (
	errLimit    = errors.New("a child went over its limits")
	errNoAnswer = errors.New("a child gave no answer: is inspect.Child called at the very beginning of main or TestMain?")
)

// ownLimits are those of our own code at work on a document.
func (i *Inspector) ownLimits() limits {
	return limits{CPU: patience * (uint64(i.o.Limit/time.Second) + 1), Memory: 232 << 20, Space: 3 << 30, File: 64 << 20, Open: 32}
}

// judge runs a task of our own. What kills the child is a document too heavy, or broken.
func (i *Inspector) judge(ctx context.Context, f *folder, t task) (verdict, error) {
	t.Limits, t.Root = i.ownLimits(), true
	out, err := i.child(ctx, f, t, i.o.Limit, "GOMEMLIMIT=96MiB", "GOMAXPROCS=1", "GOTRACEBACK=none")
	switch {
	case errors.Is(err, errLimit):
		return verdict{}, refusal(refusedHeavy)
	case err != nil:
		return verdict{}, err
	}
	var v verdict
	if err := json.Unmarshal(out, &v); err != nil {
		return v, fmt.Errorf("%w (%w)", errNoAnswer, err)
	}
	if v.Refused != "" {
		if !slices.Contains(refusals, v.Refused) {
			return v, errNoAnswer
		}
		return v, refusal(v.Refused)
	}
	return v, nil
}

// child starts our own program again to do the task, waits and gives what it printed.
// errLimit says that it took too much; a panic is a broken document.
func (i *Inspector) child(ctx context.Context, f *folder, t task, wall time.Duration, env ...string) ([]byte, error) {
	if strings.Contains(strings.Join(os.Environ(), "\n"), marker) {
		return nil, errNoAnswer // we are a child whose program forgot the hook
	}
	return i.start(ctx, f, t, wall, i.wall(), env)
}

// wall reports whether children get namespaces; it finds out once.
func (i *Inspector) wall() bool {
	i.walls.Do(func() { i.walled = canWall() })
	return i.walled
}

func (i *Inspector) start(ctx context.Context, f *folder, t task, wall time.Duration, walled bool, env []string) ([]byte, error) {
	t.Drop = os.Getuid() == 0
	t.Root = t.Root && (walled || t.Drop)
	cmd, cancel, err := command(ctx, t, f.path, wall, walled)
	if err != nil {
		return nil, err
	}
	defer cancel()
	cmd.Env = append(cmd.Env, env...)
	var out, said capped
	cmd.Stdout, cmd.Stderr = &out, &said
	runtime.LockOSThread() // the child dies with the thread that started it
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a child: %w", err)
	}
	err = cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it may have left of its group
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return out.Bytes(), nil
	}
	return nil, i.ended(t, err, said.String())
}

// ended says why a child ended badly.
func (i *Inspector) ended(t task, err error, said string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("wait for a child: %w", err)
	}
	if !exit.Exited() || strings.Contains(said, "out of memory") || strings.Contains(said, "stack exceeds") || strings.Contains(said, "cannot allocate") {
		i.o.Log.Info("a document was too heavy", "task", t.Do, "ended", err.Error())
		return fmt.Errorf("%w: %w", errLimit, err)
	}
	if exit.ExitCode() == codeSetup {
		return fmt.Errorf("a child could not limit itself: %s", said)
	}
	i.o.Log.Warn("a child failed on a document", "task", t.Do, "ended", err.Error())
	return refusal(refusedBroken)
}

// command is our own program with the task, in a group and, where walled, namespaces of
// its own: no network, no other process, no other process's messages.
func command(ctx context.Context, t task, dir string, wall time.Duration, walled bool) (*exec.Cmd, context.CancelFunc, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	asked, err := json.Marshal(t)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience*wall)
	cmd := exec.CommandContext(ctx, self, hidden, string(asked))
	cmd.Env, cmd.Dir, cmd.WaitDelay = []string{marker}, dir, dieWithin
	cmd.SysProcAttr = attributes(walled)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd, cancel, nil
}

// canWall finds out whether the kernel lets us have namespaces here.
func canWall() bool {
	cmd, cancel, err := command(context.Background(), task{Do: doNothing}, os.TempDir(), dieWithin, true)
	if err != nil {
		return false
	}
	defer cancel()
	return cmd.Run() == nil
}

// capped keeps the beginning of what is written to it.
type capped struct{ bytes.Buffer }

// Write never fails, so that the child is not stopped by what it says.
func (c *capped) Write(p []byte) (int, error) {
	if room := mostAnswer - c.Len(); room > 0 {
		c.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}
