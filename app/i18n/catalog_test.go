package i18n

import (
	"bytes"
	"html/template"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// logs collects what is logged while the test runs. Tests that use it do not run in parallel.
func logs(t *testing.T) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return &b
}

func TestSentencesFallBackToItalianAndAreReportedOnce(t *testing.T) {
	log := logs(t)
	c := tiny(t, map[string]string{
		"it.json": `{"a.b.hello":"Ciao {{.Name}}","a.b.only":"Solo qui"}`,
		"ar.json": `{"a.b.hello":"أهلا {{.Name}}","a.b.only":""}`,
	})
	ar := c.For("ar")
	for range 3 {
		if got := ar.T("a.b.only"); got != "Solo qui" {
			t.Errorf("got %q", got)
		}
		if got := ar.T("a.b.none"); got != "a.b.none" {
			t.Errorf("got %q", got)
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 3 { // ar only, ar none, it none
		t.Errorf("%d lines logged:\n%s", n, log)
	}
	if got := c.For("xx").T("a.b.hello", "Name", "Ana"); got != "Ciao Ana" {
		t.Errorf("unknown language: %q", got)
	}
	if ar.Has("a.b.none") || !ar.Has("a.b.only") || c.Has("zh", "a.b.only") {
		t.Error("Has")
	}
}

func TestArgumentsNeverPanicNorShowMarkup(t *testing.T) {
	logs(t)
	l := tiny(t, map[string]string{"it.json": `{"a.b.c":"Da {{.From}} a {{.To}}.","a.b.n":{"one":"{{.Count}} posto","many":"{{.Count}} di posti","other":"{{.Count}} posti"}}`}).For("it")
	for _, x := range []struct{ got, want string }{
		{l.T("a.b.c", "From", "10", "To", 11), "Da 10 a 11."},
		{l.T("a.b.c", map[string]any{"From": 1, "To": 2}), "Da 1 a 2."},
		{l.T("a.b.c", "From", "10"), "Da 10 a ."},
		{l.T("a.b.c", "From"), "Da  a ."},
		{l.T("a.b.c", 1, 2), "Da  a ."},
		{l.T("a.b.c", "From", "{{.To}}", "To", "x"), "Da {{.To}} a x."},
		{l.T("a.b.c", map[string]any(nil)), "Da  a ."},
		{l.N("a.b.n", 1), "1 posto"},
		{l.N("a.b.n", 0), "0 posti"},
		{l.N("a.b.n", 1000000), "1.000.000 di posti"},
		{l.N("a.b.n", -3), "-3 posti"},
		{l.T("a.b.n", "Count", 4), "4 posti"},
		{l.N("a.b.c", 4, "From", 1, "To", 2), "Da 1 a 2."},
		{l.N("a.b.none", 4), "a.b.none"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestPluralFormsAreThoseOfEachLanguage(t *testing.T) {
	for _, lang := range Languages() {
		forms := map[string]bool{"other": true}
		tag := language.MustParse(lang.Tag)
		bundle := goi18n.NewBundle(tag)
		_ = bundle.AddMessages(tag, &goi18n.Message{ID: "x", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"})
		l := goi18n.NewLocalizer(bundle, lang.Tag)
		for _, n := range append(upTo(200), 1_000_000, 2_000_000) {
			form, err := l.Localize(&goi18n.LocalizeConfig{MessageID: "x", PluralCount: n})
			if err != nil {
				t.Fatal(err)
			}
			forms[form] = true
		}
		want := pluralForms(lang.Tag)
		if len(forms) != len(want) {
			t.Errorf("%s: forms %v, the table says %v", lang.Tag, forms, want)
		}
		for _, f := range want {
			if !forms[f] {
				t.Errorf("%s: form %q of the table is never chosen", lang.Tag, f)
			}
		}
	}
}

func upTo(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestValuesStandWholeInRightToLeftSentences(t *testing.T) {
	c := tiny(t, map[string]string{
		"it.json": `{"a.b.c":"{{.V}}"}`, "ar.json": `{"a.b.c":"{{.V}}"}`,
	})
	for in, want := range map[string]string{
		"+39 080 000 000": "\u2068+39 080 000 000\u2069",
		"ana@example.it":  "\u2068ana@example.it\u2069",
		"10:20":           "10:20",
		"12":              "12",
		"الثلاثاء 3":      "الثلاثاء 3",
		"":                "",
	} {
		if got := c.For("ar").T("a.b.c", "V", in); got != want {
			t.Errorf("%q → %q", in, got)
		}
		if got := c.For("it").T("a.b.c", "V", in); got != in {
			t.Errorf("Italian %q → %q", in, got)
		}
	}
}

func TestLoadRefusesWhatItDoesNotKnow(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no Italian":      {"en.json": `{}`},
		"unknown file":    {"it.json": `{}`, "de.json": `{}`},
		"office language": {"it.json": `{}`, "office.fr.json": `{}`},
		"array":           {"it.json": `[]`},
		"not JSON":        {"it.json": `{"a.b.c":`},
		"trailing":        {"it.json": `{} {}`},
		"nested":          {"it.json": `{"a.b.c":{"d":"x"}}`},
		"number":          {"it.json": `{"a.b.c":1}`},
		"one segment":     {"it.json": `{"hello":"x"}`},
		"capital key":     {"it.json": `{"A.b":"x"}`},
		"twice":           {"it.json": `{"a.b.c":"x","a.b.c":"y"}`},
		"in both files":   {"it.json": `{"a.b.c":"x"}`, "office.it.json": `{"a.b.c":"y"}`},
		"function":        {"it.json": `{"a.b.c":"{{len .X}}"}`},
		"open brace":      {"it.json": `{"a.b.c":"{{.X"}`},
		"small name":      {"it.json": `{"a.b.c":"{{.x}}"}`},
		"no other":        {"it.json": `{"a.b.c":{"one":"x"}}`},
		"empty object":    {"it.json": `{"a.b.c":{}}`},
	} {
		fsys := fstest.MapFS{}
		for f, s := range files {
			fsys[f] = &fstest.MapFile{Data: []byte(s)}
		}
		if _, err := Load(fsys); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestLocalizersAreSafeTogether(t *testing.T) {
	c := tiny(t, map[string]string{"it.json": `{"a.b.c":"{{.V}}","a.b.n":{"one":"{{.Count}}","many":"{{.Count}}","other":"{{.Count}}"}}`})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, l := range Languages() {
				c.For(l.Tag).T("a.b.c", "V", "x")
				c.For(l.Tag).N("a.b.n", 12345)
			}
		})
	}
	wg.Wait()
}

func TestFuncsWorkInATemplate(t *testing.T) {
	c := tiny(t, map[string]string{"it.json": `{"a.b.c":"<b>{{.V}}</b>"}`})
	var b strings.Builder
	page := template.Must(template.New("").Funcs(c.For("ar").Funcs()).Parse(
		`{{lang}} {{dir}} {{path "/x"}} {{t "a.b.c" "V" "&"}} {{text .}} {{plain .}} {{weekday 1}} {{monthname 3}} {{number 1200}} {{len langs}}`))
	if err := page.Execute(&b, Text{"it": "Sportello <1>"}); err != nil {
		t.Fatal(err)
	}
	want := `ar rtl /ar/x &lt;b&gt;&amp;&lt;/b&gt; <span lang="it" dir="ltr">Sportello &lt;1&gt;</span> Sportello &lt;1&gt; الاثنين مارس 1,200 12`
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", &b, want)
	}
}

func BenchmarkPlainSentence(b *testing.B) {
	c, _ := Load(fstest.MapFS{"it.json": &fstest.MapFile{Data: []byte(`{"a.b.c":"Ciao"}`)}})
	l := c.For("it")
	for b.Loop() {
		l.T("a.b.c")
	}
}

func BenchmarkFilledSentence(b *testing.B) {
	c, _ := Load(fstest.MapFS{"it.json": &fstest.MapFile{Data: []byte(`{"a.b.c":"Ciao {{.V}}"}`)}})
	l := c.For("it")
	for b.Loop() {
		l.T("a.b.c", "V", "x")
	}
}
