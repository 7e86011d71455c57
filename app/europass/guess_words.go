package europass

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// headings are what the parts of a CV are called.
var headings = map[string]string{
	underWork: "esperienza|esperienze|esperienza lavorativa|esperienze lavorative|esperienza professionale|esperienze professionali|esperienze di lavoro|" +
		"work experience|experience|employment|employment history|professional experience|work history|" +
		"expérience|expériences|expérience professionnelle|expériences professionnelles|experiencia|experiencia laboral|experiencia profesional|" +
		"experiență|experiența profesională|experiență profesională|experiență de muncă|përvoja|përvoja e punës|përvojë pune|eksperienca e punës|" +
		"الخبرة|الخبرات|الخبرة المهنية|الخبرات المهنية|الخبرة العملية|الخبرات العملية|خبرات العمل|опыт работы|трудовой опыт|досвід роботи|професійний досвід|" +
		"工作经历|工作经验|工作經歷|工作經驗|কর্ম অভিজ্ঞতা|কাজের অভিজ্ঞতা|অভিজ্ঞতা|تجربہ|کام کا تجربہ|پیشہ ورانہ تجربہ",
	underStudies: "istruzione|formazione|istruzione e formazione|titoli di studio|titolo di studio|studi|education|education and training|" +
		"formation|formations|études|diplômes|educación|educación y formación|formación|formación académica|estudios|educație|educație și formare|studii|" +
		"arsimi|arsimimi|arsimi dhe trajnimi|edukimi|shkollimi|التعليم|التعليم والتكوين|المؤهلات|المؤهلات العلمية|المؤهل العلمي|الدراسة|" +
		"образование|освіта|教育背景|教育经历|教育|学历|學歷|শিক্ষা|শিক্ষাগত যোগ্যতা|تعلیم|تعلیمی قابلیت",
	underLanguages: "lingue|competenze linguistiche|conoscenze linguistiche|lingue straniere|languages|language skills|langues|compétences linguistiques|" +
		"idiomas|lenguas|limbi|limbi străine|competențe lingvistice|gjuhët|gjuhë|gjuhë të huaja|اللغات|لغات|языки|иностранные языки|знание языков|" +
		"мови|іноземні мови|знання мов|语言|语言能力|语言技能|語言|ভাষা|ভাষাগত দক্ষতা|ভাষা দক্ষতা|زبانیں|زبان",
	underOther: "competenze|competenze personali|competenze digitali|capacità|capacità e competenze|interessi|hobby|dati personali|informazioni personali|contatti|" +
		"profilo|obiettivo|certificazioni|corsi|ulteriori informazioni|referenze|skills|digital skills|personal information|personal details|contact|contacts|" +
		"interests|hobbies|references|profile|certificates|additional information|compétences|loisirs|centres d'intérêt|informations personnelles|références|profil|" +
		"competencias|habilidades|datos personales|intereses|referencias|perfil|competențe|aptitudini|date personale|informații personale|referințe|aftësi|aftësitë|" +
		"të dhëna personale|interesa|المهارات|معلومات شخصية|المعلومات الشخصية|البيانات الشخصية|الهوايات|مراجع|навыки|личные данные|увлечения|о себе|" +
		"дополнительная информация|навички|особисті дані|про себе|захоплення|技能|个人信息|个人资料|爱好|自我评价|দক্ষতা|ব্যক্তিগত তথ্য|শখ|مہارتیں|ذاتی معلومات|مشاغل",
}

// Words that say what stands behind them.
const (
	wordsPhone = "tel|telefono|cell|cellulare|mobile|phone|telephone|tél|téléphone|portable|teléfono|móvil|telefon|mobil|celular|cel|هاتف|الهاتف|جوال|موبايل|" +
		"тел|телефон|моб|мобильный|мобільний|电话|手机|電話|ফোন|মোবাইল|فون|موبائل|whatsapp"
	wordsBorn = "nato il|nata il|nato a|nata a|nato/a il|nato|nata|data di nascita|luogo e data di nascita|born|date of birth|birth date|dob|né le|née le|date de naissance|" +
		"fecha de nacimiento|nacido el|nacida el|data nașterii|născut|născută|data e lindjes|datëlindja|ditëlindja|lindur më|تاريخ الميلاد|تاريخ الازدياد|مولود|المولود|" +
		"дата рождения|родился|родилась|дата народження|народився|народилася|出生日期|出生|生日|জন্ম তারিখ|জন্মতারিখ|تاریخ پیدائش|پیدائش"
	wordsGiven  = "nome|name (given)|first name|given name|given names|forename|prénom|prénoms|nombre|nombres|prenume|emri|الاسم الشخصي|الاسم الأول|имя|ім'я|名|নামের প্রথম অংশ|پہلا نام"
	wordsFamily = "cognome|surname|last name|family name|nom|nom de famille|apellido|apellidos|nume|nume de familie|mbiemri|اللقب|الاسم العائلي|اسم العائلة|фамилия|прізвище|姓|পদবি|خاندانی نام"
	wordsToday  = "oggi|ad oggi|presente|al presente|attualmente|attuale|in corso|ora|today|present|the present|now|current|currently|ongoing|aujourd'hui|ce jour|présent|maintenant|en cours|" +
		"hoy|la actualidad|actualidad|presente|actual|prezent|în prezent|azi|astăzi|tani|sot|vazhdim|në vazhdim|الآن|اليوم|الحاضر|الوقت الحاضر|сейчас|настоящее время|наст. время|н.в.|" +
		"сегодня|сьогодні|теперішній час|тепер|цей час|нині|今|至今|现在|今天|বর্তমান|এখন|আজ|موجودہ|اب تک|حال|ابھی تک|آج"
	wordsLicence = "patente|patente di guida|patenti|driving licence|driving license|driver's license|driver's licence|driving licences|permis|permis de conduire|carnet de conducir|" +
		"permiso de conducir|permiso de conducción|licencia de conducir|permis de conducere|permis auto|patentë|patenta|leje drejtimi|leje drejtimi automjeti|" +
		"رخصة قيادة|رخصة السياقة|رخصة القيادة|رخصة سياقة|водительские права|водительское удостоверение|права категории|водійські права|водійське посвідчення|посвідчення водія|" +
		"ড্রাইভিং লাইসেন্স|ڈرائیونگ لائسنس"
	wordsBesideLicence = "di|guida|tipo|categoria|categorie|cat|e|ed|and|category|categories|class|type|de|catégorie|catégories|classe|et|clase|y|categoriile|categoria|și|kategoria|kategorisë|dhe|" +
		"driving|license|licence|conduire|conducir|conducere|drejtimi|من|فئة|صنف|نوع|و|категории|категорія|категорії|категория|кат|и|та|і|শ্রেণি|ক্যাটাগরি|কার|کیٹیگری|اور|auto|automobile|in|possesso"
	wordsMother = "madrelingua|lingua madre|lingue madri|madre lingua|mother tongue|mother tongues|native|native speaker|native language|langue maternelle|langues maternelles|" +
		"lengua materna|lengua nativa|nativo|nativa|limba maternă|limbă maternă|gjuha amtare|gjuhë amtare|gjuha e nënës|اللغة الأم|لغة الأم|لغتي الأم|родной|родной язык|рідна|рідна мова|" +
		"母语|母語|মাতৃভাষা|مادری زبان"
	wordsLanguages   = "lingue|lingue conosciute|lingue parlate|languages|language skills|langues|idiomas|limbi|gjuhët|gjuhë|اللغات|языки|мови|语言|ভাষা|زبانیں"
	wordsListening   = "ascolto|listening|écouter|écoute|comprensión auditiva|escuchar|ascultare|dëgjim|الاستماع|аудирование|аудіювання|听力|听"
	wordsReading     = "lettura|reading|lire|lecture|lectura|comprensión de lectura|leer|citire|lexim|القراءة|чтение|читання|阅读"
	wordsInteraction = "interazione|interazione orale|interaction|spoken interaction|prendre part à une conversation|interacción|interacción oral|conversație|bashkëveprim|المحادثة|диалог|діалог|взаємодія"
	wordsSpeaking    = "produzione|produzione orale|orale|speaking|spoken production|production|s'exprimer oralement|expresión oral|producción oral|exprimare orală|të folur|التحدث|монолог|говорение|говоріння|口语"
	wordsWriting     = "scritto|scritta|produzione scritta|scrittura|writing|écrire|écrit|escritura|expresión escrita|scriere|scris|shkrim|الكتابة|письмо|写作"
	wordsTitle       = "diploma|diplomato|diplomata|laurea|laureato|laureata|licenza media|terza media|licenza elementare|maturità|qualifica|attestato di qualifica|attestato|dottorato|master|" +
		"degree|bachelor|bachelor's|high school|secondary school|gcse|a-levels|phd|doctorate|vocational qualification|diplôme|baccalauréat|bac|brevet|licence|bts|cap|bep|maîtrise|doctorat|" +
		"bachillerato|título|licenciatura|grado en|graduado|eso|ciclo formativo|doctorado|diplomă|bacalaureat|licență|școala profesională|liceul|masterat|diplomë|matura|bachelor|" +
		"شهادة|بكالوريا|البكالوريا|بكالوريوس|إجازة|الإجازة|دبلوم|ثانوية عامة|الثانوية|ماجستير|دكتوراه|диплом|аттестат|бакалавр|магистр|среднее образование|высшее образование|" +
		"среднее специальное|атестат|магістр|середня освіта|вища освіта|本科|大专|学士|硕士|博士|高中|初中|中专|职高|এসএসসি|এইচএসসি|মাধ্যমিক|উচ্চ মাধ্যমিক|স্নাতক|স্নাতকোত্তর|ডিপ্লোমা|" +
		"میٹرک|انٹرمیڈیٹ|ایف اے|بی اے|ایم اے|ڈپلومہ"
	wordsSchool = "scuola|istituto|liceo|università|politecnico|accademia|centro di formazione|cpia|enaip|school|college|university|institute|academy|école|lycée|université|institut|cfa|" +
		"escuela|instituto|universidad|colegio|academia|școala|liceu|liceul|universitatea|colegiul|shkolla|gjimnazi|universiteti|مدرسة|جامعة|معهد|كلية|ثانوية|" +
		"школа|университет|институт|колледж|техникум|училище|университету|університет|інститут|коледж|технікум|училище|学校|大学|学院|中学|স্কুল|কলেজ|বিশ্ববিদ্যালয়|মাদ্রাসা|اسکول|کالج|یونیورسٹی|مدرسہ"
)

// levels are titles whose level of the European Qualifications Framework is beyond doubt:
// the Italian ones, and those of the universities of the European area.
var levels = map[string]string{
	"1": "licenza media|terza media|diploma di licenza media",
	"3": "qualifica triennale|qualifica professionale triennale",
	"4": "diploma di maturità|maturità|diploma quinquennale|diploma di scuola superiore|diploma di istruzione secondaria superiore",
	"6": "laurea triennale|bachelor|bachelor's degree|бакалавр",
	"7": "laurea magistrale|laurea specialistica|master's degree|магистр|магістр",
	"8": "dottorato di ricerca|phd|doctorate",
}

// spoken are the languages looked for.
var spoken = strings.Fields("it en fr es pt ro sq ar uk ru zh bn ur hi pa de nl pl bg sr hr sl mk el tr fa ps ku so am ti sw wo ha yo ig ta te si tl id vi th ja ko he hu cs sk sv ka hy az uz ka ff bm ln ak ne")

// otherTongues are names people write that the tables do not have.
var otherTongues = map[string]string{
	"inglese": "en", "mandarino": "zh", "cinese mandarino": "zh", "cinese": "zh", "farsi": "fa", "bengalese": "bn", "bangla": "bn", "tagalog": "tl", "rumeno": "ro", "serbo croato": "sr",
	"mandarin": "zh", "bengali": "bn", "castellano": "es", "العربية": "ar", "عربي": "ar", "الفرنسية": "fr", "الانجليزية": "en", "الإنجليزية": "en", "الايطالية": "it", "الإيطالية": "it",
	"итальянский": "it", "русский": "ru", "английский": "en", "украинский": "uk", "французский": "fr", "італійська": "it", "українська": "uk", "англійська": "en", "російська": "ru",
	"普通话": "zh", "汉语": "zh", "中文": "zh", "英语": "en", "意大利语": "it", "ইতালীয়": "it", "ইতালিয়ান": "it", "ইংরেজি": "en", "বাংলা": "bn", "হিন্দি": "hi",
	"اطالوی": "it", "انگریزی": "en", "انگلش": "en", "پنجابی": "pa", "اردو": "ur", "italisht": "it", "anglisht": "en", "shqip": "sq", "italiana": "it", "italienne": "it", "engleză": "en", "italiană": "it", "română": "ro", "franceză": "fr",
}

// monthNames are the names of the months in small letters, and what they are shortened to.
func monthNames() map[string]int {
	names := map[string]int{}
	for _, year := range []string{
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"gen feb mar apr mag giu lug ago set ott nov dic", "january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"janv févr mars avr mai juin juil août sept oct nov déc", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"ene feb mar abr may jun jul ago sept oct nov dic", "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
		"ian feb mar apr mai iun iul aug sept oct nov dec", "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", "يناير فبراير مارس ابريل ماي يونيو يوليوز غشت شتنبر اكتوبر نونبر دجنبر",
		"جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
		"січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
		"جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
	} {
		for n, name := range strings.Fields(norm.NFC.String(year)) {
			names[name] = n + 1
		}
	}
	return names
}
