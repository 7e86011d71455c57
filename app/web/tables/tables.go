package tables

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is a head and its rows; Name is the sheet's, at most 31 characters of it.
type Table struct {
	Name string
	Head []string
	Rows [][]any
	// Widths are those of the columns in characters; a missing one is the usual.
	Widths []float64
}

const stamp = "2006-01-02 15:04"

// CSV gives the table as a file.
func (t Table) CSV() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	if err := w.Write(t.Head); err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			switch x := cell.(type) {
			case int:
				cells[i] = strconv.Itoa(x)
			case time.Time:
				cells[i] = x.Format(stamp)
			default:
				cells[i] = Harmless(fmt.Sprint(x))
			}
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("tables: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// XLSX gives the table as a file, with the head kept in view.
func (t Table) XLSX() (file []byte, err error) {
	x := excelize.NewFile()
	defer func() { _ = x.Close() }() // nothing was opened on disk
	sheet := t.sheetName()
	if err := x.SetSheetName("Sheet1", sheet); err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	w, err := x.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	if err := t.stream(x, w); err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	return b.Bytes(), nil
}

func (t Table) stream(x *excelize.File, w *excelize.StreamWriter) error {
	bold, err := x.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	form := "yyyy-mm-dd hh:mm"
	moment, err := x.NewStyle(&excelize.Style{CustomNumFmt: &form})
	if err != nil {
		return err
	}
	for i, width := range t.Widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(t.Head))
	for i, s := range t.Head {
		head[i] = excelize.Cell{StyleID: bold, Value: s}
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	for n, row := range t.Rows {
		if err := w.SetRow("A"+strconv.Itoa(n+2), cellsOf(row, moment)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// cellsOf types each cell. A time is written as its clock shows it: a spreadsheet
// knows no zones.
func cellsOf(row []any, moment int) []any {
	cells := make([]any, len(row))
	for i, cell := range row {
		switch x := cell.(type) {
		case int:
			cells[i] = x
		case time.Time:
			wall := time.Date(x.Year(), x.Month(), x.Day(), x.Hour(), x.Minute(), x.Second(), 0, time.UTC)
			cells[i] = excelize.Cell{StyleID: moment, Value: wall}
		default:
			cells[i] = Harmless(fmt.Sprint(x))
		}
	}
	return cells
}

// sheetName leaves out what a sheet's name may not hold.
func (t Table) sheetName() string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, t.Name)
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	if name == "" {
		return "1"
	}
	return name
}

// Harmless puts an apostrophe before a text that a spreadsheet would run as a formula,
// also where spaces come first or the sign is a wide one.
func Harmless(s string) string {
	bare := strings.TrimLeftFunc(s, unicode.IsSpace)
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return "'" + s
	}
	if first, _ := utf8.DecodeRuneInString(bare); strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}
