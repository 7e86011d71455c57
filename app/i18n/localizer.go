package i18n

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/message"
	"golang.org/x/text/unicode/bidi"
)

// Localizer finds sentences and writes values in one language. It is shared and
// read-only; none of its methods panics or fails.
type Localizer struct {
	lang     Language
	catalog  *Catalog
	messages map[string]entry
	plurals  *goi18n.Localizer
	printer  *message.Printer
	calendar calendar
}

// Lang is the tag of the localizer's language.
func (l *Localizer) Lang() string { return l.lang.Tag }

// Language is the localizer's language.
func (l *Localizer) Language() Language { return l.lang }

// Has reports whether T would find the key, here or in Italian.
func (l *Localizer) Has(key string) bool {
	return l.catalog.Has(l.lang.Tag, key) || l.catalog.Has(Italian, key)
}

// T is the sentence of key. args are pairs (name, value) or one map[string]any;
// they fill the placeholders {{.Name}}. A sentence missing in this language comes
// in Italian, one missing everywhere comes as its key; both are logged once.
func (l *Localizer) T(key string, args ...any) string {
	return l.say(key, nil, args)
}

// N is the sentence of key in the plural form that count asks for; {{.Count}} is
// the count as this language writes it. The rest is as in T.
func (l *Localizer) N(key string, count int, args ...any) string {
	return l.say(key, &count, args)
}

func (l *Localizer) say(key string, count *int, args []any) string {
	m, ok := l.messages[key]
	if !ok || m.Forms["other"] == "" {
		if l.lang.Tag != Italian {
			l.catalog.report("no sentence, Italian shown", l.lang.Tag, key)
			return l.catalog.localizers[Italian].say(key, count, args)
		}
		l.catalog.report("no sentence for key", l.lang.Tag, key)
		return key
	}
	if !m.Plural && !strings.Contains(m.Forms["other"], "{{") {
		return m.Forms["other"]
	}
	if m.Plural != (count != nil) {
		l.catalog.report("plural and singular mixed up", l.lang.Tag, key)
	}
	return l.fill(key, m, count, l.values(key, count, args))
}

func (l *Localizer) fill(key string, m entry, count *int, data map[string]any) string {
	c := &goi18n.LocalizeConfig{
		MessageID:      key,
		TemplateData:   data,
		TemplateParser: &template.TextParser{Option: "missingkey=error"},
	}
	if count != nil && m.Plural {
		c.PluralCount = *count
	}
	s, err := l.plurals.Localize(c)
	if err == nil {
		return s
	}
	l.catalog.report("sentence not complete", l.lang.Tag, key)
	if s != "" {
		return s
	}
	// A value is missing: better a sentence with a gap than the mark-up of a placeholder.
	return placeholderShape.ReplaceAllStringFunc(m.Forms["other"], func(p string) string {
		if v, ok := data[placeholders(p)[0]]; ok {
			return fmt.Sprint(v)
		}
		return ""
	})
}

// values reads the arguments of T and N.
func (l *Localizer) values(key string, count *int, args []any) map[string]any {
	data := make(map[string]any, len(args)/2+1)
	if err := readArgs(args, func(name string, v any) { data[name] = l.isolate(v) }); err != nil {
		l.catalog.report(err.Error(), l.lang.Tag, key)
	}
	if count != nil {
		data["Count"] = l.Number(*count)
	}
	return data
}

func readArgs(args []any, add func(name string, v any)) error {
	if len(args) == 1 {
		if m, ok := args[0].(map[string]any); ok {
			for name, v := range m {
				add(name, v)
			}
			return nil
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return errors.New("the name of an argument is not a string")
		}
		add(name, args[i+1])
	}
	if len(args)%2 == 1 {
		return errors.New("an argument without a value")
	}
	return nil
}

// isolate keeps a left-to-right value whole inside a right-to-left sentence.
func (l *Localizer) isolate(v any) any {
	const first, pop = "\u2068", "\u2069"
	if l.lang.Dir != "rtl" {
		return v
	}
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprint(v)
	}
	if !turns(s) {
		return s
	}
	return first + s + pop
}

// turns reports whether right-to-left text around s would change its order: it
// holds left-to-right letters, or digits in several groups (a telephone number).
func turns(s string) bool {
	digits, other := false, false
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch {
		case p.Class() == bidi.L:
			return true
		case p.Class() == bidi.R || p.Class() == bidi.AL:
			return false
		case unicode.IsDigit(r):
			digits = true
		case r != ':' && r != '.' && r != ',' && r != '/':
			other = true
		}
	}
	return digits && other
}
