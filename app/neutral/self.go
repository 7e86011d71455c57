package neutral

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// selves are how somebody says "I am" or "I was".
	selves = strings.Fields(`sono ero saro fui essere essendo esser sento sentirmi ritengo considero diventare soy estoy era suis etais ete sunt fost`)
	// between "I am" and what somebody is may stand these; they say nothing of who.
	between = strings.Fields(`stato stata sempre anche molto gia ancora poi piu abbastanza subito spesso inoltre tanto quasi ora adesso pure soprattutto quindi
		tutto presto certo solo sola mai muy tres aussi e ed`)
	// always are feminine, or masculine, of everybody.
	always = strings.Fields("persona guida guardia figura vittima spia sentinella collega geometra casa aiuto capo tipo contatto grado proprio possesso gruppo italia")
	// ofPeople are said of people where a sentence begins with them.
	ofPeople = strings.Fields(`nato assunto incaricato abituato interessato cresciuto automunito iscritto abilitato specializzato qualificato patentato esperto promosso
		trasferito arrivato emigrato rientrato occupato formato licenziato impegnato dotato portato`)
)

var (
	participle = regexp.MustCompile(`^(.+[ts])[oa]$`)
	adjective  = regexp.MustCompile(`^(seri|precis|ordinat|attent|educat|motivat|onest|pulit|espert|svelt|discret|fidat|riservat|curios|volenteros|premuros|generos|brav|sicur|seren|dinamic|pratic|autonom|timid|allegr|simpatic|stanc|sol|creativ|attiv|positiv|comunicativ|propositiv|intuitiv|riflessiv|fier|unic|` +
		`stranier|italian|rumen|romen|marocchin|tunisin|algerin|ucrain|egizian|indian|pachistan|pakistan|african|american|brasilian|cuban|georgian|peruvian|colombian|messican|ecuadorian|nigerian|ghanes|indonesian|[a-z]{2,}[^o]gistic|[a-z]+[^g]istic|[a-z]{2,}ativ)[oa]$`)
	romanian = regexp.MustCompile(`^(.{2,}[aiu])(?:t|ta)$`)
	french   = regexp.MustCompile(`^(.{2,})(?:ée|é)$`)
)

// masculine is the form in -o of a word in -a.
func masculine(f string) string {
	if stem, ok := strings.CutSuffix(f, "a"); ok {
		return stem + "o"
	}
	return f
}

// said reads a word after "I am", folded as f: "sono stata assunta", "ero precisa".
func (rd *reader) said(i int, f string) bool {
	w := strings.ToLower(rd.all[i].text)
	set := func(text string) bool {
		rd.all[i].text = cased(text, []rune(rd.all[i].text))
		rd.start, rd.person = false, false
		return true
	}
	m, fr, ro := participle.FindStringSubmatch(f), french.FindStringSubmatch(w), romanian.FindStringSubmatch(f)
	if m == nil {
		m = adjective.FindStringSubmatch(f)
	}
	switch {
	case f == "stata" || f == "stato":
		return set("stato/a")
	case slices.Contains(between, f):
		return true
	case slices.Contains(always, f) || strings.HasSuffix(f, "ista"):
		rd.self = false
		return false
	case ro != nil && rd.romanian(i):
		return set(ro[1] + "t/ă")
	case m != nil && (strings.HasSuffix(w, "o") || strings.HasSuffix(w, "a")):
		return set(m[1] + "o/a")
	case fr != nil:
		return set(fr[1] + "é/e")
	}
	return strings.HasSuffix(f, "nte") || strings.HasSuffix(f, "bile") || strings.HasSuffix(f, "ale")
}

// romanian says that the "I am" before the word at i is Romanian.
func (rd *reader) romanian(i int) bool {
	for n := i - 1; n >= max(0, i-6); n-- {
		if f := fold(rd.all[n].text); f == "sunt" || f == "fost" {
			return true
		}
	}
	return false
}

var pastTense = regexp.MustCompile(`^([\p{Cyrillic}]{2,}[аеиіуюяы])(?:л|ла)(сь|ся)?$|^([\p{Cyrillic}]{2,}[аиуюя])в(ся)?$`)

// past gives a Russian or Ukrainian past tense, which says who did it, as both say it; ""
// for any other word.
func past(f string) string {
	m := pastTense.FindStringSubmatch(f)
	if m == nil || slices.Contains(nouns, f) || slices.ContainsFunc(nouns, func(n string) bool { return f == n+"а" }) {
		return ""
	}
	if stem := m[1] + m[3]; m[2]+m[4] != "" {
		return stem + "лся/лась"
	} else {
		return stem + "л(а)"
	}
}

// nouns end like a past tense.
var nouns = strings.Fields(`сигнал подвал зал финал карнавал метал минерал интервал скандал профил туннел коктейл материал персонал журнал канал вокзал терминал портал отдел раздел матеріал квартал капитал капітал начал сначал филиал модел предел
	устав состав сплав рукав архив массив актив коллектив колектив мотив залив прилив пролив наплив правил могил пил сил вил школ мыл сел формул стул сервіс заклад термінал відділ розділ`)
