package inspect

import (
	"bytes"
	"strings"
	"testing"
)

// TestAPlainPDFIsTaken: the pages are there, the text can be read, and the file is ours.
func TestAPlainPDFIsTaken(t *testing.T) {
	i := inspector(t)
	p := plain("Curriculum di Prova")
	p.put(1, "/Lang(it)/MarkInfo<</Marked true>>")
	p.trailer = "/Info 6 0 R"
	p.add("<</Title(Il mio CV)/Author(Nome Segreto)/Creator(Programma)>>")
	m, clean := taken(t, i, p.bytes())
	if m.Pages != 1 || m.Kind != PDF || len(m.Dropped) != 0 {
		t.Errorf("made %+v", m)
	}
	for _, want := range []string{"/Lang <6974>", "/Marked true", "/Title <496c206d696f204356>"} {
		if !bytes.Contains(clean, []byte(want)) {
			t.Errorf("the clean PDF lacks %s:\n%s", want, clean)
		}
	}
	if bytes.Contains(clean, []byte("Segreto")) || bytes.Contains(clean, []byte("Programma")) {
		t.Error("who wrote it and with what is still there")
	}
	text, err := i.Text(t.Context(), file(t, clean))
	if i.pdftotext != "" && (err != nil || !strings.Contains(text, "Curriculum di Prova")) {
		t.Errorf("text %q, %v", text, err)
	}
}

// TestKinds: what a document is, its first bytes say.
func TestKinds(t *testing.T) {
	without := inspector(t, func(o *Options) { o.Soffice = Off })
	for what, c := range map[string]struct{ head, name, want string }{
		"nothing":          {"", "cv.pdf", refusedEmpty},
		"a PDF":            {"%PDF-1.4\n", "cv.exe", ""},
		"a PDF later":      {"GIF89a %PDF-1.4\n", "cv.pdf", refusedKind},
		"a program":        {"MZ\x90\x00\x03", "cv.pdf", refusedKind},
		"a page":           {"<html><script>", "cv.pdf", refusedKind},
		"a photo":          {"\xff\xd8\xff\xe0\x00\x10JFIF", "cv.jpg", ""},
		"a telephone's":    {"\x00\x00\x00\x18ftypheic\x00\x00", "cv.jpg", refusedHEIC},
		"a film":           {"\x00\x00\x00\x18ftypisom\x00\x00", "cv.mp4", refusedKind},
		"an old Word file": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cv.doc", refusedWord},
		"rich text":        {`{\rtf1\ansi`, "cv.rtf", refusedWord},
		"a Word file":      {"PK\x03\x04\x14\x00\x06\x00", "CV.DOCX", refusedWord},
		"an archive":       {"PK\x03\x04\x14\x00\x06\x00", "cv.zip", refusedKind},
	} {
		err := without.Quick([]byte(c.head), int64(len(c.head)), c.name)
		got := ""
		if err != nil {
			got = keyOf(t, err)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
	if err := without.Quick([]byte("%PDF-"), 11<<20, "cv.pdf"); keyOf(t, err) != refusedSize {
		t.Errorf("11 MB: %v", err)
	}
}
