package europass

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// work are the lines with a time under the heading of work; in a text without headings,
// those that are plainly no study. A line of dates alone tells of the line below it.
func (g *guesser) work() {
	for i, r := range g.rows {
		if r.under != underWork && (g.parted || g.studious(r)) || len(r.text) > longest {
			continue
		}
		x, rest, sure, ok := g.period(r)
		if !ok || !sure || g.has(r.folded, wordsBorn) {
			continue
		}
		if rest == "" && i+1 < len(g.rows) && g.rows[i+1].under == r.under && len(g.dates(g.rows[i+1].low)) == 0 {
			rest = g.rows[i+1].text
		}
		if r.under != underWork && !worksAt.MatchString(rest) && !strings.Contains(rest, ",") {
			continue
		}
		j := Job{Period: x}
		j.Position, j.Employer, j.City = parts(rest)
		if plausible(j.Position) {
			g.p.Jobs = append(g.p.Jobs, j)
		}
	}
}

var (
	worksAt = regexp.MustCompile(`(?i) (?:presso|c/o|at|chez|en la empresa|la firma|la compania|në kompaninë|pranë|в компании|у компанії|في شركة|في مطعم) | @ `)
	splits  = regexp.MustCompile(` - | \| | / |[,،，;] ?`)
)

// parts splits what is said of a job: what, where, in which town.
func parts(s string) (position, employer, city string) {
	s = strings.Trim(s, " .,;:-")
	if at := worksAt.FindStringIndex(s); at != nil {
		position, s = s[:at[0]], s[at[1]:]
	} else if at := splits.FindStringIndex(s); at != nil {
		position, s = s[:at[0]], s[at[1]:]
	} else {
		return s, "", ""
	}
	if at := splits.FindStringIndex(s); at != nil {
		employer, city = s[:at[0]], s[at[1]:]
	} else {
		employer = s
	}
	if strings.ContainsAny(city, ",;|:") || len([]rune(city)) > 40 || len(strings.Fields(city)) > 3 {
		city = ""
	}
	return strings.Trim(position, " .,;:-"), strings.Trim(employer, " .;:-"), strings.Trim(city, " .;:-()")
}

// plausible: a job or a title has letters, and is no sentence.
func plausible(s string) bool {
	n := len([]rune(s))
	return n >= 2 && n <= 120 && len(strings.Fields(s)) <= 12 && strings.ContainsFunc(s, func(r rune) bool { return r > '9' })
}

// studious reports whether a line speaks of a title of education.
func (g *guesser) studious(r row) bool {
	return r.under == underStudies || g.has(r.folded, wordsTitle) || g.has(r.folded, wordsSchool)
}

// studies are titles of education: lines that begin with one, and under the heading of
// studies those that have one anywhere.
func (g *guesser) studies() {
	for i, r := range g.rows {
		if r.under != underStudies && (g.parted || !g.begins(r.folded, wordsTitle)) || len(r.text) > longest {
			continue
		}
		x, rest, _, dated := g.period(r)
		if !dated {
			rest = r.text
		}
		if dated && rest == "" && i+1 < len(g.rows) && g.rows[i+1].under == r.under {
			rest = g.rows[i+1].text
		}
		if !g.has(fold(rest), wordsTitle) || len(g.dates(r.low)) > 2 {
			continue
		}
		s := Study{Period: x}
		s.Title, s.School, s.City = parts(rest)
		if s.School != "" && !g.has(fold(s.School), wordsSchool) {
			s.Title, s.School, s.City = rest, "", ""
		}
		if x.From != "" && x.To == "" && !x.Current { // one year is the year it was reached
			s.From, s.To = "", x.From
		}
		s.Level = g.eqfOf(fold(s.Title))
		if known := slices.ContainsFunc(g.p.Education, func(o Study) bool { return strings.EqualFold(o.Title, s.Title) }); plausible(s.Title) && !known {
			g.p.Education = append(g.p.Education, s)
		}
	}
}

// begins reports whether a folded line begins with one of the words.
func (g *guesser) begins(folded, words string) bool {
	for _, w := range g.list(words) {
		if strings.HasPrefix(folded, w) && whole(folded, 0, len(w)) {
			return true
		}
	}
	return false
}

// eqfOf is the level of the titles of which it is beyond doubt.
func (g *guesser) eqfOf(folded string) string {
	for level, words := range levels {
		if g.has(folded, words) {
			return level
		}
	}
	return ""
}

// tongues are names of languages, folded, to their codes, in every language of the
// portal. The first of two equal names stays.
func tongues() map[string]string {
	names := map[string]string{}
	for _, in := range []string{"it", "en", "fr", "es", "ro", "sq", "ar", "uk", "ru", "zh", "bn", "ur"} {
		namer := display.Languages(language.Make(in))
		for _, code := range spoken {
			if n := fold(namer.Name(language.Make(code))); n != "" && names[n] == "" {
				names[n] = code
			}
		}
	}
	for name, code := range otherTongues {
		names[fold(name)] = code
	}
	return names
}

var cefr = regexp.MustCompile(`\b([ABC][12])\b`)

// languages are those named under their heading, or on a line of their own with a level
// or the words for a mother tongue.
func (g *guesser) languages() {
	known := tongues()
	for _, r := range g.rows {
		if len(r.text) > longest {
			continue
		}
		mothers, rest := g.mother(r)
		if !mothers && r.under != underLanguages && (g.parted && r.under != underOther && r.under != underNothing || !cefr.MatchString(r.text) && !g.has(r.folded, wordsMother)) {
			continue
		}
		for _, piece := range pieces(rest) {
			code := tongueIn(fold(piece), known)
			if code == "" {
				continue
			}
			l := Language{Code: code, Mother: mothers || g.has(fold(piece), wordsMother)}
			if !l.Mother {
				g.levels(&l, piece)
			}
			g.tongue(l)
		}
	}
}

// mother: "mother tongue: Arabic", where what follows are all of them.
func (g *guesser) mother(r row) (bool, string) {
	if label, rest, ok := strings.Cut(r.text, ":"); ok && g.has(fold(label), wordsMother) && len(label) < 60 && !cefr.MatchString(rest) {
		return true, rest
	}
	if _, rest, ok := strings.Cut(r.text, ":"); ok && g.begins(r.folded, wordsLanguages) {
		return false, rest
	}
	return false, r.text
}

var enumerated = regexp.MustCompile(`[,;،，、|]| e | and | et | y | și | dhe | و| и | та | এবং | اور `)

// pieces splits a list of languages; levels in brackets or behind a dash stay with theirs.
func pieces(s string) []string {
	if len(cefr.FindAllString(s, -1)) == 5 {
		return []string{s}
	}
	return enumerated.Split(s, -1)
}

// tongueIn is the code of the one language a text begins with, "" for none.
func tongueIn(folded string, known map[string]string) string {
	words := strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(" :-()/.[]", r) })
	for n := min(2, len(words)); n > 0; n-- {
		if code := known[strings.Join(words[:n], " ")]; code != "" {
			return code
		}
	}
	return ""
}

// levels reads one level for everything, or five that say what they are of.
func (g *guesser) levels(l *Language, s string) {
	found := cefr.FindAllStringIndex(s, -1)
	if len(found) == 1 {
		v := s[found[0][0]:found[0][1]]
		l.Listening, l.Reading, l.Interaction, l.Speaking, l.Writing = v, v, v, v, v
	}
	if len(found) != 5 {
		return
	}
	five, last := Language{}, 0
	for n, at := range found {
		g.skill(&five, n, fold(s[last:at[0]]), s[at[0]:at[1]])
		last = at[1]
	}
	if five.Listening == "" || five.Reading == "" || five.Writing == "" {
		return
	}
	five.Code, five.Name = l.Code, l.Name
	*l = five
}

// skill puts one of five levels where the words before it say. Without words they stand in
// Europass's order; the two of speaking, which changed places over the years, only where
// they are the same.
func (g *guesser) skill(l *Language, n int, words, level string) {
	five := []*string{&l.Listening, &l.Reading, &l.Interaction, &l.Speaking, &l.Writing}
	names := []string{wordsListening, wordsReading, wordsInteraction, wordsSpeaking, wordsWriting}
	for _, skill := range []int{0, 1, 4, 2, 3} { // "written production" is writing
		if g.has(words, names[skill]) {
			*five[skill] = level
			return
		}
	}
	if n > 0 && strings.ContainsFunc(words, unicode.IsLetter) {
		return
	}
	if n == 3 && l.Interaction != level {
		l.Interaction = ""
		return
	}
	*five[n] = level
}

// tongue adds a language once.
func (g *guesser) tongue(l Language) {
	if !slices.ContainsFunc(g.p.Languages, func(o Language) bool { return o.Code == l.Code }) {
		g.p.Languages = append(g.p.Languages, l)
	}
}
