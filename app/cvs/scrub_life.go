package cvs

import (
	"regexp"
	"slices"
	"strings"

	"approdo/app/people"
)

// tellingOrigin matches how old somebody is, the year something was, and where somebody
// says to come from.
var tellingOrigin = regexp.MustCompile(`(?i)\b(?:donna|uomo|ragazz[oa]|signora|signore)(?: (?:` + strings.Join(origins, "|") + `))?,? di [0-9]{2} anni\b|` +
	`\b(?:sono|donna|uomo|ragazz[oa]|signora|signore) (?:` + strings.Join(origins, "|") + `)\b|` +
	`\b(?:ho|età:?) [0-9]{2} anni\b(?: (?:di|in|nel|nella|come) \p{L}+)?|\b[0-9]{2} ?anni d['’]età\b|\b[0-9]{2}enne\b|` +
	`\b(?:(?:nel|dal|del|in|anno) )?(?:19[3-9][0-9]|20[0-4][0-9])\b|` +
	`\b(?:nazionalità|cittadinanza|origin[ei]|cittadin[oa]|nationality|nationalité|nacionalidad|cetățenie|shtetësia)\s*:?\s*\p{L}+|` +
	`\b(?:nat[oa]|born|née?|nacid[oa]|născut[ăa]?) (?:a|in|nel|à|en|în) \p{L}+`)

// worked matches the years somebody worked, which tellingOrigin takes for those of a life.
var worked = regexp.MustCompile(`(?i)^ho [0-9]{2} anni (?:di|in|nel|nella|come) `)

// origins are stems of where people come from, in Italian, with their endings; those that
// name a language worth searching for are not among them.
var origins = []string{"marocchin[oaie]", "tunisin[oaie]", "algerin[oaie]", "egizian[oaie]", "libic[oa]", "senegales[ei]", "nigerian[oaie]", "ghanes[ei]", "ivorian[oaie]", "malian[oaie]",
	"gambian[oaie]", "guinean[oaie]", "camerunens[ei]", "congoles[ei]", "togoles[ei]", "somal[oaie]", "eritre[oaie]", "etiop[ei]", "sudanes[ei]", "sirian[oaie]", "iracher?n?[oaie]", "iranian[oaie]",
	"afghan[oaie]", "pakistan[oaie]", "indian[oaie]", "bangladesi", "bangladeshi", "bengales[ei]", "cingales[ei]", "srilankes[ei]", "filippin[oaie]", "peruvian[oaie]", "ecuadorian[oaie]", "colombian[oaie]",
	"brasilian[oaie]", "cuban[oaie]", "dominican[oaie]", "venezuelan[oaie]", "argentin[oaie]", "bolivian[oaie]", "kosovar[oaie]", "macedon[ei]", "moldav[oaie]", "georgian[oaie]", "extracomunitari[oae]", "straniera", "straniero"}

// ownWords are words by which nobody looks for somebody to work: of sex, of civil state, of
// belief, of origin.
var ownWords = regexp.MustCompile(`^(?:` + strings.Join(slices.Concat(origins, []string{
	"sesso", "donna", "uomo", "femmina", "maschio", "femminile", "maschile", "gender", "female", "male", "femme", "homme", "mujer", "hombre", "femeie", "bărbat",
	"nubile", "celibe", "coniugat[oa]", "sposat[oa]", "divorziat[oa]", "separat[oa]", "vedov[oa]", "married", "single", "marié", "mariée", "célibataire", "casad[oa]", "solter[oa]", "căsătorit[ăa]?",
	"musulman[oaie]", "cattolic[oaie]", "cristian[oaie]", "ortodoss[oaie]", "ebre[oaie]", "induist[aie]", "buddist[aie]", "sikh", "muslim", "christian", "catholic",
	"nazionalità", "cittadinanza", "nationality", "mamma", "incinta", "gravidanza", "maternità",
	"женский", "мужской", "замужем", "женат", "чоловіча", "жіноча", "одружений", "одружена", "ذكر", "أنثى", "متزوج", "متزوجة", "عزباء", "أعزب", "女", "男"}), "|") + `)$`)

// tellsOwn reports whether a word of a CV says what somebody is rather than what they can
// do: it is not kept to be searched by.
func tellsOwn(word string) bool {
	return ownWords.MatchString(word) || ownWords.MatchString(people.Fold(word))
}

// hideLife puts a gap where a text says whose it is, how old, from where.
func hideLife(text string) string {
	text = tellingLife.ReplaceAllString(telling.ReplaceAllString(text, gap), gap)
	return tellingOrigin.ReplaceAllStringFunc(text, func(found string) string {
		if worked.MatchString(found) {
			return found
		}
		return gap
	})
}
