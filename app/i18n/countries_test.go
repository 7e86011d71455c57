package i18n

import (
	"slices"
	"testing"
)

func TestCountriesAreThoseOfToday(t *testing.T) {
	all := Countries()
	for _, code := range []string{"IT", "AL", "MA", "UA", "BD", "PK", "CN", "XK", "VA"} {
		if !slices.Contains(all, code) {
			t.Errorf("%s is missing", code)
		}
	}
	for _, code := range []string{"SU", "YU", "DD", "EU", "ZZ", "UK", "QO"} {
		if slices.Contains(all, code) {
			t.Errorf("%s is listed", code)
		}
	}
	if !slices.IsSorted(all) || len(all) < 240 || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("%d codes: %v", len(all), all)
	}
}

func TestEveryCountryHasANameInEveryLanguage(t *testing.T) {
	c := tiny(t, nil)
	for _, x := range Languages() {
		for _, code := range Countries() {
			if name := c.For(x.Tag).CountryName(code); name == "" || name == code {
				t.Errorf("%s: %s is called %q", x.Tag, code, name)
			}
		}
	}
	for code, want := range map[string]string{"AL": "Albania", "": "", "nowhere": "nowhere"} {
		if got := c.For("it").CountryName(code); got != want {
			t.Errorf("%q is called %q", code, got)
		}
	}
}
