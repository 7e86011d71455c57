package occupations

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"approdo/app/i18n"
)

// leastShipped is how many occupations the product promises to know by itself.
const leastShipped = 240

// TestEveryShippedOccupation: in all languages, a unit group of ISCO-08, and no label twice
// in a sector.
func TestEveryShippedOccupation(t *testing.T) {
	all, err := Glossary() // codes and addresses once, shapes
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < leastShipped {
		t.Errorf("%d occupations are shipped, %d are promised", len(all), leastShipped)
	}
	groups, err := os.ReadFile("testdata/isco08.txt")
	if err != nil {
		t.Fatal(err)
	}
	isco := map[string]bool{}
	for _, code := range strings.Fields(string(groups)) {
		isco[code] = true
	}
	labels := map[string]string{}
	for i := range all {
		if !isco[all[i].ISCO] {
			t.Errorf("%s: ISCO-08 has no unit group %s", all[i].Code, all[i].ISCO)
		}
		if all[i].URI != "" && !uriShape.MatchString(all[i].URI) {
			t.Errorf("%s: %q is no address of ESCO", all[i].Code, all[i].URI)
		}
		for _, l := range i18n.Languages() {
			named(t, &all[i], l.Tag, labels)
		}
	}
}

// named looks at what an occupation is called in a language; labels are those of every
// sector by then.
func named(t *testing.T, s *Shipped, lang string, labels map[string]string) {
	t.Helper()
	if len(s.Terms[lang]) == 0 {
		t.Errorf("%s has no label in %s", s.Code, lang)
	}
	folded := map[string]bool{}
	for i, term := range s.Terms[lang] {
		w := strings.Join(words(term), " ")
		if w == "" || term != strings.TrimSpace(term) || utf8.RuneCountInString(term) > 120 {
			t.Errorf("%s, %s: %q is no name of a job", s.Code, lang, term)
		}
		if folded[w] {
			t.Errorf("%s, %s: %q stands twice", s.Code, lang, term)
		}
		folded[w] = true
		at := s.Sector + " " + lang + " " + w
		if i == 0 && labels[at] != "" {
			t.Errorf("%s and %s are both called %q in %s", labels[at], s.Code, term, lang)
		}
		if i == 0 {
			labels[at] = s.Code
		}
	}
}
