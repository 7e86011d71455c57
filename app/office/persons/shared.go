package persons

import (
	"approdo/app/people"
	"approdo/app/web"
)

// Sections are entries of a file as they are read, by part; parts without entries are
// left out and nothing can be changed.
func Sections(r *web.Request, entries []people.Entry) []Section {
	var all []Section
	for _, k := range people.Kinds() {
		section := Section{Title: r.T("people.kind." + k.Name)}
		for i := range entries {
			if entries[i].Kind == k.Name {
				section.Lines = append(section.Lines, lineOf(r, k, &entries[i]))
			}
		}
		if len(section.Lines) > 0 {
			all = append(all, section)
		}
	}
	return all
}

// Facts are an identity and its address as they are read by who does not know the person:
// what is empty is left out.
func Facts(r *web.Request, x people.Identity) []web.Fact {
	p := &people.Person{Identity: x}
	return append(identityFacts(r, p), addressFacts(r, p)...)
}
