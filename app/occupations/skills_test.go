package occupations

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/i18n"
)

// leastSkills is how many skills the product promises to know by itself.
const leastSkills = 120

// TestEveryShippedSkill: in all languages, no label twice, and some for every sector.
func TestEveryShippedSkill(t *testing.T) {
	all, err := StarterSkills() // codes and addresses once, occupations that are there
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < leastSkills {
		t.Errorf("%d skills are shipped, %d are promised", len(all), leastSkills)
	}
	labels := map[string]string{}
	for i := range all {
		as := &Shipped{Code: all[i].Code, Sector: "skills", Terms: all[i].Terms}
		for _, l := range i18n.Languages() {
			named(t, as, l.Tag, labels)
		}
		if len(all[i].Of)+len(all[i].Sectors) == 0 {
			t.Errorf("%s is of no occupation and no sector", all[i].Code)
		}
	}
}

func (b *book) skills(q, lang string) []string {
	b.t.Helper()
	hits, err := SearchSkills(b.ctx, b.db, q, lang, 5)
	b.must(err)
	codes := []string{}
	for _, h := range hits {
		codes = append(codes, h.Code)
	}
	return codes
}

// TestSkillsAreFoundWithoutESCO: what people type, in their language, finds what they mean,
// and every shipped occupation has some to offer.
func TestSkillsAreFoundWithoutESCO(t *testing.T) {
	b := &book{t: t, ctx: context.Background(), db: testdb.Tx(t), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	b.must(Ship(b.ctx, b.db, b.now))
	for typed, code := range map[string]string{
		"muletto": "guidare-muletto", "forklift": "guidare-muletto", "potatura": "potare", "fotovoltaico": "fotovoltaico", "saldare": "saldare", "badare anziani": "assistere-anziani",
		"rrjeta": "gettare-reti", "чистити рибу": "pulire-pesce", "قيادة الجرار": "guidare-trattore", "洗碗": "lavare-piatti", "টাইলস": "posare-piastrelle", "سلائی": "cucire",
		"exel": "foglio-calcolo", "curățenie camere": "pulire-camere", "cajas registradora": "usare-cassa", "tondre la pelouse haies": "manutenzione-verde",
	} {
		if got := b.skills(typed, "it"); code != "" && (len(got) == 0 || got[0] != code) {
			t.Errorf("%q finds %v, want %s first", typed, got, code)
		}
	}
	var bare []string
	b.must(b.db.NewRaw("SELECT code FROM occupations AS o WHERE shipped AND NOT EXISTS (SELECT FROM occupation_skills AS x WHERE x.occupation_id = o.id)").Scan(b.ctx, &bare))
	if len(bare) > 0 {
		t.Errorf("nothing is offered for %v", bare)
	}
}

// ours is a glossary of one occupation and two skills, one of them with an address in ESCO.
func ours(skills string) fstest.MapFS {
	return fstest.MapFS{"glossary/a.yaml": {Data: []byte("- code: drawer\n  isco: \"8121\"\n  esco: " + uri + "aa11\n  it: [trafilatore]\n")},
		skillsFile: {Data: []byte(skills)}}
}

const twoSkills = "- code: draw-wire\n  esco: " + skillURI + "s1\n  of: [drawer]\n  it: [trafilare fili, tirare fili]\n  en: [drawing wire]\n" +
	"- code: be-calm\n  sectors: [a]\n  it: [restare calmi]\n  en: [staying calm]\n"

// TestSkillsOfOursAndOfESCOAreOne, whichever came first, with our labels; and what leaves
// our file stays where ESCO has it.
func TestSkillsOfOursAndOfESCOAreOne(t *testing.T) {
	for name, first := range map[string]bool{"ours first": true, "ESCO first": false} {
		t.Run(name, func(t *testing.T) { oneOfBoth(t, first) })
	}
}

func oneOfBoth(t *testing.T, first bool) {
	b := &book{t: t, ctx: context.Background(), db: testdb.Tx(t), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	if first {
		b.must(ship(b.ctx, b.db, ours(twoSkills), b.now))
	}
	b.load(edition())
	b.must(ship(b.ctx, b.db, ours(twoSkills), b.now))
	if again := b.load(edition()); !again.Quiet() {
		t.Errorf("the same again changed %+v", again)
	}
	o, err := ByURI(b.ctx, b.db, uri+"aa11")
	b.must(err)
	all, err := SkillsOf(b.ctx, b.db, o.ID, "it")
	b.must(err)
	labels := []string{}
	for i := range all {
		labels = append(labels, all[i].Label("it"))
	}
	if got := strings.Join(labels, ", "); got != "trafilare fili, restare calmi, metals" {
		t.Errorf("it asks for %s", got)
	}
	if got := b.skills("pull wire", "en"); len(got) != 1 || got[0] != "draw-wire" {
		t.Errorf("by a name of ESCO's %v is found", got)
	}
	b.must(ship(b.ctx, b.db, ours("- code: be-calm\n  sectors: [a]\n  it: [restare calmi]\n"), b.now))
	all, err = SkillsOf(b.ctx, b.db, o.ID, "it")
	b.must(err)
	if len(all) != 3 || b.count("skills", "retired_at IS NOT NULL") != 0 {
		t.Errorf("without our skill it asks for %+v", all)
	}
	b.must(ship(b.ctx, b.db, ours("[]"), b.now))
	if b.count("skills", "retired_at IS NOT NULL AND code = 'be-calm'") != 1 || len(b.skills("restare calmi", "it")) > 0 {
		t.Error("what is shipped no more is found")
	}
}

func (b *book) count(table, where string) (n int) {
	b.t.Helper()
	b.must(b.db.NewRaw("SELECT count(*) FROM "+table+" WHERE "+where).Scan(b.ctx, &n))
	return n
}

// TestASkillThatGetsAnAddressLaterJoinsItsTwin, so that files that lead to either say one
// thing.
func TestASkillThatGetsAnAddressLaterJoinsItsTwin(t *testing.T) {
	b := &book{t: t, ctx: context.Background(), db: testdb.Tx(t), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	b.must(ship(b.ctx, b.db, ours(strings.Replace(twoSkills, "  esco: "+skillURI+"s1\n", "", 1)), b.now))
	b.load(edition())
	b.must(ship(b.ctx, b.db, ours(twoSkills), b.now))
	if b.count("skills", "esco_uri = '"+skillURI+"s1' AND shipped AND esco AND code = 'draw-wire'") != 1 || b.count("skills", "retired_at IS NOT NULL") != 1 {
		t.Error("there are twins")
	}
	if again := b.load(edition()); !again.Quiet() {
		t.Errorf("the same again changed %+v", again)
	}
}

// TestSkillsWithMistakesAreRefused, with words that say which.
func TestSkillsWithMistakesAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"- code: a-b\n  of: [nobody]\n  it: [x]":         "no occupation nobody",
		"- code: a-b\n  sectors: [nowhere]\n  it: [x]":   "no sector nowhere",
		"- code: a-b\n  it: [x]\n- code: a-b\n  it: [y]": "twice",
		"- code: a-b\n  en: [x]":                         "Italian",
		"- code: A B\n  it: [x]":                         "no code",
		"- code: a-b\n  isco: \"1\"\n  it: [x]":          "unknown key",
		"- code: a-b\n  esco: nowhere\n  it: [x]":        "no address",
		"- code: [": "yaml",
	} {
		_, err := readSkills(fstest.MapFS{skillsFile: {Data: []byte(text)}}, nil)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}
