package inspect

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"approdo/app/fault"
)

// paper is a PDF being written by hand: objects by number, in the order given.
type paper struct {
	objects []string
	root    int
	trailer string
}

// plain is a PDF of one page that says text.
func plain(text string) *paper {
	return &paper{root: 1, objects: []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
		stream("", "BT /F1 14 Tf 60 700 Td ("+text+") Tj ET"),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}}
}

// stream is a stream object with more entries in its dictionary.
func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(content), content)
}

// flate is a compressed stream object.
func flate(entries string, content []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(content)
	_ = z.Close()
	return stream(entries+"/Filter/FlateDecode", b.String())
}

// add gives the object a number.
func (p *paper) add(object string) int {
	p.objects = append(p.objects, object)
	return len(p.objects)
}

// put adds entries to the dictionary of an object.
func (p *paper) put(number int, entries string) *paper {
	p.objects[number-1] = strings.Replace(p.objects[number-1], "<<", "<<"+entries, 1)
	return p
}

// bytes is the file.
func (p *paper) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range p.objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, p.root, p.trailer, table)
	return b.Bytes()
}

// modern is the file with a stream for a table, in which n objects from number 100 on
// stand in the stream of objects with the given number.
func (p *paper) modern(packed, n int) []byte {
	var b, table bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	entry := func(kind, at, more int) {
		table.Write([]byte{byte(kind), byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at), byte(more >> 16), byte(more >> 8), byte(more)})
	}
	entry(0, 0, 0)
	for i, o := range p.objects {
		entry(1, b.Len(), 0)
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	for k := range n {
		entry(2, packed, k)
	}
	at, number := b.Len(), len(p.objects)+1
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", number, flate(
		fmt.Sprintf("/Type/XRef/Size %d/Root %d 0 R/W[1 4 3]/Index[0 %d 100 %d]%s", 100+n, p.root, number, n, p.trailer), table.Bytes()), at)
	return b.Bytes()
}

// inspector is one whose folders end with the test, empty.
func inspector(t testing.TB, change ...func(*Options)) *Inspector {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "inspect")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil { // nobody goes through it
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if left, _ := filepath.Glob(dir + "/*"); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
		_ = os.RemoveAll(dir)
	})
	o := Options{Dir: dir, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&o)
	}
	return New(o)
}

// file writes a document to the disk.
func file(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// taken makes the clean PDF of a document that must be taken; it goes with the test.
func taken(t testing.TB, i *Inspector, data []byte) (*Made, []byte) {
	t.Helper()
	m, err := i.Make(t.Context(), file(t, data), "cv.pdf")
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	defer m.Close()
	clean, err := os.ReadFile(m.Path)
	if err != nil {
		t.Fatal(err)
	}
	return m, clean
}

// refusedAs is the key of a refusal, "" where the document was taken.
func refusedAs(t testing.TB, i *Inspector, data []byte) string {
	t.Helper()
	m, err := i.Make(context.Background(), file(t, data), "cv.pdf")
	if err == nil {
		_ = m.Close()
		return ""
	}
	return keyOf(t, err)
}

// keyOf is the sentence of a refusal on the field "file".
func keyOf(t testing.TB, err error) string {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "file" {
		t.Fatalf("no refusal on the field: %v", err)
	}
	return f.Fields[0].Key
}

// unraced leaves what is judged by children only to the run without the race detector,
// which sees one process, and makes each ten times slower and larger; make check has both.
func unraced(t *testing.T) {
	t.Helper()
	if !memoryLimited {
		t.Skip("SKIPPED with the race detector: nothing of it was checked in this run, go test ./app/inspect does")
	}
}
