package i18n

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"approdo/locales"
)

// The house test of the languages: every locale says everything, in the shape its
// language asks for, and nothing is said that nobody shows. A language that is
// not finished is one line of the report. uses_test.go looks at who uses the keys.

// sheet is one locale file.
type sheet map[string]entry

func readSheet(t *testing.T, name string) sheet {
	t.Helper()
	s := sheet{}
	if err := readFile(locales.FS, name, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// pairs lists each translated file with the Italian one it must agree with.
func pairs() [][2]string {
	var all [][2]string
	for _, l := range Languages()[1:] {
		all = append(all, [2]string{l.Tag + ".json", "it.json"})
	}
	for _, l := range OfficeLanguages()[1:] {
		all = append(all, [2]string{"office." + l.Tag + ".json", "office.it.json"})
	}
	return all
}

func TestOnlyKnownLocaleFiles(t *testing.T) {
	if _, err := Load(locales.FS); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(locales.FS, "*.json")
	if err != nil || len(names) != len(Languages())+len(OfficeLanguages()) {
		t.Errorf("locale files: %v %v", names, err)
	}
}

func TestEveryLocaleSaysEverything(t *testing.T) {
	for _, p := range pairs() {
		t.Run(p[0], func(t *testing.T) {
			ours, italian := readSheet(t, p[0]), readSheet(t, p[1])
			report(t, missing(italian, ours), len(italian), "keys of "+p[1]+" are not translated")
			report(t, missing(ours, italian), len(ours), "keys do not exist in "+p[1])
		})
	}
}

func TestEveryMessageHasTheShapeOfItsLanguage(t *testing.T) {
	for _, p := range append(pairs(), [2]string{"it.json", "it.json"}, [2]string{"office.it.json", "office.it.json"}) {
		t.Run(p[0], func(t *testing.T) {
			lang, _ := langOfFile(p[0])
			italian := readSheet(t, p[1])
			var wrong []string
			for key, m := range readSheet(t, p[0]) {
				source, ok := italian[key]
				if !ok {
					continue
				}
				for _, fault := range append(shapeFaults(lang, m, source), wordFaults(lang, m, source)...) {
					wrong = append(wrong, key+" "+fault)
				}
			}
			report(t, wrong, len(italian), "faults")
		})
	}
}

// report fails with one summary: how many, and the first ones.
func report(t *testing.T, what []string, of int, saying string) {
	t.Helper()
	const shown = 30
	if len(what) == 0 {
		return
	}
	if len(what) == of {
		t.Errorf("all %d %s", of, saying)
		return
	}
	slices.Sort(what)
	more := ""
	if len(what) > shown {
		more = fmt.Sprintf("\n\t… and %d more", len(what)-shown)
	}
	t.Errorf("%d of %d %s:\n\t%s%s", len(what), of, saying, strings.Join(what[:min(shown, len(what))], "\n\t"), more)
}

func missing(from, in sheet) []string {
	var keys []string
	for key := range from {
		if _, ok := in[key]; !ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// pluralForms lists the plural forms CLDR asks of a language; a plural message of
// it has exactly these (TestPluralFormsAreThoseOfEachLanguage proves the table).
func pluralForms(tag string) []string {
	switch tag {
	case "it", "fr", "es":
		return []string{"one", "many", "other"}
	case "ro":
		return []string{"one", "few", "other"}
	case "ar":
		return []string{"zero", "one", "two", "few", "many", "other"}
	case "uk", "ru":
		return []string{"one", "few", "many", "other"}
	case "zh":
		return []string{"other"}
	}
	return []string{"one", "other"}
}

// shapeFaults compares a message with the Italian one: plural or not, the forms of
// its language, the placeholders. A form may write the count as a word ("un posto"),
// but "other" must show it.
func shapeFaults(lang string, m, source entry) []string {
	if m.Plural != source.Plural {
		return []string{fmt.Sprintf("plural is %v, in Italian %v", m.Plural, source.Plural)}
	}
	var faults []string
	if m.Plural {
		have := make([]string, 0, len(m.Forms))
		for form := range m.Forms {
			have = append(have, form)
		}
		if want := pluralForms(lang); !sameSet(have, want) {
			faults = append(faults, fmt.Sprintf("has the forms %v, %s needs %v", have, lang, want))
		}
	}
	want := placeholders(source.Forms["other"])
	for form, s := range m.Forms {
		have := placeholders(s)
		if m.Plural && form != "other" && slices.Contains(want, "Count") && !slices.Contains(have, "Count") {
			have = append(have, "Count")
		}
		if !sameSet(have, want) {
			faults = append(faults, fmt.Sprintf("(%s) has the placeholders %v, in Italian %v", form, have, want))
		}
	}
	return faults
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

var markup = regexp.MustCompile(`<[a-zA-Z/]|&[a-z]+;`)

// wordFaults finds texts that are empty, untidy, mark-up, or still Italian.
func wordFaults(lang string, m, source entry) []string {
	var faults []string
	for form, s := range m.Forms {
		switch {
		case strings.TrimSpace(s) == "":
			faults = append(faults, "("+form+") is empty")
		case strings.TrimSpace(s) != s:
			faults = append(faults, "("+form+") begins or ends with a space")
		case markup.MatchString(s):
			faults = append(faults, "("+form+") holds mark-up; messages are plain text")
		case !norm.NFC.IsNormalString(s):
			faults = append(faults, "("+form+") is not in Unicode form NFC")
		case lang != Italian && untranslated(lang, s, source.Forms["other"]):
			faults = append(faults, "("+form+") is not translated: "+s)
		}
	}
	return faults
}

// untranslated: three Italian words or more are the same in the other language, or
// there is no letter of the language's script. Names stay as they are everywhere.
func untranslated(lang, s, italian string) bool {
	words := strings.Fields(placeholderShape.ReplaceAllString(italian, ""))
	ordinary := 0
	for _, w := range words {
		if r := []rune(w); unicode.IsLower(r[0]) && len(r) > 1 {
			ordinary++
		}
	}
	if ordinary < 2 {
		return false
	}
	script := map[string]*unicode.RangeTable{
		"ar": unicode.Arabic, "ur": unicode.Arabic, "uk": unicode.Cyrillic, "ru": unicode.Cyrillic,
		"zh": unicode.Han, "bn": unicode.Bengali,
	}[lang]
	if script != nil {
		return !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(script, r) })
	}
	return s == italian
}

func TestTheFaultFindersFind(t *testing.T) {
	one := func(forms ...string) entry { // pairs form, text
		m := entry{Forms: map[string]string{}, Plural: len(forms) > 2}
		for i := 0; i < len(forms); i += 2 {
			m.Forms[forms[i]] = forms[i+1]
		}
		return m
	}
	plural := one("one", "{{.Count}} posto a {{.Place}}", "many", "{{.Count}} di posti a {{.Place}}", "other", "{{.Count}} posti a {{.Place}}")
	for name, x := range map[string]struct {
		lang string
		m, s entry
		bad  bool
	}{
		"good":             {"en", one("other", "Hello {{.Name}}"), one("other", "Ciao {{.Name}}"), false},
		"placeholder":      {"en", one("other", "Hello {{.Nome}}"), one("other", "Ciao {{.Name}}"), true},
		"placeholder lost": {"en", one("other", "Hello"), one("other", "Ciao {{.Name}}"), true},
		"plural":           {"en", one("one", "one place at {{.Place}}", "other", "{{.Count}} places at {{.Place}}"), plural, false},
		"plural lost":      {"en", one("other", "{{.Count}} places at {{.Place}}"), plural, true},
		"count lost":       {"en", one("one", "a place at {{.Place}}", "other", "places at {{.Place}}"), plural, true},
		"form too many":    {"en", one("one", "{{.Count}} {{.Place}}", "many", "{{.Count}} {{.Place}}", "other", "{{.Count}} {{.Place}}"), plural, true},
		"empty":            {"en", one("other", ""), one("other", "Ciao"), true},
		"space":            {"en", one("other", "Hello "), one("other", "Ciao"), true},
		"mark-up":          {"en", one("other", "<b>Hello</b>"), one("other", "Ciao"), true},
		"still Italian":    {"ro", one("other", "Scegli un giorno"), one("other", "Scegli un giorno"), true},
		"wrong script":     {"ar", one("other", "Choose a day"), one("other", "Scegli un giorno"), true},
		"a name":           {"ar", one("other", "Open Work 2.0"), one("other", "Open Work 2.0"), false},
	} {
		got := append(shapeFaults(x.lang, x.m, x.s), wordFaults(x.lang, x.m, x.s)...)
		if (len(got) > 0) != x.bad {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// root is the top of the module, from where sources and views are read.
func root() fs.FS { return os.DirFS("../..") }
