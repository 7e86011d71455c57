package imports

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// personFields are what a column of a file of people may hold.
var personFields = []string{
	"given", "surname", "own_name", "sex", "born_on", "birth_place", "birth_country", "citizenship", "second_citizenship",
	"fiscal_code", "phone", "mobile", "email", "lang", "mediator", "street", "postal_code", "city", "province", "number",
}

// meanings are headings as they are written in Italian and English, plain.
var meanings = map[string][]string{
	"given":              {"nome", "name", "first name", "given name", "nome di battesimo", "given"},
	"surname":            {"cognome", "surname", "last name", "family name"},
	"own_name":           {"nome originale", "nome nella propria lingua", "own name", "name in own script"},
	"sex":                {"sesso", "genere", "sex", "gender"},
	"born_on":            {"data di nascita", "data nascita", "nato il", "nata il", "nato a il", "date of birth", "birth date", "dob", "born on"},
	"birth_place":        {"luogo di nascita", "luogo nascita", "comune di nascita", "comune nascita", "nato a", "place of birth", "birth place"},
	"birth_country":      {"stato di nascita", "stato nascita", "paese di nascita", "nazione di nascita", "country of birth", "birth country"},
	"citizenship":        {"cittadinanza", "nazionalita", "citizenship", "nationality"},
	"second_citizenship": {"seconda cittadinanza", "second citizenship"},
	"fiscal_code":        {"codice fiscale", "cod fiscale", "cf", "c f", "fiscal code", "tax code"},
	"phone":              {"telefono", "tel", "numero di telefono", "phone", "telephone", "phone number"},
	"mobile":             {"cellulare", "cell", "mobile", "mobile phone", "cell phone"},
	"email":              {"email", "e mail", "mail", "posta elettronica", "indirizzo email", "indirizzo e mail", "email address"},
	"lang":               {"lingua", "lingua parlata", "language"},
	"mediator":           {"mediatore", "mediazione", "lingua di mediazione", "mediator"},
	"street":             {"indirizzo", "via", "residenza", "indirizzo di residenza", "address", "street"},
	"postal_code":        {"cap", "postal code", "zip", "zip code", "postcode"},
	"city":               {"comune", "citta", "comune di residenza", "citta di residenza", "city", "town"},
	"province":           {"provincia", "prov", "province", "provincia di residenza"},
}

// plain is a heading without accents, signs and capitals.
func plain(s string) string { return people.Fold(s) }

// guess says what columns hold: as the account said last time, else by the heading.
func guess(kind string, head []string, known map[string]string) []string {
	fields := make([]string, len(head))
	for i, h := range head {
		field, ok := known[heading(kind, h)]
		for _, f := range Fields(kind) {
			if !ok && slices.ContainsFunc(headingsOf(kind, f), func(m string) bool { return signs(m) == signs(h) }) {
				field = f
			}
		}
		if !slices.Contains(fields[:i], field) {
			fields[i] = field
		}
	}
	return fields
}

func checkFields(kind string, head, fields []string) error {
	var c fault.Check
	for i, f := range fields {
		column := "column-" + strconv.Itoa(i)
		c.If(f != "" && !slices.Contains(Fields(kind), f), column, "people.error.choose")
		c.If(f != "" && slices.Contains(fields[:i], f), column, "imports.error.twice", "Column", i+1)
	}
	c.If(len(fields) != len(head), "", "people.error.choose")
	for _, key := range lacking(kind, fields) {
		c.Add("column-0", key)
	}
	return c.Err()
}

// lacking says which columns are missing without which no row can be read.
func lacking(kind string, fields []string) (keys []string) {
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(f string) bool { return slices.Contains(fields, f) })
	}
	if kind == People {
		if !has("given") {
			keys = append(keys, "imports.error.given")
		}
		return keys
	}
	if !has("number", "fiscal_code", "full_name", "given", "surname") {
		keys = append(keys, "imports.error.who")
	}
	for _, r := range entryKind(kind).Fields {
		if r.Required && !has(r.Name) && r.Name != "isced" && (kind != people.Past || r.Name != "type") {
			keys = append(keys, "imports.error.needs."+kind)
			break
		}
	}
	return keys
}

// sexOf reads a sex as files write it.
func sexOf(s string) (string, bool) {
	switch plain(s) {
	case "":
		return "", true
	case "f", "femmina", "donna", "female", "woman":
		return "F", true
	case "m", "maschio", "uomo", "male", "man":
		return "M", true
	case "x", "altro", "other":
		return "X", true
	}
	return "", false
}

// layouts are the days as Italian offices and programs write them.
var layouts = []string{"2006-01-02", "2/1/2006", "2-1-2006", "2.1.2006", "2006/1/2"}

// dayOf reads a day; a bare number is a spreadsheet's count of days since 1900.
func dayOf(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	if onlyYear.MatchString(s) {
		return time.Time{}, false // a year, not a count of days
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 60 && n < 100000 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)), true
	}
	day, _, _ := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	for _, layout := range layouts {
		if t, err := time.Parse(layout, day); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// names are those of countries and languages in Italian and English, plain.
type names struct{ countries, languages, tongues map[string]string }

func newNames() names {
	n := names{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, tag := range []language.Tag{language.Italian, language.English} {
		regions, tongues := display.Regions(tag), display.Languages(tag)
		for _, code := range i18n.Countries() {
			n.countries[plain(regions.Name(language.MustParseRegion(code)))] = code
		}
		for a := 'a'; a <= 'z'; a++ {
			for b := 'a'; b <= 'z'; b++ {
				code := string(a) + string(b)
				if t, err := language.Parse(code); err == nil && t.String() == code {
					n.tongues[plain(tongues.Name(t))] = code
				}
			}
		}
		for _, l := range i18n.Languages() {
			n.languages[plain(tongues.Name(language.Make(l.Tag)))] = l.Tag
			n.languages[plain(l.Name)] = l.Tag
		}
	}
	return n
}

func (n names) country(s string) (string, bool) {
	if code, ok := n.countries[plain(s)]; ok || s == "" {
		return code, true
	}
	if r, err := language.ParseRegion(strings.ToUpper(s)); err == nil && r.IsCountry() && len(s) <= 3 {
		return r.String(), true
	}
	return "", false
}

func (n names) language(s string) (string, bool) {
	if tag, ok := n.languages[plain(s)]; ok || s == "" {
		return tag, true
	}
	return strings.ToLower(s), i18n.Supported(strings.ToLower(s))
}

// tongue reads any language, not only those of the site.
func (n names) tongue(s string) (string, bool) {
	if tag, ok := n.language(s); ok {
		return tag, true
	}
	if tag, ok := n.tongues[plain(s)]; ok {
		return tag, true
	}
	t, err := language.Parse(strings.ToLower(s))
	return t.String(), err == nil && len(s) <= 3 && t != language.Und
}
