package people

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"approdo/app/fault"
)

// Kind is a part of a file that there may be many entries of: the scheda
// anagrafico-professionale of the sources, piece by piece. Labels are
// "people.<kind>.<field>", choices "people.<kind>.<field>.<choice>".
type Kind struct {
	Name   string
	Fields []Rule
	// by are the fields that order entries, the newest first.
	by []string
}

// Rule is what a field of an entry may hold.
type Rule struct {
	Name string
	// Type is "text", "long" (MaxPast), "date", "month", "year", "flag", "country", "language" or "choice".
	Type     string
	Choices  []string
	Required bool
}

func text(name string) Rule    { return Rule{Name: name, Type: "text"} }
func date(name string) Rule    { return Rule{Name: name, Type: "date"} }
func month(name string) Rule   { return Rule{Name: name, Type: "month"} }
func flag(name string) Rule    { return Rule{Name: name, Type: "flag"} }
func country(name string) Rule { return Rule{Name: name, Type: "country"} }
func choice(name string, all ...string) Rule {
	return Rule{Name: name, Type: "choice", Choices: all}
}
func (r Rule) needed() Rule { r.Required = true; return r }

// MaxText is how long a text of an entry may be, in characters.
const MaxText = 300

// Kinds are the parts of a file, in the order shown. ISCED levels are those of
// UNESCO 2011, language levels those of the Common European Framework, computer skills
// the five areas of DigComp 2.2.
func Kinds() []Kind {
	cefr := []string{"a1", "a2", "b1", "b2", "c1", "c2"}
	return []Kind{
		{Name: "status", by: []string{"since"}, Fields: []Rule{
			choice("status", "unemployed", "inactive", "employed", "self_employed", "student", "training", "retired").needed(),
			date("since").needed(), date("until"), date("did"), text("cpi"), text("note"),
		}},
		{Name: "permit", by: []string{"expires"}, Fields: []Rule{
			choice("type", "eu", "long_term", "work", "self_employment", "family", "study", "asylum_request", "asylum",
				"subsidiary", "special", "temporary", "job_search", "minor", "medical", "other").needed(),
			date("expires"), flag("renewal"), flag("may_work"), text("note"),
		}},
		{Name: "education", by: []string{"year", "isced"}, Fields: []Rule{
			text("title").needed(), choice("isced", "0", "1", "2", "3", "4", "5", "6", "7", "8").needed(), text("field"), text("school"),
			country("country"), {Name: "year", Type: "year"}, choice("recognised", "italian", "recognised", "in_progress", "no"),
		}},
		{Name: "job", by: []string{"to", "from"}, Fields: []Rule{
			text("occupation").needed(), text("employer"), text("sector"), country("country"), month("from"), month("to"),
			choice("contract", "permanent", "fixed", "agency", "apprenticeship", "internship", "on_call", "seasonal", "domestic",
				"self_employed", "family", "undeclared"), text("duties"),
		}},
		{Name: "language", by: []string{"mother"}, Fields: []Rule{
			{Name: "lang", Type: "language", Required: true}, flag("mother"), choice("listening", cefr...), choice("reading", cefr...),
			choice("speaking", cefr...), choice("interaction", cefr...), choice("writing", cefr...), text("certificate"),
		}},
		{Name: "licence", by: []string{"expires"}, Fields: []Rule{
			choice("type", "am", "b", "be", "c", "ce", "d", "cqc", "forklift", "crane", "haccp", "first_aid", "fire", "safety",
				"care_worker", "other").needed(), text("title"), date("expires"),
		}},
		{Name: "computer", Fields: []Rule{
			choice("area", "information", "communication", "content", "safety", "problems").needed(),
			choice("level", "basic", "independent", "proficient").needed(), text("note"),
		}},
		{Name: "constraint", Fields: []Rule{
			choice("type", "care", "hours", "mobility", "transport", "housing", "other").needed(), text("note"),
		}},
	}
}

func kind(name string) *Kind {
	all := Kinds()
	i := slices.IndexFunc(all, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// FindKind gives the kind with the name, or NotFound.
func FindKind(name string) (Kind, error) {
	k := kind(name)
	if k == nil {
		return Kind{}, fault.Missing()
	}
	return *k, nil
}

// clean keeps the fields of the kind, trimmed, and drops empty ones.
func (k *Kind) clean(data map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range k.Fields {
		v := strings.Join(strings.Fields(data[f.Name]), " ")
		switch f.Type {
		case "country":
			v = strings.ToUpper(v)
		case "flag":
			if v != "" {
				v = "1"
			}
		}
		if v != "" {
			out[f.Name] = v
		}
	}
	return out
}

var monthShape = regexp.MustCompile(`^(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?$`)

// check is an Invalid fault with the fields that are wrong, or nil.
func (k *Kind) check(data map[string]string, now time.Time) error {
	var c fault.Check
	for _, f := range k.Fields {
		v := data[f.Name]
		if v == "" {
			c.If(f.Required, f.Name, "people.error.entry_required")
			continue
		}
		if key := f.wrong(v, now); key != "" {
			c.Add(f.Name, key, "Max", f.most())
		}
	}
	after := func(from, to string) {
		c.If(data[from] != "" && data[to] != "" && data[to] < data[from], to, "people.error.entry_order")
	}
	after("since", "until")
	after("from", "to")
	return c.Err()
}

// most is how long a text may be.
func (r Rule) most() int {
	if r.Type == "long" {
		return MaxPast
	}
	return MaxText
}

// wrong gives the key of what is wrong with a value, "" for nothing.
func (r Rule) wrong(v string, now time.Time) string {
	switch r.Type {
	case "text", "long":
		if utf8.RuneCountInString(v) > r.most() {
			return "people.error.long"
		}
		if unreadable(v) {
			return "people.error.characters"
		}
	case "date":
		if d, err := time.Parse(time.DateOnly, v); err != nil || d.Year() < 1900 || d.Year() > now.Year()+50 {
			return "people.error.entry_date"
		}
	case "month":
		if !monthShape.MatchString(v) || v > now.AddDate(1, 0, 0).Format("2006-01") {
			return "people.error.entry_month"
		}
	case "year":
		if y, err := strconv.Atoi(v); err != nil || y < now.Year()-oldest || y > now.Year()+10 {
			return "people.error.entry_year"
		}
	case "flag":
	case "country":
		if !knownCountry(v) {
			return "people.error.choose"
		}
	case "language":
		if t, err := language.Parse(v); err != nil || t == language.Und || len(v) > 12 {
			return "people.error.choose"
		}
	default:
		if !slices.Contains(r.Choices, v) {
			return "people.error.choose"
		}
	}
	return ""
}

// newer orders entries: an empty end is now, and comes first.
func (k *Kind) newer(a, b Entry) int {
	for _, f := range k.by {
		x, y := a.Data[f], b.Data[f]
		if f == "to" || f == "expires" {
			x, y = cmp.Or(x, "9999"), cmp.Or(y, "9999")
		}
		if d := cmp.Compare(y, x); d != 0 {
			return d
		}
	}
	return cmp.Compare(b.ID, a.ID)
}
