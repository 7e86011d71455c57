package neutral

import (
	"slices"
	"strings"
	"testing"
)

// titles are pairs: as a man and as a woman type it.
const titles = `addetto alle pulizie|addetta alle pulizie
Addetto alle Pulizie|Addetta alle Pulizie
OPERAIO ADDETTO MACCHINE|OPERAIA ADDETTA MACCHINE
operaio|operaia
commesso|commessa
commesso di abbigliamento|commessa di abbigliamento
collaboratore domestico|collaboratrice domestica
collaboratore scolastico e autista|collaboratrice scolastica e autista
cameriere ai piani|cameriera ai piani
aiuto cuoco|aiuto cuoca
cuoco, pizzaiolo e barista|cuoca, pizzaiola e barista
operatore socio-sanitario|operatrice socio-sanitaria
operatore socio sanitario (OSS)|operatrice socio sanitaria (OSS)
impiegato amministrativo|impiegata amministrativa
segretario di studio medico|segretaria di studio medico
tecnico informatico|tecnica informatica
perito meccanico|perita meccanica
infermiere professionale|infermiera professionale
maestro d'asilo|maestra d'asilo
laureato in economia|laureata in economia
Diplomato|Diplomata
dottore commercialista|dottoressa commercialista
professore di musica|professoressa di musica
venditore ambulante|venditrice ambulante
coordinatore di reparto|coordinatrice di reparto
revisore dei conti|revisora dei conti
supervisore|supervisora
assessore|assessora
sarto e stiratore|sarta e stiratrice
magazziniere/carrellista|magazziniera/carrellista
cassiere - scaffalista|cassiera - scaffalista
uomo delle pulizie|donna delle pulizie
bracciante agricolo|bracciante agricola
autista privato|autista privata
estetista qualificato|estetista qualificata
badante|badante
mansioni di cameriere|mansioni di cameriera
capo cuoco|capo cuoca
ex operaio tessile|ex operaia tessile
educatore di comunità|educatrice di comunità
imprenditore agricolo|imprenditrice agricola
fresatore|fresatrice
filettatore|filettatrice
cernitore di frutta|cernitrice di frutta
bigliettaio|bigliettaia
merciaio|merciaia
antiquario|antiquaria
ragioniere|ragioniera
geometra|geometra
lavandaio|lavandaia
contadino|contadina
artigiano|artigiana
barman|barlady
hostess|steward
signore delle consegne|signora delle consegne
cameriere/a|cameriera/e
serveur|serveuse
vendeur en boutique|vendeuse en boutique
animateur pour enfants|animatrice pour enfants
directeur de magasin|directrice de magasin
ouvrier agricole|ouvrière agricole
cuisinier|cuisinière
technicien|technicienne
employé de bureau|employée de bureau
plieur|plieuse
camarero|camarera
limpiador|limpiadora
cocinero|cocinera
trabajador del campo|trabajadora del campo
conductor de autobús|conductora de autobús
encofrador|encofradora
empleado doméstico|empleada doméstica
bucătar|bucătăreasă
muncitor necalificat|muncitoare necalificată
vânzător|vânzătoare
îngrijitor de bătrâni|îngrijitoare de bătrâni
croitor|croitoreasă
kamarier|kamariere
punëtor bujqësor|punëtore bujqësore
pastrues|pastruese
shitës|shitëse
kuzhinier|kuzhiniere
عامل نظافة|عاملة نظافة
عامل زراعي|عاملة زراعية
خباز|خبازة
المدير|المديرة
معلم|معلمة
خياط نسائي|خياطة نسائي
معبئ|معبئة
прибиральник|прибиральниця
продавець|продавчиня
кухар|кухарка
вчитель|вчителька
уборщик|уборщица
повар|повариха
продавец|продавщица
грузчик|грузчица
упаковщик|упаковщица
воспитатель|воспитательница
waiter|waitress
صفائی کرنے والا|صفائی کرنے والی
درزی|درزن
শিক্ষক|শিক্ষিকা`

// TestTitles: the same job typed by a man and by a woman is the same, however it is written.
func TestTitles(t *testing.T) {
	pairs := strings.Split(titles, "\n")
	if len(pairs) < 80 {
		t.Fatalf("%d pairs", len(pairs))
	}
	for _, pair := range pairs {
		his, her, _ := strings.Cut(pair, "|")
		if pair == "cameriere/a|cameriera/e" {
			continue // who writes both has hidden it already
		}
		if Title(his) != Title(her) {
			t.Errorf("%q is %q, %q is %q", his, Title(his), her, Title(her))
		}
		if Text("lavoro di "+his) == "" || Title(strings.ToUpper(his)) != Title(strings.ToUpper(her)) {
			t.Errorf("in capitals %q and %q", Title(strings.ToUpper(his)), Title(strings.ToUpper(her)))
		}
	}
}

// TestShown: how it reads, and what is let alone.
func TestShown(t *testing.T) {
	for typed, want := range map[string]string{
		"addetta alle pulizie":            "addetto/a alle pulizie",
		"Operaia":                         "Operaio/a",
		"collaboratrice domestica":        "collaboratore/trice domestico/a",
		"badante":                         "badante",
		"CAMERIERA":                       "CAMERIERE/A",
		"Maestra d'asilo":                 "Maestro/a d'asilo",
		"dottoressa":                      "dottore/essa",
		"officina meccanica":              "officina meccanica",
		"Azienda agricola":                "Azienda agricola",
		"Licenza media":                   "Licenza media",
		"Laurea in medicina":              "Laurea in medicina",
		"Vendita e raccolta olive":        "Vendita e raccolta olive",
		"Guida turistica":                 "Guida turistica",
		"Cucina":                          "Cucina",
		"Qualifica di parrucchiera":       "Qualifica di parrucchiere/a",
		"sarta presso una sartoria":       "sarto/a presso una sartoria",
		"غسيل ملابس":                      "غسيل ملابس",
		"عاملة نظافة":                     "عامل/ة نظافة",
		"ouvrière":                        "ouvrier/ère",
		"":                                "",
		"…":                               "…",
		"Cameriera… e cuoca":              "Cameriere/a… e cuoco/a",
		"quindici anni da una commessa":   "quindici anni da un/a commesso/a",
		"traduttrice (arabo, italiano)":   "traduttore/trice (arabo, italiano)",
		"Motore":                          "Motore",
		"уборка":                          "уборка",
		"厨师":                              "厨师",
		"barista":                         "barista",
		"assistente familiare convivente": "assistente familiare convivente",
	} {
		if got := Title(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// texts are pairs of what a man and a woman write of themselves.
const texts = `Mi sono occupato della cucina|Mi sono occupata della cucina
sono stato assunto come cameriere|sono stata assunta come cameriera
Sono sempre stato puntuale e preciso|Sono sempre stata puntuale e precisa
Laureato in economia, sono molto motivato|Laureata in economia, sono molto motivata
Nato e cresciuto in campagna|Nata e cresciuta in campagna
Ero l'unico addetto alla cassa|Ero l'unica addetta alla cassa
Assunto per la stagione|Assunta per la stagione
dopo essere stato promosso|dopo essere stata promossa
Sono un bravo cuoco|Sono una brava cuoca
lavoravo come un operaio specializzato|lavoravo come un'operaia specializzata
Sono serio, ordinato e attento|Sono seria, ordinata e attenta
affiancavo il cuoco|affiancavo la cuoca
Sono italiano e automunito|Sono italiana e automunita
Automunito, disponibile a turni|Automunita, disponibile a turni
Sono diventato capo reparto, sono rimasto tre anni|Sono diventata capo reparto, sono rimasta tre anni
essendo abilitato alla guida|essendo abilitata alla guida
Mi ritengo portato per il contatto|Mi ritengo portata per il contatto
je suis diplômé|je suis diplômée
soy licenciado|soy licenciada
am fost angajat la fermă|am fost angajată la fermă
Работал на кухне, готовил и убирал|Работала на кухне, готовила и убирала
Sono un ragazzo serio|Sono una ragazza seria
Sono un tecnico esperto|Sono una tecnica esperta
Занимался уборкой|Занималась уборкой
Працював у полі, збирав помідори|Працювала у полі, збирала помідори
займався закупівлями|займалася закупівлями`

// TestTexts: what somebody tells of their work is the same of anybody.
func TestTexts(t *testing.T) {
	for pair := range strings.Lines(texts) {
		his, her, _ := strings.Cut(strings.TrimSpace(pair), "|")
		if Text(his) != Text(her) || Text(his) == his && his != her {
			t.Errorf("%q is %q, %q is %q", his, Text(his), her, Text(her))
		}
	}
}

// TestTextsThatAreLetAlone say nothing of who wrote them.
func TestTextsThatAreLetAlone(t *testing.T) {
	for _, s := range []string{
		"Pulizia delle camere, cucina e sala", "impastatrice, friggitrice e betoniera", "Le mansioni sono: pulizia e raccolta", "uso del computer",
		"i miei punti di forza sono puntualità e serietà", "patente B, auto propria", "È stata una stagione lunga", "potatura dell'uva, raccolta delle olive",
		"работа в отделе персонала", "ремонт подвала и зала", "прибирання залу", "Knows how to use a till", "glassare; decorare torte", "prodotti senza glutine", "officina meccanica e grafica",
		"sono una persona seria", "数控机床操作", "রান্না করা", "",
	} {
		if got := Text(s); got != s {
			t.Errorf("%q is %q", s, got)
		}
	}
}

// TestTheListOfWords: no class joins words that have nothing to do with each other, and
// twice is the same as once.
func TestTheListOfWords(t *testing.T) {
	if len(classes) < 1500 {
		t.Errorf("%d forms", len(classes))
	}
	for form, c := range classes {
		if len(c.forms) > 14 || !strings.Contains(c.show, "/") && !slices.Contains(c.forms, c.show) && c.show != "agente" && c.show != "contabile" {
			t.Errorf("%s: %q, shown %q", form, c.forms, c.show)
		}
	}
}
