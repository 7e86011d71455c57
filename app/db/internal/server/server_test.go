package server_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"approdo/app/db/internal/server"
)

func TestNewest(t *testing.T) {
	in, err := server.Newest()
	if err != nil {
		t.Fatal(err)
	}
	if in.Major < server.Oldest || !strings.Contains(in.Version, "PostgreSQL") {
		t.Errorf("found %+v", in)
	}
	for _, program := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(in.Path(program)); err != nil {
			t.Error(err)
		}
	}
	all := server.Installations()
	for i := 1; i < len(all); i++ {
		if all[i].Major > all[i-1].Major || all[i].Bin == all[i-1].Bin {
			t.Errorf("not newest first, or twice: %+v", all)
		}
	}
}

func TestOwnerSeesNothingOfOurs(t *testing.T) {
	t.Setenv("APPRODO_SECRET_OF_TEST", "sesamo")
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", "env; id -u; id -G")
	cmd.Dir = "/"
	owner.Become(cmd)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if said := string(out); strings.Contains(said, "sesamo") || strings.Contains(said, "\n0\n") {
		t.Errorf("the server's user has\n%s", said)
	}
}

func TestOwns(t *testing.T) {
	owner, err := server.FindOwner()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	if err := owner.MakeDir(dir); err != nil {
		t.Fatal(err)
	}
	if err := owner.Owns(dir); err != nil {
		t.Error(err)
	}
	if err := owner.MakeDir(dir); err != nil {
		t.Errorf("making it twice: %v", err)
	}
	if err := os.Chmod(dir, 0o770); err != nil {
		t.Fatal(err)
	}
	if err := owner.Owns(dir); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("a folder others write to: %v", err)
	}
	if owner.Other {
		if owner.Reaches(dir) {
			t.Error("a folder below a closed one is reached")
		}
		if err := owner.Owns(os.TempDir()); err == nil {
			t.Error("somebody else's folder is taken for the owner's")
		}
	}
}

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := server.Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Lock(path, 0); !errors.Is(err, server.ErrLocked) {
		t.Errorf("a held lock gave %v", err)
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		_ = first.Close()
	}()
	second, err := server.Lock(path, 5*time.Second)
	if err != nil {
		t.Fatalf("waiting for the lock: %v", err)
	}
	_ = second.Close()
	if _, err := server.Lock(filepath.Join(path, "below a file"), 0); err == nil || errors.Is(err, server.ErrLocked) {
		t.Errorf("a lock that cannot be made gave %v", err)
	}
}

func TestLastLines(t *testing.T) {
	for in, want := range map[string]string{"": "", "a\n": "a", "a\n\n b \nc\n": "b / c", "x\ny": "x / y"} {
		if got := server.LastLines(in, 2); got != want {
			t.Errorf("%q gave %q, want %q", in, got, want)
		}
	}
}
