package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"approdo/app/fault"
)

// Limits of a file that is read.
const (
	MaxFile    = 10 << 20
	MaxRows    = 50_000
	MaxColumns = 100
	maxCell    = 2000
	maxText    = 64 << 20 // of all cells together: one text may stand in thousands of them
)

// Row is one line of a file that was read, by its number there; formulas are text.
type Row struct {
	Number int
	Cells  []string
}

// Read reads a CSV file (UTF-8, UTF-16 or Windows-1252, separated by ; , or tabs) or the
// first sheet of an XLSX one, whichever its beginning says; lines without text are left
// out. Days of an XLSX file are its count of days. Invalid on "file" says what is wrong.
func Read(file []byte) ([]Row, error) {
	switch {
	case len(file) > MaxFile:
		return nil, wrong("tables.error.large")
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return readXLSX(file)
	case bytes.HasPrefix(file, []byte("\xFF\xFE")) || bytes.HasPrefix(file, []byte("\xFE\xFF")):
		return readCSV(decoded(file, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)))
	case bytes.HasPrefix(file, []byte("%PDF")):
		return nil, wrong("tables.error.type")
	case !utf8.Valid(file):
		return readCSV(decoded(file, charmap.Windows1252))
	}
	return readCSV(file)
}

// decoded is the file in UTF-8; what cannot be decoded is no text (see readCSV).
func decoded(file []byte, from encoding.Encoding) []byte {
	if text, err := from.NewDecoder().Bytes(file); err == nil {
		return text
	}
	return []byte{0}
}

func wrong(key string, args ...any) error {
	var c fault.Check
	c.Add("file", key, args...)
	return c.Err()
}

func readCSV(file []byte) ([]Row, error) {
	if bytes.IndexByte(file, 0) >= 0 {
		return nil, wrong("tables.error.type")
	}
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma, r.FieldsPerRecord = separator(file), -1
	var all collection
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return all.rows, nil
		case errors.As(err, &bad):
			return nil, wrong("tables.error.quotes", "Row", bad.StartLine)
		case err != nil:
			return nil, wrong("tables.error.type")
		}
		line, _ := r.FieldPos(0)
		if err = all.add(line, cells); err != nil {
			return nil, err
		}
	}
}

// separator is the sign found most often in the first line, outside quotes.
func separator(file []byte) rune {
	counts, quoted := map[rune]int{}, false
	for _, c := range string(file[:min(len(file), 64<<10)]) {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[c]++
		}
	}
	best := ';'
	for _, c := range ",\t" {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// collection is the rows read so far, and how long their texts are together.
type collection struct {
	rows []Row
	text int
}

// add keeps a line that says something, within the limits.
func (all *collection) add(number int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if strings.TrimSpace(strings.Join(cells[:min(len(cells), MaxColumns)], "")) == "" && len(cells) <= MaxColumns {
		return nil
	}
	for _, cell := range cells {
		if len(cell) > maxCell {
			return wrong("tables.error.cell", "Row", number, "Max", maxCell)
		}
		all.text += len(cell)
	}
	switch {
	case len(cells) > MaxColumns:
		return wrong("tables.error.columns", "Max", MaxColumns)
	case len(all.rows) > MaxRows: // the head is one of them
		return wrong("tables.error.rows", "Max", MaxRows)
	case all.text > maxText:
		return wrong("tables.error.large")
	}
	all.rows = append(all.rows, Row{number, cells})
	return nil
}
