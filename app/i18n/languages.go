package i18n

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Italian is the tag of the language of the house, the fallback of every other.
const Italian = "it"

// Language is a language of the portal. Name and Short are in the language
// itself, Dir is "ltr" or "rtl", Tag is a BCP 47 tag and the URL prefix.
type Language struct{ Tag, Name, Short, Dir string }

// Languages lists the portal's languages in the order shown.
func Languages() []Language {
	return []Language{
		{"it", "Italiano", "IT", "ltr"},
		{"en", "English", "EN", "ltr"},
		{"fr", "Français", "FR", "ltr"},
		{"es", "Español", "ES", "ltr"},
		{"ro", "Română", "RO", "ltr"},
		{"sq", "Shqip", "SQ", "ltr"},
		{"ar", "العربية", "AR", "rtl"},
		{"uk", "Українська", "UK", "ltr"},
		{"ru", "Русский", "RU", "ltr"},
		{"zh", "中文", "ZH", "ltr"},
		{"bn", "বাংলা", "BN", "ltr"},
		{"ur", "اردو", "UR", "rtl"},
	}
}

// OfficeLanguages lists the languages of the back-office.
func OfficeLanguages() []Language { return Languages()[:2] }

// Supported reports whether tag is exactly one of Languages.
func Supported(tag string) bool { return find(tag) >= 0 }

// Lookup gives the language of a tag; Italian for a tag that is not supported.
func Lookup(tag string) Language { return Languages()[max(find(tag), 0)] }

// Dir is the writing direction of a tag: "rtl" for Arabic and Urdu, else "ltr".
func Dir(tag string) string { return Lookup(tag).Dir }

func find(tag string) int {
	return slices.IndexFunc(Languages(), func(l Language) bool { return l.Tag == tag })
}

// Match chooses the language for an Accept-Language header: the first wish that
// is one of ours exactly, or by its base ("fr-CH" → fr); else the first wish
// whose readers mostly read one of ours (see neighbour); else Italian.
func Match(acceptLanguage string) string {
	const enough = 512 // a header longer than this is not a person's
	if len(acceptLanguage) > enough {
		acceptLanguage = acceptLanguage[:enough]
		acceptLanguage = acceptLanguage[:max(strings.LastIndexByte(acceptLanguage, ','), 0)]
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Italian
	}
	bases := make([]string, 0, len(tags))
	for _, t := range tags { // best first, without those refused (q=0)
		base, sure := t.Base()
		if sure > language.Low {
			bases = append(bases, base.String())
		}
	}
	if i := slices.IndexFunc(bases, Supported); i >= 0 {
		return bases[i]
	}
	for _, b := range bases {
		if n := neighbour(b); n != "" {
			return n
		}
	}
	return Italian
}

// neighbour is the language of ours that most readers of base also read, "" for none.
// Scripts matter: Punjabi of India is not read in the letters of Urdu.
func neighbour(base string) string {
	switch base {
	case "pt", "ca", "gl", "sc", "fur", "lld", "vec", "nap", "scn", "lij", "lmo", "pms", "mt":
		return Italian
	case "oc", "br", "co", "wo", "bm", "ff", "ln", "kab", "zgh", "tzm":
		return "fr"
	case "eu", "qu", "gn", "ast":
		return "es"
	case "mo", "rup":
		return "ro"
	case "als", "aln", "aae":
		return "sq"
	case "ary", "arz", "apc", "aeb", "arq", "acm", "ayl":
		return "ar"
	case "be", "kk", "ky", "tt", "tg", "uz":
		return "ru"
	case "cmn", "yue", "wuu", "hak", "nan", "ug", "bo":
		return "zh"
	case "syl", "ctg":
		return "bn"
	case "pnb", "skr", "sd", "ks":
		return "ur"
	}
	return ""
}

// Path puts the language's prefix before a path of the site: "/prenota" → "/ar/prenota",
// "/" → "/ar/". Italian has no prefix. What is not a path of the site ("#top",
// "mailto:…", "https://…", "//…") comes back as it is.
func Path(lang, path string) string {
	if lang == Italian || !Supported(lang) || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return path
	}
	return "/" + lang + path
}
