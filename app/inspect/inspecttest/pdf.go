package inspecttest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// pdf writes numbered objects, the first of which is the catalogue.
func pdf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}

// page is a document of one page with a content and something more in its catalogue.
func page(content, more string) []byte {
	return pdf("<</Type/Catalog/Pages 2 0 R"+more+">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", content,
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
}

func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(content), content)
}

func lines(text string) string { return stream("", "BT /F1 14 Tf 60 700 Td ("+text+") Tj ET") }

// PDF is an honest document of one page.
func PDF(text string) []byte { return page(lines(text), "") }

// LargePDF is an honest document of one page that weighs so many bytes.
func LargePDF(text string, size int) []byte {
	return page(stream("", "BT /F1 14 Tf 60 700 Td ("+text+") Tj ET\n"+strings.Repeat("% padding\n", size/10)), "")
}

// Scripted runs a script when it is opened.
func Scripted(text string) []byte {
	return page(lines(text), "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
}

// Bomb is a document whose page unpacks to so many bytes.
func Bomb(size int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(make([]byte, size))
	_ = z.Close()
	return page(stream("/Filter/FlateDecode", b.String()), "")
}

// ManyPages is a document of so many empty pages.
func ManyPages(n int) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", ""}
	var kids strings.Builder
	for k := range n {
		objects = append(objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
		fmt.Fprintf(&kids, "%d 0 R ", k+3)
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, kids.String())
	return pdf(objects...)
}

// Cut is the first part of an honest document, its end lost on the way.
func Cut() []byte {
	whole := LargePDF("x", 4000)
	return whole[:len(whole)/2]
}

// Polyglot is a program and a page of the web before it is a document.
func Polyglot() []byte {
	return append([]byte("MZ\x90\x00<html><script>alert(1)</script></html>\n"), PDF("x")...)
}
