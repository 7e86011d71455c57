package occupations

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// letters writes the letters that Arabic, Persian and Urdu keyboards have several of as one.
var letters = strings.NewReplacer(
	"أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ی", "ي", "ې", "ي", "ے", "ي", "ئ", "ي", "ؤ", "و", "ء", "",
	"ک", "ك", "ة", "ه", "ۃ", "ه", "ہ", "ه", "ھ", "ه", "ۂ", "ه", "ۀ", "ه", "ں", "ن", "ـ", "",
)

// article is the Arabic one, written together with the word that follows.
const article = "ال"

// latinWord is how words in Latin letters are written: those of Unicode that are an a with
// something are an a.
func latinWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(unidecode.Unidecode(s)))
}

// words are the words of a text as they are kept and looked up: without case, accents,
// vowel signs and what keyboards write differently. Each stands once, in order.
func words(text string) []string {
	all := []string{}
	add := func(w string) {
		if w != "" && len(w) <= 80 && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	for _, w := range parts(letters.Replace(norm.NFKC.String(strings.ToLower(text)))) {
		switch first, _ := utf8.DecodeRuneInString(w); {
		case unicode.Is(unicode.Han, first):
			for _, gram := range grams(w) {
				add(gram)
			}
		case unicode.Is(unicode.Latin, first) || first < utf8.RuneSelf:
			add(latinWord(w))
		default:
			add(bare(w))
		}
	}
	return all
}

// parts cuts a text where a word or a script of Chinese characters ends.
func parts(text string) []string {
	var all []string
	begin, han := -1, false
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u200c' || r == '\u200d'
		if begin >= 0 && (!inside || unicode.Is(unicode.Han, r) != han) {
			all, begin = append(all, text[begin:i]), -1
		}
		if inside && begin < 0 {
			begin, han = i, unicode.Is(unicode.Han, r)
		}
	}
	if begin >= 0 {
		all = append(all, text[begin:])
	}
	return all
}

// bare takes accents, vowel signs of Arabic, nukta and joiners away, and the Arabic article.
func bare(w string) string {
	w = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d' || r == '\u09bc':
			return -1
		case unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Bengali, r):
			return -1
		}
		return r
	}, norm.NFKD.String(w))
	w = letters.Replace(w)
	if rest, ok := strings.CutPrefix(w, article); ok && utf8.RuneCountInString(rest) >= 3 {
		return rest
	}
	return w
}

// grams are the characters of a Chinese text and its pairs.
func grams(w string) []string {
	runes := []rune(w)
	var all []string
	for i := range runes {
		all = append(all, string(runes[i]))
		if i+1 < len(runes) {
			all = append(all, string(runes[i:i+2]))
		}
	}
	return all
}

// tokens are the words typed, as words, but a Chinese text is looked up by its pairs. More
// than six say no more than six.
func tokens(text string) []string {
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "")
	}
	all := words(text)
	pairs := slices.ContainsFunc(all, func(w string) bool { return hanRunes(w) == 2 })
	all = slices.DeleteFunc(all, func(w string) bool {
		return pairs && hanRunes(w) == 1 || hanRunes(w) == 0 && utf8.RuneCountInString(w) < 2
	})
	return all[:min(len(all), 6)]
}

func hanRunes(w string) int {
	if r, _ := utf8.DecodeRuneInString(w); !unicode.Is(unicode.Han, r) {
		return 0
	}
	return utf8.RuneCountInString(w)
}

// inLatin is a word of another script in Latin letters, "" for one that is in them.
func inLatin(word string) string {
	if word == "" || word[0] < utf8.RuneSelf {
		return ""
	}
	return latinWord(word)
}

// sounds are letters that scripts and spellings exchange.
var sounds = strings.NewReplacer("sch", "s", "sh", "s", "ch", "k", "kh", "k", "gh", "g", "ph", "f", "th", "t", "dh", "d", "zh", "g",
	"ck", "k", "q", "k", "c", "k", "x", "ks", "z", "s", "j", "g", "p", "b", "v", "f")

// skeleton is the consonants of a word that survive a change of script: "barista" and the
// "باريستا" of an Arabic keyboard share "brst". Less than three prove nothing.
func skeleton(word string) string {
	if hanRunes(word) > 0 {
		return ""
	}
	if latin := inLatin(word); latin != "" {
		word = latin
	}
	var b strings.Builder
	last := rune(0)
	for _, r := range sounds.Replace(word) {
		if strings.ContainsRune("aeiouwy", r) {
			continue
		}
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	if b.Len() < 3 {
		return ""
	}
	return b.String()
}
