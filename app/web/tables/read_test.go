package tables

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"approdo/app/fault"
)

func TestReadTakesTablesAsOfficesWriteThem(t *testing.T) {
	xlsx, err := Table{Name: "a", Head: []string{"nome", "cognome"}, Rows: [][]any{{"Zoë", "=1+1"}}}.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		file []byte
		want string
	}{
		"semicolons":   {[]byte("nome;cognome\nZoë;\"De; Rossi\"\n"), "2:Zoë|De; Rossi"},
		"commas, BOM":  {[]byte("\uFEFFnome,cognome\r\nZoë,\"detta \"\"Z\"\"\"\r\n"), `2:Zoë|detta "Z"`},
		"tabs":         {[]byte("nome\tcognome\n\n\nZoë\tRossi, M;\n"), "4:Zoë|Rossi, M;"},
		"Windows-1252": {[]byte("nome;cognome\nZo\xeb;D\x92Angelo"), "2:Zoë|D’Angelo"},
		"two lines":    {[]byte("nome;cognome\nZoë;\"a\nb\"\n"), "2:Zoë|a\nb"},
		"formula":      {[]byte("nome;cognome\nZoë;=1+1\n"), "2:Zoë|=1+1"},
		"spreadsheet":  {xlsx, "2:Zoë|'=1+1"},
	} {
		rows, err := Read(x.file)
		if err != nil || len(rows) != 2 || !slices.Equal(rows[0].Cells, []string{"nome", "cognome"}) {
			t.Errorf("%s: %v %v", name, rows, err)
			continue
		}
		if got := fmt.Sprintf("%d:%s", rows[1].Number, strings.Join(rows[1].Cells, "|")); got != x.want {
			t.Errorf("%s: got %q, want %q", name, got, x.want)
		}
	}
}

func TestReadRefusesWhatIsNoTable(t *testing.T) {
	for name, x := range map[string]struct {
		file []byte
		key  string
	}{
		"picture":   {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "tables.error.type"},
		"document":  {[]byte("%PDF-1.7"), "tables.error.type"},
		"archive":   {[]byte("PK\x03\x04 nothing behind"), "tables.error.type"},
		"quotes":    {[]byte("a;b\n1;\"2\n3;4"), "tables.error.quotes"},
		"large":     {bytes.Repeat([]byte("a;b\n"), MaxFile/4+1), "tables.error.large"},
		"many rows": {bytes.Repeat([]byte("a;b\n"), MaxRows+2), "tables.error.rows"},
		"columns":   {[]byte(strings.Repeat("a;", MaxColumns) + "a"), "tables.error.columns"},
		"cell":      {[]byte("a;" + strings.Repeat("b", maxCell+1)), "tables.error.cell"},
	} {
		_, err := Read(x.file)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Key != x.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}
