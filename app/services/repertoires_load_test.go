package services

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"approdo/app/i18n"
)

func shippedRepertoires(t *testing.T) map[string]ShippedRepertoire {
	t.Helper()
	all, err := ShippedRepertoires()
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]ShippedRepertoire{}
	for _, r := range all {
		byCode[r.Code] = r
	}
	return byCode
}

func TestShippedRepertoiresHoldTheCodesOfTheSources(t *testing.T) {
	all := shippedRepertoires(t)
	for code, want := range map[string]string{
		"piemonte": "A.1 A.2 A.3 A.4 A.5 A.6 B.1 B.2 B.3 B.4",
		"toscana":  "A05 A06 BdC B01 B03 B04 C06 C07",
		"carta":    "1 2 3 4 5 6 7",
	} {
		if got := strings.Join(codesOf(all[code].Standards), " "); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	if lep := all["lep"]; lep.Public || len(lep.Standards) < 10 {
		t.Errorf("LEP: public %v, %d letters", lep.Public, len(lep.Standards))
	}
	for _, s := range all["piemonte"].Standards {
		o := s.Official
		for name, text := range map[string]string{"purpose": o.Purpose, "activities": o.Activities, "modes": o.Modes, "access": o.Access,
			"output": o.Output, "technical": o.Technical, "professional": o.Professional, "operational": o.Operational} {
			if text == "" {
				t.Errorf("%s: the official %s is missing", s.Code, name)
			}
		}
		if want := map[byte]Audience{'A': ForPeople, 'B': ForEmployers}[s.Code[0]]; s.Audience != want {
			t.Errorf("%s is for %s", s.Code, s.Audience)
		}
	}
}

func TestEveryAreaHasAStandardOfEveryPublicRepertoire(t *testing.T) {
	areas, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for code, r := range shippedRepertoires(t) {
		for _, a := range areas {
			has := slices.ContainsFunc(r.Standards, func(s Standard) bool { return slices.Contains(s.Rules.Areas, a.Code) })
			if r.Public && !has {
				t.Errorf("%s has no standard for %s", code, a.Slug)
			}
		}
	}
}

// Citizens read every public standard in their language; lists have as many items
// as in Italian.
func TestPublicStandardsAreWrittenInEveryLanguage(t *testing.T) {
	for code, r := range shippedRepertoires(t) {
		if !r.Public {
			continue
		}
		for _, l := range i18n.Languages() {
			if r.Name[l.Tag] == "" {
				t.Errorf("%s has no name in %s", code, l.Tag)
			}
			for _, s := range r.Standards {
				if s.Name[l.Tag] == "" || s.Purpose[l.Tag] == "" {
					t.Errorf("%s %s: name or purpose missing in %s", code, s.Code, l.Tag)
				}
				want, _ := Items(s.Activities, "it")
				if got, actual := Items(s.Activities, l.Tag); len(got) != len(want) || len(want) > 0 && actual != l.Tag {
					t.Errorf("%s %s: %d activities in %s, want %d", code, s.Code, len(got), l.Tag, len(want))
				}
			}
		}
	}
}

func TestLoaderNamesWhatIsWrong(t *testing.T) {
	const head = "code: x\nsort: 1\nfrom: '2026-01-01'\nname: {it: X}\nstandards:\n"
	const good = " - {code: A, audience: people, edition: 1, name: {it: A}"
	areas := []Area{{Code: "1"}}
	for name, c := range map[string]struct{ text, want string }{
		"a misspelt key":      {head + good + ", durata: 3}", "durata"},
		"no day":              {"code: x\nfrom: domani", "from"},
		"a code twice":        {head + good + "}\n" + good + "}", "stands 2 times"},
		"no Italian name":     {head + " - {code: A, audience: people, edition: 1, name: {en: A}}", "no Italian name"},
		"no audience":         {head + " - {code: A, edition: 1, name: {it: A}}", "audience"},
		"no edition":          {head + " - {code: A, audience: people, name: {it: A}}", "edition 0"},
		"an unknown mode":     {head + good + ", modes: {phone: {}}}", `mode "phone"`},
		"limits turned round": {head + good + ", modes: {group: {min: 60, max: 30}}}", "limits of group"},
		"a negative total":    {head + good + ", total: {min: -1}}", "limits of the total"},
		"one part of two":     {head + good + ", both: true, modes: {group: {}}}", "both parts"},
		"after nothing known": {head + good + ", access: {after: [B]}}", `access after "B"`},
		"after itself":        {head + good + ", access: {after: [A]}}", `access after "A"`},
		"an unknown need":     {head + good + ", access: {needs: [smile]}}", `needs "smile"`},
		"an unknown output":   {head + good + ", results: [cake]}", `output "cake"`},
		"an unknown area":     {head + good + ", areas: ['9']}", `no service area "9"`},
	} {
		_, err := readRepertoire(fstest.MapFS{"r.yaml": {Data: []byte(c.text)}}, "r.yaml", areas, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", name, err, c.want)
		}
	}
	if _, err := readRepertoire(fstest.MapFS{"r.yaml": {Data: []byte(head + good + "}")}}, "r.yaml", areas, nil); err != nil {
		t.Errorf("a sound file: %v", err)
	}
	if _, err := readTexts(fstest.MapFS{"repertoires/texts/xx.yaml": {Data: []byte("{}")}}); err == nil {
		t.Error("texts in an unknown language must be refused")
	}
}

func TestEveryOutputHasItsEvidence(t *testing.T) {
	seen := map[Evidence]Output{}
	for _, o := range Outputs() {
		if len(o.Evidence()) == 0 {
			t.Errorf("%s: nothing shows it", o)
		}
		for _, e := range o.Evidence() {
			if other, twice := seen[e]; twice {
				t.Errorf("%s shows both %s and %s", e, o, other)
			}
			seen[e] = o
		}
	}
	for _, need := range Needs() {
		if !slices.Contains(slices.Collect(maps.Keys(seen)), need) {
			t.Errorf("%s is needed but never recorded", need)
		}
	}
}
