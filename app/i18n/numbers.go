package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/number"
)

// latinDigits asks x/text for the digits 0–9 (decision in doc.go).
func latinDigits(tag language.Tag) language.Tag {
	t, err := tag.SetTypeForKey("nu", "latn")
	if err != nil {
		return tag
	}
	return t
}

// Number writes a whole number with the language's grouping: "12.345".
func (l *Localizer) Number(n int) string { return l.printer.Sprint(number.Decimal(n)) }

// Decimal writes a number with exactly that many decimals: "12,5".
func (l *Localizer) Decimal(x float64, decimals int) string {
	return l.printer.Sprint(number.Decimal(x, number.Scale(decimals)))
}

// Percent writes a share (0.125 → "12,5%") with at most one decimal.
func (l *Localizer) Percent(share float64) string {
	return l.printer.Sprint(number.Percent(share, number.MaxFractionDigits(1)))
}

func (l *Localizer) numberOf(v any) string {
	switch n := v.(type) {
	case int:
		return l.Number(n)
	case int64:
		return l.Number(int(n))
	case int32:
		return l.Number(int(n))
	case int16:
		return l.Number(int(n))
	case float64:
		return l.printer.Sprint(number.Decimal(n, number.MaxFractionDigits(2)))
	}
	l.catalog.report("number of something else", l.lang.Tag, "number")
	return ""
}

// LanguageName is the name of a language (BCP 47 tag) in this language, with a
// small letter where the language writes so; the tag where no name is known.
func (l *Localizer) LanguageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	names := display.Tags(language.MustParse(l.lang.Tag))
	if names == nil {
		return Lookup(tag).Name
	}
	if s := names.Name(t); s != "" {
		return s
	}
	return tag
}

// Capital makes the first letter of s a capital, for headings and list entries;
// scripts without capitals come back as they are.
func (l *Localizer) Capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToTitle(r)) + s[size:]
}

// List joins items as a sentence does: "a, b e c".
func (l *Localizer) List(items []string) string {
	n := len(items)
	if n == 0 {
		return ""
	}
	if n == 1 {
		return items[0]
	}
	comma, and := l.joints(n, items[n-1])
	return strings.Join(items[:n-1], comma) + and + items[n-1]
}

// joints are what stands between items and before the last one.
func (l *Localizer) joints(n int, last string) (comma, and string) {
	switch l.lang.Tag {
	case "it":
		if startsWith(last, "e", "è") {
			return ", ", " ed "
		}
		return ", ", " e "
	case "fr":
		return ", ", " et "
	case "es":
		if startsWith(last, "i", "í", "hi", "hí") && !startsWith(last, "hia", "hie", "hio", "io", "ia", "ie") {
			return ", ", " e "
		}
		return ", ", " y "
	case "ro":
		return ", ", " și "
	case "sq":
		return ", ", " dhe "
	case "ar":
		if arabicLetter(last) {
			return "، ", " و"
		}
		return "، ", " و "
	case "uk":
		return ", ", " і "
	case "ru":
		return ", ", " и "
	case "zh":
		return "、", "和"
	case "bn":
		return ", ", " এবং "
	case "ur":
		if n > 2 {
			return "، ", "، اور "
		}
		return "، ", " اور "
	}
	return ", ", " and "
}

func startsWith(s string, beginnings ...string) bool {
	s = strings.ToLower(s)
	for _, b := range beginnings {
		if strings.HasPrefix(s, b) {
			return true
		}
	}
	return false
}

func arabicLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Arabic, r)
}
