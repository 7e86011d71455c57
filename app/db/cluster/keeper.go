package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"approdo/app/db"
	"approdo/app/db/internal/server"
)

const (
	stopFast      = 15 * time.Second // after SIGINT, then SIGQUIT
	stopAtOnce    = 5 * time.Second  // after SIGQUIT, then SIGKILL
	attempts      = 5                // a killed server's last processes may need a moment to end
	firstPause    = 100 * time.Millisecond
	longestPause  = 5 * time.Second
	biggestLog    = 10 << 20
	answerPoll    = 10 * time.Millisecond
	maxConnection = "80" // both pools of two programs, psql and a backup
)

// keeper runs the server as its child and starts it again until it is told to stop.
type keeper struct {
	home home
	in   server.Installation
	log  *slog.Logger

	mu       sync.Mutex
	process  *os.Process
	stopping chan struct{}
	stopOnce sync.Once
	failing  chan error    // why a server ended, for the start that waits for it
	done     chan struct{} // closed when nothing runs any more
}

func newKeeper(h home, in server.Installation, log *slog.Logger) *keeper {
	return &keeper{
		home: h, in: in, log: log,
		stopping: make(chan struct{}), failing: make(chan error, 1), done: make(chan struct{}),
	}
}

// start returns when the server answers, or says why it does not.
func (k *keeper) start(ctx context.Context, dsn string) error {
	if err := k.home.clear(ctx); err != nil {
		return err
	}
	go k.run()
	if err := answers(ctx, dsn, k.failing); err != nil {
		return errors.Join(fmt.Errorf("the private PostgreSQL does not start: %w; see %s", err, k.home.logFile()), k.stop())
	}
	k.log.Info("private PostgreSQL is running", "dir", k.home.dir, "version", k.in.Version)
	return nil
}

// run lives on one thread for as long as the server is wanted, because the
// kernel's parent-death signal is about that thread.
func (k *keeper) run() {
	runtime.LockOSThread()
	defer close(k.done)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		began := time.Now()
		err := k.once()
		if k.asked() {
			return
		}
		if time.Since(began) > time.Minute {
			pause = firstPause
		}
		if !stillInUse(err) {
			select {
			case k.failing <- err:
			default: // nobody waits for the start any more
			}
		}
		k.log.Error("private PostgreSQL ended by itself and is started again", "error", err, "log", k.home.logFile())
		select {
		case <-k.stopping:
			return
		case <-time.After(pause):
		}
		if err := k.home.clear(context.Background()); err != nil {
			k.log.Error("private PostgreSQL cannot be started", "error", err)
		}
	}
}

// stillInUse reports whether the server only found processes of a killed one at
// work, which end by themselves.
func stillInUse(err error) bool {
	return err != nil && strings.Contains(err.Error(), "shared memory block")
}

// asked reports whether the server is to stop.
func (k *keeper) asked() bool {
	select {
	case <-k.stopping:
		return true
	default:
		return false
	}
}

// once runs the server until it ends.
func (k *keeper) once() error {
	out, err := k.home.openLog()
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	cmd := exec.Command(k.in.Path("postgres"), k.home.args()...)
	cmd.Dir = "/"
	k.home.owner.Become(cmd)
	dieWithUs(cmd.SysProcAttr)
	cmd.Stdout, cmd.Stderr = out, out
	from, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if err := k.begin(cmd); err != nil {
		return err
	}
	err = cmd.Wait()
	k.mu.Lock()
	k.process = nil
	k.mu.Unlock()
	if err == nil {
		return errors.New("somebody else stopped it")
	}
	return fmt.Errorf("%w: %s", err, k.home.said(from))
}

// begin starts the process unless a stop came first.
func (k *keeper) begin(cmd *exec.Cmd) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.asked() {
		return errors.New("stopped before it began")
	}
	err := cmd.Start()
	k.process = cmd.Process
	return err
}

// stop ends the server, first in good order, then by force.
func (k *keeper) stop() error {
	k.stopOnce.Do(func() { close(k.stopping) })
	for _, step := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, stopFast}, {syscall.SIGQUIT, stopAtOnce}, {syscall.SIGKILL, stopAtOnce}} {
		k.signal(step.signal)
		select {
		case <-k.done:
			return nil
		case <-time.After(step.wait):
		}
	}
	return errors.New("the private PostgreSQL does not stop")
}

func (k *keeper) signal(s syscall.Signal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process != nil {
		_ = k.process.Signal(s) // it may just have ended: the same to us
	}
}

func (k *keeper) pid() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process == nil {
		return 0
	}
	return k.process.Pid
}

// args are the settings that hold whatever postgresql.conf says. ERROR lines stay
// out of the log because they quote statements; the program logs what matters.
func (h home) args() []string {
	args := []string{"-D", h.data}
	for _, s := range []string{
		"listen_addresses=", "unix_socket_directories=" + h.sockets, "unix_socket_permissions=0700", "port=5432",
		"fsync=on", "full_page_writes=on", "synchronous_commit=on", "restart_after_crash=on",
		"max_connections=" + maxConnection, "timezone=UTC", "log_timezone=UTC", "logging_collector=off", "log_destination=stderr",
		"log_min_messages=log", "log_min_error_statement=panic", "log_statement=none", "log_error_verbosity=terse",
		"log_min_duration_statement=-1", "log_checkpoints=off",
	} {
		args = append(args, "-c", s)
	}
	return args
}

func (h home) logFile() string { return filepath.Join(h.dir, "log") }

// openLog appends to the log and begins a new one when it has grown big.
func (h home) openLog() (*os.File, error) {
	if fi, err := os.Stat(h.logFile()); err == nil && fi.Size() > biggestLog {
		if err := os.Rename(h.logFile(), h.logFile()+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(h.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// said is the end of what the server logged since the log was from bytes long.
func (h home) said(from int64) string {
	b, err := os.ReadFile(h.logFile())
	if err != nil || int64(len(b)) < from {
		return ""
	}
	return server.LastLines(string(b[from:]), 2)
}

// answers waits until the server takes queries, it ends, or ctx does. After a
// crash it replays its log first, for as long as that takes.
func answers(ctx context.Context, dsn string, ended <-chan error) error {
	pools, err := db.Open(dsn, db.Options{WebConns: 1})
	if err != nil {
		return err
	}
	defer func() { _ = pools.Close() }()
	for {
		err := pools.Ready(ctx)
		if err == nil || db.Refused(err) {
			return err
		}
		select {
		case why := <-ended:
			return fmt.Errorf("it ended at once (%w)", why)
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(answerPoll):
		}
	}
}
