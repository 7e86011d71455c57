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
	for lang, c := range map[string]struct {
		text string
		want Profile
	}{
		"it": {`CURRICULUM VITAE
Nome: Alda
Cognome: Prova
Nata a Monopoli il 12 maggio 1994
Cell. 333 1234567 - alda.prova@example.org

ESPERIENZE LAVORATIVE
2018–2021 Cameriera, Ristorante Al Molo, Monopoli
da marzo 2021 a oggi Barista presso Bar Sport, Fasano
• 06/2016 - 09/2016
Bracciante agricola
Raccolta delle olive nel 2015
ISTRUZIONE E FORMAZIONE
2013 Diploma di maturità, Istituto Alberghiero di Castellana
Licenza media
LINGUE
Italiano: madrelingua
Inglese B1
Francese (ascolto A2, lettura B1, interazione A2, orale A2, scritto A1)
PATENTE: B
INTERESSI
Dal 2019 al 2020 volontaria`, Profile{Given: "Alda", Family: "Prova", BirthOn: "1994-05-12", Emails: []string{"alda.prova@example.org"}, Phones: []string{"+393331234567"},
			Jobs: []Job{{Position: "Cameriera", Employer: "Ristorante Al Molo", City: "Monopoli", Period: during("2018", "2021")},
				{Position: "Barista", Employer: "Bar Sport", City: "Fasano", Period: Period{From: "2021-03", Current: true}},
				{Position: "Bracciante agricola", Period: during("2016-06", "2016-09")}},
			Education: []Study{{Title: "Diploma di maturità", School: "Istituto Alberghiero di Castellana", Level: "4", Period: during("", "2013")}, {Title: "Licenza media", Level: "1"}},
			Languages: []Language{{Code: "it", Mother: true}, speaks("en", "B1"), {Code: "fr", Listening: "A2", Reading: "B1", Interaction: "A2", Speaking: "A2", Writing: "A1"}},
			Licences:  []string{"B"}}},
		"en": {`First name: Alda
Surname: Prova
Date of birth: 03/11/1990
Mobile: +44 7400 123456
WORK EXPERIENCE
March 2015 - June 2019: Care assistant at Sunny Home, Leeds
2019 to present Cook, The Old Mill
EDUCATION
2010 Bachelor's degree in Nursing, University of Lagos
Languages: English (native), Italian B2, Yoruba
Driving licence: B, C1`, Profile{Given: "Alda", Family: "Prova", BirthOn: "1990-11-03", Phones: []string{"+447400123456"},
			Jobs: []Job{{Position: "Care assistant", Employer: "Sunny Home", City: "Leeds", Period: during("2015-03", "2019-06")},
				{Position: "Cook", Employer: "The Old Mill", Period: Period{From: "2019", Current: true}}},
			Education: []Study{{Title: "Bachelor's degree in Nursing", School: "University of Lagos", Level: "6", Period: during("", "2010")}},
			Languages: []Language{{Code: "en", Mother: true}, speaks("it", "B2"), {Code: "yo"}}, Licences: []string{"B", "C1"}}},
		"fr": {`Prénom : Awa
Nom : Essai
Née le 7 août 1988
Tél. : +221 77 123 45 67
Expérience professionnelle
De janvier 2012 à décembre 2016 : couturière chez Atelier Dakar
Depuis 2017 ménage
Formation
2006 Baccalauréat, Lycée de Thiès
Langues
Wolof : langue maternelle
Français : C1
Permis de conduire : A, B`, Profile{Given: "Awa", Family: "Essai", BirthOn: "1988-08-07", Phones: []string{"+221771234567"},
			Jobs:      []Job{{Position: "couturière", Employer: "Atelier Dakar", Period: during("2012-01", "2016-12")}},
			Education: []Study{{Title: "Baccalauréat", School: "Lycée de Thiès", Period: during("", "2006")}},
			Languages: []Language{{Code: "wo", Mother: true}, speaks("fr", "C1")}, Licences: []string{"A", "B"}}},
		"es": {`Nombre: Luz
Apellidos: Ensayo Prueba
Fecha de nacimiento: 21/02/1985
EXPERIENCIA LABORAL
2010 - 2014 Auxiliar de cocina, Restaurante El Puerto
Desde mayo de 2015 hasta la actualidad: limpiadora
IDIOMAS
Español nativo
Italiano A2
Carnet de conducir B`, Profile{Given: "Luz", Family: "Ensayo Prueba", BirthOn: "1985-02-21",
			Jobs: []Job{{Position: "Auxiliar de cocina", Employer: "Restaurante El Puerto", Period: during("2010", "2014")},
				{Position: "limpiadora", Period: Period{From: "2015-05", Current: true}}},
			Languages: []Language{{Code: "es", Mother: true}, speaks("it", "A2")}, Licences: []string{"B"}}},
		"ar": {`السيرة الذاتية
تاريخ الميلاد: ٠٥/٠٣/١٩٩٢
الهاتف: ٣٣٣١٢٣٤٥٦٧
الخبرة المهنية
من سنة ٢٠١٨ حتى ٢٠٢١ طباخ، مطعم البحر
يناير ٢٠٢٢ - الآن عامل نظافة
المؤهلات
٢٠١٠ شهادة البكالوريا
اللغات
العربية: اللغة الأم
الإيطالية A2
رخصة قيادة: B`, Profile{BirthOn: "1992-03-05", Phones: []string{"+393331234567"},
			Jobs:      []Job{{Position: "طباخ", Employer: "مطعم البحر", Period: during("2018", "2021")}, {Position: "عامل نظافة", Period: Period{From: "2022-01", Current: true}}},
			Education: []Study{{Title: "شهادة البكالوريا", Period: during("", "2010")}},
			Languages: []Language{{Code: "ar", Mother: true}, speaks("it", "A2")}, Licences: []string{"B"}}},
		"ru": {`Имя: Ольга
Фамилия: Пробная
Дата рождения: 15 марта 1979
Опыт работы
2005–2012 повар, столовая № 3
с мая 2013 по настоящее время: сиделка
Образование
1998 Диплом повара, Колледж питания
Языки: русский — родной, итальянский B1
Водительские права категории В`, Profile{Given: "Ольга", Family: "Пробная", BirthOn: "1979-03-15",
			Jobs:      []Job{{Position: "повар", Employer: "столовая № 3", Period: during("2005", "2012")}, {Position: "сиделка", Period: Period{From: "2013-05", Current: true}}},
			Education: []Study{{Title: "Диплом повара", School: "Колледж питания", Period: during("", "1998")}},
			Languages: []Language{{Code: "ru", Mother: true}, speaks("it", "B1")}, Licences: []string{"B"}}},
		"uk": {`Ім'я: Оксана
Прізвище: Тестова
Дата народження: 01.12.1986
Досвід роботи
вересень 2009 - травень 2015 вчителька, Школа № 5
Освіта
2009 Диплом магістра, Університет Львова
Мови
Українська: рідна
Англійська B2`, Profile{Given: "Оксана", Family: "Тестова", BirthOn: "1986-12-01",
			Jobs:      []Job{{Position: "вчителька", Employer: "Школа № 5", Period: during("2009-09", "2015-05")}},
			Education: []Study{{Title: "Диплом магістра", School: "Університет Львова", Period: during("", "2009")}},
			Languages: []Language{{Code: "uk", Mother: true}, speaks("en", "B2")}}},
		"zh": {`个人简历
出生日期：1990年5月12日
手机：333 1234567
工作经历
2016年3月至2020年6月 厨师，北京饭店
2020年7月至今 服务员
教育背景
2012年 高中，温州中学
语言
中文：母语
意大利语 A2
驾照 C1`, Profile{BirthOn: "1990-05-12", Phones: []string{"+393331234567"},
			Jobs:      []Job{{Position: "厨师", Employer: "北京饭店", Period: during("2016-03", "2020-06")}, {Position: "服务员", Period: Period{From: "2020-07", Current: true}}},
			Education: []Study{{Title: "高中", School: "温州中学", Period: during("", "2012")}},
			Languages: []Language{{Code: "zh", Mother: true}, speaks("it", "A2")}}},
		"bn": {`জীবনবৃত্তান্ত
জন্ম তারিখ: ০৭/০৯/১৯৯৫
কাজের অভিজ্ঞতা
২০১৮ থেকে ২০২১ রাঁধুনি, হোটেল পদ্মা
জানুয়ারি ২০২২ - বর্তমান দোকান কর্মী
শিক্ষাগত যোগ্যতা
২০১২ এসএসসি, ঢাকা স্কুল
ভাষা
বাংলা মাতৃভাষা
ইতালীয় A2`, Profile{BirthOn: "1995-09-07",
			Jobs:      []Job{{Position: "রাঁধুনি", Employer: "হোটেল পদ্মা", Period: during("2018", "2021")}, {Position: "দোকান কর্মী", Period: Period{From: "2022-01", Current: true}}},
			Education: []Study{{Title: "এসএসসি", School: "ঢাকা স্কুল", Period: during("", "2012")}},
			Languages: []Language{{Code: "bn", Mother: true}, speaks("it", "A2")}}},
		"ur": {`تاریخ پیدائش: ۱۴/۰۸/۱۹۹۱
تجربہ
۲۰۱۵ سے ۲۰۱۹ تک باورچی، لاہور ہوٹل
تعلیم
۲۰۰۹ میٹرک، گورنمنٹ اسکول
زبانیں
اردو مادری زبان
اطالوی B1
ڈرائیونگ لائسنس: B`, Profile{BirthOn: "1991-08-14",
			Jobs:      []Job{{Position: "باورچی", Employer: "لاہور ہوٹل", Period: during("2015", "2019")}},
			Education: []Study{{Title: "میٹرک", School: "گورنمنٹ اسکول", Period: during("", "2009")}},
			Languages: []Language{{Code: "ur", Mother: true}, speaks("it", "B1")}, Licences: []string{"B"}}},
		"ro": {`Prenume: Ana
Nume: Probă
Data nașterii: 3 iunie 1983
Experiență profesională
2008 - 2015 îngrijitoare, Cămin Iași
Educație
2002 Diplomă de bacalaureat, Liceul Economic
Limbi străine
Italiană: B2
Permis de conducere categoria B`, Profile{Given: "Ana", Family: "Probă", BirthOn: "1983-06-03",
			Jobs:      []Job{{Position: "îngrijitoare", Employer: "Cămin Iași", Period: during("2008", "2015")}},
			Education: []Study{{Title: "Diplomă de bacalaureat", School: "Liceul Economic", Period: during("", "2002")}},
			Languages: []Language{speaks("it", "B2")}, Licences: []string{"B"}}},
		"sq": {`Emri: Arta
Mbiemri: Provë
Datëlindja: 22.07.1991
Përvoja e punës
shtator 2012 - maj 2018 rrobaqepëse, Fabrika Durrës
Gjuhët
Shqip: gjuha amtare
Italisht B1
Patentë B`, Profile{Given: "Arta", Family: "Provë", BirthOn: "1991-07-22",
			Jobs:      []Job{{Position: "rrobaqepëse", Employer: "Fabrika Durrës", Period: during("2012-09", "2018-05")}},
			Languages: []Language{{Code: "sq", Mother: true}, speaks("it", "B1")}, Licences: []string{"B"}}},
	} {
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

// TestGuessingALongText takes no time worth speaking of.
func TestGuessingALongText(t *testing.T) {
	began := time.Now()
	Guess(strings.Repeat("Dal 2018 al 2021 ho lavorato molto e ho imparato tante cose nuove con i miei colleghi in Bar\n", 2000), november)
	Guess(strings.Repeat("2018-2021 maggio 12/05/1994 ", 8000), november)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}
