package europass

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

var november = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func all(level string) Language {
	return Language{Listening: level, Reading: level, Interaction: level, Speaking: level, Writing: level}
}

func speaks(code, level string) Language {
	l := all(level)
	l.Code = code
	return l
}

func during(from, to string) Period { return Period{From: from, To: to} }

// TestGuessing reads a CV in each of the languages.
func TestGuessing(t *testing.T) {
	for lang, c := range curricula {
		t.Run(lang, func(t *testing.T) {
			got, want := Guess(c.text, november), &c.want
			if !reflect.DeepEqual(got, want) {
				t.Errorf("guessed\n%s\nwant\n%s", show(got), show(want))
			}
		})
	}
}

func show(p *Profile) string {
	return fmt.Sprintf("%q %q %q %q %q\njobs %+v\nstudies %+v\nlanguages %+v\nlicences %q", p.Given, p.Family, p.BirthOn, p.Emails, p.Phones, p.Jobs, p.Education, p.Languages, p.Licences)
}

// TestGuessingNothing: what could be two things is none of them.
func TestGuessingNothing(t *testing.T) {
	for what, text := range map[string]string{
		"a year that is no birth":     "Nata a Bari, diplomata nel 2013",
		"a birth without its day":     "Data di nascita: maggio 1990",
		"a child's birth":             "Data di nascita: 12/05/2020",
		"a birth of the future":       "Data di nascita: 12/05/2090",
		"two births":                  "Nato il 12/05/1990, residente dal 01/01/2000",
		"a number that is none":       "Partita IVA 01234567890, CAP 70043, dal 2018 al 2021",
		"a code that is no number":    "IBAN IT60 X054 2811 1010 0000 0123 456",
		"a full name":                 "Nome: Alda Prova",
		"a name on a line":            "Alda Prova\nVia delle Prove 1",
		"a sentence about work":       "Dal 2018 al 2021 ho lavorato molto e ho imparato tante cose nuove con i miei colleghi",
		"a level without a language":  "Corso di livello B1",
		"a language in a sentence":    "Parlo spesso italiano con i clienti e insegno il francese",
		"a letter that is no licence": "Patente di guida a Monopoli",
		"no licence":                  "Senza patente. Blocco B",
		"a time that ends first":      "Esperienze lavorative\n2021 - 2018 Cameriere, Bar Prova",
		"a time of the future":        "Esperienze lavorative\n2018 - 2040 Cameriere, Bar Prova",
		"four years on a line":        "Esperienze lavorative\n2011 2012 2013 2014 Cameriere",
		"a time without work":         "Esperienze lavorative\n2018 - 2021",
		"mail of nobody":              "scrivi a chiocciola@ oppure @example.org",
		"nothing":                     "",
		"one long line":               strings.Repeat("2018-2021 Cameriere, Bar. ", 400),
	} {
		if got := Guess(text, november); !reflect.DeepEqual(got, &Profile{}) {
			t.Errorf("%s: %s", what, show(got))
		}
	}
}

// TestFiveLevels: each is taken where it is beyond doubt what it is of.
func TestFiveLevels(t *testing.T) {
	for text, want := range map[string]Language{
		"Inglese B2 B1 A2 A2 A1": {Listening: "B2", Reading: "B1", Interaction: "A2", Speaking: "A2", Writing: "A1"},
		"Inglese B2 B1 A2 B1 A1": {Listening: "B2", Reading: "B1", Writing: "A1"},
		"English LISTENING C1 READING B2 WRITING B1 SPOKEN PRODUCTION A2 SPOKEN INTERACTION A1":  {Listening: "C1", Reading: "B2", Writing: "B1", Speaking: "A2", Interaction: "A1"},
		"Inglese: ascolto C1, lettura B2, interazione orale B1, produzione orale A2, scritto A1": {Listening: "C1", Reading: "B2", Interaction: "B1", Speaking: "A2", Writing: "A1"},
		"Inglese gatto C1 cane B2 topo B1 orso A2 lupo A1":                                       {},
		"Inglese B2 B1": {},
	} {
		want.Code = "en"
		if got := Guess("Lingue\n"+text, november).Languages; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// TestDatesInWords: each way of writing a date.
func TestDatesInWords(t *testing.T) {
	g := &guesser{now: november, months: monthNames()}
	for text, want := range map[string]string{
		"12/05/1994": "1994-05-12", "12.5.1994": "1994-05-12", "05/25/1994": "1994-05-25", "1994-05-12": "1994-05-12", "31/02/1994": "", "12 maggio 1994": "1994-05-12",
		"1° maggio 1994": "1994-05-01", "may 12, 1994": "1994-05-12", "12th may 1994": "1994-05-12", "12 de mayo de 1994": "1994-05-12", "1994年5月12日": "1994-05-12",
		"05/1994": "1994-05", "1994/05": "1994-05", "maggio 1994": "1994-05", "sept. 2014": "2014-09", "2014": "2014", "13/1994": "", "20145": "", "12014": "", "maggio": "",
		"mag/2014": "2014-05", "août 2014": "2014-08", "مايو 2014": "2014-05", "травня 2014": "2014-05", "tel2014": "",
	} {
		got := ""
		if found := g.dates(text); len(found) > 0 {
			got = found[0].date
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestGuessingAnything: whatever is read, the profile is tidy and nothing breaks.
func TestGuessingAnything(t *testing.T) {
	const seed = "Esperienze\n2018-2021 Cameriere presso Bar\nLingue: inglese B1, madrelingua\nPatente B, C\nمن سنة ٢٠١٨ حتى الآن\nاللغات: العربية\n" +
		"\xff\x00\nNata il 1° maggio 1990\nİİİ 2018 - oggi 12/05/1994 sept. 2012"
	chance := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		b := []byte(seed)
		for range chance.IntN(20) {
			switch i := chance.IntN(len(b)); chance.IntN(3) {
			case 0:
				b[i] = byte(chance.IntN(256))
			case 1:
				b = append(b[:i], b[i+1:]...)
			case 2:
				end := min(len(b), i+chance.IntN(40))
				b = append(b[:end:end], b[i:]...)
			}
		}
		if got := Guess(string(b), november); !reflect.DeepEqual(got, got.Tidy()) {
			t.Errorf("untidy: %+v of %q", got, b)
		}
	}
}

// TestGuessingALongText takes four times as long for four times the text, or little more.
func TestGuessingALongText(t *testing.T) {
	for _, line := range []string{"Dal 2018 al 2021 ho lavorato molto e ho imparato tante cose nuove con i miei colleghi in Bar\n", "2018-2021 maggio 12/05/1994 "} {
		took := func(n int) time.Duration {
			text, best := strings.Repeat(line, n), time.Hour
			for range 3 {
				began := time.Now()
				Guess(text, november)
				best = min(best, time.Since(began))
			}
			return best
		}
		if short, long := took(400), took(1600); long > 12*short {
			t.Errorf("%q: %s, and %s for four times as much", line, short, long)
		}
	}
}
