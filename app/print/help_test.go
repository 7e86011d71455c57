package print

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func folders(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, folderName+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return sorted(left)
}

// age makes a folder one of yesterday.
func age(t *testing.T, path string) {
	t.Helper()
	then := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// until waits for something that must come to pass.
func until(t *testing.T, what string, fn func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if fn() {
			return
		}
	}
	t.Fatalf("did not come to pass: %s", what)
}
