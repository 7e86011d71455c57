package web_test

import (
	"testing"

	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/locales"
)

// TestCountriesStandInTheReadersOrder: nothing and Italy first, then by the alphabet of
// the language and not by that of the bytes.
func TestCountriesStandInTheReadersOrder(t *testing.T) {
	catalog, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	place := func(lang string, codes ...string) (at []int) {
		all := web.CountryOptions(&web.Request{Lang: lang, L: catalog.For(lang)}, "none")
		if all[0] != (web.Option{Label: "none"}) || all[1].Value != "IT" || len(all) != len(i18n.Countries())+1 {
			t.Errorf("%s: %d, beginning with %+v", lang, len(all), all[:2])
		}
		for _, code := range codes {
			for i, x := range all {
				if x.Value == code {
					at = append(at, i)
				}
			}
		}
		return at
	}
	for lang, codes := range map[string][2]string{"it": {"AF", "ZW"}, "fr": {"EG", "ES"}, "es": {"EE", "ET"}, "ru": {"AU", "JP"}} {
		if at := place(lang, codes[0], codes[1]); len(at) != 2 || at[0] >= at[1] {
			t.Errorf("%s: %v stand at %v", lang, codes, at)
		}
	}
}
