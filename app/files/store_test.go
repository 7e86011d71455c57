package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newKey() string { return strings.ToLower(rand.Text()) }

func local(t testing.TB) (*Local, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "files")
	l, err := OpenLocal(folder)
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	return l, folder
}

// stores are held to the same promises.
func stores(t *testing.T, test func(t *testing.T, s Store)) {
	t.Run("local", func(t *testing.T) { l, _ := local(t); test(t, l) })
	t.Run("memory", func(t *testing.T) { test(t, &Memory{}) })
}

func read(t *testing.T, s Store, key string) string {
	t.Helper()
	r, err := s.Open(t.Context(), key)
	must(t, err)
	defer func() { must(t, r.Close()) }()
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}

func TestStoresKeepWhatTheyGet(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		key := newKey()
		must(t, s.Put(t.Context(), key, strings.NewReader("one")))
		must(t, s.Put(t.Context(), key, strings.NewReader("two"))) // replaces
		if got := read(t, s, key); got != "two" {
			t.Errorf("read %q", got)
		}
		walked := map[string]time.Time{}
		must(t, s.Walk(t.Context(), func(k string, put time.Time) error { walked[k] = put; return nil }))
		if len(walked) != 1 || time.Since(walked[key]) > time.Minute {
			t.Errorf("walked %v", walked)
		}
		must(t, s.Delete(t.Context(), key))
		must(t, s.Delete(t.Context(), key)) // quiet
		if _, err := s.Open(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("opened after deletion: %v", err)
		}
	})
}

func TestAPutThatFailsLeavesNothing(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		broken := errors.New("the line broke")
		key := newKey()
		err := s.Put(t.Context(), key, io.MultiReader(strings.NewReader("half"), failing{broken}))
		if !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Put(ended, key, strings.NewReader("x")); err == nil {
			t.Error("put after its context ended")
		}
		if _, err := s.Open(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half a blob can be opened: %v", err)
		}
	})
	l, folder := local(t)
	_ = l.Put(t.Context(), newKey(), failing{io.ErrUnexpectedEOF})
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, _ error) error {
		if !d.IsDir() {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestKeysCannotLeaveTheFolder(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		for _, key := range []string{"", "../../etc/passwd", "abcd", strings.Repeat("A", 26), strings.Repeat("a", 25) + "/", newKey() + "a"} {
			if err := s.Put(t.Context(), key, strings.NewReader("x")); err == nil {
				t.Errorf("put under %q", key)
			}
			if _, err := s.Open(t.Context(), key); err == nil {
				t.Errorf("opened %q", key)
			}
		}
	})
	l, folder := local(t)
	outside := t.TempDir()
	key := newKey()
	must(t, os.Symlink(outside, filepath.Join(folder, key[:2])))
	if err := l.Put(t.Context(), key, strings.NewReader("x")); err == nil {
		t.Error("a link led out of the folder")
	}
}

func TestLocalBlobsArePrivateAndTidied(t *testing.T) {
	l, folder := local(t)
	key := newKey()
	must(t, l.Put(t.Context(), key, strings.NewReader("x")))
	info, err := os.Stat(filepath.Join(folder, key[:2], key[2:4], key))
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	part := filepath.Join(folder, key[:2], key[2:4], key+".X"+unfinished)
	must(t, os.WriteFile(part, []byte("half"), 0o600))
	must(t, l.Tidy(t.Context(), time.Now().Add(-time.Hour)))
	if _, err := os.Stat(part); err != nil {
		t.Error("a write of now was removed")
	}
	must(t, l.Tidy(t.Context(), time.Now().Add(time.Hour)))
	if _, err := os.Stat(part); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an old unfinished write stays")
	}
	must(t, os.WriteFile(filepath.Join(folder, "README"), []byte("by hand"), 0o600))
	n := 0
	must(t, l.Walk(t.Context(), func(string, time.Time) error { n++; return nil }))
	if n != 1 || read(t, l, key) != "x" {
		t.Errorf("walked %d", n)
	}
}

func TestManyWritersAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		key := newKey()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := s.Put(context.Background(), key, bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, 100_000))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got := read(t, s, key)
		if len(got) != 100_000 || strings.Trim(got, got[:1]) != "" {
			t.Error("two writes are mixed")
		}
	})
}
