package neutral

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// ending is what the two forms of a word end in, where no list knows it: the stem is the
// first group that matched.
type ending struct {
	shape    *regexp.Regexp
	his, her string
}

var endings = []ending{
	{regexp.MustCompile(`^(.{3,})(?:tore|trice|tora|toressa|toare|tor)$|^(.{2,}[aciu])teur$`), "tore", "trice"},
	{regexp.MustCompile(`^(.{3,})(?:eur|euse)$`), "eur", "euse"},
	{regexp.MustCompile(`^(.{3,})(?:sore|sora|soressa|sor)$`), "sore", "sora"},
	{regexp.MustCompile(`^(.{3,})(?:iere|iera|ier)$`), "iere", "iera"},
	{regexp.MustCompile(`^(.{2,})(?:aiolo|aiola)$`), "aiolo", "aiola"},
	{regexp.MustCompile(`^(.{3,})(?:aio|aia)$`), "aio", "aia"},
	{regexp.MustCompile(`^(.{4,})(?:ario|aria)$`), "ario", "aria"},
	{regexp.MustCompile(`^(.{3,})(?:ista|iste|ist)$`), "ista", "ista"},
	{regexp.MustCompile(`^(.{3,})(?:dora|dor)$`), "dor", "dora"},
	{regexp.MustCompile(`^(.{3,})(?:ienne|ien)$`), "ien", "ienne"},
	{regexp.MustCompile(`^(.{3,}u)(?:ese|es)$`), "es", "ese"},
	{regexp.MustCompile(`^(.{2,})(?:ница|ниця|ник)$`), "ник", "ница"},
	{regexp.MustCompile(`^(.{2,}[щч])(?:ица|ик)$`), "ик", "ица"},
	{regexp.MustCompile(`^(.{2,})(?:тельница|телька|тель)$`), "тель", "тельница"},
	{regexp.MustCompile(`^(.{2,})(?:истка|ист)$`), "ист", "истка"},
}

// things end like jobs and are none.
var things = strings.Fields(`settore motore trattore reattore rotore vettore tutor motor store factor editor tractor monitor vector
	ascensore sensore compressore processore spessore courier cashier carrier supplier atelier quartiere cantiere mestiere barriera carriera miniera
	cartiera riviera tastiera frontiera lamiera bandiera filiera corriere vivaio solaio acciaio acciaia ghiaia febbraio gennaio risaia operaio
	calendario inventario scenario immobiliario salario primaria secondaria receptionist checklist playlist acciaieria betoniera
	lavatrice impastatrice affettatrice mietitrebbiatrice calcolatrice motrice trattrice lavastoviglie fotocopiatrice stampatrice macchina
	portiera lavanderia questionario vocabulario segretaria azienda itinerario primario honoraire veterinaria letteraria`)

// guessed gives both forms of a word that is in no list, none where it has no ending of a
// job. An Arabic word that begins a title is known by its shape.
func guessed(w string, begins bool) []string {
	f := fold(w)
	if slices.Contains(things, f) {
		return nil
	}
	if forms := guessedArabic(f); begins && forms != nil {
		return forms
	}
	raw := []rune(strings.ToLower(w))
	for _, e := range endings {
		m := e.shape.FindStringSubmatch(f)
		if m == nil {
			continue
		}
		stem := strings.Join(m[1:], "")
		if n := len([]rune(stem)); n <= len(raw) && fold(string(raw[:n])) == stem {
			stem = string(raw[:n])
		}
		return []string{stem + e.his, stem + e.her}
	}
	return nil
}

// places are Arabic words with the shape of somebody who does something, and are none.
var places = strings.Fields("مطعم مطبخ مصنع مكتب متجر مخزن معمل مزرعة مدرسة معهد مركز مستشفى مجال مجزر ملحمة مغسلة مصبغة مطار ميناء متحف ملعب محلات")

// guessedArabic knows who does something by the shape of the word (عامل, خباز, مدير): with
// and without the ending of women both are given.
func guessedArabic(f string) []string {
	f = strings.TrimPrefix(f, article)
	bare := []rune(strings.TrimSuffix(f, "ة"))
	if len(bare) < 4 || len(bare) > 5 || !unicode.Is(unicode.Arabic, bare[0]) {
		return nil
	}
	if slices.ContainsFunc(places, func(p string) bool { return fold(p) == f }) {
		return nil
	}
	if bare[0] == 'م' || len(bare) == 4 && (bare[1] == 'ا' || bare[2] == 'ا') {
		return []string{string(bare), string(bare) + "ة"}
	}
	return nil
}
