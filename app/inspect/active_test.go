package inspect

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// script is an action that would run.
const script = "<</S/JavaScript/JS(app.alert\\(1\\))>>"

// actives are PDFs with something active, each with what is to be said of it.
func actives() map[string]struct{ data, want string } {
	type c = struct{ data, want string }
	with := func(change func(p *paper)) string {
		p := plain("Resta il testo")
		change(p)
		return string(p.bytes())
	}
	note := func(entries string) string {
		return with(func(p *paper) { p.put(3, "/Annots[<</Type/Annot/Rect[0 0 9 9]"+entries+">>]") })
	}
	file := stream("/Type/EmbeddedFile", "MZ\x90\x00 un programma")
	return map[string]c{
		"a script when it opens":      {with(func(p *paper) { p.put(1, "/OpenAction"+script) }), "scripts"},
		"a script behind a reference": {with(func(p *paper) { p.put(1, "/OpenAction 6 0 R"); p.add(script) }), "scripts"},
		"a script in a stream": {with(func(p *paper) {
			p.put(1, "/OpenAction<</S/JavaScript/JS 6 0 R>>")
			p.add(flate("", []byte("app.alert(1)")))
		}), "scripts"},
		"a script with a name in disguise": {with(func(p *paper) { p.put(1, "/Open#41ction<</#53/Java#53cript/#4a#53(x)>>") }), "scripts"},
		"a script among the names":         {with(func(p *paper) { p.put(1, "/Names<</JavaScript<</Names[(a) "+script+"]>>>>") }), "scripts"},
		"a script when a page is seen":     {with(func(p *paper) { p.put(3, "/AA<</O "+script+">>") }), "scripts"},
		"a script in a link":               {note("/Subtype/Link/A" + script), "scripts"},
		"a script that comes next":         {note("/Subtype/Link/A<</S/GoTo/D[3 0 R/Fit]/Next[" + script + "]>>"), "scripts"},
		"a script in a field":              {with(func(p *paper) { p.put(1, "/AcroForm<</Fields[<</FT/Tx/T(a)/AA<</K "+script+">>>>]/CO[]>>") }), "scripts"},
		"a script in the outline":          {with(func(p *paper) { p.put(1, "/Outlines<</First<</Title(x)/A"+script+">>>>") }), "scripts"},
		"a script in the structure":        {with(func(p *paper) { p.put(1, "/StructTreeRoot<</K[<</S/P/A"+script+"/AA<</O"+script+">>>>]>>") }), "scripts"},
		"a script behind the fonts":        {with(func(p *paper) { p.put(5, "/AA<</O "+script+">>/X 6 0 R"); p.add(script) }), "scripts"},
		"a script that hangs nowhere":      {with(func(p *paper) { p.add(script) }), "scripts"},
		"a script in a packed object":      {packedScript(), "scripts"},
		"a script in a later revision":     {revised(), "scripts"},
		"a program that starts":            {with(func(p *paper) { p.put(1, "/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>") }), "launch"},
		"a program behind a link":          {note("/Subtype/Link/A<</S/Launch/F(evil.exe)>>"), "launch"},
		"another document":                 {note("/Subtype/Link/A<</S/GoToR/F(\\\\\\\\server\\\\share\\\\x.pdf)/D[0/Fit]>>"), "links"},
		"a link":                           {note("/Subtype/Link/A<</S/URI/URI(https://example.org/)>>"), "links"},
		"a base for links":                 {with(func(p *paper) { p.put(1, "/URI<</Base(https://example.org/)>>") }), "links"},
		"a form that is sent":              {note("/Subtype/Widget/FT/Btn/A<</S/SubmitForm/F(https://example.org/)>>"), "form"},
		"a form of its own program":        {with(func(p *paper) { p.put(1, "/AcroForm<</XFA 6 0 R/Fields[]>>"); p.add(stream("", "<xdp/>")) }), "form"},
		"a program inside": {with(func(p *paper) {
			p.put(1, "/Names<</EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>")
			p.add(file)
			p.add("<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>")
		}), "files"},
		"a program pinned to the page": {with(func(p *paper) {
			p.put(3, "/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(a.exe)/EF<</F 6 0 R>>>>>>]")
			p.add(file)
		}), "files"},
		"a program beside the page": {with(func(p *paper) { p.put(3, "/AF[<</F(a.exe)/EF<</F 6 0 R>>>>]"); p.add(file) }), "files"},
		"a file with Europass's name": {with(func(p *paper) {
			p.put(1, "/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>")
			p.add(file)
			p.add("<</Type/Filespec/F(attachment.xml)/EF<</F 6 0 R>>>>")
		}), "files"},
		"entities in Europass's file": {withXML(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`), "files"},
		"a collection":                {with(func(p *paper) { p.put(1, "/Collection<</View/D>>") }), "files"},
		"a film":                      {note("/Subtype/Movie/Movie<</F(a.mov)>>"), "media"},
		"a sound":                     {note("/Subtype/Sound/Sound 4 0 R"), "media"},
		"a screen":                    {note("/Subtype/Screen/A<</S/Rendition/OP 0/JS(x)>>"), "media scripts"},
		"rich media":                  {note("/Subtype/RichMedia/RichMediaContent<</Assets<</Names[]>>>>"), "media"},
		"a body in three dimensions":  {note("/Subtype/3D/3DD 4 0 R"), "media"},
		"a stream from elsewhere":     {with(func(p *paper) { p.put(3, "/Group 6 0 R"); p.add(stream("/F(\\\\\\\\server\\\\x)", "")) }), "external"},
		"a picture from elsewhere": {with(func(p *paper) {
			p.objects[4] = "<</Type/Font/Subtype/Type3/CharProcs<</a 6 0 R>>>>"
			p.add(stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Ref<</F(x.pdf)/Page 0>>", ""))
		}), "external"},
	}
}

func withXML(xml string) string {
	p := plain("Resta il testo").put(1, "/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>")
	p.add(flate("/Type/EmbeddedFile", []byte(xml)))
	p.add("<</Type/Filespec/F(attachment.xml)/UF(attachment.xml)/EF<</F 6 0 R>>>>")
	return string(p.bytes())
}

// packedScript has its script in a compressed stream of objects.
func packedScript() string {
	p := plain("Resta il testo").put(1, "/OpenAction 100 0 R")
	p.add(flate("/Type/ObjStm/N 2/First 14", []byte("100 0 101 40  "+script+"      "+script)))
	return string(p.modern(6, 2))
}

// revised has its catalogue written again at its end.
func revised() string {
	old := plain("Resta il testo").bytes()
	at := len(old)
	object := "1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction" + script + ">>\nendobj\n"
	prev := bytes.LastIndex(old, []byte("xref\n0 6"))
	return string(old) + object + fmt.Sprintf("xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at, prev, at+len(object))
}

// TestActiveContentIsTakenOut: what stays says the same, and nothing of what acts is in
// the file, read by another eye than the one that wrote it.
func TestActiveContentIsTakenOut(t *testing.T) {
	unraced(t)
	i := inspector(t)
	for what, c := range actives() {
		t.Run(what, func(t *testing.T) {
			m, clean := taken(t, i, []byte(c.data))
			if got := strings.Join(m.Dropped, " "); got != c.want {
				t.Errorf("said to have dropped %q, want %q", got, c.want)
			}
			harmless(t, clean)
			if !bytes.Contains(clean, []byte("(Resta il testo) Tj")) {
				t.Error("the text is gone")
			}
		})
	}
}

var (
	streams = regexp.MustCompile(`(?s)\nstream\n.*?\nendstream\nendobj\n`)
	names   = regexp.MustCompile(`/[^\s/<>\[\]()]+`)
)

// acting are the names that must not be in a file we keep.
var acting = []string{"/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
	"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/Filespec", "/FileAttachment", "/XFA", "/AcroForm", "/RichMedia", "/RichMediaContent", "/Movie", "/Sound", "/Screen",
	"/3D", "/Rendition", "/Renditions", "/FFilter", "/Ref", "/OPI", "/Metadata", "/Names", "/Outlines", "/ObjStm", "/XRef", "/Encrypt", "/Link", "/Widget", "/Collection", "/Annot"}

// harmless fails where a file holds a name that acts. The file has every object in the
// open: nothing is packed or encrypted, and each stream ends where it says.
func harmless(t testing.TB, clean []byte, except ...string) {
	t.Helper()
	if !bytes.HasPrefix(clean, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(clean, []byte("%%EOF\n")) || bytes.Count(clean, []byte("%%EOF")) != 1 {
		t.Error("the clean file does not begin and end as ours do")
	}
	open := streams.ReplaceAll(clean, nil)
	for _, name := range names.FindAllString(string(open), -1) {
		if slices.Contains(acting, name) && !slices.Contains(except, name) || strings.Contains(name, "#") && name != "/text#2fxml" {
			t.Errorf("%s is still there:\n%.2000s", name, open)
		}
	}
	path, err := exec.LookPath("pdfinfo")
	if err != nil {
		return
	}
	out, err := exec.Command(path, "-js", file(t, clean)).CombinedOutput()
	if err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("pdfinfo finds scripts or faults: %v\n%s", err, out)
	}
}

// TestPolyglots: a file that is a PDF and something else is kept as a PDF alone.
func TestPolyglots(t *testing.T) {
	i := inspector(t)
	pdf := plain("Resta il testo").bytes()
	hidden := string(pdf[:9]) + "%<script>alert(1)</script>\n%MZ\x90\x00\n"
	for what, data := range map[string][]byte{
		"an archive behind it": append(slices.Clone(pdf), archive(t, map[string]string{"evil.exe": "MZ CANARINO"})...),
		"a page inside it":     shifted(pdf, hidden),
		"a page in a stream":   bytes.Replace(pdf, []byte("BT /F1"), []byte("%<html>CANARINO\nBT /F1"), 1),
		"words behind it":      append(slices.Clone(pdf), "\n<?php system('CANARINO'); ?>"...),
	} {
		m, err := i.Make(t.Context(), file(t, data), "cv.pdf")
		if err != nil {
			if what != "a page in a stream" {
				t.Errorf("%s: %v", what, err)
			}
			continue
		}
		_ = m.Close()
		_, clean := taken(t, i, data)
		harmless(t, clean)
		for _, bad := range []string{"PK\x03\x04", "<script>", "MZ", "php"} {
			if bytes.Contains(clean, []byte(bad)) {
				t.Errorf("%s: %q is still there", what, bad)
			}
		}
	}
	for what, data := range map[string][]byte{
		"a program before it": append([]byte("MZ\x90\x00"), pdf...), "a picture before it": append([]byte("GIF89a"), pdf...),
		"spaces before it": append([]byte("   \n"), pdf...), "a page before it": append([]byte("<html>"), pdf...),
	} {
		if got := refusedAs(t, i, data); got != refusedKind {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// shifted puts words between the header and the objects, the table put right by hand.
func shifted(pdf []byte, head string) []byte {
	p := plain("Resta il testo")
	out := p.bytes()
	out = append([]byte(head), out[9:]...)
	by := len(head) - 9
	for n := range p.objects {
		mark := fmt.Sprintf("\n%d 0 obj", n+1)
		at := bytes.Index(out, []byte(mark)) + 1
		out = bytes.Replace(out, []byte(fmt.Sprintf("%010d 00000 n", at-by)), []byte(fmt.Sprintf("%010d 00000 n", at)), 1)
	}
	table := bytes.LastIndex(out, []byte("\nxref\n")) + 1
	return append(out[:bytes.LastIndex(out, []byte("startxref"))], fmt.Sprintf("startxref\n%d\n%%%%EOF\n", table)...)
}
