package inspect

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Bounds of a text document.
const (
	mostParts    = 3000
	mostUnpacked = 60 << 20
	mostPart     = 24 << 20
	officeOut    = "clean." // with the kind
)

// cleanOffice judges a DOCX or ODT and writes a new one of the parts that may stay.
func cleanOffice(in string) (verdict, error) {
	data, err := os.ReadFile(in)
	if err != nil {
		return verdict{}, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return verdict{}, refusal(refusedBroken)
	}
	if len(z.File) > mostParts {
		return verdict{}, refusal(refusedHeavy)
	}
	kind := officeKind(z)
	if kind == "" {
		return verdict{}, refusal(refusedKind)
	}
	o := office{kind: kind, dropped: map[string]bool{}}
	var out bytes.Buffer
	if err := o.rewrite(z, zip.NewWriter(&out)); err != nil {
		return verdict{}, err
	}
	v := verdict{Kind: kind}
	for label := range o.dropped {
		v.Dropped = append(v.Dropped, label)
	}
	slices.Sort(v.Dropped)
	return v, os.WriteFile(officeOut+kind, out.Bytes(), 0o600)
}

// officeKind is what the parts make of an archive, "" for what is no text document.
func officeKind(z *zip.Reader) string {
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case has("[Content_Types].xml") && has("word/document.xml"):
		return DOCX
	case has("mimetype") && has("content.xml") && z.File[0].Name == "mimetype" && !has("[Content_Types].xml"):
		return ODT
	}
	return ""
}

// office is the rewriting of one archive.
type office struct {
	kind    string
	size    int64 // unpacked so far
	dropped map[string]bool
	seen    map[string]bool
}

func (o *office) rewrite(z *zip.Reader, out *zip.Writer) error {
	o.seen = map[string]bool{}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if o.seen[f.Name] || f.Flags&1 != 0 || path.Clean("/"+f.Name) != "/"+f.Name || strings.ContainsAny(f.Name, "\\\x00") {
			return refusal(refusedBroken) // twice the same name, encrypted, or a name that leads elsewhere
		}
		o.seen[f.Name] = true
		data, err := o.unpack(f)
		if err != nil {
			return err
		}
		if data, err = o.part(f.Name, data); err != nil {
			return err
		}
		if data == nil {
			continue
		}
		method := zip.Deflate
		if f.Name == "mimetype" {
			method = zip.Store
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: method})
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return out.Close()
}

// unpack reads a part, whatever size it says it has.
func (o *office) unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, refusal(refusedBroken)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, mostPart+1))
	if o.size += int64(len(data)); len(data) > mostPart || o.size > mostUnpacked {
		return nil, refusal(refusedHeavy)
	}
	if err != nil {
		return nil, refusal(refusedBroken)
	}
	return data, nil
}

// part is what stays of a part, nil for none. A document with programs in it is refused:
// who wrote it can save it without, and we would not know what they were for.
func (o *office) part(name string, data []byte) ([]byte, error) {
	lower := strings.ToLower(name)
	base := path.Base(lower)
	switch {
	case strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "vbadata"),
		strings.HasPrefix(lower, "basic/") && !strings.HasSuffix(base, "-lc.xml") && !strings.HasSuffix(base, "-lb.xml") && o.kind == ODT,
		strings.HasPrefix(lower, "scripts/"):
		return nil, refusal(refusedMacros)
	case strings.Contains(lower, "/embeddings/"), strings.Contains(lower, "/activex/"), strings.Contains(lower, "/oleobject"),
		strings.HasPrefix(lower, "objectreplacements/"), strings.HasPrefix(lower, "object "):
		o.dropped[labelFiles] = true
		return nil, nil
	}
	if ext := path.Ext(base); ext != ".xml" && ext != ".rels" && ext != ".rdf" {
		return data, nil
	}
	if len(data) > 1 && (data[0] == 0xfe || data[0] == 0xff || data[0] == 0 || data[1] == 0) ||
		bytes.Contains(data, []byte("<!ENTITY")) || bytes.Contains(data, []byte("<!DOCTYPE")) {
		return nil, refusal(refusedBroken) // no writing program makes these; parsers disagree about them
	}
	if name == "[Content_Types].xml" && bytes.Contains(data, []byte("macroEnabled")) {
		return nil, refusal(refusedMacros)
	}
	return o.inward(lower, data), nil
}

var (
	outsideRelation = regexp.MustCompile(`<(?:\w+:)?Relationship\b[^<>]*\bTargetMode\s*=\s*["']External["'][^<>]*>`)
	hyperlink       = regexp.MustCompile(`\bType\s*=\s*["'][^"']*/hyperlink["']`)
	outsideLink     = regexp.MustCompile(`(\bxlink:href\s*=\s*)("(?:[A-Za-z][\w+.-]*:|/|\\|\.\./)[^"]*"|'(?:[A-Za-z][\w+.-]*:|/|\\|\.\./)[^']*')`)
	eventListener   = regexp.MustCompile(`<script:event-listener\b[^<>]*/>`)
)

// inward takes out what reaches outside the document: links too, which a PDF does not
// keep anyway.
func (o *office) inward(name string, data []byte) []byte {
	if strings.HasSuffix(name, ".rels") {
		return outsideRelation.ReplaceAllFunc(data, func(found []byte) []byte {
			o.dropped[map[bool]string{true: labelLinks, false: labelExternal}[hyperlink.Match(found)]] = true
			return nil
		})
	}
	if o.kind != ODT {
		return data
	}
	if eventListener.Match(data) {
		o.dropped[labelScripts] = true
		data = eventListener.ReplaceAll(data, nil)
	}
	return outsideLink.ReplaceAllFunc(data, func(found []byte) []byte {
		o.dropped[labelLinks] = true
		return []byte(`xlink:href=""`)
	})
}
