package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"approdo/app/db/internal/server"
)

// Role and Database are what the program works as and in.
const (
	Role     = "approdo"
	Database = "approdo"
)

const (
	attachWait = 30 * time.Second
	attachPoll = 200 * time.Millisecond
	lockWait   = 300 * time.Millisecond // a program that is just ending, or a child not yet begun, may hold it
)

// Options of Start and Attach.
type Options struct {
	// DataDir is the program's data folder; the cluster lives in DataDir/postgres.
	DataDir string
	// Logger is told of starts and of a server that ended by itself; nil means slog.Default.
	Logger *slog.Logger
}

// Cluster is a running private PostgreSQL.
type Cluster struct {
	home     home
	password string
	psql     string
	keeper   *keeper  // nil where another program keeps it
	lock     *os.File // nil likewise
}

// Start starts the cluster of a data folder, making it first where there is none,
// and returns once it answers. The server belongs to this program until Stop; if
// it ends by itself it is started again. Errors are sentences for the person who
// started the program: no server installed, other version, other program running
// on the same data, folder not usable.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	lock, err := claim(dir)
	if err != nil {
		return nil, err
	}
	c, err := start(ctx, dir, o.Logger)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	c.lock = lock
	return c, nil
}

func start(ctx context.Context, dir string, log *slog.Logger) (*Cluster, error) {
	h, err := findHome(dir)
	if err != nil {
		return nil, err
	}
	in, err := h.installation()
	if err != nil {
		return nil, err
	}
	if err := h.make(ctx, in); err != nil {
		return nil, err
	}
	password, err := h.password()
	if err != nil {
		return nil, err
	}
	c := &Cluster{home: h, password: password, psql: psqlOf(in)}
	c.keeper = newKeeper(h, in, log)
	if err := c.keeper.start(ctx, c.DSN()); err != nil {
		return nil, err
	}
	return c, nil
}

// Attach gives a command such as `approdo admin create` the cluster: the one a
// running program keeps, waiting up to 30 s while it starts, else one of its own
// until Stop.
func Attach(ctx context.Context, o Options) (*Cluster, error) {
	c, err := Start(ctx, o)
	if !errors.Is(err, ErrRunning) {
		return c, err
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, attachWait)
	defer cancel()
	for {
		c, err := kept(ctx, dir)
		if err == nil || ctx.Err() != nil {
			return c, err
		}
		time.Sleep(attachPoll) // the other program is still making it
	}
}

// kept opens the cluster that another program keeps.
func kept(ctx context.Context, dir string) (*Cluster, error) {
	h, err := findHome(dir)
	if err != nil {
		return nil, err
	}
	in, err := h.installation()
	if err != nil {
		return nil, err
	}
	password, err := h.password()
	if err != nil {
		return nil, err
	}
	c := &Cluster{home: h, password: password, psql: psqlOf(in)}
	return c, answers(ctx, c.DSN(), nil)
}

// DSN is the cluster's URL for db.Open and for libpq. It holds the password.
func (c *Cluster) DSN() string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(Role, c.password), Path: "/" + Database,
		RawQuery: url.Values{"host": {c.home.sockets}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// Dir is the folder of the cluster's files.
func (c *Cluster) Dir() string { return c.home.dir }

// PID is the server's process, 0 where another program keeps it or between two starts.
func (c *Cluster) PID() int {
	if c.keeper == nil {
		return 0
	}
	return c.keeper.pid()
}

// Stop stops the server, letting no client finish a transaction, and returns when
// it is down. A cluster that another program keeps goes on.
func (c *Cluster) Stop() error {
	if c.keeper == nil {
		return nil
	}
	return errors.Join(c.keeper.stop(), c.lock.Close())
}

// PsqlCommand is psql on the cluster with this program's terminal, ready to run.
// The password travels in its environment, not on the command line.
func (c *Cluster) PsqlCommand(args ...string) *exec.Cmd {
	cmd := exec.Command(c.psql, append([]string{"-h", c.home.sockets, "-U", Role, "-d", Database}, args...)...)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+c.password)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd
}

func psqlOf(in server.Installation) string {
	if path := in.Path("psql"); fileExists(path) {
		return path
	}
	return "psql"
}

// ErrRunning is in the error of Start when another program keeps the cluster.
var ErrRunning = errors.New("another Approdo is already running on these data")

// claim takes the data folder for this program.
func claim(dir string) (*os.File, error) {
	path := filepath.Join(dir, "postgres.lock")
	lock, err := server.Lock(path, lockWait)
	if errors.Is(err, server.ErrLocked) {
		who := ""
		if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
			who = " (process " + strings.TrimSpace(string(b)) + ")"
		}
		return nil, fmt.Errorf("%w%s: stop it, or start this one with another DATA_DIR; the folder is %s", ErrRunning, who, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("the data folder %s is not writable for this user: %w", dir, err)
	}
	if err := lock.Truncate(0); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if _, err := lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
