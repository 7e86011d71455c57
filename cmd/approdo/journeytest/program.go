package journeytest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"approdo/app/mail/catcher"
)

// Binary is the program, built once for all tests of a process and with the race
// detector where the tests run under it. The zero value is ready.
type Binary struct {
	once sync.Once
	path string
	err  error
}

// Path builds the program at the first call, into bin/journeys, and gives its file.
func (b *Binary) Path(t testing.TB) string {
	t.Helper()
	b.once.Do(func() {
		b.path = filepath.Join(root(t), "bin", "journeys", "approdo")
		args := []string{"build", "-buildvcs=false", "-o", b.path}
		if Raced {
			args = append(args, "-race")
		}
		build := exec.Command("go", append(args, "./cmd/approdo")...)
		build.Dir = root(t)
		if out, err := build.CombinedOutput(); err != nil {
			b.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.path
}

// Program is one running copy: its own data folder, its own PostgreSQL, mail sent
// by real SMTP to Mail.
type Program struct {
	// URL is where it answers, without a slash at the end.
	URL string
	// Mail holds what the program sent.
	Mail *catcher.Catcher
	// DataDir is its folder; a second Start on it finds the same data.
	DataDir string
	// Ready is how long it took from the start of the process to the first answer.
	Ready time.Duration

	t      testing.TB
	cmd    *exec.Cmd
	ended  chan struct{}
	output *buffer
}

// StartOptions of Start; the zero value is a first start on an empty folder.
type StartOptions struct {
	// DataDir continues on the folder of an earlier copy; "" makes one.
	DataDir string
	// Env adds settings, NAME=value, in place of those of the same name.
	Env []string
	// OwnInbox leaves the mail to the catcher inside the program.
	OwnInbox bool
}

// Start starts the program and waits until it answers. It stops with the test.
func (b *Binary) Start(t testing.TB, o StartOptions) *Program {
	t.Helper()
	p := &Program{t: t, DataDir: o.DataDir, ended: make(chan struct{}), output: &buffer{}}
	if p.DataDir == "" {
		p.DataDir = DataDir(t)
	}
	port := freePort(t)
	p.URL = fmt.Sprintf("http://localhost:%d", port)
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir(),
		fmt.Sprintf("PORT=%d", port), "HOST=127.0.0.1", "BASE_URL=" + p.URL, "DATA_DIR=" + p.DataDir,
		"APPRODO_ENV=development", "GORACE=halt_on_error=1",
	}
	if !o.OwnInbox {
		p.Mail = mailbox(t)
		env = append(env, "SMTP_URL="+p.Mail.URL())
	}
	p.cmd = exec.Command(b.Path(t), "serve")
	p.cmd.Env, p.cmd.Dir = append(env, o.Env...), p.DataDir
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.SysProcAttr = diesWithUs()
	t.Cleanup(p.cleanup)
	p.start()
	return p
}

// start runs the process from a thread of its own, which lives as long as the
// process: the kernel ends the child when the thread that made it ends.
func (p *Program) start() {
	p.t.Helper()
	began := time.Now()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait()
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		p.t.Fatal(err)
	}
	client := http.Client{Timeout: time.Second}
	for deadline := began.Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.ended:
			p.t.Fatalf("the program ended instead of starting: %v\n%s", p.cmd.ProcessState, p.Output())
		default:
		}
		if answer, err := client.Get(p.URL + "/stato"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				p.Ready = time.Since(began)
				return
			}
		}
	}
	p.t.Fatalf("no answer within a minute:\n%s", p.Output())
}

// PID is the process.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Output is everything the program wrote so far.
func (p *Program) Output() string { return p.output.String() }

// Stop ends the program as Ctrl-C does and waits; it fails when the program does
// not end cleanly. A stopped program stays stopped.
func (p *Program) Stop() {
	p.t.Helper()
	if p.gone() {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.wait(30 * time.Second); err != nil {
		p.t.Errorf("%v\n%s", err, p.Output())
		return
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		p.t.Errorf("the program stopped with %v:\n%s", p.cmd.ProcessState, p.Output())
	}
}

// Kill ends the program as a power cut does.
func (p *Program) Kill() {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	if err := p.wait(10 * time.Second); err != nil {
		p.t.Fatal(err)
	}
}

func (p *Program) gone() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

func (p *Program) wait(limit time.Duration) error {
	select {
	case <-p.ended:
		return nil
	case <-time.After(limit):
		_ = p.cmd.Process.Kill()
		return errors.New("the program does not stop")
	}
}

// cleanup stops what still runs and shows what it said when the test failed.
func (p *Program) cleanup() {
	p.t.Helper()
	p.Stop()
	if strings.Contains(p.Output(), "WARNING: DATA RACE") {
		p.t.Error("the program has a data race")
	}
	if p.t.Failed() {
		lines := strings.Split(p.Output(), "\n")
		p.t.Logf("the program's last words:\n%s", strings.Join(lines[max(0, len(lines)-40):], "\n"))
	}
}

// Letter waits for the oldest mail to the address that is kept and gives it.
func (p *Program) Letter(to string) catcher.Message {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	m, err := p.Mail.Await(ctx, func(m catcher.Message) bool { return slices.Contains(m.To, to) })
	if err != nil {
		p.t.Fatalf("no mail to %s: %v; there are %d", to, err, len(p.Mail.List()))
	}
	return m
}

// DataDir makes a folder that the database's user can reach, in memory where there
// is room, and removes it after the test.
func DataDir(t testing.TB) string {
	t.Helper()
	base := os.TempDir()
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > 1<<30 {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "approdo-journey-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func mailbox(t testing.TB) *catcher.Catcher {
	t.Helper()
	c, err := catcher.Start(catcher.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// buffer is written by the process and read by the test.
type buffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the text.
func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is the text so far.
func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
