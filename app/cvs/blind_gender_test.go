package cvs

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/neutral"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/locales"
)

// halves matches what stands in brackets in a label.
var halves = regexp.MustCompile(`\s*\([^)]*\)`)

// halvesOf gives what a double label of the glossary is of a man and of a woman, both ""
// for a label that is of everybody.
func halvesOf(label string) (his, her string) {
	his, her, both := strings.Cut(halves.ReplaceAllString(label, ""), " / ")
	if !both || his == her {
		return "", ""
	}
	a, b := strings.Fields(his), strings.Fields(her)
	if len(a) < len(b) {
		his += " " + strings.Join(b[len(a):], " ")
	}
	if len(b) < len(a) {
		her += " " + strings.Join(a[len(b):], " ")
	}
	return his, her
}

// twoWords are jobs that are not told apart: a town is called like one, another is a trade
// of its own for women, in the third the adjective stands far from its noun.
var twoWords = []string{"sq: bari / bareshë", "es: sastre / modista", "ar: موظف استقبال ليلي / موظفة استقبال ليلية"}

// TestEveryJobOfTheGlossaryIsTheSameOfBoth: whoever types an Italian job of the shipped
// glossary, in their own gender, reads as anybody else who does, by the glossary's words.
func TestEveryJobOfTheGlossaryIsTheSameOfBoth(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(occupations.Ship(h.ctx, h.db, h.now))
	all, err := occupations.Glossary()
	h.must(err)
	b, pairs := &Blind{}, []string{}
	for i := range all {
		for _, lang := range []string{"it", "es", "ro", "ru", "uk", "fr", "sq", "ar"} {
			his, her := halvesOf(all[i].Terms[lang][0])
			if his == "" {
				continue
			}
			b.Jobs = append(b.Jobs, BlindJob{Occupation: his}, BlindJob{Occupation: her})
			pairs = append(pairs, lang+": "+his+" / "+her)
		}
	}
	h.must(b.nameJobs(h.ctx, h.db))
	known := 0
	for i, pair := range pairs {
		his, her := &b.Jobs[2*i], &b.Jobs[2*i+1]
		if his.Known != nil {
			known++
		}
		if strings.HasPrefix(pair, "it") && his.Known == nil {
			t.Errorf("%s is not found", pair)
		}
		if x, y := his.Name("it"), her.Name("it"); x != y && !slices.Contains(twoWords, pair) {
			t.Errorf("%s: %q and %q", pair, x, y)
		}
	}
	t.Logf("%d pairs, of which %d are named by the glossary", len(pairs), known)
	if len(pairs) < 1000 || known < len(pairs)*9/10 {
		t.Errorf("%d pairs, %d named", len(pairs), known)
	}
}

// files are two people who say the same of themselves, he and she.
func TestTwoFilesThatDifferInGenderOnlyAreOne(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(occupations.Ship(h.ctx, h.db, h.now))
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	told := map[string]string{}
	for sex, words := range map[string]map[string]string{
		"M": {"job": "Cameriere ai piani", "other": "Allestitore fieristico esperto", "duties": "Mi sono occupato delle camere, sono stato assunto dopo il servizio militare",
			"title": "Diplomato ragioniere", "licence": "Operatore BLS, laureato", "text": "Sono un bravo sarto, preciso", "sector": "Addetto al tessile"},
		"F": {"job": "cameriera ai piani", "other": "Allestitrice fieristica esperta", "duties": "Mi sono occupata delle camere, sono stata assunta dopo il servizio di leva",
			"title": "Diplomata ragioniera", "licence": "Operatrice BLS, laureata", "text": "Sono una brava sarta, precisa", "sector": "Addetta al tessile"},
	} {
		id, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: "Prova", Sex: sex, Lang: "it"}}, h.now)
		h.must(err)
		for _, e := range []struct {
			kind string
			data map[string]string
		}{
			{"job", map[string]string{"occupation": words["job"], "duties": words["duties"], "from": "2020", "to": "2021"}},
			{"job", map[string]string{"occupation": words["other"], "sector": words["sector"], "from": "2018", "to": "2019"}},
			{"education", map[string]string{"title": words["title"], "isced": "3"}},
			{"licence", map[string]string{"type": "other", "title": words["licence"]}},
		} {
			_, err := people.AddEntry(h.ctx, h.db, h.anna, id, e.kind, e.data, h.now)
			h.must(err)
		}
		h.prefer(id)
		wanted, err := preferences.List(h.ctx, h.db, h.anna, id)
		h.must(err)
		f := wanted[0].Form
		f.SkillText = words["text"]
		h.must(preferences.Change(h.ctx, h.db, h.anna, id, wanted[0].ID, f, h.now))
		b, err := blindOf(h.ctx, h.db, &CV{PersonID: id})
		h.must(err)
		for _, l := range i18n.Languages() {
			raw, err := json.Marshal(b.Told(catalog.For(l.Tag)))
			h.must(err)
			told[sex+l.Tag] = string(raw)
		}
	}
	for _, l := range i18n.Languages() {
		if told["M"+l.Tag] != told["F"+l.Tag] {
			t.Errorf("%s:\n%s\n%s", l.Tag, told["M"+l.Tag], told["F"+l.Tag])
			break
		}
	}
	if !strings.Contains(told["Fit"], "cameriere / cameriera ai piani") || !strings.Contains(told["Far"], "غرف") || strings.Contains(told["Mit"], "militare") {
		t.Errorf("told %s\n%s", told["Fit"], told["Far"])
	}
}

// TestWhoWroteCamerieraIsFoundByIt: hiding the gender from who reads hides nobody from who
// searches.
func TestWhoWroteCamerieraIsFoundByIt(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.prefer(h.person)
	_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, h.now)
	h.must(err)
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", &europass.Profile{Given: "Zuleika"}), h.now)
	h.must(err)
	h.must(v.keepWords(h.ctx, h.db, "Cameriera ai piani, stirare", h.now))
	h.index(v)
	if got := h.finds(h.seeker(), Wanted{Words: "cameriera"}); len(got) != 1 || got[0] != v.ID {
		t.Errorf("found %v", got)
	}
	if neutral.Title("Cameriera") == "Cameriera" {
		t.Error("the ending stands")
	}
}
