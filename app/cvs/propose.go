package cvs

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/people"
)

// Kinds of proposals beside the parts of a file: a field of the identity, a contact.
const (
	Identity = "identity"
	Contact  = "contact"
)

// line is what a CV says of one part of the file.
type line struct {
	Kind string
	Data map[string]string
}

// linesOf are the lines of a profile, in the words of the file. What the file would not
// take is left out; a line whose main field is missing is none.
func linesOf(p *europass.Profile, now time.Time) []line {
	var all []line
	add := func(kind string, data map[string]string) {
		if l, ok := tidy(kind, data, now); ok && !slices.ContainsFunc(all, func(x line) bool { return x.Kind == kind && maps.Equal(x.Data, l.Data) }) {
			all = append(all, l)
		}
	}
	for _, x := range identityOf(p) {
		all = append(all, line{Identity, x})
	}
	for _, x := range p.Phones {
		all = append(all, line{Contact, map[string]string{people.Phone: x}})
	}
	for _, x := range p.Emails {
		all = append(all, line{Contact, map[string]string{people.Email: strings.ToLower(x)}})
	}
	for _, x := range p.Jobs {
		add("job", map[string]string{"occupation": x.Position, "employer": x.Employer, "country": x.Country, "from": cut(x.From, 7), "to": cut(x.To, 7), "duties": oneLine(strings.ReplaceAll(x.Description, "\n", "; "))})
	}
	for _, x := range p.Education {
		add("education", map[string]string{"title": x.Title, "school": x.School, "country": x.Country, "year": cut(orElse(x.To, x.From), 4), "isced": isced[x.Level]})
	}
	for _, x := range p.Languages {
		add("language", map[string]string{"lang": x.Code, "mother": flag(x.Mother), "listening": strings.ToLower(x.Listening), "reading": strings.ToLower(x.Reading),
			"speaking": strings.ToLower(x.Speaking), "interaction": strings.ToLower(x.Interaction), "writing": strings.ToLower(x.Writing)})
	}
	for _, x := range p.Licences {
		add("licence", licenceOf(x))
	}
	for _, x := range p.Certificates {
		add("licence", map[string]string{"type": certificateOf(x.Title), "title": x.Title, "expires": full(x.Expires)})
	}
	return all
}

// identityOf are the fields of the identity a profile speaks of, those that change
// together in one line.
func identityOf(p *europass.Profile) []map[string]string {
	var all []map[string]string
	add := func(pairs ...string) {
		data := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] != "" && utf8.RuneCountInString(pairs[i+1]) <= people.MaxName {
				data[pairs[i]] = pairs[i+1]
			}
		}
		if len(data) > 0 {
			all = append(all, data)
		}
	}
	add("given", p.Given, "surname", p.Family)
	add("born_on", full(p.BirthOn))
	if len(p.Nationalities) > 0 {
		add("citizenship", p.Nationalities[0])
	}
	if a := p.Address; a.Line != "" {
		add("street", a.Line, "postal_code", cut(a.PostalCode, 12), "city", a.City)
	}
	return all
}

// isced are the levels of UNESCO that go with those of the European framework; the fourth
// of the latter is a diploma here.
var isced = map[string]string{"1": "1", "2": "2", "3": "3", "4": "3", "5": "5", "6": "6", "7": "7", "8": "8"}

// licenceOf is a driving licence as the file knows it.
func licenceOf(category string) map[string]string {
	kind := strings.ToLower(category)
	if slices.Contains([]string{"am", "b", "be", "c", "ce", "d"}, kind) {
		return map[string]string{"type": kind}
	}
	return map[string]string{"type": "other", "title": category}
}

// certificateOf finds the kind of a qualification by its title.
func certificateOf(title string) string {
	words := " " + people.Fold(title) + " "
	for _, x := range []struct{ in, kind string }{
		{"haccp", "haccp"}, {"muletto", "forklift"}, {"carrell", "forklift"}, {"forklift", "forklift"}, {"gru ", "crane"}, {"primo soccorso", "first_aid"},
		{"first aid", "first_aid"}, {"antincendio", "fire"}, {" oss ", "care_worker"}, {"socio sanitari", "care_worker"}, {" cqc ", "cqc"}, {"sicurezza", "safety"},
	} {
		if strings.Contains(words, x.in) {
			return x.kind
		}
	}
	return "other"
}

// tidy brings a line into the form in which the file keeps it: what the file would refuse
// is left out, but for what only misses; false where the main field is not there.
func tidy(kindName string, data map[string]string, now time.Time) (line, bool) {
	k, err := people.FindKind(kindName)
	if err != nil {
		return line{}, false
	}
	for _, f := range k.Fields {
		if f.Type == "text" {
			data[f.Name] = cut(oneLine(data[f.Name]), people.MaxText)
		}
	}
	data, err = k.Prepare(data, now)
	if f, ok := fault.As(err); ok {
		for _, x := range f.Fields {
			delete(data, x.Name)
		}
	}
	return line{kindName, data}, data[mainField(kindName)] != ""
}

// mainField names a line of a part of the file.
func mainField(kind string) string {
	return map[string]string{"job": "occupation", "education": "title", "language": "lang", "licence": "type"}[kind]
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// full is a date that is known to the day, "" for any other.
func full(date string) string {
	if len(date) != len(time.DateOnly) {
		return ""
	}
	return date
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cut keeps the first characters.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most]))
	}
	return s
}
