package cvs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/inspect"
)

// pages is a PDF of one page with a line of text, and a file inside it where given.
func pages(text string, attached []byte) string {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream("", fmt.Sprintf("BT /F1 12 Tf 72 720 Td (%s) Tj ET", text)),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	if attached != nil {
		objects[0] = "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(attachment.xml) 6 0 R] >> >> >>"
		objects = append(objects, "<< /Type /Filespec /F (attachment.xml) /UF (attachment.xml) /EF << /F 7 0 R >> >>", stream("/Type /EmbeddedFile /Subtype /text#2Fxml ", string(attached)))
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.String()
}

func stream(entries, content string) string {
	return fmt.Sprintf("<< %s/Length %d >>\nstream\n%s\nendstream", entries, len(content), content)
}

// house is a town with the jobs at work.
type house struct {
	*town
	pool *bun.DB
	desk Desk
}

func newHouse(t *testing.T, o inspect.Options) *house {
	pool := testdb.New(t)
	h := &house{town: build(t, pool), pool: pool}
	h.desk = Desk{Inspector: inspect.New(o), Vault: h.vault}
	return h
}

// run runs the jobs of a CV as the runner would, and gives it as it is then.
func (h *house) run(v *CV, kinds ...string) *CV {
	h.t.Helper()
	payload, err := json.Marshal(job{v.ID})
	h.must(err)
	for _, kind := range kinds {
		_, err := h.pool.NewRaw("DELETE FROM jobs WHERE kind = ?", kind).Exec(h.ctx) // as if it were running
		h.must(err)
		h.must(h.desk.Handlers()[kind](h.ctx, h.pool, payload, h.now))
	}
	now := new(CV)
	h.must(h.pool.NewSelect().Model(now).Where("id = ?", v.ID).Scan(h.ctx))
	return now
}

func TestFromTheUploadToTheCurrentCV(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	h.whole(h.person)
	var xml bytes.Buffer
	h.must(europass.Write(&xml, profile()))
	v, err := SaveOwn(h.ctx, h.pool, h.vault, h.own, upload(pages("Zuleika Provadifamiglia cuoca esperta zuleika@example.org 3331234567", xml.Bytes())), h.now)
	h.must(err)
	raw := v.FileID
	v = h.run(v, CheckKind, CheckKind, ReadKind, ReadKind)
	if v.State != Ready || v.Pages != 1 || v.FileID == raw || v.ReadAt == nil || h.count("files", "id = ? AND deleted_at IS NOT NULL", raw) != 1 {
		t.Fatalf("after the check it is %+v", v)
	}
	if h.count("files", "owner = 'cv' AND owner_id = ? AND deleted_at IS NULL AND type = 'application/pdf'", v.ID) != 1 {
		t.Error("it has not one file")
	}
	if by := h.proposals(); len(by["job"]) != 1 || !by["job"][0].Exact || len(by["language"]) != 2 {
		t.Errorf("it proposes %+v", by)
	}
	found := func(word string) bool {
		return h.count("cvs", "words @@ to_tsquery('simple', ?)", word) == 1
	}
	if !found("cuoca & esperta") || found("zuleika") || found("provadifamiglia") || found("3331234567") {
		t.Error("its words are not those of what the person can do")
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "approdo-cv-*"))
	h.must(err)
	if len(left) != 0 {
		t.Errorf("on the disk there is left %v", left)
	}
}

// TestARefusedFileSaysWhy: the current CV stays, nothing of the other is kept.
func TestARefusedFileSaysWhy(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	h.whole(h.person)
	good := h.run(h.save(pages("uno", nil)), CheckKind)
	bad := h.save("%PDF-1.7\nthis is no PDF")
	bad = h.run(bad, CheckKind)
	s, err := OwnStanding(h.ctx, h.pool, h.own)
	h.must(err)
	if bad.State != Refused || bad.Reason != "inspect.refused.broken" || bad.FileID != "" || s.Current == nil || s.Current.ID != good.ID || s.Refused == nil || s.Coming != nil {
		t.Errorf("refused: %+v, the person sees %+v", bad, s)
	}
	if h.count("files", "owner_id = ? AND deleted_at IS NULL", bad.ID) != 0 {
		t.Error("the refused file is kept")
	}
	h.run(h.save(pages("due", nil)), CheckKind)
	if s, err = OwnStanding(h.ctx, h.pool, h.own); err != nil || s.Refused != nil || s.Current.ID == good.ID {
		t.Errorf("after a good one the person sees %+v", s)
	}
}

// TestTheTextOfAnyCVIsGuessed, and nothing of it is written by itself.
func TestTheTextOfAnyCVIsGuessed(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	h.run(h.save(pages("Curriculum vitae  e-mail: prova.cv@example.org  tel. 333 1234567", nil)), CheckKind, ReadKind, ReadKind)
	contacts := h.proposals()["contact"]
	if len(contacts) != 2 || contacts[0].Exact || contacts[0].New() {
		t.Errorf("it proposes %+v", contacts)
	}
	if n, err := AcceptNewOwn(h.ctx, h.pool, h.own, h.now); err != nil || n != 0 {
		t.Errorf("%d guesses were accepted at once", n)
	}
}

// TestWithoutScannerItWaits, and is tried again until it answers.
func TestWithoutScannerItWaits(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, inspect.Options{Soffice: inspect.Off, Clamd: address})
	h.whole(h.person)
	v := h.run(h.save(pages("uno", nil)), CheckKind)
	if v.State != Unscanned || h.count("jobs", "kind = ? AND run_at = ?", CheckKind, h.now.Add(rescan)) != 1 {
		t.Fatalf("without a scanner it is %s", v.State)
	}
	h.desk.Inspector = inspect.New(inspect.Options{Soffice: inspect.Off})
	if v = h.run(v, CheckKind); v.State != Ready {
		t.Errorf("with one it is %s", v.State)
	}
}

// TestDeletedWhileChecked leaves nothing.
func TestDeletedWhileChecked(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	v := h.save(pages("uno", nil))
	before := *v
	h.must(DeleteOwn(h.ctx, h.pool, h.own, v.ID, h.now))
	h.run(v, CheckKind, ReadKind)
	made, err := h.desk.Inspector.Make(h.ctx, h.file(pages("uno", nil)), "a.pdf")
	h.must(err)
	h.must(h.desk.take(h.ctx, h.pool, &before, made, nil, h.now)) // the check had begun before
	h.must(made.Close())
	if h.count("files", "owner_id = ? AND deleted_at IS NULL", v.ID) != 0 || h.count("cvs", "state = 'checking' AND deleted_at IS NOT NULL") != 1 {
		t.Error("something of a deleted CV is left")
	}
}

func (h *house) save(content string) *CV {
	h.t.Helper()
	v, err := SaveOwn(h.ctx, h.pool, h.vault, h.own, upload(content), h.now)
	h.must(err)
	return v
}

func (h *house) file(content string) string {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "x.pdf")
	h.must(os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestBlindWords(t *testing.T) {
	h := newHouse(t, inspect.Options{})
	p, err := ownFile(h.ctx, h.pool, h.own)
	h.must(err)
	p.person.OwnName = "زليخة"
	got := blind("Zuleika, PROVADIFAMIGLIA (زليخة) — cuoca/chef a@b.it www.x.it +39 333 HACCP повар", p.person)
	if got != "cuoca chef haccp повар" {
		t.Errorf("left is %q", got)
	}
	if n := len(strings.Fields(blind(strings.Repeat("parola ", mostWords+5), p.person))); n != mostWords {
		t.Errorf("%d words are kept", n)
	}
}
