package europass

// curricula are a CV in each language and what is to be guessed of it.
var curricula = map[string]struct {
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
}
