package testdb

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"approdo/app/db/internal/server"
)

// helper is set where this test binary runs as a second process, see runHelper.
const helper = "TESTDB_HELPER"

func TestMain(m *testing.M) {
	if how := os.Getenv(helper); how != "" {
		runHelper(how)
		return
	}
	Main(m)
}

func TestTxIsRolledBack(t *testing.T) {
	ctx := context.Background()
	t.Run("write", func(t *testing.T) {
		if _, err := Tx(t).Exec("CREATE TABLE leftovers (id int)"); err != nil {
			t.Fatal(err)
		}
	})
	var there bool
	if err := Tx(t).NewRaw("SELECT to_regclass('leftovers') IS NOT NULL").Scan(ctx, &there); err != nil || there {
		t.Errorf("the table is still there (%v)", err)
	}
	var migrated int
	if err := Tx(t).NewRaw("SELECT count(*) FROM schema_migrations").Scan(ctx, &migrated); err != nil || migrated == 0 {
		t.Errorf("%d migrations, %v", migrated, err)
	}
}

func TestNewIsOnesOwn(t *testing.T) {
	a, b := New(t), New(t)
	if _, err := a.Exec("CREATE TABLE mine (id int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Exec("CREATE TABLE mine (id int)"); err != nil {
		t.Errorf("two clones are one: %v", err)
	}
	var super bool
	if err := a.NewRaw("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").Scan(context.Background(), &super); err != nil || super {
		t.Errorf("tests run as a superuser (%v)", err)
	}
}

func TestClonesAreDropped(t *testing.T) {
	in := running(t)
	names := func() (names []string) {
		if err := in.admin.Work.NewRaw("SELECT datname FROM pg_database ORDER BY 1").Scan(context.Background(), &names); err != nil {
			t.Fatal(err)
		}
		return names
	}
	before := names()
	t.Run("clones", func(t *testing.T) {
		_, _, _ = New(t), Empty(t), DSN(t)
		if got := names(); len(got) != len(before)+3 {
			t.Errorf("databases are %v", got)
		}
	})
	if got := names(); !slices.Equal(got, before) {
		t.Errorf("left behind: %v", got)
	}
}

func TestDirCanBeReached(t *testing.T) {
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	if dir := Dir(t); !owner.Reaches(dir) {
		t.Errorf("%s cannot enter %s", owner.Name, dir)
	}
}

// However a test process ends, its server and its files go.
func TestNothingOutlivesTheProcess(t *testing.T) {
	for _, how := range []string{"exit", "panic", "kill"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), helper+"="+how)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var dir string
			if _, err := fmt.Fscanln(out, &dir); err != nil {
				t.Fatal(err)
			}
			if how == "kill" {
				if len(serving(t, dir)) == 0 {
					t.Error("no server to begin with")
				}
				_ = cmd.Process.Kill()
			}
			_ = cmd.Wait()
			gone := func() bool {
				_, err := os.Stat(dir)
				return os.IsNotExist(err) && len(serving(t, dir)) == 0
			}
			for end := time.Now().Add(10 * time.Second); !gone() && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			if !gone() {
				t.Errorf("still there: folder %s, processes %v", dir, serving(t, dir))
			}
		})
	}
}

// runHelper starts a server, tells its folder and ends the given way.
func runHelper(how string) {
	in, err := start()
	if err != nil {
		panic(err)
	}
	fmt.Println(in.dir)
	switch how {
	case "exit":
		os.Exit(0)
	case "panic":
		panic("as asked")
	}
	time.Sleep(time.Minute)
}

// serving lists the processes whose command line names the folder.
func serving(t *testing.T, dir string) (pids []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), dir+"/data") {
			pids = append(pids, filepath.Base(filepath.Dir(f)))
		}
	}
	return pids
}

// elsewhere is a place of the test's own.
func elsewhere(t *testing.T) place {
	t.Helper()
	p, err := findPlace()
	if err != nil {
		t.Fatal(err)
	}
	p.dir = filepath.Join(Dir(t), "place")
	if err := p.owner.MakeDir(p.dir); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTemplateIsMadeOnce(t *testing.T) {
	p := elsewhere(t)
	type made struct {
		dir string
		err error
	}
	all := make(chan made)
	for range 3 {
		go func() {
			dir, err := p.template(context.Background())
			all <- made{dir, err}
		}()
	}
	first := <-all
	for range 2 {
		if m := <-all; m != first {
			t.Errorf("%v and %v", m, first)
		}
	}
	if first.err != nil {
		t.Fatal(first.err)
	}
	names, _ := filepath.Glob(p.dir + "/*")
	if len(names) != 3 { // build.lock, initdb-…, template-…
		t.Errorf("the place holds %v", names)
	}
	old := filepath.Join(p.dir, "template-old")
	fresh := filepath.Join(p.dir, "template-fresh")
	for _, dir := range []string{old, fresh} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Now(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := p.sweepTemplates(); err != nil {
		t.Fatal(err)
	}
	if used(old) || !used(fresh) || !used(first.dir) {
		t.Error("the wrong templates were removed")
	}
}

func TestTemplateFollowsTheMigrations(t *testing.T) {
	p := elsewhere(t)
	keys := map[string]bool{}
	for _, fsys := range []fstest.MapFS{
		{"a.sql": {Data: []byte("x")}}, {"a.sql": {Data: []byte("y")}}, {"b.sql": {Data: []byte("x")}},
		{"a.sql": {Data: []byte("x")}, "b.sql": {}},
	} {
		key, err := p.key(fsys)
		if err != nil {
			t.Fatal(err)
		}
		keys[key] = true
	}
	if len(keys) != 4 {
		t.Errorf("four sets of migrations have %d keys", len(keys))
	}
}

// A server that cannot start is reported at once, with its own words.
func TestServerThatCannotStart(t *testing.T) {
	p := elsewhere(t)
	dir, lock, err := p.newRun()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = launch(p, dir, lock)
	if err == nil || !strings.Contains(err.Error(), "ended at once") || !strings.Contains(err.Error(), dir) {
		t.Errorf("a folder without data gave %v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	if used(dir) {
		t.Error("its folder is still there")
	}
}

func TestDeadRunsAreSwept(t *testing.T) {
	p := elsewhere(t)
	dead, ends, err := p.newRun()
	if err != nil {
		t.Fatal(err)
	}
	live, lock, err := p.newRun()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }()
	if !used(dead) {
		t.Error("a run that is locked was removed")
	}
	if err := ends.Close(); err != nil { // as at the end of the process that held it
		t.Fatal(err)
	}
	if err := p.sweepRuns(); err != nil {
		t.Fatal(err)
	}
	if used(dead) || !used(live) {
		t.Errorf("dead there: %v, live there: %v", used(dead), used(live))
	}
}
