package europass

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Guess proposes what a CV in plain text says, in any of the portal's languages. It would
// rather say nothing than something wrong: every line of the Profile is one a person still
// has to agree with. now bounds the years.
func Guess(text string, now time.Time) *Profile {
	g := &guesser{now: now, months: monthNames(), lists: map[string][]string{}, p: &Profile{}}
	g.read(text)
	g.contacts()
	g.birth()
	g.name()
	g.licences()
	g.languages()
	g.work()
	g.studies()
	return g.p.Tidy()
}

// most is how much of a text is looked at: a CV is shorter.
const (
	mostGuessed = 3000 // lines
	longest     = 400  // bytes of a line; what is longer is no entry of a list
)

// guesser reads one text.
type guesser struct {
	now    time.Time
	months map[string]int
	lists  map[string][]string // of words, folded
	rows   []row
	parted bool // some line is a heading
	p      *Profile
}

// row is a line of the text: as it is written, in small letters of the same length, and
// folded for comparing; under says which heading it stands under.
type row struct {
	text, low, folded string
	under             string
}

// Headings of a CV.
const (
	underNothing   = ""
	underWork      = "work"
	underStudies   = "studies"
	underLanguages = "languages"
	underOther     = "other"
)

// read makes the rows.
func (g *guesser) read(text string) {
	under := underNothing
	for _, l := range strings.Split(digits(norm.NFC.String(text)), "\n") {
		r := newRow(l)
		if r.text == "" || len(g.rows) >= mostGuessed {
			continue
		}
		found, rest := g.heading(r)
		if found == "" {
			r.under = under
			g.rows = append(g.rows, r)
			continue
		}
		under, g.parted = found, true
		if rest = strings.TrimSpace(rest); rest != "" {
			r = newRow(rest)
			r.under = under
			g.rows = append(g.rows, r)
		}
	}
}

func newRow(s string) row {
	s = strings.Join(strings.Fields(s), " ")
	s = strings.TrimSpace(strings.TrimLeft(s, "•·▪▫●○◦■□►▶➢✓*-–—|>"))
	low := strings.ToLower(s)
	if len(low) != len(s) {
		s = low
	}
	return row{text: s, low: low, folded: fold(s)}
}

// digits writes the digits of other scripts as 0 to 9, and every dash as one.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'٠', '۰', '০', '०', '０'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		switch r {
		case '‐', '‑', '‒', '–', '—', '―', '−', '－', '〜', '～':
			return '-'
		case '：':
			return ':'
		case '’', 'ʼ', '‘', '`':
			return '\''
		}
		return r
	}, s)
}

// fold makes words comparable: small letters without signs above or below them, the
// forms of the Arabic alif, ya and ta as one.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) && r < 0x0900:
			return -1
		case r == 'أ', r == 'إ', r == 'آ', r == 'ٱ':
			return 'ا'
		case r == 'ى', r == 'ی':
			return 'ي'
		case r == 'ة', r == 'ہ':
			return 'ه'
		case r == 'ک':
			return 'ك'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return norm.NFC.String(s)
}

// heading says which part of a CV a line begins, and what stands on the line after it.
func (g *guesser) heading(r row) (under, rest string) {
	if len(r.text) > longest {
		return "", ""
	}
	head, after, colon := strings.Cut(r.text, ":")
	words := strings.Trim(fold(head), " .:-_/|#")
	for _, kind := range []string{underWork, underStudies, underLanguages, underOther} {
		for _, h := range g.list(headings[kind]) {
			switch {
			case words == h:
				return kind, after
			case strings.HasPrefix(words, h+" ") && !colon && len(strings.Fields(words)) <= 5 && shouted(r.text):
				return kind, ""
			}
		}
	}
	return "", ""
}

// shouted reports whether a line is in capitals alone, in a script that has them.
func shouted(s string) bool {
	return strings.ToUpper(s) == s && strings.ToLower(s) != s && !strings.ContainsAny(s, "0123456789")
}

// list are the words between the strokes, folded.
func (g *guesser) list(words string) []string {
	all, ok := g.lists[words]
	if !ok {
		for _, w := range strings.Split(words, "|") {
			all = append(all, fold(w))
		}
		g.lists[words] = all
	}
	return all
}

// has reports whether one of the words stands in a folded line, whole. Scripts that put no
// space between words, or put an article to them, are searched for anywhere.
func (g *guesser) has(folded, words string) bool {
	return g.after(folded, words) >= 0
}

// after is where a folded line goes on after the first of the words that stands in it,
// -1 where none does.
func (g *guesser) after(folded, words string) int {
	best := -1
	for _, w := range g.list(words) {
		for from := 0; ; {
			at := strings.Index(folded[from:], w)
			if at < 0 {
				break
			}
			at += from
			if end := at + len(w); whole(folded, at, end) {
				if best < 0 || end < best {
					best = end
				}
				break
			}
			from = at + 1
		}
	}
	return best
}

// whole reports whether what stands between two places is no part of a longer word.
func whole(s string, from, to int) bool {
	before, _ := lastRune(s[:from])
	next, _ := firstRune(s[to:])
	begins, _ := firstRune(s[from:])
	if begins > 0x0590 && begins != 'і' { // Arabic, Bengali, Chinese …
		return true
	}
	return !unicode.IsLetter(before) && !unicode.IsLetter(next)
}

func firstRune(s string) (r rune, ok bool) {
	for _, r := range s {
		return r, true
	}
	return ' ', false
}

func lastRune(s string) (last rune, ok bool) {
	last = ' '
	for _, r := range s {
		last, ok = r, true
	}
	return last, ok
}

var mailShape = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}`)

const mostContacts = 3

// contacts are mail addresses, and telephone numbers that say what they are.
func (g *guesser) contacts() {
	for _, r := range g.rows {
		if len(r.text) > longest {
			continue
		}
		for _, a := range mailShape.FindAllString(r.text, -1) {
			if a = strings.ToLower(a); len(g.p.Emails) < mostContacts && email(a) != "" {
				g.p.Emails = append(g.p.Emails, a)
			}
		}
		g.phones(r)
	}
}
