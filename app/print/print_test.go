package print

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"approdo/app/fault"
)

// TestWithoutABrowser: whoever asks is told, and nothing is started.
func TestWithoutABrowser(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, path := range []string{"", Off, "/no/such/program"} {
		p := New(Options{Path: path})
		_, err := p.PDF(t.Context(), Sheet{HTML: []byte("<p>x")})
		if f, ok := fault.As(err); p.Ready() || !ok || f.Kind != fault.Unavailable || f.Key != "print.absent" {
			t.Errorf("path %q: ready %v, %v", path, p.Ready(), err)
		}
		p.Close()
	}
	var none *Printer
	none.Close()
	if _, err := none.PDF(t.Context(), Sheet{}); none.Ready() || !fault.Is(err, fault.Unavailable) {
		t.Errorf("no printer at all: %v", err)
	}
}

// TestABrowserThatDoesNotStart is a fault, not a hang, and leaves no folder.
func TestABrowserThatDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "chromium")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := New(Options{Path: program, Dir: dir, Log: quiet()})
	defer p.Close()
	_, err := p.PDF(t.Context(), Sheet{HTML: []byte("<p>x")})
	if f, ok := fault.As(err); !ok || f.Key != "print.failed" || f.Kind != fault.Unavailable {
		t.Errorf("error is %v", err)
	}
	if left := folders(t, dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestTooManyWait: one prints, so many wait, the next is told to try again; who gives up
// waiting makes room.
func TestTooManyWait(t *testing.T) {
	p := New(Options{Path: "/bin/sh", Waiting: 2})
	if err := p.take(t.Context()); err != nil { // at work
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	gone := make(chan error, 2)
	for range 2 {
		go func() { _, err := p.PDF(ctx, Sheet{}); gone <- err }()
	}
	until(t, "two wait", func() bool { return p.waiting.Load() == 3 })
	_, err := p.PDF(t.Context(), Sheet{})
	if f, ok := fault.As(err); !ok || f.Key != "print.busy" || f.Kind != fault.Unavailable || f.Args["Seconds"] == nil {
		t.Errorf("the fourth got %v", err)
	}
	giveUp()
	for range 2 {
		if err := <-gone; !fault.Is(err, fault.Unavailable) {
			t.Errorf("who gave up got %v", err)
		}
	}
	if n := p.waiting.Load(); n != 1 {
		t.Errorf("%d wait still", n)
	}
	p.give()
	p.Close()
}

// TestTheFootIsText: what stands in a title can do nothing to the foot.
func TestTheFootIsText(t *testing.T) {
	html := foot(Sheet{Lang: "ar", Foot: `<script>x</script> {{.}} "`, Number: "صفحة " + PageMark + " من " + PagesMark})
	for _, want := range []string{`&lt;script&gt;x&lt;/script&gt; {{.}} &#34;`, `dir="rtl"`, `صفحة <span class="pageNumber"></span> من <span class="totalPages"></span>`} {
		if !strings.Contains(html, want) {
			t.Errorf("the foot lacks %s:\n%s", want, html)
		}
	}
}

// TestFoldersOfKilledPrograms go at the next start; those of running ones stay, and what
// only bears the name too.
func TestFoldersOfKilledPrograms(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "print")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	alive, err := makeFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := makeFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	young, err := makeFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(dir, folderName+"bare")
	other := filepath.Join(dir, folderName+"file")
	if os.Mkdir(bare, 0o700) != nil || os.WriteFile(other, nil, 0o600) != nil {
		t.Fatal("no folder")
	}
	for _, f := range []*folder{dead, young} {
		_ = f.lock.Close() // as when a program ends
	}
	for _, path := range []string{alive.path, dead.path, bare, other} {
		age(t, path)
	}
	sweep(dir)
	left := folders(t, dir)
	if want := []string{alive.path, young.path, other}; fmt.Sprint(left) != fmt.Sprint(sorted(want)) {
		t.Errorf("left %q, want %q", left, want)
	}
	if err := alive.remove(); err != nil {
		t.Error(err)
	}
}

// TestNothingOfTheEnvironmentGoesToTheBrowser: it holds secrets.
func TestNothingOfTheEnvironmentGoesToTheBrowser(t *testing.T) {
	dir := t.TempDir()
	seen, program := filepath.Join(dir, "seen"), filepath.Join(dir, "chromium")
	script := "#!/bin/sh\nenv >" + seen + "\necho \"$@\" >>" + seen + "\nexit 1\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("APPRODO_SECRET", "segretissimo")
	p := New(Options{Path: program, Dir: dir, Log: quiet()})
	defer p.Close()
	_, _ = p.PDF(t.Context(), Sheet{HTML: []byte("<p>x")})
	got, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("segretissimo")) {
		t.Errorf("the browser got\n%s", got)
	}
	if sandboxed := !bytes.Contains(got, []byte("--no-sandbox")); sandboxed != (os.Getuid() != 0) {
		t.Errorf("sandbox %v for user %d", sandboxed, os.Getuid())
	}
}
