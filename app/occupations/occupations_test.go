package occupations

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// book is a glossary in a database, on Sunday 22 November 2026.
type book struct {
	t   *testing.T
	ctx context.Context
	db  bun.IDB
	now time.Time
}

func small() fs.FS { return os.DirFS("testdata") }

func open(t *testing.T, idb bun.IDB) *book {
	t.Helper()
	b := &book{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	b.must(ship(b.ctx, idb, small(), b.now))
	return b
}

func (b *book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) search(q, lang string) []string {
	b.t.Helper()
	hits, err := Search(b.ctx, b.db, q, lang, 10)
	b.must(err)
	codes := []string{}
	for _, h := range hits {
		codes = append(codes, h.Code)
	}
	return codes
}

// TestFoundInAnyLanguageAndLetters: what people type, on whatever page, finds what they mean.
func TestFoundInAnyLanguageAndLetters(t *testing.T) {
	b := open(t, testdb.Tx(t))
	for typed, code := range map[string]string{
		"bracciante": "farm-labourer", "Bracciante Agricolo": "farm-labourer", "BRACC": "farm-labourer",
		"jornalero agricola": "farm-labourer", "ouvriere": "farm-labourer", "punetor": "farm-labourer", "bujk": "farm-labourer",
		"عامل زراعى": "farm-labourer", "مزارع": "farm-labourer", "المزارع": "farm-labourer", "الفواكة": "farm-labourer",
		"کهیت مزدور": "farm-labourer", "کھیت": "farm-labourer", "সিল": "", "শ্রমিক": "farm-labourer", "ক্ষেতমজুর": "farm-labourer",
		"采摘": "farm-labourer", "水果采摘工": "farm-labourer", "农": "farm-labourer", "збирач": "farm-labourer", "СБОРЩИК": "farm-labourer",
		"cuoca": "cook", "طباخ": "cook", "الطبّاخ": "cook", "povar": "cook", "повар": "cook", "kuzhinier": "cook", "厨师": "cook", "chushi": "cook",
		"باريستا": "bartender", "барист": "bartender",
		"brcciante": "farm-labourer", "braciante": "farm-labourer", "coco": "cook", "pulizzie": "cleaner", "addetta pulizie": "cleaner",
		"voglio fare le pulizie": "cleaner", "femme menage": "cleaner", "agent d’entretien": "cleaner", "bucatareasa": "cook", "bergere": "shepherd",
	} {
		got := b.search(typed, "it")
		if code == "" && len(got) > 0 || code != "" && (len(got) == 0 || got[0] != code) {
			t.Errorf("%q finds %v, want %q first", typed, got, code)
		}
	}
	for _, typed := range []string{"", " ", "a", "?!", "\x00", "\xff\xfe", strings.Repeat("xyz ", 200), "zzzzqqq"} {
		if got := b.search(typed, "it"); len(got) > 0 {
			t.Errorf("%.20q finds %v", typed, got)
		}
	}
}

// TestTheReadersLanguageComesFirst: of two that a word names, the one of the reader's.
func TestTheReadersLanguageComesFirst(t *testing.T) {
	b := open(t, testdb.Tx(t))
	if got := b.search("bari", "sq"); got[0] != "shepherd" {
		t.Errorf("in Albanian bari finds %v", got)
	}
	if got := b.search("barist", "it"); got[0] != "bartender" {
		t.Errorf("in Italian barist finds %v", got)
	}
	hits, err := Search(b.ctx, b.db, "кухарка", "ru", 1)
	b.must(err)
	if len(hits) != 1 || hits[0].Term != "кухарка" || hits[0].Label("ru") != "повар" || hits[0].Label("xx") != "cuoco" {
		t.Errorf("found %+v", hits)
	}
}

// TestShippingIsQuietAndRetires: again changes nothing; another edition adds, renames and
// retires, and never deletes.
func TestShippingIsQuietAndRetires(t *testing.T) {
	b := open(t, testdb.Tx(t))
	state := func() (s string) {
		b.must(b.db.NewRaw(`SELECT md5(string_agg(x, '|' ORDER BY x)) FROM (SELECT o::text FROM occupations AS o UNION ALL SELECT t::text FROM occupation_terms AS t
			UNION ALL SELECT p::text FROM occupation_postings AS p UNION ALL SELECT w::text FROM occupation_words AS w) AS a (x)`).Scan(b.ctx, &s))
		return s
	}
	before := state()
	b.must(ship(b.ctx, b.db, small(), b.now))
	b.must1(b.db.NewRaw("DELETE FROM glossary_loads").Exec(b.ctx))
	b.must(ship(b.ctx, b.db, small(), b.now)) // even where it has to look at every row
	if state() != before {
		t.Error("shipping the same again changed rows")
	}
	fields, err := fs.ReadFile(small(), "glossary/fields.yaml")
	b.must(err)
	text := strings.Replace(string(fields), "it: [bracciante agricolo", "it: [bracciante nei campi", 1)
	text = text[:strings.Index(text, "- code: shepherd")]
	b.must(ship(b.ctx, b.db, fstest.MapFS{"glossary/fields.yaml": {Data: []byte(text)}}, b.now))
	if got := b.search("cuoco", "it"); len(got) > 0 {
		t.Errorf("retired, and found: %v", got)
	}
	if got := b.search("bracciante nei campi", "it"); len(got) != 1 {
		t.Errorf("the new label finds %v", got)
	}
	all := []Occupation{}
	b.must(b.db.NewSelect().Model(&all).Where("retired_at IS NOT NULL").Scan(b.ctx))
	if len(all) != 4 {
		t.Errorf("%d are retired, not 4", len(all))
	}
	if o, err := Find(b.ctx, b.db, all[0].ID); err != nil || o.Label("it") == "" {
		t.Errorf("a retired one is %+v, %v", o, err)
	}
	b.must(ship(b.ctx, b.db, small(), b.now))
	if got := b.search("cuoco", "it"); !slices.Equal(got, []string{"cook"}) {
		t.Errorf("back again, cuoco finds %v", got)
	}
}

func (b *book) must1(_ any, err error) { b.t.Helper(); b.must(err) }

// TestOneRowForAnAddress: where ESCO was there first, the shipped one takes its row; where
// both were, they become one.
func TestOneRowForAnAddress(t *testing.T) {
	b := &book{t: t, ctx: context.Background(), db: testdb.Tx(t), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	var id int64
	b.must(b.db.NewRaw(`INSERT INTO occupations (code, isco, esco_uri, esco, labels) VALUES ('test-shepherd', '6121', 'http://data.europa.eu/esco/occupation/test-shepherd', true,
		'{"en":"sheep raiser"}') RETURNING id`).Scan(b.ctx, &id))
	b.must(ship(b.ctx, b.db, small(), b.now))
	o, err := ByURI(b.ctx, b.db, "http://data.europa.eu/esco/occupation/test-shepherd")
	b.must(err)
	if o.ID != id || o.Code != "shepherd" || o.Label("it") != "pastore" || !o.Shipped {
		t.Errorf("the row is %+v", o)
	}
	b.must1(b.db.NewRaw(`INSERT INTO occupations (code, isco, esco_uri, esco, labels) VALUES ('test-cook', '5120', 'http://data.europa.eu/esco/occupation/test-cook', true,
		'{"en":"cook"}')`).Exec(b.ctx))
	rooms, err := fs.ReadFile(small(), "glossary/rooms.yaml")
	b.must(err)
	text := strings.Replace(string(rooms), `isco: "5120"`, "isco: \"5120\"\n  esco: http://data.europa.eu/esco/occupation/test-cook", 1)
	b.must(ship(b.ctx, b.db, fstest.MapFS{"glossary/rooms.yaml": {Data: []byte(text)}}, b.now))
	if got := b.search("cook", "en"); !slices.Equal(got, []string{"cook"}) {
		t.Errorf("there are twins: %v", got)
	}
}

// TestATitleNamesAnOccupation whole, in whatever language and gender, and none where several
// are called so.
func TestATitleNamesAnOccupation(t *testing.T) {
	b := open(t, testdb.Tx(t))
	b.must1(b.db.NewRaw(`INSERT INTO occupation_terms (occupation_id, lang, term, folded, named, preferred, shipped)
		SELECT id, 'it', 'tuttofare', 'tuttofare', 'tuttofare', false, true FROM occupations WHERE code IN ('cook', 'cleaner')`).Exec(b.ctx))
	titles := map[string]string{"Pastora": "shepherd", "pastore": "shepherd", "BRACCIANTE AGRICOLA": "farm-labourer", "ouvrière agricole": "farm-labourer", "Operaia agricola": "farm-labourer",
		"طباخة": "cook", "cuoca": "cook", "tuttofare": "", "bracciante": "", "cuoco di bordo": "", "": "", "\x00": ""}
	asked := []string{}
	for title := range titles {
		asked = append(asked, title)
	}
	found, err := Named(b.ctx, b.db, asked)
	b.must(err)
	for i, title := range asked {
		switch code := titles[title]; {
		case code == "" && found[i] != nil:
			t.Errorf("%q names %s", title, found[i].Code)
		case code != "" && (found[i] == nil || found[i].Code != code):
			t.Errorf("%q names %+v, want %s", title, found[i], code)
		}
	}
	if none, err := Named(b.ctx, b.db, nil); err != nil || len(none) > 0 {
		t.Errorf("nothing names %v, %v", none, err)
	}
}

func TestFindListAndNobody(t *testing.T) {
	b := open(t, testdb.Tx(t))
	hits, err := Search(b.ctx, b.db, "cuoco", "it", 5)
	b.must(err)
	all, err := List(b.ctx, b.db, []int64{hits[0].ID, 999999})
	b.must(err)
	if len(all) != 1 || all[hits[0].ID].Code != "cook" {
		t.Errorf("listed %+v", all)
	}
	if _, err := Find(b.ctx, b.db, 999999); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown one: %v", err)
	}
	if _, err := ByURI(b.ctx, b.db, "http://nowhere.example"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown address: %v", err)
	}
}

// TestFilesWithMistakesAreRefused, with words that say which.
func TestFilesWithMistakesAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"- code: a-b\n  isco: 9211\n  it: [x]\n- code: a-b\n  isco: 9211\n  it: [y]": "twice",
		"- code: a-b\n  isco: 921\n  it: [x]":                                        "ISCO",
		"- code: A B\n  isco: 9211\n  it: [x]":                                       "no code",
		"- code: a-b\n  isco: 9211\n  en: [x]":                                       "Italian",
		"- code: a-b\n  isco: 9211\n  itt: [x]":                                      "unknown key",
		"- code: a-b\n  isco: 9211\n  it: x":                                         "entry 1",
		"code: [":                                                                    "yaml",
		"- {code: a-b, isco: 9211, esco: u, it: [x]}\n- {code: a-c, isco: 9211, esco: u, it: [y]}": "one address",
	} {
		_, err := readGlossary(fstest.MapFS{"glossary/x.yaml": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}
