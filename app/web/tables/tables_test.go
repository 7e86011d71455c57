package tables

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func sample() Table {
	zone := time.FixedZone("ora", 3600)
	return Table{
		Name: "Registro: 24/11 [prova]", Head: []string{"Quando", "Chi", "Minuti"}, Widths: []float64{18, 30},
		Rows: [][]any{
			{time.Date(2026, 11, 24, 9, 30, 0, 0, zone), "Prova; \"Persona\"\ndue righe", 20},
			{time.Date(2026, 11, 24, 10, 0, 0, 0, zone), `=HYPERLINK("http://example.com","x")`, 5},
		},
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"Prova": "Prova", "": "", "=1+1": "'=1+1", "+39 080": "'+39 080", "-5": "'-5", "@x": "'@x", "  =1": "'  =1", "\tx": "'\tx", "＝1": "'＝1",
		"a=b": "a=b", "محمد": "محمد",
	} {
		if got := Harmless(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestCSV(t *testing.T) {
	file, err := sample().CSV()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(file, []byte("\xEF\xBB\xBF")) {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(file[3:]))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if rows[1][0] != "2026-11-24 09:30" || rows[1][1] != "Prova; \"Persona\"\ndue righe" || rows[1][2] != "20" || rows[2][1][:2] != "'=" {
		t.Errorf("rows %q", rows)
	}
}

func TestXLSX(t *testing.T) {
	file, err := sample().XLSX()
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	sheet := x.GetSheetList()[0]
	cell := func(name string) string {
		s, err := x.GetCellValue(sheet, name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if sheet != "Registro 2411 prova" || cell("A2") != "2026-11-24 09:30" || cell("C2") != "20" || cell("B3")[:2] != "'=" {
		t.Errorf("sheet %q: %q %q %q", sheet, cell("A2"), cell("C2"), cell("B3"))
	}
	if formula, err := x.GetCellFormula(sheet, "B3"); err != nil || formula != "" {
		t.Errorf("a formula was written: %q %v", formula, err)
	}
	if kind, err := x.GetCellType(sheet, "C2"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("minutes are text: %v %v", kind, err)
	}
}

func TestManyRowsAreQuick(t *testing.T) {
	big := Table{Name: "x", Head: []string{"a", "b", "c"}}
	for i := range 20000 {
		big.Rows = append(big.Rows, []any{i, "testo di prova", "altro testo"})
	}
	began := time.Now()
	file, err := big.XLSX()
	if err != nil || len(file) == 0 {
		t.Fatal(err)
	}
	t.Logf("20 000 rows in %s", time.Since(began).Round(time.Millisecond))
}
