package europass

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

var (
	dialled = regexp.MustCompile(`(?:\+|00|\()?[0-9][0-9 ()./-]{6,22}[0-9]`)
	mobile  = regexp.MustCompile(`^3[0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3,4}$`)
	mobile2 = regexp.MustCompile(`^3[0-9]{2}(?:[ .-]?[0-9]{2}){3,4}[0-9]?$`)
)

// phones takes numbers with a country in front, Italian mobile numbers, and any that can
// be dialled on a line that says telephone.
func (g *guesser) phones(r row) {
	named := g.has(r.folded, wordsPhone)
	for _, found := range dialled.FindAllString(r.text, -1) {
		found = strings.TrimSpace(found)
		abroad := strings.HasPrefix(found, "+") || strings.HasPrefix(found, "00")
		if !named && !abroad && !mobile.MatchString(found) && !mobile2.MatchString(found) {
			continue
		}
		n, err := phonenumbers.Parse(found, "IT")
		if err != nil || !phonenumbers.IsValidNumber(n) || len(g.p.Phones) >= mostContacts {
			continue
		}
		g.p.Phones = append(g.p.Phones, phonenumbers.Format(n, phonenumbers.E164))
	}
}

// birth is the date behind the words for it, on the line or the next one.
func (g *guesser) birth() {
	for i, r := range g.rows {
		at := g.after(r.folded, wordsBorn)
		if at < 0 || len(r.text) > longest {
			continue
		}
		rows := []row{r}
		if i+1 < len(g.rows) {
			rows = append(rows, g.rows[i+1])
		}
		for n, r := range rows {
			found := g.dates(r.low)
			if len(found) == 1 && len(found[0].date) == len("2006-01-02") && g.grown(found[0].date) {
				g.p.BirthOn = found[0].date
				return
			}
			if n == 0 && len(found) > 0 {
				break
			}
		}
	}
}

// grown reports whether who was born then looks for work now.
func (g *guesser) grown(date string) bool {
	young, old := g.now.AddDate(-14, 0, 0).Format("2006-01-02"), g.now.AddDate(-90, 0, 0).Format("2006-01-02")
	return date <= young && date >= old
}

// name is given and family name where each is called so: the order of two words on a line
// says nothing.
func (g *guesser) name() {
	var given, family string
	for i, r := range g.rows {
		if i > 40 || len(r.text) > 120 {
			continue
		}
		label, value, ok := strings.Cut(r.text, ":")
		if !ok {
			continue
		}
		label, value = strings.TrimSpace(fold(label)), strings.TrimSpace(value)
		if !likeName(value) {
			continue
		}
		switch {
		case given == "" && g.among(label, wordsGiven):
			given = value
		case family == "" && g.among(label, wordsFamily):
			family = value
		}
	}
	if given != "" && family != "" && !strings.EqualFold(given, family) {
		g.p.Given, g.p.Family = given, family
	}
}

// likeName: one to four words of letters.
func likeName(s string) bool {
	if n := len(strings.Fields(s)); n < 1 || n > 4 || len(s) > 80 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(" '-.", r)
	})
}

// among reports whether a folded text is one of the words.
func (g *guesser) among(folded, words string) bool {
	for _, w := range g.list(words) {
		if folded == w {
			return true
		}
	}
	return false
}

var (
	wordOrSign = regexp.MustCompile(`[\p{L}\p{M}0-9]+|[^\p{L}\p{M}0-9\s]`)
	// Cyrillic letters that look like those of the categories
	looks = strings.NewReplacer("В", "B", "С", "C", "А", "A", "Е", "E", "М", "M")
)

// licences are the categories behind the words for a driving licence. A Chinese C1 is
// another licence than a European one: behind Chinese words nothing is read.
func (g *guesser) licences() {
	for _, r := range g.rows {
		at := g.after(r.folded, wordsLicence)
		if at < 0 || len(r.text) > longest {
			continue
		}
		all := wordOrSign.FindAllString(r.text, -1)
		behind := len(wordOrSign.FindAllString(r.folded[at:], -1))
		g.p.Licences = append(g.p.Licences, g.categories(all[max(0, len(all)-behind):])...)
	}
}

// categories are those a list of words begins with, one strange word aside; they are
// written in capitals.
func (g *guesser) categories(words []string) (found []string) {
	strange := 0
	for _, w := range words {
		upper := looks.Replace(w)
		switch c := category(upper); {
		case c != "" && c == upper:
			found = append(found, c)
		case g.among(fold(w), wordsBesideLicence):
		case w != "." && w != ";" && !unicode.IsLetter([]rune(w)[0]) && !unicode.IsDigit([]rune(w)[0]):
		default:
			if strange++; strange > 1 || len(found) > 0 {
				return found
			}
		}
	}
	return found
}
