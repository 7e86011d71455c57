package i18n

import "testing"

func TestNumbersAreGroupedByLanguageInWesternDigits(t *testing.T) {
	c := tiny(t, nil)
	want := map[string][3]string{
		"it": {"1.234.567", "12,5", "12,5%"},
		"en": {"1,234,567", "12.5", "12.5%"},
		"ar": {"1,234,567", "12.5", "12.5\u200e%\u200e"},
		"bn": {"12,34,567", "12.5", "12.5%"},
		"ur": {"1,234,567", "12.5", "12.5%"},
		"zh": {"1,234,567", "12.5", "12.5%"},
	}
	for lang, w := range want {
		l := c.For(lang)
		if got := [3]string{l.Number(1234567), l.Decimal(12.5, 1), l.Percent(0.125)}; got != w {
			t.Errorf("%s: %q, want %q", lang, got, w)
		}
	}
	for _, lang := range Languages() {
		for _, r := range c.For(lang.Tag).Number(1234567890) {
			if r > 0x2fff || (r >= 0x600 && r < 0xa00) {
				t.Errorf("%s: digit %q is not 0–9", lang.Tag, r)
			}
		}
	}
}

func TestListJoinsAsASentenceDoes(t *testing.T) {
	c := tiny(t, nil)
	for _, x := range []struct {
		lang string
		in   []string
		want string
	}{
		{"it", nil, ""},
		{"it", []string{"a"}, "a"},
		{"it", []string{"arabo", "francese"}, "arabo e francese"},
		{"it", []string{"arabo", "francese", "estone"}, "arabo, francese ed estone"},
		{"en", []string{"a", "b", "c"}, "a, b and c"},
		{"fr", []string{"a", "b"}, "a et b"},
		{"es", []string{"árabe", "inglés"}, "árabe e inglés"},
		{"es", []string{"carbón", "hierro"}, "carbón y hierro"},
		{"ro", []string{"a", "b"}, "a și b"},
		{"sq", []string{"a", "b"}, "a dhe b"},
		{"ar", []string{"العربية", "الفرنسية", "الإيطالية"}, "العربية، الفرنسية والإيطالية"},
		{"ar", []string{"A", "B"}, "A و B"},
		{"uk", []string{"а", "б"}, "а і б"},
		{"ru", []string{"а", "б", "в"}, "а, б и в"},
		{"zh", []string{"甲", "乙", "丙"}, "甲、乙和丙"},
		{"bn", []string{"ক", "খ"}, "ক এবং খ"},
		{"ur", []string{"الف", "ب", "ج"}, "الف، ب، اور ج"},
		{"ur", []string{"الف", "ب"}, "الف اور ب"},
	} {
		if got := c.For(x.lang).List(x.in); got != x.want {
			t.Errorf("%s: %q, want %q", x.lang, got, x.want)
		}
	}
}

func TestLanguageNames(t *testing.T) {
	c := tiny(t, nil)
	for lang, want := range map[string]string{
		"it": "albanese", "en": "Albanian", "fr": "albanais", "es": "albanés", "ro": "albaneză", "sq": "shqip",
		"ar": "الألبانية", "uk": "албанська", "ru": "албанский", "zh": "阿尔巴尼亚语", "bn": "আলবেনীয়", "ur": "البانی",
	} {
		if got := c.For(lang).LanguageName("sq"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := c.For("it").LanguageName("no such tag"); got != "no such tag" {
		t.Errorf("got %q", got)
	}
	if got := c.For("it").Capital("èlite"); got != "Èlite" {
		t.Errorf("got %q", got)
	}
	if got := c.For("ar").Capital("العربية"); got != "العربية" {
		t.Errorf("got %q", got)
	}
}
