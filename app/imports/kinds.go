package imports

import (
	"slices"

	"approdo/app/people"
)

// People is the kind of a file that opens files of people; the others tell the history
// of people who are known (people.Kinds, and people.Past).
const People = "people"

// Kinds are what a file may hold, in the order of the form.
func Kinds() []string {
	all := []string{People}
	for _, k := range people.Kinds() {
		all = append(all, k.Name)
	}
	return append(all, people.Past)
}

// History reports whether the batch tells of people who are known.
func (b *Batch) History() bool { return b.Kind != People }

// entryKind gives the kind of the lines a file of history writes.
func entryKind(name string) people.Kind {
	if name == people.Past {
		return people.PastKind()
	}
	k, _ := people.FindKind(name) // import_batches_kind
	return k
}

// whoFields say in a file of history whose line it is.
var whoFields = []string{"number", "fiscal_code", "full_name", "given", "surname", "born_on"}

// WhoFields are those fields of a file of history that say whose a line is.
func WhoFields() []string { return slices.Clone(whoFields) }

// Level is a column that says how well a language is known in all five ways at once.
const Level = "level"

// Fields are what a column of a file of the kind may hold, in the order of the form.
func Fields(kind string) []string {
	if kind == People {
		return personFields
	}
	all := slices.Clone(whoFields)
	for _, f := range entryKind(kind).Fields {
		all = append(all, f.Name)
	}
	if kind == "language" {
		all = append(all, Level)
	}
	return all
}

// RuleOf gives the rule of a field of the kind, nil for a field that says whose line it
// is and for those of people.
func RuleOf(kind, field string) *people.Rule {
	if kind == People {
		return nil
	}
	fields := entryKind(kind).Fields
	if i := slices.IndexFunc(fields, func(r people.Rule) bool { return r.Name == field }); i >= 0 {
		return &fields[i]
	}
	return nil
}

// entryMeanings are headings of the fields of a line, by kind and field, plain.
var entryMeanings = map[string][]string{
	"status.status": {"stato", "condizione", "stato occupazionale", "condizione occupazionale", "situazione", "status", "employment status"},
	"status.since":  {"dal", "data", "data inizio", "inizio", "from", "since", "start date"},
	"status.until":  {"al", "data fine", "fine", "to", "until", "end date"},
	"status.did":    {"did", "data did", "data della did"},
	"status.cpi":    {"cpi", "centro per l'impiego", "centro impiego"},
	"status.note":   {"note", "nota", "notes"},

	"permit.type":     {"tipo", "permesso", "tipo permesso", "tipo di permesso", "titolo di soggiorno", "permit", "permit type"},
	"permit.expires":  {"scadenza", "data scadenza", "scade il", "expires", "expiry", "expiry date"},
	"permit.renewal":  {"rinnovo", "rinnovo richiesto", "in rinnovo", "renewal"},
	"permit.may_work": {"puo lavorare", "lavoro consentito", "may work"},
	"permit.note":     {"note", "nota", "notes"},

	"education.title":      {"titolo", "titolo di studio", "titolo studio", "studi", "qualification", "degree", "title"},
	"education.isced":      {"livello", "isced", "livello isced", "livello di istruzione", "grado", "level", "education level"},
	"education.field":      {"indirizzo", "indirizzo di studio", "corso", "corso di studi", "field", "field of study"},
	"education.school":     {"scuola", "istituto", "ente", "universita", "ateneo", "school", "university"},
	"education.country":    {"stato", "paese", "nazione", "country"},
	"education.year":       {"anno", "anno conseguimento", "anno di conseguimento", "data conseguimento", "conseguito il", "year"},
	"education.recognised": {"valore in italia", "riconosciuto", "riconoscimento", "equipollenza", "recognised"},

	"job.occupation": {"mansione", "professione", "mestiere", "qualifica", "ruolo", "lavoro", "occupation", "job", "job title", "role"},
	"job.employer":   {"azienda", "datore", "datore di lavoro", "ditta", "impresa", "employer", "company"},
	"job.sector":     {"settore", "ateco", "sector"},
	"job.country":    {"stato", "paese", "nazione", "country"},
	"job.from":       {"dal", "da", "inizio", "data inizio", "from", "start", "start date"},
	"job.to":         {"al", "a", "fine", "data fine", "to", "end", "end date"},
	"job.contract":   {"contratto", "tipo contratto", "tipo di contratto", "contract", "contract type"},
	"job.duties":     {"attivita", "compiti", "descrizione", "mansioni svolte", "duties", "description"},

	"language.lang":        {"lingua", "lingua straniera", "language"},
	"language.mother":      {"madrelingua", "lingua madre", "mother tongue", "native"},
	"language.listening":   {"ascolto", "comprensione orale", "listening"},
	"language.reading":     {"lettura", "comprensione scritta", "reading"},
	"language.speaking":    {"parlato", "produzione orale", "speaking"},
	"language.interaction": {"interazione", "conversazione", "interaction"},
	"language.writing":     {"scrittura", "produzione scritta", "writing"},
	"language.certificate": {"certificato", "certificazione", "certificate"},
	"language.level":       {"livello", "livello qcer", "qcer", "cefr", "livello cefr", "conoscenza", "level"},

	"licence.type":    {"tipo", "patente", "tipo patente", "abilitazione", "qualifica", "attestato", "licence", "license", "type"},
	"licence.title":   {"descrizione", "titolo", "nome", "description", "title"},
	"licence.expires": {"scadenza", "data scadenza", "scade il", "expires", "expiry date"},

	"computer.area":  {"area", "competenza", "area digcomp"},
	"computer.level": {"livello", "level"},
	"computer.note":  {"note", "nota", "notes"},

	"constraint.type": {"vincolo", "tipo", "constraint", "type"},
	"constraint.note": {"note", "nota", "notes"},

	"past.day":      {"data", "giorno", "data contatto", "data accesso", "data colloquio", "date", "day"},
	"past.type":     {"tipo", "che cosa", "evento", "type", "kind"},
	"past.text":     {"testo", "nota", "note", "descrizione", "contenuto", "esito", "servizio", "prestazione", "text", "notes", "description"},
	"past.operator": {"operatore", "operatrice", "orientatore", "a cura di", "operator", "by"},
}

// whoMeanings are headings that say whose line it is, where a file of people has none.
var whoMeanings = map[string][]string{
	"number":    {"id", "codice", "codice utente", "id utente", "id persona", "numero", "numero scheda", "matricola", "number", "person id", "code"},
	"full_name": {"cognome e nome", "nome e cognome", "nominativo", "utente", "persona", "full name", "person"},
}

// headingsOf are the headings under which a field is found in files of the kind.
func headingsOf(kind, field string) []string {
	if kind != People && !slices.Contains(whoFields, field) {
		return entryMeanings[kind+"."+field]
	}
	return slices.Concat(meanings[field], whoMeanings[field])
}
