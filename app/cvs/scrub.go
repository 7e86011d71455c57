package cvs

import (
	"regexp"
	"strings"
	"unicode"

	"approdo/app/people"
)

// telling matches what says whose a text is whoever wrote it: addresses, links, codici
// fiscali, dates, and numbers as long as a telephone's.
var telling = regexp.MustCompile(`(?i)\S+@\S+|\b(?:https?://|www\.)\S+|\b[a-z]{6}[0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]\b|` +
	`\b[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}\s?[./-]\s?[0-9]{2,4}\b|\+?[0-9٠-٩۰-۹০-৯][0-9٠-٩۰-۹০-৯ ./()-]{4,}[0-9٠-٩۰-۹০-৯]`)

// tellingLife matches what mostly one half of people writes of their life.
var tellingLife = regexp.MustCompile(`(?i)\b(?:(?:in|mia|dopo la|congedo (?:di |per )?|astensione per) ?maternit(?:à|a'|a\b)|congedo (?:di )?paternit(?:à|a'|a\b)|` +
	`(?:mia|per|causa|dopo la|ero in) gravidanza|incinta|servizio (?:militare|di leva)|(?:obblighi di )?leva assolt[ai]|obblighi di leva|milite ?(?:assolto|esente)|militesente|` +
	`(?:maternity|paternity) leave|military service|i was pregnant|congé (?:de )?maternité|service militaire|servicio militar|embarazada|concediu de maternitate|stagiul militar)|` +
	`в декрет[а-яі]*|служб[ау] [ву] армі?ии?|الخدمة العسكرية|إجازة أمومة`)

// gap stands where something was left out.
const gap = "…"

// scrubber takes out of what was typed the words that say whose it is.
type scrubber map[string]bool

// scrubberOf hides every word of some names, in whatever script and letters, but those of
// one letter.
func scrubberOf(names ...string) scrubber {
	s := scrubber{}
	for _, name := range names {
		for _, word := range strings.FieldsFunc(name, apart) {
			s[people.Fold(word)], s[strings.ToLower(word)] = true, true
		}
	}
	for word := range s {
		if len([]rune(word)) < 2 {
			delete(s, word)
		}
	}
	return s
}

// apart reports whether a letter stands between words.
func apart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }

// clean gives the text with a gap in the place of what tells whose it is.
func (s scrubber) clean(text string) string {
	var out strings.Builder
	word := []rune{}
	end := func() {
		if w := string(word); s[strings.ToLower(w)] || len(word) > 1 && s[people.Fold(w)] {
			out.WriteString(gap)
		} else {
			out.WriteString(w)
		}
		word = word[:0]
	}
	for _, r := range hideLife(text) {
		if !apart(r) {
			word = append(word, r)
			continue
		}
		end()
		out.WriteRune(r)
	}
	end()
	return strings.TrimSpace(repeated.ReplaceAllString(out.String(), gap))
}

// repeated matches gaps side by side.
var repeated = regexp.MustCompile(gap + `(?:[\s,;.'’-]*` + gap + `)+`)

// common matches words of names that say nothing by themselves, and that a text needs.
var common = regexp.MustCompile(`(?i)\b(?:via|viale|piazza|corso|strada|vico|largo|di|de|del|della|dei|delle|da|dal|dalla|la|le|lo|il|al|el|e|ed|and|the|of|srl|spa|snc|sas|` +
	`ristorante|bar|hotel|pizzeria|azienda|agricola|impresa|ditta|cooperativa|coop|società|scuola|istituto|liceo|università|centro|casa|famiglia|privata|` +
	`school|restaurant|company|university|per|con|in|a|n|dopo|ore|numero)\b`)
