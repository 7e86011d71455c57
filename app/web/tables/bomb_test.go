package tables

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"approdo/app/fault"
)

const (
	bookXML  = `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/><sheet name="b" r:id="rId2"/></sheets></workbook>`
	relsXML  = `<Relationships><Relationship Id="rId2" Target="worksheets/b.xml"/><Relationship Id="rId1" Target="worksheets/a.xml"/></Relationships>`
	sheetXML = `<worksheet><sheetData>%s</sheetData></worksheet>`
)

// spreadsheet is an XLSX file with a sheet and shared texts; claims says how large the
// parts pretend to be, 0 for the truth.
func spreadsheet(t *testing.T, sheet, shared io.Reader, claims uint64) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, from := range map[string]io.Reader{
		"xl/workbook.xml": strings.NewReader(bookXML), "xl/_rels/workbook.xml.rels": strings.NewReader(relsXML),
		"xl/worksheets/a.xml": sheet, "xl/sharedStrings.xml": shared,
	} {
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		size, err := io.Copy(w, from)
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		said := uint64(size)
		if claims != 0 && name == "xl/worksheets/a.xml" {
			said = claims
		}
		raw(t, z, name, packed.Bytes(), said)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func raw(t *testing.T, z *zip.Writer, name string, packed []byte, claims uint64) {
	t.Helper()
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: claims})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(packed); err != nil {
		t.Fatal(err)
	}
}

// again is a text many times.
func again(head, text string, times int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &repeat{text: text, left: times}, strings.NewReader(tail))
}

type repeat struct {
	text string
	left int
	rest string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		many := min(r.left, 1000)
		r.left, r.rest = r.left-many, strings.Repeat(r.text, many)
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// grown is how much more memory than before was taken at once while do ran, about.
func grown(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return max(after.HeapSys, before.HeapSys) - before.HeapSys
}

func TestWhatUnpacksToTooMuchIsRefusedInLittleMemory(t *testing.T) {
	none := func() io.Reader { return strings.NewReader("<sst/>") }
	for name, x := range map[string]struct {
		sheet, shared io.Reader
		claims        uint64
		key           string
	}{
		"an honest bomb":  {again("<worksheet>", `<row><c t="str"><v>aaaaaaaa</v></c></row>`, 10_000, ""), none(), maxUnzip + 1, "tables.error.large"},
		"a lying bomb":    {again("<worksheet>", `<row></row>             `, 1<<20, ""), none(), 5000, "tables.error.type"},
		"one long text":   {again("<worksheet><row><c><v>", `aaaaaaaaaaaaaaaaaaaaaaaaaa`, 1<<18, ""), none(), 0, "tables.error.large"},
		"many texts":      {strings.NewReader("<worksheet/>"), again("<sst>", "<si><t/></si>", maxShared+2, "</sst>"), 0, "tables.error.large"},
		"one text, often": {again("<worksheet>", "<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, 50)+"</row>", 1000, "</worksheet>"), strings.NewReader("<sst><si><t>" + strings.Repeat("a", 2000) + "</t></si></sst>"), 0, "tables.error.large"},
		"many columns":    {strings.NewReader(fmt.Sprintf(sheetXML, `<row r="1">`+strings.Repeat(`<c><v>1</v></c>`, 100_000)+`</row>`)), none(), 0, "tables.error.columns"},
		"a far column":    {strings.NewReader(fmt.Sprintf(sheetXML, `<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>`)), none(), 0, "tables.error.columns"},
		"a long cell":     {strings.NewReader(fmt.Sprintf(sheetXML, `<row r="1"><c><v>`+strings.Repeat("1", maxCell+1)+`</v></c></row>`)), none(), 0, "tables.error.cell"},
		"no such text":    {strings.NewReader(fmt.Sprintf(sheetXML, `<row r="1"><c t="s"><v>7</v></c></row>`)), none(), 0, "tables.error.type"},
		"not finished":    {strings.NewReader(`<worksheet><row r="1"><c`), none(), 0, "tables.error.type"},
	} {
		file := spreadsheet(t, x.sheet, x.shared, x.claims)
		if len(file) > MaxFile {
			t.Fatalf("%s: %d bytes", name, len(file))
		}
		var err error
		memory := grown(func() { _, err = Read(file) })
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Key != x.key {
			t.Errorf("%s: %v", name, err)
		}
		if memory > 192<<20 {
			t.Errorf("%s took %d MiB", name, memory>>20)
		}
	}
}

func TestASpreadsheetIsReadAsItStands(t *testing.T) {
	sheet := fmt.Sprintf(sheetXML, `<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2"><f>1+1</f><v>2</v></c></row>
		<row r="3"/><row r="5"><c t="inlineStr"><is><r><t>Zo</t></r><r><t>ë_x000A_x</t></r></is></c><c t="b"><v>1</v></c><c r="F5" t="str"><v>=a</v></c><c><v>33000</v></c></row>`)
	shared := `<sst><si><t>no</t></si><si><t>A &amp; B</t><rPh sb="0" eb="1"><t>ruby</t></rPh></si></sst>`
	rows, err := Read(spreadsheet(t, strings.NewReader(sheet), strings.NewReader(shared), 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%d %q %d %q", rows[0].Number, rows[0].Cells, rows[1].Number, rows[1].Cells); got != `2 ["" "A & B" "2"] 5 ["Zoë\nx" "1" "" "" "" "=a" "33000"]` {
		t.Error(got)
	}
}

// What another program wrote is read as that program reads it.
func TestASpreadsheetIsReadAsAnotherProgramReadsIt(t *testing.T) {
	x := excelize.NewFile()
	for i := range 30 {
		for j := range 12 {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			value := []any{"testo & <segni>", i * j, 3.25, "riga\ndue", "", true, "فاطمة", "'=1"}[(i+j)%8]
			if err := x.SetCellValue("Sheet1", name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	file, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	want, err := x.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Read(file.Bytes())
	if err != nil || len(rows) != len(want) {
		t.Fatal(len(rows), err)
	}
	for i := range rows {
		if got, want := strings.Join(rows[i].Cells, "|"), strings.TrimRight(strings.Join(want[i], "|"), "|"); got != want {
			t.Errorf("row %d: %q, want %q", i+1, got, want)
		}
	}
}

func TestUTF16IsRead(t *testing.T) {
	file := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune("nome\tcognome\r\nZoë\tবেগম\r\n")) {
		file = append(file, byte(u), byte(u>>8))
	}
	rows, err := Read(file)
	if err != nil || len(rows) != 2 || rows[1].Cells[1] != "বেগম" {
		t.Error(rows, err)
	}
	if _, err := Read([]byte("nome\n" + strings.Repeat("a;", 100_000))); err == nil {
		t.Error("a hundred thousand columns were read")
	}
}
