package cluster

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"approdo/app/db/internal/server"
	"approdo/app/db/testdb"
)

func TestOtherVersionIsRefused(t *testing.T) {
	t.Parallel()
	dir, h := made(t)
	version := filepath.Join(h.data, "PG_VERSION")
	ours := text(t, version)
	for _, theirs := range []string{"14", "99"} {
		write(t, version, theirs+"\n")
		refused(t, dir, "written by PostgreSQL "+theirs, "nothing was changed", "postgresql-"+theirs, h.data)
		if got := text(t, version); got != theirs+"\n" {
			t.Errorf("the data were changed: %q", got)
		}
	}
	write(t, version, ours)
	begin(t, dir) // and nothing else was touched
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	t.Run("open to others", func(t *testing.T) {
		dir, h := made(t)
		if err := os.Chmod(h.data, 0o755); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "may be read by others", "chmod 700 "+h.data)
	})
	t.Run("of another user", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("needs root to give a folder away")
		}
		dir, h := made(t)
		if err := os.Chown(h.data, 0, 0); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "belongs to another user than "+h.owner.Name, "chown -R "+h.owner.Name+" "+h.data)
	})
	t.Run("a file", func(t *testing.T) {
		file := filepath.Join(testdb.Dir(t), "file")
		write(t, file, "")
		refused(t, file, "the data folder cannot be made")
	})
	t.Run("not writable", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root writes everywhere")
		}
		dir := testdb.Dir(t)
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "is not writable for this user")
	})
}

func TestContentsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	t.Run("no cluster", func(t *testing.T) {
		dir := testdb.Dir(t)
		h := homeOf(t, dir)
		if err := h.owner.MakeDir(h.data); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "is not a PostgreSQL folder")
	})
	t.Run("password gone", func(t *testing.T) {
		dir, h := made(t)
		if err := os.Remove(filepath.Join(h.dir, "password")); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, "the password of the private database is gone")
	})
	t.Run("password of another cluster", func(t *testing.T) {
		dir, h := made(t)
		if err := os.WriteFile(filepath.Join(h.dir, "password"), []byte("x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		refused(t, dir, "password authentication failed")
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %v to say so", took)
		}
	})
	t.Run("settings that do not load", func(t *testing.T) {
		dir, h := made(t)
		write(t, filepath.Join(h.data, "postgresql.auto.conf"), "shared_buffers = 'a lot'\n")
		refused(t, dir, "does not start", "shared_buffers", "see "+filepath.Join(h.dir, "log"))
	})
}

// Started by root below a folder that the server's user may not enter.
func TestHomeElsewhere(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as somebody else")
	}
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	closed := t.TempDir() // below a folder of mode 0700
	spare := filepath.Join(testdb.Dir(t), "spare")
	link := filepath.Join(closed, "postgres")
	dir, err := homeDir(link, spare, owner)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(dir) != spare || !owner.Reaches(dir) || owner.Owns(dir) != nil {
		t.Errorf("home is %s", dir)
	}
	if again, err := homeDir(link, spare, owner); err != nil || again != dir {
		t.Errorf("not found again: %s, %v", again, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := homeDir(link, spare, owner); err == nil || !strings.Contains(err.Error(), "which is not there") {
		t.Errorf("a link to nowhere: %v", err)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(link, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := homeDir(link, spare, owner); err == nil || !strings.Contains(err.Error(), "cannot enter") {
		t.Errorf("a folder out of reach: %v", err)
	}
}

func TestLongPathsAndOddNames(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testdb.Dir(t), strings.Repeat("sportello lavoro' & città?/", 4), "dati")
	c := begin(t, dir)
	if len(c.home.sockets) > longestSocket {
		t.Errorf("the socket lies in %s", c.home.sockets)
	}
	t.Cleanup(func() { _ = os.RemoveAll(c.home.sockets) })
	if err := open(t, c.DSN()).Ready(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestDataFolderMoves(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	moved := dir + "-moved"
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	begin(t, moved)
}
