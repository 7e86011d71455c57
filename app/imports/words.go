package imports

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"approdo/app/people"
)

// saying are the words by which files of Italian offices say a choice, plain, by kind,
// field and choice; the choice itself is always understood.
var saying = map[string]map[string]string{
	"status.status": {
		"unemployed":    "disoccupato|disoccupata|inoccupato|inoccupata|in cerca di lavoro|in cerca di occupazione|in cerca di prima occupazione|looking for work",
		"inactive":      "inattivo|inattiva|casalinga|casalingo|non cerca lavoro|not looking for work",
		"employed":      "occupato|occupata|dipendente|lavora come dipendente|lavoratore dipendente|works for an employer",
		"self_employed": "autonomo|autonoma|lavoratore autonomo|lavora in proprio|partita iva|works for themselves",
		"student":       "studente|studentessa|studia|studies|studying",
		"training":      "in formazione|segue un corso di formazione|corsista|in a training course",
		"retired":       "pensionato|pensionata|in pensione",
	},
	"permit.type": {
		"eu":        "cittadino ue|cittadino comunitario|comunitario|cittadino dell unione europea|ue|citizen of the european union",
		"long_term": "carta di soggiorno|lungo periodo|soggiornante di lungo periodo|ue slp|slp|long term resident",
		"work":      "lavoro|lavoro subordinato|motivi di lavoro|subordinato|employment", "self_employment": "lavoro autonomo|self employment",
		"family": "famiglia|motivi familiari|motivi di famiglia|ricongiungimento familiare|coesione familiare|family reasons", "study": "studio|motivi di studio",
		"asylum_request": "richiesta asilo|richiesta di asilo|richiedente asilo|richiedente protezione internazionale|asylum application|asylum seeker",
		"asylum":         "asilo|asilo politico|rifugiato|rifugiata|status di rifugiato|refugee",
		"subsidiary":     "protezione sussidiaria|sussidiaria|subsidiary protection", "special": "protezione speciale|speciale|casi speciali|special protection",
		"temporary":  "protezione temporanea|temporanea|temporary protection",
		"job_search": "attesa occupazione|attesa lavoro|waiting for employment", "minor": "minore eta|minore|msna|under age", "medical": "cure mediche|medical care",
		"other": "altro",
	},
	"education.isced": {
		"0": "nessuno|nessun titolo|senza titolo|analfabeta|no title|none|no qualification",
		"1": "elementare|elementari|licenza elementare|scuola elementare|primaria|scuola primaria|primary school",
		"2": "media|medie|licenza media|terza media|scuola media|scuola media inferiore|diploma di scuola media|secondaria di primo grado|lower secondary school|lower secondary",
		"3": "diploma|maturita|superiori|scuola superiore|diploma di maturita|diploma superiore|diploma di scuola superiore|secondaria di secondo grado|qualifica professionale|diploma professionale|diploma o qualifica|upper secondary|diploma or vocational title|diploma or vocational qualification",
		"4": "ifts|post diploma|dopo il diploma ifts|dopo il diploma|post secondary ifts|post secondary",
		"5": "its|its academy|diploma its|tecnico superiore",
		"6": "laurea|laurea triennale|laurea di primo livello|laurea breve|triennale|bachelor|bachelor s degree",
		"7": "laurea magistrale|laurea specialistica|laurea vecchio ordinamento|magistrale|specialistica|master|master s degree",
		"8": "dottorato|dottorato di ricerca|phd|doctorate",
	},
	"education.recognised": {
		"italian": "italiano|titolo italiano|italian|italian title|italian qualification", "recognised": "riconosciuto|si|equipollente|equivalente|yes",
		"in_progress": "in corso|riconoscimento in corso|richiesto|recognition under way|under way|being recognised", "no": "no|non riconosciuto|not recognised",
	},
	"job.contract": {
		"permanent": "indeterminato|tempo indeterminato|a tempo indeterminato", "fixed": "determinato|tempo determinato|a tempo determinato|a termine|fixed term",
		"agency":         "somministrazione|interinale|agenzia|agency work|temporary agency work",
		"apprenticeship": "apprendistato|apprendista", "internship": "tirocinio|stage|tirocinio formativo", "on_call": "a chiamata|chiamata|intermittente|lavoro intermittente",
		"seasonal": "stagionale|lavoro stagionale", "domestic": "domestico|lavoro domestico|colf|badante|domestic work",
		"self_employed": "autonomo|in proprio|partita iva|collaborazione|co co co|for themselves", "family": "familiare|impresa familiare|nell impresa di famiglia|in the family s business",
		"undeclared": "nero|in nero|lavoro nero|senza contratto|irregolare|no contract|without a contract",
	},
	"licence.type": {
		"am": "patente am|driving licence am", "b": "patente b|patente|patente di guida|driving licence b|licence b", "be": "patente be|licence be|driving licence be", "c": "patente c|licence c|driving licence c",
		"ce": "patente ce|licence ce|driving licence ce", "d": "patente d|licence d|driving licence d", "cqc": "carta di qualificazione del conducente|carta qualificazione conducente",
		"forklift": "muletto|carrello elevatore|patentino muletto|carrellista", "crane": "gru|gruista", "haccp": "attestato haccp|alimentarista|libretto sanitario",
		"first_aid": "primo soccorso", "fire": "antincendio|fire safety|fire prevention", "safety": "sicurezza|sicurezza sul lavoro|safety at work|workplace safety",
		"care_worker": "oss|operatore socio sanitario|operatrice socio sanitaria|social and health care worker", "other": "altro",
	},
	"computer.area": {
		"information": "informazioni|cercare informazioni|finding information|alfabetizzazione su informazioni e dati|informazione e dati|information and data", "communication": "comunicazione|comunicare|communicating|comunicazione e collaborazione",
		"content": "contenuti|creare contenuti|creating content|creazione di contenuti|creazione di contenuti digitali", "safety": "sicurezza", "problems": "risolvere problemi|risoluzione di problemi|problem solving|solving problems",
	},
	"computer.level": {"basic": "base", "independent": "intermedio|autonomo", "proficient": "avanzato|esperto"},
	"constraint.type": {
		"care": "cura|cura di figli o familiari|care of children or relatives|figli|assistenza|carichi di cura", "hours": "orari|orario", "mobility": "mobilita|spostamenti|travelling", "transport": "trasporti|mezzi di trasporto|means of transport|mezzi|mezzo di trasporto",
		"housing": "casa|alloggio", "other": "altro",
	},
	"past.type": {
		"contact": "contatto|accesso|colloquio|telefonata|appuntamento|visit|meeting|call", "service": "servizio|prestazione|servizio erogato|attivita|intervento",
		"note": "nota|annotazione|appunto|note|diario",
	},
}

// scale are the levels of a language in words: the names of the Framework itself, and
// those of forms.
var scale = map[string]string{
	"a1": "contatto|elementare|principiante|beginner|elementary", "a2": "sopravvivenza|base|scolastico|scolastica|basic",
	"b1": "soglia|intermedio|discreto|discreta|intermediate", "b2": "progresso|intermedio superiore|buono|buona|upper intermediate",
	"c1": "efficacia|avanzato|ottimo|ottima|fluente|advanced|fluent", "c2": "padronanza|perfetto|perfetta|bilingue|mastery",
}

// choiceOf reads a choice by its code or in words.
func choiceOf(kind string, r people.Rule, cell string) (string, bool) {
	if cell == "" {
		return "", true
	}
	code := strings.ToLower(strings.TrimSpace(cell))
	for _, prefix := range []string{"isced", "livello", "qcer", "cefr"} {
		code = strings.TrimSpace(strings.TrimPrefix(code, prefix))
	}
	if slices.Contains(r.Choices, code) {
		return code, true
	}
	words := saying[kind+"."+r.Name]
	if kind == "language" {
		words = scale
	}
	typed := signs(cell)
	for _, c := range r.Choices {
		if slices.ContainsFunc(append(strings.Split(words[c], "|"), c), func(w string) bool { return signs(w) == typed }) {
			return c, true
		}
	}
	return "", false
}

// signs is a text without accents and signs; its digits stay, unlike in names.
func signs(s string) string {
	return strings.Join(strings.Fields(notWord.ReplaceAllString(strings.ToLower(unaccented(s)), " ")), " ")
}

// unaccented takes the accents off letters.
func unaccented(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// levelOf is the level that the title of a study says itself, "" where it says none:
// what begins it counts, the longest first ("Laurea magistrale in fisica").
func levelOf(title string) string {
	best, found := 0, ""
	plain := signs(title) + " "
	for code, words := range saying["education.isced"] {
		for w := range strings.SplitSeq(words, "|") {
			if w = signs(w) + " "; strings.HasPrefix(plain, w) && len(w) > best {
				best, found = len(w), code
			}
		}
	}
	return found
}

// flagOf reads yes or no.
func flagOf(cell string) (string, bool) {
	switch signs(cell) {
	case "", "no", "n", "0", "falso", "false":
		return "", true
	case "si", "s", "yes", "y", "x", "1", "vero", "true", "madrelingua":
		return "1", true
	}
	return "", false
}

var (
	notWord   = regexp.MustCompile(`[^\p{L}\p{N}]+`)
	onlyYear  = regexp.MustCompile(`^(19|20)[0-9]{2}$`)
	schoolRun = regexp.MustCompile(`^(?:19|20)[0-9]{2}\s*[/-]\s*((?:19|20)[0-9]{2})$`)
	monthYear = regexp.MustCompile(`^(0?[1-9]|1[0-2])\s*[/.-]\s*((?:19|20)[0-9]{2})$`)
	yearMonth = regexp.MustCompile(`^((?:19|20)[0-9]{2})\s*[/.-]\s*(0?[1-9]|1[0-2])$`)
	wordMonth = regexp.MustCompile(`^(\p{L}+) ((?:19|20)[0-9]{2})$`)
)

// months are names of months in Italian and English, of which three letters are enough.
var months = []string{"gen jan", "feb", "mar", "apr", "mag may", "giu jun", "lug jul", "ago aug", "set sep", "ott oct", "nov", "dic dec"}

// monthOf reads a month or a year: "03/2019", "marzo 2019", "2019-03", "2019", or a day.
func monthOf(cell string) (string, bool) {
	if cell == "" || onlyYear.MatchString(cell) {
		return cell, true
	}
	if m := monthYear.FindStringSubmatch(cell); m != nil {
		return m[2] + "-" + twoDigits(m[1]), true
	}
	if m := yearMonth.FindStringSubmatch(cell); m != nil {
		return m[1] + "-" + twoDigits(m[2]), true
	}
	if m := wordMonth.FindStringSubmatch(signs(cell)); m != nil && len(m[1]) >= 3 {
		for i, names := range months {
			if slices.Contains(strings.Fields(names), m[1][:3]) {
				return m[2] + "-" + twoDigits(strconv.Itoa(i+1)), true
			}
		}
	}
	t, ok := dayOf(cell)
	return t.Format("2006-01"), ok
}

func twoDigits(n string) string { return ("0" + n)[len(n)-1:] }

// yearOf reads a year, also of a day or a school year ("2018/2019" is 2019).
func yearOf(cell string) (string, bool) {
	if m := schoolRun.FindStringSubmatch(cell); m != nil {
		return m[1], true
	}
	month, ok := monthOf(cell)
	return month[:min(4, len(month))], ok
}
