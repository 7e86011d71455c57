package people

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-unidecode"
)

// Fold writes a name of any script in the letters a–z, words apart by one space:
// "D'Àlia" → "dalia", "Шевченко" → "shevchenko", "王小明" → "wang xiao ming".
func Fold(s string) string {
	ascii := strings.ToLower(unidecode.Unidecode(s))
	var b strings.Builder
	for _, r := range ascii {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '.' || r == ',' || r == '/' || r == '_':
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// sounds are letter groups that different spellings write for about one sound, the
// longer first.
var sounds = strings.NewReplacer(
	"tsch", "k", "sch", "s", "shch", "s", "dzh", "g", "tch", "k",
	"dj", "g", "dh", "d", "th", "t", "kh", "k", "gh", "g", "ph", "f", "sh", "s", "sc", "s", "ch", "k",
	"ck", "k", "ts", "s", "tz", "s", "zh", "g", "bh", "b", "xh", "g", "gj", "g",
	"z", "s", "q", "k", "c", "k", "j", "g", "x", "ks",
)

// Skeleton keeps of a folded word the consonants that survive a change of script:
// "mohammed", "muhamad" and the "mhmd" of Arabic are all "mhmd". Two different names
// may share one; it finds, it does not prove.
func Skeleton(word string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range sounds.Replace(single(word)) {
		if strings.ContainsRune("aeiouwy", r) {
			last = 0
			continue
		}
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// single writes doubled letters once.
func single(word string) string {
	return string(slices.Compact([]byte(word)))
}

// article is the Arabic one, written together with the word that follows.
const article = "ال"

// words are the folded words of a name by which it can be found: each one, each pair
// written together ("abd al rahman" is also "abdal" and "alrahman"), and Arabic words
// without their article.
func words(names ...string) []string {
	var all []string
	for _, name := range names {
		one := strings.Fields(Fold(name))
		all = append(all, one...)
		for i := 0; i+1 < len(one); i++ {
			all = append(all, one[i]+one[i+1])
		}
		for part := range strings.FieldsSeq(name) {
			if rest, ok := strings.CutPrefix(part, article); ok {
				all = append(all, strings.Fields(Fold(rest))...)
			}
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return len(s) > 60 })
}
