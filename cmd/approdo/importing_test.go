package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportSaysWhatIsWrong before it touches any database.
func TestImportSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	wrong := filepath.Join(dir, "people_it.csv")
	if err := os.WriteFile(wrong, []byte("name,surname\na,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for says, args := range map[string][]string{
		"usage: approdo import esco": {"import"},
		"FILE…":                      {"import", "esco"},
		"ZIP or CSV":                 {"import", "isco", wrong},
		"no files of ESCO":           {"import", "esco", wrong},
		"no such file":               {"import", "esco", filepath.Join(dir, "occupations_it.csv")},
	} {
		var out bytes.Buffer
		err := run(t.Context(), args, []string{"DATA_DIR=" + dir}, &out)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", args, err, says)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "postgres*")); err != nil || len(left) > 0 {
		t.Errorf("a database was begun: %v, %v", left, err)
	}
}
