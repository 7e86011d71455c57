package inspect

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"approdo/app/europass"
	"approdo/app/print"
	"approdo/app/print/printtest"
)

// scripts are CVs in six scripts, a line an entry, and the least share of words that must
// be read back exactly. Poppler turns the two letters of the ligature lam-alif round,
// and some vowels of Bengali, which costs a word here and there.
var scripts = map[string]struct {
	lines []string
	least float64
}{
	"it": {[]string{"Curriculum di Alda Prova", "2018–2021 Cameriera, Ristorante «Al Molo», Monopoli: perciò caffè, città e pietà", "Patente B, HACCP; disponibilità immediata"}, 1},
	"ru": {[]string{"Резюме: Пробная Ольга", "2015–2019 повар, столовая, объём работы большой", "Водительские права категории В, ещё ёлка"}, 1},
	"zh": {[]string{"个人简历 测试 姓名", "2016年至2020年 餐厅 服务员", "普通话 母语 意大利语 初级"}, 1},
	"ar": {[]string{"السيرة الذاتية", "عملت طباخا في مطعم كبير من سنة ٢٠١٨ حتى ٢٠٢١", "أتكلم العربية والفرنسية وقليلا من الإيطالية", "رخصة قيادة"}, 0.9},
	"bn": {[]string{"জীবনবৃত্তান্ত", "রাঁধুনি হিসেবে কাজ করেছি ২০১৮ থেকে ২০২১", "বাংলা মাতৃভাষা ইতালীয় ভাষা শিখছি"}, 0.9},
	"ur": {[]string{"تعارف نامہ", "سن ۲۰۱۸ سے باورچی کا کام کیا", "اردو مادری زبان ہے، پنجابی بھی بولتا ہوں", "ڈرائیونگ لائسنس"}, 0.95},
}

// TestSixScripts: a CV printed in each script, rewritten and read again.
func TestSixScripts(t *testing.T) {
	unraced(t)
	printtest.Need(t)
	p := print.New(print.Options{})
	defer p.Close()
	i := inspector(t)
	for lang, c := range scripts {
		dir := map[bool]string{true: "rtl", false: "ltr"}[lang == "ar" || lang == "ur"]
		html := `<!DOCTYPE html><html lang="` + lang + `" dir="` + dir + `"><head><meta charset="utf-8"><title>CV</title><style>body{font-family:"Noto Sans","Noto Sans Arabic","Noto Sans Bengali","Noto Sans CJK SC",sans-serif}</style></head><body><p>` +
			strings.Join(c.lines, "</p><p>") + `</p></body></html>`
		pdf, err := p.PDF(t.Context(), print.Sheet{HTML: []byte(html), Lang: lang, Foot: "CV"})
		if err != nil {
			t.Fatal(err)
		}
		_, clean := taken(t, i, pdf)
		harmless(t, clean)
		text, err := i.Text(t.Context(), file(t, clean))
		if err != nil {
			t.Fatal(err)
		}
		share, lost := recovered(text, c.lines)
		t.Logf("%s: %.0f %% of the words", lang, 100*share)
		if share < c.least {
			t.Errorf("%s: %.2f of the words, want %.2f; lost %q in\n%s", lang, share, c.least, lost, text)
		}
	}
}

// recovered is the share of the words that stand in the text.
func recovered(text string, lines []string) (share float64, lost []string) {
	have := strings.Fields(text)
	words := strings.Fields(strings.Join(lines, " "))
	for _, w := range words {
		if !slices.Contains(have, w) {
			lost = append(lost, w)
		}
	}
	return 1 - float64(len(lost))/float64(len(words)), lost
}

// TestTheEuropassFixture: its data come through the rewriting, byte by byte.
func TestTheEuropassFixture(t *testing.T) {
	dir := "../../../shared/data/europass"
	if named := os.Getenv("APPRODO_EUROPASS"); named != "" {
		dir = named
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "synthetic-europass-v4.pdf"))
	if err != nil {
		t.Skip("SKIPPED: ../shared/data/europass is not beside the repository (APPRODO_EUROPASS names it elsewhere), nothing was checked")
	}
	want, err := os.ReadFile(filepath.Join(dir, "synthetic-candidate-v4.xml"))
	if err != nil {
		t.Fatal(err)
	}
	i := inspector(t)
	m, clean := taken(t, i, pdf)
	if len(m.Dropped) != 0 || m.Pages != 1 {
		t.Errorf("made %+v", m)
	}
	harmless(t, clean, attachmentNames...)
	for what, path := range map[string]string{"as it came": file(t, pdf), "clean": file(t, clean)} {
		got, err := i.Attachment(t.Context(), path, "attachment.xml")
		if err != nil || !bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(want)) {
			t.Errorf("%s: %d bytes, %v", what, len(got), err)
		}
	}
	got, err := i.Attachment(t.Context(), file(t, clean), "attachment.xml")
	if err != nil {
		t.Fatal(err)
	}
	profile, err := europass.Parse(bytes.NewReader(got))
	if err != nil || profile.Family == "" || len(profile.Jobs) == 0 {
		t.Errorf("profile %+v, %v", profile, err)
	}
	text, err := i.Text(t.Context(), file(t, clean))
	if i.pdftotext != "" && (err != nil || !strings.Contains(text, profile.Given)) {
		t.Errorf("text %q, %v", text, err)
	}
}

// attachmentNames may stand in a file that has Europass's data.
var attachmentNames = []string{"/Names", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF", "/Filespec"}

// TestAttachments: Europass's data stay and are found wherever they hang; what has none
// has none; pdfdetach finds what ours does not.
func TestAttachments(t *testing.T) {
	i := inspector(t)
	const xml = `<?xml version="1.0"?><Candidate xmlns="http://www.europass.eu/1.0">è così</Candidate>`
	m, clean := taken(t, i, []byte(withXML(xml)))
	harmless(t, clean, attachmentNames...)
	if len(m.Dropped) != 0 {
		t.Errorf("dropped %q", m.Dropped)
	}
	got, err := i.Attachment(t.Context(), file(t, clean), "Attachment.XML")
	if err != nil || string(got) != xml {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err = i.Attachment(t.Context(), file(t, plain("x").bytes()), "attachment.xml"); err != nil || got != nil {
		t.Errorf("of a PDF without: %q, %v", got, err)
	}
	if got, err = i.Attachment(t.Context(), file(t, []byte("%PDF-1.7 broken")), "attachment.xml"); err != nil || got != nil {
		t.Errorf("of no PDF: %q, %v", got, err)
	}
	if i.pdfdetach == "" {
		t.Skip("SKIPPED: no pdfdetach here, the second try was not checked")
	}
	f, err := makeFolder(i.o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.remove()
	if err := f.put(input(0), file(t, clean), 1<<20); err != nil {
		t.Fatal(err)
	}
	if got, err = i.detach(t.Context(), f, "attachment.xml"); err != nil || string(got) != xml {
		t.Errorf("by pdfdetach %q, %v", got, err)
	}
}

// TestTextIsCleaned: what is no text goes, and no more is kept than that.
func TestTextIsCleaned(t *testing.T) {
	for given, want := range map[string]string{
		"a\x00b\x07c\x1b[31m":                      "abc[31m",
		"\u202bمرحبا\u202c \u200fx\u2066y\u2069":   "مرحبا xy",
		"কর্\u200dম می\u200cخواهم":                 "কর্\u200dম می\u200cخواهم",
		"a\r\nb\rc\fd\u2028e":                      "a\nb\nc\nd\ne",
		"a  \n\n\n\n b\t":                          "a\n\n b",
		"\u00a0caffe\u0300\ufeff\xff":              "caffè",
		"soft\u00adhyphen \ue000private":           "softhyphen private",
		strings.Repeat("x", 100) + "\n" + "\n  \n": strings.Repeat("x", 100),
	} {
		if got := cleanText(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	long := cleanText(strings.Repeat(strings.Repeat("è", 998)+"\n", 1000))
	if n := utf8.RuneCountInString(long); n > MostText || n < MostText-1000 {
		t.Errorf("%d characters kept", n)
	}
	if one := cleanText(strings.Repeat("è", 300_000)); utf8.RuneCountInString(one) != MostText {
		t.Errorf("of one long line %d characters kept", utf8.RuneCountInString(one))
	}
}

// TestWithoutAReader: the caller is told, and nothing else fails.
func TestWithoutAReader(t *testing.T) {
	i := inspector(t)
	i.pdftotext = ""
	if _, err := i.Text(t.Context(), file(t, plain("x").bytes())); !errors.Is(err, ErrNoReader) {
		t.Errorf("%v", err)
	}
	if notes := strings.Join(i.Notes(), "\n"); !strings.Contains(notes, "pdftotext") {
		t.Errorf("nobody is told: %q", notes)
	}
}

// TestFilledInFormsKeepTheirWords: what somebody wrote in the fields is part of the page.
func TestFilledInFormsKeepTheirWords(t *testing.T) {
	i := inspector(t)
	p := plain("Nome:").put(1, "/AcroForm<</Fields[6 0 R]>>").put(3, "/Annots[6 0 R 8 0 R]")
	p.add("<</Type/Annot/Subtype/Widget/FT/Tx/T(nome)/V(Alda)/Rect[60 600 260 630]/AP<</N 7 0 R>>/AA<</K" + script + ">>>>")
	p.add(stream("/Type/XObject/Subtype/Form/BBox[0 0 200 30]/Resources<</Font<</F1 5 0 R>>>>", "BT /F1 12 Tf 2 8 Td (Alda Prova) Tj ET"))
	p.add("<</Type/Annot/Subtype/Widget/FT/Btn/F 2/Rect[60 500 260 530]/AP<</N 7 0 R>>>>")
	m, clean := taken(t, i, p.bytes())
	if strings.Join(m.Dropped, " ") != "scripts" {
		t.Errorf("dropped %q", m.Dropped)
	}
	harmless(t, clean, "/Annot")
	if n := bytes.Count(clean, []byte("/Subtype /Stamp")); n != 1 {
		t.Errorf("%d marks are kept: the hidden field is not one", n)
	}
	text, err := i.Text(t.Context(), file(t, clean))
	if i.pdftotext != "" && (err != nil || !strings.Contains(text, "Alda Prova")) {
		t.Errorf("text %q, %v", text, err)
	}
}

// TestOwnersPasswordsDoNotLock: a PDF everybody can open and only its owner may change is
// taken, and is open afterwards.
func TestOwnersPasswordsDoNotLock(t *testing.T) {
	i := inspector(t)
	_, clean := taken(t, i, locked("", "proprietario"))
	harmless(t, clean)
	if !bytes.Contains(clean, []byte("(Testo cifrato) Tj")) {
		t.Errorf("the text is not there:\n%s", clean)
	}
}
