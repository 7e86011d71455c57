package testdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/internal/server"
)

// startWait is how long a server may take to answer on a busy machine.
const startWait = 60 * time.Second

// instance is one running server, watched by a shell that outlives us by a moment.
type instance struct {
	dir    string
	admin  *db.Pools
	shared *db.Pools
	leash  io.WriteCloser // the shell cleans up when this pipe ends
	gone   chan struct{}
	mu     sync.Mutex // one CREATE or DROP DATABASE at a time
}

// settings make the server quick and careless: its data are thrown away. Shared
// memory lies in the folder too, so that it goes with it.
var settings = [...]string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"autovacuum=off", "max_connections=200", "shared_buffers=64MB", "checkpoint_timeout=1h", "max_wal_size=4GB",
	"dynamic_shared_memory_type=mmap", "listen_addresses=", "timezone=UTC", "log_timezone=UTC", "unix_socket_permissions=0700",
}

// leashed runs the server as its own child until it ends or the input does: the
// word "clean" asks for a clean stop and keeps the folder, anything else, such as
// the end of the test process, for a quick one that removes it. $1 is the folder,
// the rest the server and its arguments. Descriptor 3 is the lock, held until the
// last process has ended; 4 is the input, which a background list reads only there.
const leashed = `
dir=$1; shift
exec 4<&0
"$@" </dev/null 4<&- & pid=$!
{
	read -r word <&4
	if [ "$word" = clean ]; then kill -INT $pid; else : >"$dir/over"; kill -QUIT $pid; fi
} & reader=$!
wait $pid
kill $reader 2>/dev/null
[ ! -e "$dir/over" ] || rm -rf -- "$dir"
`

// The two ways to stop, see leashed.
const clean, quick = "clean", "quick"

// start gives this process its copy of the template, running.
func start() (*instance, error) {
	p, err := findPlace()
	if err != nil {
		return nil, err
	}
	in, err := startIn(p)
	started.Store(in)
	return in, err
}

func startIn(p place) (*instance, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*startWait)
	defer cancel()
	from, err := p.template(ctx)
	if err != nil {
		return nil, err
	}
	dir, lock, err := p.newRun()
	if err != nil {
		return nil, err
	}
	if err := clone(ctx, filepath.Join(from, "data"), filepath.Join(dir, "data")); err != nil {
		return nil, errors.Join(err, lock.Close(), os.RemoveAll(dir))
	}
	in, err := launch(p, dir, lock)
	if err != nil {
		return nil, err
	}
	if in.shared, err = open(in.dsn(shared), 60); err != nil {
		in.stop(quick)
		return nil, err
	}
	return in, nil
}

// launch runs the server of dir/data; its socket, log and lock lie in dir. The
// shell and the server hold the lock from here on.
func launch(p place, dir string, lock *os.File) (*instance, error) {
	defer func() { _ = lock.Close() }()
	args := []string{
		"-c", leashed, "sh", dir, p.in.Path("postgres"), "-D", filepath.Join(dir, "data"),
		"-c", "unix_socket_directories=" + dir,
	}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir = "/"
	p.owner.Become(cmd)
	cmd.ExtraFiles = []*os.File{lock}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	leash, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	in := &instance{dir: dir, leash: leash, gone: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is in the log
		close(in.gone)
	}()
	if err := in.await(); err != nil {
		in.stop(quick)
		return nil, err
	}
	return in, nil
}

// await returns once the server answers.
func (in *instance) await() error {
	var err error
	if in.admin, err = open(in.as(server.Superuser, "postgres"), 2); err != nil {
		return err
	}
	for end := time.Now().Add(startWait); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		select {
		case <-in.gone:
			return fmt.Errorf("the test server ended at once: %s", in.said())
		default:
		}
		if err = in.admin.Ready(context.Background()); err == nil {
			return nil
		}
	}
	return fmt.Errorf("the test server does not answer: %w: %s", err, in.said())
}

func (in *instance) said() string {
	b, _ := os.ReadFile(filepath.Join(in.dir, "log")) // the quick stop may have removed it
	return string(b)
}

// stop ends the server one way or the other and waits for it.
func (in *instance) stop(how string) {
	for _, p := range []*db.Pools{in.shared, in.admin} {
		if p != nil {
			_ = p.Close()
		}
	}
	_, _ = io.WriteString(in.leash, how+"\n") // a shell that is gone needs no word
	_ = in.leash.Close()
	<-in.gone
	if how == quick {
		_ = os.RemoveAll(in.dir) // left where the server had ended by itself
	}
}

func (in *instance) dsn(name string) string { return in.as(role, name) }

func (in *instance) as(user, name string) string {
	return "postgres://" + user + "@/" + name + "?host=" + url.QueryEscape(in.dir) + "&sslmode=disable"
}

// create makes a database from another one, one at a time.
func (in *instance) create(name, from string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	_, err := in.admin.Work.Exec("CREATE DATABASE ? TEMPLATE ? OWNER ? STRATEGY FILE_COPY",
		bun.Ident(name), bun.Ident(from), bun.Ident(role))
	return err
}

func (in *instance) drop(name string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	_, err := in.admin.Work.Exec("DROP DATABASE IF EXISTS ? WITH (FORCE)", bun.Ident(name))
	return err
}
