package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// peak is the most memory this process ever held at once, and the most any child did,
// in megabytes.
func peak(t testing.TB) (own, child int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skipf("SKIPPED: no /proc to measure memory with: %v", err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	own, err = strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &use); err != nil {
		t.Fatal(err)
	}
	return own >> 10, int(use.Maxrss) >> 10
}

// hostileFolder names to a process of its own the folder of the corpus.
const hostileFolder = "INSPECT_HOSTILE_FOLDER"

// TestMemoryStaysFlat: a program that judges the whole corpus stays under 300 MB with the
// largest of its children; what a child may take at most is the kernel's to hold. It runs in a process of its own: building the corpus here
// takes more.
func TestMemoryStaysFlat(t *testing.T) {
	if dir := os.Getenv(hostileFolder); dir != "" {
		judgeAll(t, dir)
		return
	}
	unraced(t)
	dir := t.TempDir()
	for n, c := range corpus(t) {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(n)), c, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := run(t, self, []string{hostileFolder + "=" + dir, "PATH=" + os.Getenv("PATH")}, "-test.run=^TestMemoryStaysFlat$", "-test.v")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	m := regexp.MustCompile(`(\d+) documents, own (\d+) MB, child (\d+) MB`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("nothing measured:\n%s", out)
	}
	t.Log(m[0])
	own, _ := strconv.Atoi(m[2])
	child, _ := strconv.Atoi(m[3])
	if own+child >= 300 || m[1] == "0" {
		t.Errorf("%s: 300 MB is too much for a program and its child", m[0])
	}
}

// corpus is everything hostile, and what is large and honest.
func corpus(t testing.TB) (all [][]byte) {
	for _, c := range hostile() {
		all = append(all, c.data)
	}
	for _, c := range actives() {
		all = append(all, []byte(c.data))
	}
	return append(all, hugePNG(60_000, 60_000), hugePNG(3000, 5000), asJPEG(t, scene(8000, 6000), 6), asPNG(t, scene(4000, 3000)), zipBomb(t), largePDF())
}

// largePDF is 9 MB of honest pages.
func largePDF() []byte {
	p := plain("x")
	p.objects[1] = "<</Type/Pages/Count 0/Kids[]>>"
	var kids strings.Builder
	for range 30 {
		content := p.add(stream("", "BT /F1 9 Tf 60 700 Td (x) Tj ET\n%"+strings.Repeat("x", 300_000)))
		page := p.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents %d 0 R>>", content))
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	p.objects[1] = "<</Type/Pages/Count 30/Kids[" + kids.String() + "]>>"
	return p.bytes()
}

func judgeAll(t *testing.T, dir string) {
	i := inspector(t)
	paths, err := filepath.Glob(dir + "/*")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for _, path := range paths {
		group.Go(func() {
			m, err := i.Make(context.Background(), path, "cv.pdf")
			if err == nil {
				_, _ = i.Text(context.Background(), m.Path)
				_ = m.Close()
			}
		})
	}
	group.Wait()
	own, child := peak(t)
	fmt.Printf("%d documents, own %d MB, child %d MB\n", len(paths), own, child)
}

// TestCutOffAnywhere: a PDF cut off at any place is refused or whole; never a fault of
// ours, never half of it.
func TestCutOffAnywhere(t *testing.T) {
	unraced(t)
	i := inspector(t)
	whole := plain("Resta il testo").bytes()
	packed := []byte(packedScript())
	for _, data := range [][]byte{whole, packed} {
		for at := 0; at < len(data); at += 1 + len(data)*patience/40 {
			m, err := i.Make(t.Context(), file(t, data[:at]), "cv.pdf")
			if err != nil {
				if key := keyOf(t, err); key != refusedBroken && key != refusedEmpty && key != refusedKind {
					t.Errorf("cut at %d: %s", at, key)
				}
				continue
			}
			clean, err := readFile(m.Path)
			if err != nil || !bytes.Contains(clean, []byte("(Resta il testo) Tj")) {
				t.Errorf("cut at %d: taken without its text (%v)", at, err)
			}
			harmless(t, clean)
			_ = m.Close()
		}
	}
}

// The tasks of a child that does what a hostile document would make it do.
const (
	evilNetwork = "evil.network"
	evilFiles   = "evil.files"
	evilMemory  = "evil.memory"
	evilTime    = "evil.time"
	evilWrite   = "evil.write"
	evilSecret  = "evil.secret"
	evilFork    = "evil.fork"
)

// evil is what a child taken over would try; it prints what it managed.
func evil(what string) {
	switch what {
	case evilNetwork:
		c, err := net.DialTimeout("tcp", os.Getenv("TARGET"), time.Second)
		if err == nil {
			_ = c.Close()
			fmt.Print(`{"Kind":"reached"}`)
			return
		}
	case evilFiles:
		for _, path := range []string{"/etc/passwd", "/proc/self/environ", "../../../etc/passwd", os.Getenv("TARGET")} {
			if data, err := os.ReadFile(path); err == nil && len(data) > 0 {
				fmt.Printf(`{"Kind":%q}`, path)
				return
			}
		}
	case evilMemory:
		var all [][]byte
		for {
			b := make([]byte, 16<<20)
			for n := 0; n < len(b); n += 4096 {
				b[n] = 1
			}
			all = append(all, b)
			if len(all) > 64 {
				fmt.Print(`{"Kind":"a gigabyte"}`)
				return
			}
		}
	case evilTime:
		for n := 0; ; n++ {
			_ = n
		}
	case evilWrite:
		f, err := os.Create("large")
		for n := 0; err == nil && n < 512; n++ {
			_, err = f.Write(make([]byte, 1<<20))
		}
		if err == nil {
			fmt.Print(`{"Kind":"half a gigabyte"}`)
			return
		}
	case evilSecret:
		fmt.Printf(`{"Kind":%q}`, strings.Join(os.Environ(), " "))
		return
	case evilFork:
		self := "/proc/self/exe"
		if p, err := os.StartProcess(self, []string{self, hidden, `{"Do":"` + evilTime + `"}`}, &os.ProcAttr{Dir: "."}); err == nil {
			_ = p.Release()
			fmt.Print(`{"Kind":"started"}`)
			return
		}
	}
	fmt.Print(`{"Kind":"nothing"}`)
}

// TestAChildTakenOver reaches nothing, reads nothing, and ends.
func TestAChildTakenOver(t *testing.T) {
	unraced(t)
	i := inspector(t, func(o *Options) { o.Limit = 3 * time.Second })
	if !i.wall() {
		t.Skip("SKIPPED: this kernel gives no namespaces; children have their limits only, nothing of the rest was checked")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("APPRODO_SECRET", "segretissimo")
	secret := file(t, []byte("canarino"))
	for what, c := range map[string]struct{ target, want string }{
		evilNetwork: {l.Addr().String(), "nothing"}, evilFiles: {secret, "nothing"}, evilMemory: {"", refusedHeavy}, evilTime: {"", refusedHeavy},
		evilWrite: {"", "nothing"}, evilSecret: {"", ""}, evilFork: {"", ""},
	} {
		f, err := makeFolder(i.o.Dir)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		out, err := i.child(t.Context(), f, task{Do: what, Root: true, Limits: i.ownLimits()}, i.o.Limit, "TARGET="+c.target, "GOMEMLIMIT=96MiB")
		if errors.Is(err, errLimit) {
			err = refusal(refusedHeavy)
		}
		var v verdict
		_ = json.Unmarshal(out, &v)
		var r refusal
		if errors.As(err, &r) {
			v.Kind = string(r)
		}
		if c.want != "" && v.Kind != c.want && !(what == evilWrite && v.Kind == refusedHeavy) {
			t.Errorf("%s: %q (%v), want %q", what, v.Kind, err, c.want)
		}
		if strings.Contains(v.Kind, "segretissimo") || what == evilSecret && !strings.HasPrefix(v.Kind, marker) {
			t.Errorf("%s: it sees %q", what, v.Kind)
		}
		if took := time.Since(began); took > patience*6*time.Second {
			t.Errorf("%s took %s", what, took)
		}
		if err := f.remove(); err != nil {
			t.Error(err)
		}
	}
	if left := children(); len(left) > 0 {
		t.Errorf("children left: %v", left)
	}
}

// children are processes of ours that still judge.
func children() (left []string) {
	for range 50 {
		left = nil
		paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, path := range paths {
			if line, err := os.ReadFile(path); err == nil && strings.Contains(string(line), hidden) {
				left = append(left, strings.ReplaceAll(string(line), "\x00", " "))
			}
		}
		if len(left) == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return left
}

// TestGivingUpEndsTheChild: who asked went away.
func TestGivingUpEndsTheChild(t *testing.T) {
	i := inspector(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	f, err := makeFolder(i.o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.remove()
	began := time.Now()
	if _, err := i.child(ctx, f, task{Do: evilTime, Limits: i.ownLimits()}, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if took := time.Since(began); took > patience*5*time.Second {
		t.Errorf("took %s", took)
	}
}

// TestWithoutNamespaces: a kernel that gives none still judges, under limits.
func TestWithoutNamespaces(t *testing.T) {
	i := inspector(t)
	i.walls.Do(func() {}) // as if it had found none
	if i.wall() {
		t.Fatal("still walled")
	}
	m, clean := taken(t, i, plain("Resta il testo").bytes())
	if m.Pages != 1 || !bytes.Contains(clean, []byte("(Resta il testo) Tj")) {
		t.Errorf("made %+v", m)
	}
	if got := refusedAs(t, i, hostile()["a bomb for a font"].data); got != refusedHeavy {
		t.Errorf("a bomb: %q", got)
	}
	if notes := strings.Join(i.Notes(), "\n"); !strings.Contains(notes, "namespaces") {
		t.Errorf("nobody is told: %q", notes)
	}
}
