package inspect

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestFoldersOfKilledPrograms go at the next New; those of running ones stay, and what is
// young or only bears the name too.
func TestFoldersOfKilledPrograms(t *testing.T) {
	dir := t.TempDir()
	var all []*folder
	for range 3 {
		f, err := makeFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.at(input(0)), []byte("CANARINO"), 0o600); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	alive, dead, young := all[0], all[1], all[2]
	for _, f := range []*folder{dead, young} {
		_ = f.lock.Close() // as when a program ends
	}
	other := filepath.Join(dir, folderName+"file")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	hourAgo := time.Now().Add(-time.Hour)
	for _, path := range []string{alive.path, dead.path, other} {
		if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
			t.Fatal(err)
		}
	}
	New(Options{Dir: dir})
	for path, want := range map[string]bool{alive.path: true, dead.path: false, young.path: true, other: true} {
		if _, err := os.Lstat(path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := alive.remove(); err != nil {
		t.Error(err)
	}
}

// TestACanaryLeavesNoTrace: what a CV says is neither in the log nor in a folder, taken
// or refused. The folders are looked at by inspector itself.
func TestACanaryLeavesNoTrace(t *testing.T) {
	var log bytes.Buffer
	var one sync.Mutex
	i := inspector(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&guarded{to: &log, one: &one}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	const canary = "CANARINO"
	good := plain(canary).put(1, "/OpenAction<</S/JavaScript/JS("+canary+")>>").bytes()
	bomb := plain(canary)
	bomb.objects[3] = flate("/"+canary+" 1", make([]byte, 40<<20))
	for what, data := range map[string][]byte{
		"taken": good, "broken": good[:len(good)/2], "a bomb": bomb.bytes(), "deep": plain(canary).put(3, "/X "+strings.Repeat("[("+canary+")", 9000)).bytes(),
		"a text document": archive(t, map[string]string{"[Content_Types].xml": "<a/>", "word/document.xml": canary, "word/vbaProject.bin": canary}),
	} {
		path := filepath.Join(t.TempDir(), canary+".pdf")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := i.Make(t.Context(), path, canary+".pdf")
		if err != nil {
			if strings.Contains(err.Error(), canary) {
				t.Errorf("%s: the fault says %v", what, err)
			}
			continue
		}
		if _, err := i.Text(t.Context(), m.Path); err != nil && i.pdftotext != "" {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	if strings.Contains(log.String(), canary) {
		t.Errorf("the log says\n%s", log.String())
	}
}

// guarded is written to by several children's watchers.
type guarded struct {
	to  *bytes.Buffer
	one *sync.Mutex
}

// Write writes one line at a time.
func (g *guarded) Write(p []byte) (int, error) {
	g.one.Lock()
	defer g.one.Unlock()
	return g.to.Write(p)
}

// TestOnlySoManyAtOnce: who comes later waits, and may give up.
func TestOnlySoManyAtOnce(t *testing.T) {
	i := inspector(t, func(o *Options) { o.AtOnce = 1 })
	if err := i.take(t.Context()); err != nil { // somebody is at work
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	path := file(t, plain("x").bytes())
	if _, err := i.Make(ctx, path, "cv.pdf"); err != context.DeadlineExceeded {
		t.Errorf("who gave up: %v", err)
	}
	done := make(chan error, 5)
	for range 5 {
		go func() {
			m, err := i.Make(context.Background(), path, "cv.pdf")
			if err == nil {
				err = m.Close()
			}
			done <- err
		}()
	}
	i.give()
	for range 5 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestAProgramThatForgotTheHook is told so, and does not start itself for ever.
func TestAProgramThatForgotTheHook(t *testing.T) {
	t.Setenv(strings.Split(marker, "=")[0], "1")
	_, err := inspector(t).Make(t.Context(), file(t, plain("x").bytes()), "cv.pdf")
	if err == nil || !strings.Contains(err.Error(), "inspect.Child") {
		t.Errorf("%v", err)
	}
}
