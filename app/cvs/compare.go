package cvs

import (
	"maps"
	"slices"
	"strings"

	"approdo/app/people"
)

// filed is what the file of a person says now.
type filed struct {
	person  *people.Person
	entries []people.Entry
}

// meets finds what of the file a line is about: the entry it speaks of, nil for none; what
// the file says there now, and whether the line says nothing more.
func (f filed) meets(l line) (e *people.Entry, was map[string]string, same bool) {
	switch l.Kind {
	case Identity:
		was, same = f.identity(l.Data)
	case Contact:
		same = slices.ContainsFunc(f.person.Contacts, func(c people.Contact) bool { return l.Data[c.Kind] == c.Value })
	default:
		i := slices.IndexFunc(f.entries, func(e people.Entry) bool { return e.Kind == l.Kind && about(l.Kind, e.Data, l.Data) })
		if i >= 0 {
			e, was = &f.entries[i], f.entries[i].Data
			same = maps.Equal(merged(was, l.Data), was)
		}
	}
	return e, was, same
}

// identity gives what the file says in the fields of a line about the identity.
func (f filed) identity(data map[string]string) (was map[string]string, same bool) {
	x := f.person.Identity
	born := ""
	if !x.BornOn.IsZero() {
		born = x.BornOn.Format("2006-01-02")
	}
	now := map[string]string{"given": x.Given, "surname": x.Surname, "born_on": born, "citizenship": x.Citizenship,
		"street": x.Street, "postal_code": x.PostalCode, "city": x.City}
	was, same = map[string]string{}, true
	for field, value := range data {
		was[field] = now[field]
		same = same && alike(now[field], value)
	}
	if _, named := data["given"]; named { // whatever part of the name stands where
		same = same || sameWords(x.Name(), data["given"]+" "+data["surname"]) || sameWords(x.OwnName, data["given"]+" "+data["surname"])
	}
	if _, cit := data["citizenship"]; cit && x.SecondCitizenship == data["citizenship"] {
		same = true
	}
	return was, same
}

func sameWords(a, b string) bool {
	x, y := strings.Fields(people.Fold(a)), strings.Fields(people.Fold(b))
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// alike reports whether two values say the same in whatever letters; numbers are compared
// as they are.
func alike(a, b string) bool {
	if strings.ContainsAny(a+b, "0123456789") {
		return strings.EqualFold(oneLine(a), oneLine(b))
	}
	return people.Fold(a) == people.Fold(b)
}

// about reports whether two lines of a part speak of the same thing.
func about(kind string, a, b map[string]string) bool {
	near := func(field string) bool {
		x, y := cut(a[field], 4), cut(b[field], 4)
		return x == "" || y == "" || x == y
	}
	switch kind {
	case "job":
		return alike(a["occupation"], b["occupation"]) && (a["employer"] == "" || b["employer"] == "" || alike(a["employer"], b["employer"])) && near("from")
	case "education":
		return alike(a["title"], b["title"]) && near("year")
	case "licence":
		return a["type"] == b["type"] && (a["type"] != "other" || alike(a["title"], b["title"]))
	}
	return a[mainField(kind)] == b[mainField(kind)]
}

// merged is what stands with what a line says of it: a field that stands more exactly, or
// in other letters only, stays.
func merged(was, said map[string]string) map[string]string {
	all := maps.Clone(was)
	for field, value := range said {
		if now := was[field]; now == "" || !strings.HasPrefix(now, value) && !alike(now, value) {
			all[field] = value
		}
	}
	return all
}
