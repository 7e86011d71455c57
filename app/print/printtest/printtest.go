package printtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"approdo/app/print"
)

// Need skips a test that cannot print or cannot read PDFs here; in CI it fails.
func Need(t testing.TB) {
	t.Helper()
	p := print.New(print.Options{})
	defer p.Close()
	missing := ""
	if !p.Ready() {
		missing = "Chromium"
	}
	for _, name := range []string{"pdftotext", "pdfinfo", "pdffonts"} {
		if _, err := exec.LookPath(name); err != nil {
			missing = name
		}
	}
	switch {
	case missing == "":
	case os.Getenv("CI") != "":
		t.Fatalf("%s is missing", missing)
	default:
		t.Skipf("SKIPPED: %s is missing (make test installs it), nothing was checked", missing)
	}
}

// Text is everything readable, white space and presentation forms folded as by Fold.
func Text(t testing.TB, pdf []byte) string {
	t.Helper()
	return Fold(run(t, pdf, "pdftotext", "-enc", "UTF-8", "-nopgbrk"))
}

// Info is what pdfinfo says.
func Info(t testing.TB, pdf []byte) string {
	t.Helper()
	return run(t, pdf, "pdfinfo")
}

// Fonts are the lines of pdffonts, one a font.
func Fonts(t testing.TB, pdf []byte) []string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(run(t, pdf, "pdffonts")), "\n")
	return lines[min(2, len(lines)):]
}

// Fold makes two texts comparable: compatible forms are one, white space, marks of
// direction and the vowel signs of Arabic go, and the letters of an Arabic ligature,
// which poppler turns round, stand in one order.
func Fold(s string) string {
	s = norm.NFKC.String(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x064B && r <= 0x0652, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
	s = strings.NewReplacer("لا", "ال", "لأ", "أل", "لإ", "إل", "لآ", "آل").Replace(s)
	return strings.Join(strings.Fields(s), "")
}

func run(t testing.TB, pdf []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, path)
	if name == "pdftotext" {
		args = append(args, "-")
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%.200s", name, err, out, pdf)
	}
	return string(out)
}
