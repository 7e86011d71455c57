package cluster

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/db"
	"approdo/app/db/internal/server"
	"approdo/app/db/testdb"
)

// helper names a data folder where this test binary runs as a second program.
const helper = "CLUSTER_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helper); dir != "" {
		c, err := Start(context.Background(), quiet(dir))
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		fmt.Println("running", c.PID())
		time.Sleep(time.Minute)
		return
	}
	code := m.Run()
	if dir, err := original(); err == nil {
		_ = os.RemoveAll(dir)
	}
	testdb.Stop()
	os.Exit(code)
}

func quiet(dir string) Options {
	return Options{DataDir: dir, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// original is a stopped cluster, made once for all tests that do not test the making.
var original = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp("/tmp", "cluster"); err != nil {
		return "", err
	}
	if err = os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	c, err := Start(context.Background(), quiet(dir))
	if err != nil {
		return "", err
	}
	return dir, c.Stop()
})

// made is a data folder with a stopped cluster in it.
func made(t *testing.T) (dir string, h home) {
	t.Helper()
	from, err := original()
	if err != nil {
		t.Fatal(err)
	}
	dir = testdb.Dir(t)
	if out, err := exec.Command("cp", "-a", from+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir, homeOf(t, dir)
}

// begin starts a cluster that stops with the test.
func begin(t *testing.T, dir string) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := Start(ctx, quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// refused starts a cluster that must not start and checks the sentence.
func refused(t *testing.T, dir string, words ...string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := Start(ctx, quiet(dir))
	if err == nil {
		_ = c.Stop()
		t.Fatal("it started")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the sentence %q lacks %q", err, w)
		}
	}
	return err
}

func open(t *testing.T, dsn string) *db.Pools {
	t.Helper()
	p, err := db.Open(dsn, db.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func run(t *testing.T, p *db.Pools, query string) {
	t.Helper()
	if _, err := p.Web.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func read(t *testing.T, p *db.Pools, query string) (s string) {
	t.Helper()
	if err := p.Web.NewRaw(query).Scan(context.Background(), &s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// program is this test binary keeping a cluster as another program would.
func program(t *testing.T, dir string) (cmd *exec.Cmd, server int) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helper+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := fmt.Fscanf(out, "running %d\n", &server); err != nil {
		rest, _ := io.ReadAll(out)
		t.Fatalf("the second program said %s: %v", rest, err)
	}
	return cmd, server
}

// until waits for something that must come to pass.
func until(t *testing.T, what string, fn func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if fn() {
			return
		}
	}
	t.Fatalf("did not come to pass: %s", what)
}

func homeOf(t *testing.T, dir string) home {
	t.Helper()
	h, err := findHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// asOwner starts a process as the server's user.
func asOwner(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	owner.Become(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Give(path); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
