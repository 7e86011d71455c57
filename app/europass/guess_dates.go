package europass

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// dated is a date found in a line, and where it stands.
type dated struct {
	date     string
	from, to int
}

var (
	fullDate  = regexp.MustCompile(`^([0-9]{1,2})[./-]([0-9]{1,2})[./-]((?:19|20)[0-9]{2})`)
	isoDate   = regexp.MustCompile(`^((?:19|20)[0-9]{2})[./-]([0-9]{1,2})[./-]([0-9]{1,2})`)
	monthYear = regexp.MustCompile(`^([0-9]{1,2})[./]((?:19|20)[0-9]{2})`)
	yearMonth = regexp.MustCompile(`^((?:19|20)[0-9]{2})[./]([0-9]{1,2})`)
	hanDate   = regexp.MustCompile(`^((?:19|20)[0-9]{2}) ?年(?: ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?日)?)?`)
	dayWord   = regexp.MustCompile(`^([0-9]{1,2})(?:º|°|er|st|nd|rd|th)?\.? (?:de |of |di |d')?([\p{L}\p{M}']+)\.?,? (?:de |del |of )?((?:19|20)[0-9]{2})`)
	wordDay   = regexp.MustCompile(`^([\p{L}\p{M}']+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?, ((?:19|20)[0-9]{2})`)
	wordYear  = regexp.MustCompile(`^([\p{L}\p{M}']+)\.?,?(?: |/)(?:de |del |of )?((?:19|20)[0-9]{2})`)
	justYear  = regexp.MustCompile(`^((?:19|20)[0-9]{2})`)
)

// dates are all dates of a line in small letters, the first one first.
func (g *guesser) dates(low string) (found []dated) {
	if len(low) > longest {
		return nil
	}
	last := ' '
	for at := 0; at < len(low); {
		r, _ := firstRune(low[at:])
		inside := unicode.IsDigit(last) || unicode.IsLetter(last) && (unicode.IsLetter(r) && r < 0x3000 || unicode.IsDigit(r) && last < 0x0590)
		if date, length := g.dateAt(low[at:]); !inside && length > 0 {
			found = append(found, dated{date, at, at + length})
			at, last = at+length, '0'
			continue
		}
		at, last = at+len(string(r)), r
	}
	return found
}

// dateAt is the date a text begins with, and its length; 0 for none.
func (g *guesser) dateAt(s string) (date string, length int) {
	first, _ := firstRune(s)
	if !unicode.IsDigit(first) {
		return g.wordDateAt(s)
	}
	if m := fullDate.FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1]), ends(s, m[0])
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3]), ends(s, m[0])
	}
	if m := hanDate.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3]), len(m[0])
	}
	if m := dayWord.FindStringSubmatch(s); m != nil && g.months[m[2]] > 0 {
		return day(m[3], strconv.Itoa(g.months[m[2]]), m[1]), ends(s, m[0])
	}
	if m := monthYear.FindStringSubmatch(s); m != nil {
		return day(m[2], m[1], ""), ends(s, m[0])
	}
	if m := yearMonth.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], ""), ends(s, m[0])
	}
	if m := justYear.FindStringSubmatch(s); m != nil {
		return m[1], ends(s, m[0])
	}
	return "", 0
}

func (g *guesser) wordDateAt(s string) (date string, length int) {
	if m := wordDay.FindStringSubmatch(s); m != nil && g.months[m[1]] > 0 {
		return day(m[3], strconv.Itoa(g.months[m[1]]), m[2]), ends(s, m[0])
	}
	if m := wordYear.FindStringSubmatch(s); m != nil && g.months[m[1]] > 0 {
		return day(m[2], strconv.Itoa(g.months[m[1]]), ""), ends(s, m[0])
	}
	return "", 0
}

// ends is the length of what was found, 0 where a number goes on behind it.
func ends(s, found string) int {
	if next, ok := firstRune(s[len(found):]); ok && unicode.IsDigit(next) {
		return 0
	}
	return len(found)
}

// day writes a date as precise as it is given, "" where there is none such. Two numbers
// that could each be the month are read as here: the day first.
func day(year, month, day string) string {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if m > 12 && d <= 12 && d > 0 {
		m, d = d, m
	}
	switch {
	case month == "":
		return Date(year)
	case day == "":
		return Date(fmt.Sprintf("%s-%02d", year, m))
	}
	return Date(fmt.Sprintf("%s-%02d-%02d", year, m, d))
}

var between = regexp.MustCompile(`^[ .,]*(?:年|г\.?|р\.?|год[ау]?|року)?[ ,]*(?:-|/|→|>|al?\b|allo\b|fino (?:a|al|ad)\b|ad\b|to\b|till\b|until\b|au?\b|à|jusqu'(?:à|en|au)?|jusque|hasta(?: el)?\b|la\b|până (?:în|la)\b|pana (?:in|la)\b|deri(?: më| në)?\b|حتى|إلى|الى|لغاية|по |до |至|到|থেকে|হতে|سے|-)[ .]*(?:il |the |le |el |l')?`)

// period is when something was, by the first dates of a line, and the line without them:
// two dates with a word between them, one and "today", or one alone. ok says that there
// is one, sure that it has an end or goes on.
func (g *guesser) period(r row) (x Period, rest string, sure, ok bool) {
	found := g.dates(r.low)
	if len(found) == 0 || len(found) > 2 {
		return x, r.text, false, false
	}
	from, to := found[0].from, found[0].to
	x.From = found[0].date
	gap := between.FindString(r.low[to:])
	switch {
	case len(found) == 2 && gap != "" && strings.TrimSpace(r.low[to+len(gap):found[1].from]) == "":
		x.To, to = found[1].date, found[1].to
	case len(found) == 2:
		return Period{}, r.text, false, false
	default:
		if n := today(r.low[to:]); n > 0 {
			x.Current, to = true, to+n
		}
	}
	if !g.possible(x) {
		return Period{}, r.text, false, false
	}
	return x, outside(r, from, to), x.To != "" || x.Current, true
}

// today is how long the words for "until now" are that a text begins with, 0 for none.
func today(low string) int {
	gap := between.FindString(low)
	rest := low[len(gap):]
	skipped := len(gap)
	if gap == "" {
		skipped = len(rest) - len(strings.TrimLeft(rest, " ("))
		rest = rest[skipped:]
	}
	for _, w := range strings.Split(wordsToday, "|") {
		if strings.HasPrefix(rest, w) && whole(rest, 0, len(w)) {
			return skipped + len(w)
		}
	}
	return 0
}

// possible: years of a life, the end not before the beginning.
func (g *guesser) possible(x Period) bool {
	soon, long := g.now.AddDate(1, 0, 0).Format("2006-01-02"), g.now.AddDate(-70, 0, 0).Format("2006-01-02")
	if x.From == "" || x.From > soon || x.From < long[:4] {
		return false
	}
	n := min(len(x.From), len(x.To))
	return x.To == "" || x.To <= soon && x.From[:n] <= x.To[:n]
}

var (
	leading  = regexp.MustCompile(`(?i)(?:^|[\s(\[])(?:dal?|dall'|dall'anno|dal mese di|nel|from|since|in|depuis|du|de|d'|desde(?: el)?|del|en|din|de la|nga|në|від|з|із|с|со|من|منذ|سنة|عام|自|从|সাল|سن|سال|anno|periodo|period|date|dates?|data)[\s:'(\[]*$`)
	trailing = regexp.MustCompile(`^\s*(?:年|月|(?:гг?|рр?|год[ау]?|року|роки|سنة|সাল|পর্যন্ত|تک|سال|م)(?:[\s)\]:;,.|/-]|$))?[\s)\]:;,.|/-]*`)
)

// outside is what a line says beside its dates.
func outside(r row, from, to int) string {
	before := strings.TrimRight(r.text[:from], " ([:;,|-/")
	for range 2 { // "since the year"
		before = strings.TrimRight(leading.ReplaceAllString(before, ""), " ")
	}
	behind := r.text[to:]
	behind = behind[len(trailing.FindString(behind)):]
	before, behind = strings.Trim(before, " ([:;,|-/"), strings.Trim(behind, " )]:;|-/")
	if before == "" || behind == "" {
		return before + behind
	}
	return before + ", " + behind
}
