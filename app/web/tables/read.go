package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"approdo/app/fault"
)

// Limits of a file that is read.
const (
	MaxFile    = 10 << 20
	MaxRows    = 50_000
	MaxColumns = 100
	maxCell    = 2000
	maxUnzip   = 128 << 20
)

// Row is one line of a file that was read, by its number there; formulas are text.
type Row struct {
	Number int
	Cells  []string
}

// Read reads a CSV file (UTF-8 or Windows-1252, separated by ; , or tabs) or the first
// sheet of an XLSX one, whichever its beginning says; lines without text are left out.
// Days of an XLSX file are its count of days. Invalid on "file" says what is wrong.
func Read(file []byte) ([]Row, error) {
	switch {
	case len(file) > MaxFile:
		return nil, wrong("tables.error.large")
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return readXLSX(file)
	case bytes.IndexByte(file, 0) >= 0 || bytes.HasPrefix(file, []byte("%PDF")):
		return nil, wrong("tables.error.type")
	}
	return readCSV(file)
}

func wrong(key string, args ...any) error {
	var c fault.Check
	c.Add("file", key, args...)
	return c.Err()
}

func readCSV(file []byte) ([]Row, error) {
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	if !utf8.Valid(file) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(file)
		if err != nil {
			return nil, wrong("tables.error.type")
		}
		file = decoded
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma, r.FieldsPerRecord = separator(file), -1
	var rows []Row
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			return nil, wrong("tables.error.quotes", "Row", bad.StartLine)
		case err != nil:
			return nil, wrong("tables.error.type")
		}
		line, _ := r.FieldPos(0)
		if rows, err = add(rows, line, cells); err != nil {
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

// add keeps a line that says something, within the limits.
func add(rows []Row, number int, cells []string) ([]Row, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return rows, nil
	}
	for _, cell := range cells {
		if len(cell) > maxCell {
			return nil, wrong("tables.error.cell", "Row", number, "Max", maxCell)
		}
	}
	switch {
	case len(cells) > MaxColumns:
		return nil, wrong("tables.error.columns", "Max", MaxColumns)
	case len(rows) > MaxRows: // the head is one of them
		return nil, wrong("tables.error.rows", "Max", MaxRows)
	}
	return append(rows, Row{number, cells}), nil
}

// readXLSX unpacks in memory only, and no more than maxUnzip.
func readXLSX(file []byte) (rows []Row, err error) {
	x, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, wrong("tables.error.type")
	}
	defer func() { _ = x.Close() }() // nothing was opened on disk
	sheets := x.GetSheetList()
	if len(sheets) == 0 {
		return nil, wrong("tables.error.type")
	}
	lines, err := x.Rows(sheets[0])
	if err != nil {
		return nil, wrong("tables.error.type")
	}
	for number := 1; lines.Next(); number++ {
		cells, err := lines.Columns()
		if err != nil {
			return nil, wrong("tables.error.type")
		}
		if rows, err = add(rows, number, cells); err != nil {
			return nil, err
		}
	}
	if lines.Error() != nil {
		return nil, wrong("tables.error.type")
	}
	return rows, nil
}
