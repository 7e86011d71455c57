package neutral

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed words.txt
var list string

// kind is where a word of a class says whether a man or a woman is meant.
type kind int

const (
	// beside only another such word, first at the beginning of a title too, word anywhere.
	beside kind = iota + 1
	first
	word
)

// class are the forms of one word; show is how all of them are shown.
type class struct {
	kind  kind
	show  string
	forms []string
}

// classes are those of the list, by each of their forms.
var classes = read(list)

// read joins pairs that share a form. The first pair of a class is the one shown, so that
// Italian, which stands first in the list, is.
func read(text string) map[string]*class {
	all := map[string]*class{}
	for line := range strings.Lines(text) {
		head, pairs, ok := strings.Cut(strings.TrimSpace(line), ": ")
		_, name, known := strings.Cut(head, " ")
		k := map[string]kind{"word": word, "first": first, "beside": beside}[name]
		if !ok || !known || k == 0 {
			continue
		}
		for _, pair := range strings.Fields(pairs) {
			add(all, k, pair)
		}
	}
	return all
}

func add(all map[string]*class, k kind, pair string) {
	pair, show, _ := strings.Cut(pair, "=")
	a, b, _ := strings.Cut(pair, "|")
	if show == "" {
		show = both(a, b)
	}
	c := all[fold(a)]
	if other := all[fold(b)]; c == nil {
		c = other
	} else if other != nil && other != c {
		for _, form := range other.forms {
			all[fold(form)] = c
		}
		c.forms = append(c.forms, other.forms...)
	}
	if c == nil {
		c = &class{kind: k, show: show}
	}
	for _, form := range []string{a, b} {
		if all[fold(form)] == nil {
			c.forms = append(c.forms, form)
		}
		all[fold(form)] = c
	}
}

// both shows two forms as one: the first with the ending of the other.
func both(a, b string) string {
	if a == b {
		return a
	}
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	for _, ending := range []string{"trice", "essa", "euse", "oare"} {
		if strings.HasSuffix(b, ending) && !strings.HasSuffix(a, "sso") && n > 2 {
			return a + "/" + ending
		}
	}
	if n < 3 || n == len(y) {
		return a + "/" + b
	}
	return a + "/" + string(y[n:])
}

// fold writes a word without case, accents and vowel signs, letter by letter.
func fold(w string) string {
	return strings.Map(func(r rune) rune {
		if r == '’' || r == '\'' {
			return '\''
		}
		if unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Bengali, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(w)))
}

// classOf gives the class of a word, nil for none; an Arabic word is known with its article.
func classOf(w string) (*class, string) {
	f := fold(w)
	if c := classes[f]; c != nil {
		return c, ""
	}
	if rest, ok := strings.CutPrefix(f, article); ok && classes[rest] != nil {
		return classes[rest], article
	}
	return nil, ""
}

const article = "ال"
