package files

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/jobs"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var secret = []byte("a secret of the program, 32 bytes")

func now() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func vault(t testing.TB, s Store) *Vault {
	t.Helper()
	v, err := NewVault(s, Options{Secret: secret})
	must(t, err)
	return v
}

func input(name, content string) Input {
	return Input{Owner: "cv", OwnerID: 12, Name: name, Content: strings.NewReader(content), Allowed: []string{PDF, PNG},
		Max: 1 << 20, By: "user:3", Now: now()}
}

func pdf(n int) string { return "%PDF-1.7\n" + strings.Repeat("curriculum di Amina ", n) + "\n%%EOF" }

func content(t *testing.T, v *Vault, f *File) (string, error) {
	t.Helper()
	r, err := v.Open(t.Context(), f)
	if err != nil {
		return "", err
	}
	defer func() { must(t, r.Close()) }()
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestAFileComesBackAsItWas(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		v, tx := vault(t, s), testdb.Tx(t)
		for _, n := range []int{0, 3_200, 50_000} { // below, around and above the chunks of the encryption
			text := pdf(n)
			f, err := Save(t.Context(), tx, v, input("CV di Amina.pdf", text))
			must(t, err)
			found, err := Find(t.Context(), tx, f.ID)
			must(t, err)
			if found.Name != "CV di Amina.pdf" || found.Type != PDF || found.Size != int64(len(text)) || found.Owner != "cv" ||
				found.OwnerID != 12 || found.CreatedBy != "user:3" || !found.CreatedAt.Equal(now()) {
				t.Errorf("%+v", found)
			}
			if got, err := content(t, v, found); err != nil || got != text {
				t.Errorf("%d bytes came back of %d: %v", len(got), len(text), err)
			}
			if blob := read(t, s, f.ID); strings.Contains(blob, "Amina") || strings.Contains(blob, "%PDF") {
				t.Error("the blob is readable")
			}
		}
		list, err := List(t.Context(), tx, "cv", 12)
		if err != nil || len(list) != 3 {
			t.Errorf("%d listed, %v", len(list), err)
		}
		if list, _ := List(t.Context(), tx, "cv", 13); len(list) != 0 {
			t.Error("somebody else's files are listed")
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	v, tx, s := (*Vault)(nil), testdb.Tx(t), &Memory{}
	v = vault(t, s)
	zipped := new(bytes.Buffer)
	must(t, zip.NewWriter(zipped).Close())
	small := func(name, text string) Input { in := input(name, text); in.Max = 100; return in }
	for name, c := range map[string]struct {
		in   Input
		kind fault.Kind
		key  string
	}{
		"empty":                 {input("a.pdf", ""), fault.Invalid, "files.upload.empty"},
		"a program":             {input("a.pdf", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"), fault.Invalid, "files.upload.type"},
		"a page":                {input("a.pdf", "<!doctype html><script>alert(1)</script>"), fault.Invalid, "files.upload.type"},
		"a text":                {input("a.pdf", "curriculum"), fault.Invalid, "files.upload.type"},
		"an archive":            {input("a.pdf", zipped.String()), fault.Invalid, "files.upload.type"},
		"too large":             {small("a.pdf", pdf(10)), fault.TooLarge, "files.upload.size"},
		"too large, seen later": {func() Input { in := input("a.pdf", pdf(5000)); in.Max = 90_000; return in }(), fault.TooLarge, "files.upload.size"},
	} {
		_, err := Save(t.Context(), tx, v, c.in)
		f, ok := fault.As(err)
		if !ok || f.Kind != c.kind {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if key := f.Key; key != c.key && (len(f.Fields) != 1 || f.Fields[0].Key != c.key || f.Fields[0].Name != "file") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(s.blobs) != 0 {
		t.Errorf("%d blobs of refused files are left", len(s.blobs))
	}
	exact := input("a.pdf", pdf(10))
	exact.Max = int64(len(pdf(10)))
	if _, err := Save(t.Context(), tx, v, exact); err != nil {
		t.Errorf("a file of just the size allowed: %v", err)
	}
}

func TestDamageIsNoticed(t *testing.T) {
	s := &Memory{}
	v, tx := vault(t, s), testdb.Tx(t)
	save := func() *File {
		f, err := Save(t.Context(), tx, v, input("a.pdf", pdf(20_000)))
		must(t, err)
		return f
	}
	put := func(key string, b []byte) { must(t, s.Put(t.Context(), key, bytes.NewReader(b))) }
	other := save()
	for name, spoil := range map[string]func(id string, b []byte){
		"a bit turned":      func(id string, b []byte) { b[len(b)/2] ^= 1; put(id, b) },
		"cut":               func(id string, b []byte) { put(id, b[:len(b)-40_000]) },
		"a chunk missing":   func(id string, b []byte) { put(id, b[:200+64<<10]) },
		"exchanged":         func(id string, _ []byte) { put(id, []byte(read(t, s, other.ID))) },
		"emptied":           func(id string, _ []byte) { put(id, nil) },
		"gone":              func(id string, _ []byte) { must(t, s.Delete(t.Context(), id)) },
		"replaced in clear": func(id string, _ []byte) { put(id, []byte(pdf(20_000))) },
	} {
		f := save()
		spoil(f.ID, []byte(read(t, s, f.ID)))
		if _, err := content(t, v, f); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
	f := save()
	f.Size--
	if _, err := content(t, v, f); err == nil {
		t.Error("a longer content than recorded was read")
	}
	f.Size, f.SHA256 = f.Size+1, bytes.Repeat([]byte{1}, 32)
	if _, err := content(t, v, f); err == nil {
		t.Error("another content than recorded was read")
	}
}

func TestTheSecretCanBeChanged(t *testing.T) {
	s, tx := &Memory{}, testdb.Tx(t)
	f, err := Save(t.Context(), tx, vault(t, s), input("a.pdf", pdf(1)))
	must(t, err)
	fresh := []byte("another secret of the program 123")
	both, err := NewVault(s, Options{Secret: fresh, Earlier: [][]byte{secret}})
	must(t, err)
	if got, err := content(t, both, f); err != nil || got != pdf(1) {
		t.Errorf("sealed with the earlier secret: %v", err)
	}
	g, err := Save(t.Context(), tx, both, input("b.pdf", pdf(2)))
	must(t, err)
	alone, err := NewVault(s, Options{Secret: fresh})
	must(t, err)
	if _, err := content(t, alone, f); err == nil {
		t.Error("opened without its secret")
	}
	if got, err := content(t, alone, g); err != nil || got != pdf(2) {
		t.Errorf("sealed with the new secret: %v", err)
	}
	if _, err := NewVault(s, Options{Secret: []byte("short")}); err == nil {
		t.Error("a short secret was taken")
	}
}

// world is a vault with a database of its own and its jobs at a time.
func world(t *testing.T) (*bun.DB, *Memory, *Vault, func(at time.Time) error) {
	pool, s := testdb.New(t), &Memory{Now: now}
	v := vault(t, s)
	at := now()
	r := jobs.NewRunner(pool, v.Jobs(), Schedule(), jobs.Options{Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)})
	return pool, s, v, func(x time.Time) error { at = x; return r.Drain(t.Context()) }
}

func TestDeletingErasesAfterTheCommit(t *testing.T) {
	pool, s, v, run := world(t)
	f, err := Save(t.Context(), pool, v, input("a.pdf", pdf(1)))
	must(t, err)
	_ = db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error {
		must(t, Delete(ctx, tx, f.ID, "user:3", now()))
		return errors.New("taken back")
	})
	must(t, run(now()))
	if got, err := content(t, v, f); err != nil || got != pdf(1) {
		t.Fatalf("a deletion taken back lost the file: %v", err)
	}
	must(t, Delete(t.Context(), pool, f.ID, "user:3", now()))
	if _, err := Find(t.Context(), pool, f.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("found after deletion: %v", err)
	}
	if err := Delete(t.Context(), pool, f.ID, "user:3", now()); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	var name string
	must(t, pool.NewRaw("SELECT name FROM files WHERE id = ?", f.ID).Scan(t.Context(), &name))
	if name != "—" {
		t.Errorf("a deleted file is still called %q", name)
	}
	must(t, run(now()))
	if len(s.blobs) != 0 {
		t.Error("the blob stays")
	}
	must(t, v.erase(t.Context(), pool, []byte(`{"id":"`+f.ID+`"}`), now())) // runs twice
	var erased time.Time
	must(t, pool.NewRaw(`SELECT erased_at FROM files WHERE id = ?`, f.ID).Scan(t.Context(), &erased))
	if !erased.Equal(now()) {
		t.Errorf("erased at %v", erased)
	}
	g, err := Save(t.Context(), pool, v, input("b.pdf", pdf(1)))
	must(t, err)
	must(t, v.erase(t.Context(), pool, []byte(`{"id":"`+g.ID+`"}`), now()))
	if got, err := content(t, v, g); err != nil || got != pdf(1) {
		t.Error("a job erased a file that is not deleted")
	}
}

func TestTheSweepRemovesOrphans(t *testing.T) {
	pool, s, v, run := world(t)
	kept, err := Save(t.Context(), pool, v, input("kept.pdf", pdf(1)))
	must(t, err)
	var lost *File
	_ = db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error {
		lost, err = Save(ctx, tx, v, input("lost.pdf", pdf(2)))
		must(t, err)
		return errors.New("the form failed")
	})
	must(t, run(now().Add(23*time.Hour)))
	if len(s.blobs) != 2 {
		t.Fatal("a blob of a transaction that may still run was removed")
	}
	must(t, run(now().Add(49*time.Hour)))
	if _, ok := s.blobs[lost.ID]; ok || len(s.blobs) != 1 {
		t.Errorf("%d blobs", len(s.blobs))
	}
	if got, err := content(t, v, kept); err != nil || got != pdf(1) {
		t.Errorf("the sweep took a file: %v", err)
	}
}

func TestTheSweepStopsOnTheWrongDatabase(t *testing.T) {
	pool, s, _, run := world(t)
	for range 30 {
		must(t, s.Put(t.Context(), newKey(), strings.NewReader("x")))
	}
	if err := run(now().Add(49 * time.Hour)); err == nil || len(s.blobs) != 30 {
		t.Errorf("%d blobs left, %v", len(s.blobs), err)
	}
	dead, err := jobs.Dead(t.Context(), pool, 5)
	if err != nil || len(dead) != 1 || !strings.Contains(dead[0].Error, "right database") {
		t.Errorf("%+v %v", dead, err)
	}
}

func TestTypeOf(t *testing.T) {
	docx := archive(t, "[Content_Types].xml", "word/document.xml")
	xlsx := archive(t, "[Content_Types].xml", "xl/workbook.xml")
	odt := archive(t, "mimetype", "content.xml")
	all := []string{PDF, PNG, JPEG, DOCX, ODT, XLSX, CSV, Text}
	for name, c := range map[string]struct {
		head    string
		name    string
		allowed []string
		want    string
	}{
		"pdf":                       {pdf(1), "a.exe", all, PDF},
		"png":                       {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "x", all, PNG},
		"jpeg":                      {"\xff\xd8\xff\xe0\x00\x10JFIF", "x", all, JPEG},
		"docx":                      {docx, "x", all, DOCX},
		"xlsx":                      {xlsx, "x", all, XLSX},
		"odt":                       {odt, "x", all, ODT},
		"text":                      {"però\n", "a.txt", all, Text},
		"csv with semicolons":       {"nome;cognome\nA;B\n", "a.CSV", all, CSV},
		"csv with commas":           {"nome,cognome\nA,B\nC,D\n", "a.csv", all, CSV},
		"csv where only text may":   {"nome,cognome\nA,B\nC,D\n", "a.csv", []string{Text}, Text},
		"html called text":          {"<html><body>x", "a.txt", all, ""},
		"bytes called text":         {"abc\x00\x01\x02", "a.txt", all, ""},
		"latin-1 called text":       {"per\xf2 s\xec e poi", "a.txt", all, ""},
		"docx where it may not":     {docx, "a.docx", []string{PDF}, ""},
		"pdf called png, pdf alone": {pdf(1), "a.png", []string{PNG}, ""},
	} {
		if got := typeOf([]byte(c.head), c.name, c.allowed); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func archive(t *testing.T, names ...string) string {
	t.Helper()
	b := new(bytes.Buffer)
	w := zip.NewWriter(b)
	for _, n := range names {
		f, err := w.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
		must(t, err)
		_, err = f.Write([]byte(ODT))
		must(t, err)
	}
	must(t, w.Close())
	return b.String()
}

func TestCleanName(t *testing.T) {
	for typed, want := range map[string]string{
		"CV di Amina.pdf": "CV di Amina.pdf", `C:\Users\Amina\cv.pdf`: "cv.pdf", "../../etc/passwd": "passwd", "": "file", "/": "file", "..": "file",
		"a\r\nb\x00.pdf": "ab.pdf", "cv\u202efdp.exe": "cvfdp.exe", `a"b<c>.pdf`: "abc.pdf", ".htaccess": "htaccess",
		"سيرة ذاتية.pdf": "سيرة ذاتية.pdf", "  a   b .pdf ": "a b .pdf", "a\xff.pdf": "a.pdf",
	} {
		if got := cleanName(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	if got := cleanName(strings.Repeat("è", 300) + ".pdf"); len([]rune(got)) != maxName || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("%d characters", len([]rune(got)))
	}
}

func BenchmarkSaveAndOpen(b *testing.B) {
	l, _ := local(b)
	v, tx, text := vault(b, l), testdb.Tx(b), pdf(50_000) // 1 MB
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		f, err := Save(b.Context(), tx, v, input("a.pdf", text))
		must(b, err)
		r, err := v.Open(b.Context(), f)
		must(b, err)
		_, err = io.Copy(io.Discard, r)
		must(b, errors.Join(err, r.Close()))
	}
}
