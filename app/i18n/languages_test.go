package i18n

import (
	"strings"
	"testing"
)

func TestMatchChoosesOneOfOurLanguages(t *testing.T) {
	for header, want := range map[string]string{
		"":                             "it",
		"ar":                           "ar",
		"ar-MA,fr;q=0.8":               "ar",
		"fr-CH, fr;q=0.9, en;q=0.8":    "fr",
		"sq-AL":                        "sq",
		"sq-XK,en;q=0.5":               "sq",
		"zh-Hant-TW":                   "zh",
		"bn-BD,en-US;q=0.7":            "bn",
		"de":                           "it",
		"de,en;q=0.3":                  "en",
		"pt-BR":                        "it",
		"pt-BR,pt;q=0.9,en;q=0.8":      "en",
		"ary":                          "ar",
		"ro-MD,ru;q=0.5":               "ro",
		"mo":                           "ro",
		"wo,fr;q=0":                    "fr", // fr refused, but Wolof readers read it best
		"en;q=0,es":                    "es",
		"es;q=0.2,uk;q=0.9":            "uk",
		"*":                            "it",
		"it-CH":                        "it",
		"%%%":                          "it",
		strings.Repeat("a", 5000):      "it",
		strings.Repeat("en,", 5000):    "en",
		"uk," + strings.Repeat("-", 9): "it",
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q → %s, want %s", header, got, want)
		}
	}
}

func TestPathPutsTheLanguageInFront(t *testing.T) {
	for _, x := range []struct{ lang, in, want string }{
		{"it", "/prenota", "/prenota"},
		{"ar", "/prenota", "/ar/prenota"},
		{"ar", "/", "/ar/"},
		{"ar", "/prenota?passo=2#ore", "/ar/prenota?passo=2#ore"},
		{"xx", "/prenota", "/prenota"},
		{"ar", "#contenuto", "#contenuto"},
		{"ar", "https://example.it/", "https://example.it/"},
		{"ar", "//example.it/", "//example.it/"},
		{"ar", "mailto:a@example.it", "mailto:a@example.it"},
	} {
		if got := Path(x.lang, x.in); got != x.want {
			t.Errorf("Path(%s, %s) = %s, want %s", x.lang, x.in, got, x.want)
		}
	}
}

func TestTheTwelveLanguages(t *testing.T) {
	var tags []string
	for _, l := range Languages() {
		tags = append(tags, l.Tag)
		if l.Name == "" || l.Short == "" || (l.Dir == "rtl") != (l.Tag == "ar" || l.Tag == "ur") {
			t.Errorf("%+v", l)
		}
	}
	if got := strings.Join(tags, " "); got != "it en fr es ro sq ar uk ru zh bn ur" {
		t.Error(got)
	}
	if o := OfficeLanguages(); len(o) != 2 || o[0].Tag != "it" || o[1].Tag != "en" {
		t.Error(o)
	}
	if Supported("IT") || Supported("it-IT") || Supported("") || Dir("ur") != "rtl" || Dir("??") != "ltr" {
		t.Error("supported or dir")
	}
}
