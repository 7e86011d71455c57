package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// scratch is the folder of a run: the data of the program and of its cluster.
type scratch struct {
	program string
	dir     string
}

// newScratch makes the folder, on disk because a commit has to be a commit, and
// fills the database with the demo.
func newScratch(ctx context.Context, program string) (*scratch, error) {
	path, err := filepath.Abs(program)
	if err != nil {
		return nil, err
	}
	s := &scratch{program: path}
	if s.dir, err = os.MkdirTemp("", "approdo-bench-"); err != nil {
		return nil, err
	}
	// Started by root, the database runs as another user, who must get here.
	if err := os.Chmod(s.dir, 0o711); err != nil {
		return nil, err
	}
	for _, command := range []string{"migrate", "seed"} {
		c := s.command(ctx, 0, command)
		if out, err := c.CombinedOutput(); err != nil {
			s.remove()
			return nil, fmt.Errorf("approdo %s: %w\n%s", command, err, out)
		}
	}
	return s, nil
}

func (s *scratch) remove() { _ = os.RemoveAll(s.dir) }

// command is the program with settings of its own; test is development without its
// conveniences.
func (s *scratch) command(ctx context.Context, port int, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, s.program, args...)
	c.Dir = s.dir
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "DATA_DIR=" + s.dir, "APPRODO_ENV=test",
		fmt.Sprintf("PORT=%d", max(port, 1)), "HOST=127.0.0.1", fmt.Sprintf("BASE_URL=http://127.0.0.1:%d", max(port, 1)),
		"APPRODO_SECRET=only-for-the-benchmark-0123456789abcdef",
	}
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 30 * time.Second
	return c
}

// server is a process that answers on loopback.
type server struct {
	addr string
	cmd  *exec.Cmd
}

// startProgram runs `approdo serve`, silent, and waits until it is ready.
func (s *scratch) startProgram(ctx context.Context) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	x := &server{addr: fmt.Sprintf("127.0.0.1:%d", port), cmd: s.command(ctx, port, "serve")}
	if err := x.cmd.Start(); err != nil {
		return nil, err
	}
	for range 600 {
		if answer, err := http.Get("http://" + x.addr + "/stato"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return x, nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the program does not answer within a minute"), x.stop())
}

// startBare runs this very binary as the server of bare handlers.
func startBare(ctx context.Context, dsn string, size int) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	x := &server{cmd: exec.CommandContext(ctx, self, bareCommand)}
	x.cmd.Stderr = os.Stderr
	in, err := x.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := x.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := x.cmd.Start(); err != nil {
		return nil, err
	}
	// The address of the database holds its password: not on the command line.
	_, err = fmt.Fprintf(in, "%s\n%d\n", dsn, size)
	if err == nil {
		_, err = fmt.Fscanln(bufio.NewReader(out), &x.addr)
	}
	if err != nil {
		return nil, errors.Join(err, x.stop())
	}
	return x, nil
}

// stop ends the process as Ctrl-C does.
func (x *server) stop() error {
	_ = x.cmd.Process.Signal(syscall.SIGTERM)
	var exit *exec.ExitError
	if err := x.cmd.Wait(); err != nil && !errors.As(err, &exit) && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
