package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	orphanWait = 15 * time.Second // for each signal
	orphanPoll = 10 * time.Millisecond
)

// clear makes way for a start: a server left over by a keeper that was killed is
// stopped. The caller holds the lock of the data folder.
//
// postmaster.pid is never removed here: with it PostgreSQL checks that no process
// of a killed server still writes, and clears it itself. Only where its number now
// belongs to another program, which would stop every start, the number becomes
// ours, which PostgreSQL, being our child, passes over before that same check. The
// socket and its lock are only names in a folder of ours.
func (h home) clear(ctx context.Context) error {
	pid, _, err := h.recorded()
	if err != nil {
		return err
	}
	if pid > 1 && h.serves(pid) {
		if err := h.end(ctx, pid); err != nil {
			return err
		}
	}
	if err := h.adopt(); err != nil {
		return err
	}
	for _, name := range []string{".s.PGSQL.5432", ".s.PGSQL.5432.lock"} {
		if err := os.Remove(filepath.Join(h.sockets, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// recorded reads postmaster.pid: the process and the lines after it; 0 where there
// is no file or no number in it.
func (h home) recorded() (pid int, rest string, err error) {
	b, err := os.ReadFile(filepath.Join(h.data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	line, rest, _ := strings.Cut(string(b), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return 0, rest, nil //nolint:nilerr // PostgreSQL itself judges a damaged file
	}
	return pid, rest, nil
}

// adopt makes the number in a postmaster.pid that was left behind ours where a
// process bears it: another program, or a killed server that nobody has collected
// yet. A file that is gone by now was removed by the server itself.
func (h home) adopt() error {
	pid, rest, err := h.recorded()
	if err != nil || pid <= 1 || !alive(pid) {
		return err
	}
	return os.WriteFile(filepath.Join(h.data, "postmaster.pid"), []byte(strconv.Itoa(os.Getpid())+"\n"+rest), 0o600)
}

// end stops a server that was left over, in good order if it can. The one whose
// keeper was just killed is stopping already and takes no harm from a second word.
func (h home) end(ctx context.Context, pid int) error {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("a PostgreSQL left over on %s (process %d) cannot be stopped: %w", h.data, pid, err)
		}
		if h.ends(ctx, pid, orphanWait) {
			return nil
		}
	}
	return fmt.Errorf("a PostgreSQL left over on %s does not stop: end process %d by hand", h.data, pid)
}

// ends waits for a server to be gone.
func (h home) ends(ctx context.Context, pid int, wait time.Duration) bool {
	for end := time.Now().Add(wait); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(orphanPoll) {
		if !h.serves(pid) {
			return true
		}
	}
	return false
}

// serves reports whether the process is a PostgreSQL on these data. Where there is
// no /proc the answer is no, and PostgreSQL's own check decides.
func (h home) serves(pid int) bool {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		return false
	}
	name, args, _ := bytes.Cut(b, []byte{0})
	if filepath.Base(string(name)) != "postgres" {
		return false
	}
	ours, err := os.Stat(h.data)
	if err != nil {
		return false
	}
	for arg := range bytes.SplitSeq(args, []byte{0}) {
		if fi, err := os.Stat(string(arg)); err == nil && os.SameFile(ours, fi) {
			return true
		}
	}
	return false
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
