package europass

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"
)

// Tidy gives a copy with plain text of bounded length, known codes and possible dates
// only, without empty or repeated lines. A tidy profile stays as it is.
func (p *Profile) Tidy() *Profile {
	t := &Profile{
		Lang: langCode(p.Lang), Given: line(p.Given), Family: line(p.Family), BirthOn: Date(p.BirthOn),
		Nationalities: each(p.Nationalities, countryCode), Emails: each(p.Emails, email), Phones: each(p.Phones, phone),
		Address: Address{Line: line(p.Address.Line), PostalCode: line(p.Address.PostalCode), City: line(p.Address.City),
			Country: countryCode(p.Address.Country)},
		About: lines(p.About), Skills: each(p.Skills, line), Licences: each(p.Licences, category), Wanted: each(p.Wanted, line),
	}
	t.Jobs = each(p.Jobs, Job.tidy)
	t.Education = each(p.Education, Study.tidy)
	t.Languages = each(p.Languages, Language.tidy)
	slices.SortStableFunc(t.Languages, func(a, b Language) int { return order(a.Mother) - order(b.Mother) })
	t.Certificates = each(p.Certificates, func(c Certificate) Certificate {
		return Certificate{Title: line(c.Title), On: Date(c.On), Expires: Date(c.Expires)}
	})
	t.Certificates = slices.DeleteFunc(t.Certificates, func(c Certificate) bool { return c.Title == "" })
	return t
}

// each tidies the lines of a list and drops those with nothing left and those said twice;
// a list without lines is nil.
func each[T comparable](all []T, tidy func(T) T) (out []T) {
	var none T
	for _, x := range all {
		if x = tidy(x); x != none && !slices.Contains(out, x) && len(out) < Most {
			out = append(out, x)
		}
	}
	return out
}

func (j Job) tidy() Job {
	return Job{Position: line(j.Position), URI: escoURI(j.URI), Employer: line(j.Employer), Sector: sector(j.Sector),
		City: line(j.City), Country: countryCode(j.Country), Period: j.Period.tidy(), Description: lines(j.Description)}
}

func (s Study) tidy() Study {
	return Study{Title: line(s.Title), School: line(s.School), City: line(s.City), Country: countryCode(s.Country),
		Level: eqf(s.Level), Period: s.Period.tidy(), Description: lines(s.Description)}
}

func (x Period) tidy() Period {
	x.From, x.To = Date(x.From), Date(x.To)
	if x.Current {
		x.To = ""
	}
	return x
}

func (l Language) tidy() Language {
	t := Language{Code: langCode(l.Code), Name: line(l.Name), Mother: l.Mother}
	if t.Code != "" {
		t.Name = ""
	}
	if t.Code+t.Name == "" {
		return Language{}
	}
	if !t.Mother {
		t.Listening, t.Reading, t.Interaction = level(l.Listening), level(l.Reading), level(l.Interaction)
		t.Speaking, t.Writing = level(l.Speaking), level(l.Writing)
	}
	return t
}

// order puts mother tongues first.
func order(mother bool) int {
	if mother {
		return 0
	}
	return 1
}

// line makes one line of plain text.
func line(s string) string { return cut(strings.Join(strings.Fields(plain(s)), " "), MaxLine) }

// lines makes lines of plain text, with one empty line at most between two.
func lines(s string) string {
	var out []string
	for _, l := range strings.Split(plain(strings.ReplaceAll(s, "\r\n", "\n")), "\n") {
		l = strings.Join(strings.Fields(l), " ")
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(cut(strings.TrimSpace(strings.Join(out, "\n")), MaxText))
}

// plain drops what is no text: broken bytes, controls, marks that turn the direction of
// what follows.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
			return -1
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF, r >= 0xFFFE && r <= 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

func cut(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}

var dateShape = regexp.MustCompile(`^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$`)

// Date gives a possible date of this or the last century as precise as it is written
// ("2019", "2019-03", "2019-03-15"; a time after it is dropped), "" for anything else.
func Date(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "T")
	if !dateShape.MatchString(s) {
		return ""
	}
	if _, err := time.Parse(time.DateOnly[:len(s)], s); err != nil {
		return ""
	}
	return s
}

func countryCode(s string) string {
	if s = strings.TrimSpace(s); len(s) != 2 {
		return ""
	}
	if strings.EqualFold(s, "el") { // the European Union's Greece
		return "GR"
	}
	r, err := language.ParseRegion(s)
	if err != nil || !r.IsCountry() {
		return ""
	}
	return r.Canonicalize().String()
}

// old are the codes of ISO 639-2 that come from the English names of languages.
var old = map[string]string{"alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr",
	"geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa", "rum": "ro", "slo": "sk",
	"tib": "bo", "wel": "cy"}

// langCode gives the shortest code of a language, "" for none.
func langCode(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	if short := old[s]; short != "" {
		return short
	}
	b, err := language.ParseBase(s)
	if err != nil || b.String() == "und" {
		return ""
	}
	return b.String()
}

func email(s string) string {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(a.Address) > MaxLine {
		return ""
	}
	return plain(a.Address)
}

// phone gives a number in E.164, Italian where it has no country; one that cannot be
// dialled stays a line of text.
func phone(s string) string {
	s = line(s)
	n, err := phonenumbers.Parse(s, "IT")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return s
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

func category(s string) string { return known(s, Categories()) }

func level(s string) string { return known(s, CEFR()) }

func eqf(s string) string { return known(s, []string{"1", "2", "3", "4", "5", "6", "7", "8"}) }

func sector(s string) string { return known(s, strings.Split("ABCDEFGHIJKLMNOPQRSTU", "")) }

func known(s string, all []string) string {
	if s = strings.ToUpper(strings.TrimSpace(s)); slices.Contains(all, s) {
		return s
	}
	return ""
}

// escoURI gives an address of the European classification, "" for any other.
func escoURI(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host != "data.europa.eu" || !strings.HasPrefix(u.Path, "/esco/") || len(s) > MaxLine {
		return ""
	}
	u.Scheme = "http"
	return u.String()
}
