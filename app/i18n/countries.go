package i18n

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Countries lists the codes of ISO 3166-1 (alpha-2) that name a country today, in the
// order of the alphabet: neither those of countries that are no more nor groups of them.
func Countries() []string {
	var all []string
	italian := display.Regions(language.Italian)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			if r, err := language.ParseRegion(code); err == nil && r.IsCountry() && r.Canonicalize().String() == code && italian.Name(r) != "" {
				all = append(all, code)
			}
		}
	}
	return all
}

// CountryName is the name of a country (ISO 3166 alpha-2) in this language; "" for no
// code, what was given for one that is nobody's.
func (l *Localizer) CountryName(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(l.lang.Tag)).Name(r); name != "" {
		return name
	}
	return code
}
