package tables

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"approdo/app/fault"
)

// maxUnzip is how much of a part of an XLSX file is read, whatever its head says.
const maxUnzip = 128 << 20

// maxShared is how many texts cells may share; ten megabytes hold fewer.
const maxShared = 1_000_000

// book is an XLSX file that is read part by part, as a stream: only what its cells say
// is kept.
type book struct {
	parts  map[string]*zip.File
	shared []string
}

// readXLSX reads the first sheet.
func readXLSX(file []byte) ([]Row, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, wrong("tables.error.type")
	}
	b := &book{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	var all collection
	sheet, err := b.first()
	if err == nil {
		err = b.texts()
	}
	if err == nil {
		err = b.rows(sheet, &all)
	}
	if _, said := fault.As(err); err != nil && !said {
		err = wrong("tables.error.type")
	}
	return all.rows, err
}

// tokens gives the tokens of a part one by one; a part that is not there has none.
func (b *book) tokens(name string, do func(t xml.Token) error) (err error) {
	f := b.parts[name]
	if f == nil {
		return nil
	}
	if f.UncompressedSize64 > maxUnzip {
		return wrong("tables.error.large")
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // it was only read
	limited := &io.LimitedReader{R: &tagged{in: r}, N: maxUnzip}
	d := xml.NewDecoder(limited)
	for {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF) && limited.N > 0:
			return nil
		case limited.N <= 0:
			return wrong("tables.error.large")
		case err != nil:
			return err
		}
		if err := do(t); err != nil {
			return err
		}
	}
}

// tagged is a part in which no text or tag is longer than maxRun: the reader of XML keeps
// one whole.
type tagged struct {
	in  io.Reader
	run int
}

const maxRun = 1 << 20

func (t *tagged) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		t.run = n - last
	} else {
		t.run += n
	}
	if t.run > maxRun {
		return 0, wrong("tables.error.large")
	}
	return n, err
}

// attribute is the value of an attribute of a start tag, "" for none.
func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// first is the name of the part with the first sheet.
func (b *book) first() (string, error) {
	id, target := "", ""
	err := b.tokens("xl/workbook.xml", func(t xml.Token) error {
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == "sheet" && id == "" {
			id = attribute(s, "id")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	err = b.tokens("xl/_rels/workbook.xml.rels", func(t xml.Token) error {
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == "Relationship" && attribute(s, "Id") == id {
			target = attribute(s, "Target")
		}
		return nil
	})
	name := strings.TrimPrefix(target, "/")
	if !strings.HasPrefix(target, "/") {
		name = path.Join("xl", target)
	}
	if err == nil && (id == "" || b.parts[name] == nil) {
		err = errors.New("no sheet")
	}
	return name, err
}

// texts reads the texts that cells share.
func (b *book) texts() error {
	var text []byte
	inside, phonetic, size := false, false, 0
	return b.tokens("xl/sharedStrings.xml", func(t xml.Token) error {
		switch x := t.(type) {
		case xml.StartElement:
			inside = x.Name.Local == "t" && !phonetic
			phonetic = phonetic || x.Name.Local == "rPh"
		case xml.CharData:
			if inside && len(text) <= maxCell {
				text = append(text, x...)
			}
		case xml.EndElement:
			inside = false
			switch x.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				b.shared = append(b.shared, unescaped(string(text)))
				if size, text = size+len(text), text[:0]; size > maxText || len(b.shared) > maxShared {
					return wrong("tables.error.large")
				}
			}
		}
		return nil
	})
}

// cell is one that is being read.
type cell struct {
	kind   string
	column int
	text   []byte
}

// rows reads the cells of a sheet.
func (b *book) rows(sheet string, all *collection) error {
	number, inside := 0, false
	var cells []string
	var c cell
	return b.tokens(sheet, func(t xml.Token) error {
		switch x := t.(type) {
		case xml.StartElement:
			inside = x.Name.Local == "v" || x.Name.Local == "t"
			switch x.Name.Local {
			case "row":
				number, cells = numberOf(attribute(x, "r"), number+1), nil
				c.column = -1
			case "c":
				c = cell{attribute(x, "t"), columnOf(attribute(x, "r"), c.column+1), c.text[:0]}
			}
		case xml.CharData:
			if inside && len(c.text) <= maxCell {
				c.text = append(c.text, x...)
			}
		case xml.EndElement:
			inside = false
			switch x.Name.Local {
			case "c":
				var err error
				cells, err = b.put(cells, c)
				return err
			case "row":
				return all.add(number, cells)
			}
		}
		return nil
	})
}

// put writes a cell into its row.
func (b *book) put(cells []string, c cell) ([]string, error) {
	text := string(c.text)
	switch c.kind {
	case "s":
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n >= len(b.shared) {
			return nil, errors.New("no such text")
		}
		text = b.shared[n]
	case "inlineStr", "str":
		text = unescaped(text)
	}
	if text == "" {
		return cells, nil
	}
	if c.column >= MaxColumns {
		return nil, wrong("tables.error.columns", "Max", MaxColumns)
	}
	for len(cells) <= c.column {
		cells = append(cells, "")
	}
	cells[c.column] = text
	return cells, nil
}

// numberOf is the number of a row, or the next one where it has none.
func numberOf(ref string, next int) int {
	if n, err := strconv.Atoi(ref); err == nil && n >= next {
		return n
	}
	return next
}

// columnOf is the place of a cell such as "AB12", or the next one where it says none.
func columnOf(ref string, next int) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > MaxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped puts back the signs that XLSX writes by number ("_x000D_").
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[2:6], 16, 16)
		if err != nil || n == 0 {
			return ""
		}
		return string(rune(n))
	})
}
