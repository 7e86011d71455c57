package inspect

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	// attachmentName is the file with which a Europass CV says in data what its pages say.
	attachmentName = "attachment.xml"
	mostAttachment = 2 << 20
	attachmentOut  = "attached"
)

// isEuropass reports whether an embedded file is named like Europass's.
func isEuropass(name string) bool { return strings.EqualFold(name, attachmentName) }

// fileName is the name a file specification gives, without folders.
func (c *copier) fileName(spec types.Dict) string {
	for _, k := range []string{"UF", "F"} {
		s := text(c.get(spec[k]))
		if s != "" {
			return path.Base(strings.ReplaceAll(s, `\`, "/"))
		}
	}
	return ""
}

// text is a string as people read it, "" for what is none.
func text(o types.Object) string {
	var s string
	var err error
	switch o := o.(type) {
	case types.StringLiteral:
		s, err = types.StringLiteralToString(o)
	case types.HexLiteral:
		s, err = types.HexLiteralToString(o)
	}
	if err != nil {
		return ""
	}
	return s
}

// embedded is the content of an embedded file of a name, wherever it hangs: in the tree
// of names, on a page or nowhere. nil where there is none.
func (c *copier) embedded(wanted string) ([]byte, error) {
	for number := range c.x.Table {
		spec, ok := c.get(ref(number)).(types.Dict)
		if !ok || spec["EF"] == nil || !strings.EqualFold(c.fileName(spec), wanted) {
			continue
		}
		files := c.dict(spec["EF"])
		for _, k := range []string{"F", "UF"} {
			if s, ok := c.get(files[k]).(types.StreamDict); ok {
				return c.content(s, mostAttachment)
			}
		}
	}
	return nil, nil
}

// content is what a stream unpacks to, as far as a limit.
func (c *copier) content(s types.StreamDict, most int64) ([]byte, error) {
	filters, err := c.filters(s.Dict)
	if err != nil {
		return nil, err
	}
	r, last, _ := unpacked(filters, s.Raw, most)
	if last != "" {
		return nil, refusal(refusedBroken)
	}
	data, err := io.ReadAll(r)
	switch {
	case errors.Is(err, errBound):
		return nil, refusal(refusedHeavy)
	case err != nil:
		return nil, refusal(refusedBroken)
	}
	return data, nil
}

// europass is Europass's data where the file has them and they are what they say; any
// other content under that name is dropped.
func (c *copier) europass() ([]byte, error) {
	data, err := c.embedded(attachmentName)
	var r refusal
	if errors.As(err, &r) || len(data) > 0 && !plainXML(data) {
		c.dropped[labelFiles] = true
		return nil, nil
	}
	return data, err
}

// plainXML reports whether data are XML from beginning to end that declares nothing of
// its own: no entities, no document type.
func plainXML(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	elements := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements > 0
		}
		if err != nil {
			return false
		}
		switch t.(type) {
		case xml.Directive:
			return false
		case xml.StartElement:
			elements++
		}
	}
}

// embed writes an embedded file of our own making and gives its specification.
func (w *writer) embed(data []byte) types.IndirectRef {
	file := w.add(types.StreamDict{Dict: types.Dict{"Type": types.Name("EmbeddedFile"), "Subtype": types.Name("text/xml")}, Raw: data})
	return w.add(types.Dict{
		"Type": types.Name("Filespec"), "F": types.StringLiteral(attachmentName), "UF": types.StringLiteral(attachmentName),
		"EF": types.Dict{"F": file, "UF": file}, "AFRelationship": types.Name("Data"),
	})
}

// writeAttachment writes out one embedded file.
func writeAttachment(name, wanted string) (verdict, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return verdict{}, err
	}
	x, err := readPDF(data)
	if err != nil {
		return verdict{}, err
	}
	content, err := newCopier(x.XRefTable, data).embedded(wanted)
	if err != nil || content == nil {
		return verdict{}, err
	}
	return verdict{Found: true}, os.WriteFile(attachmentOut, content, 0o600)
}
