package occupations

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db/testdb"
)

// classification is where the files of ESCO lie: ESCO_DATA, or shared/data/esco of a
// folder above this one. Without them the test is skipped: they are not ours to ship.
func classification(t testing.TB) []string {
	t.Helper()
	dir := os.Getenv("ESCO_DATA")
	for up := "."; dir == "" && len(up) < 40; up += "/.." {
		if try := filepath.Join(up, "shared/data/esco"); exists(try) {
			dir = try
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.zip"))
	if err != nil || dir == "" || len(files) == 0 {
		t.Skip("the files of ESCO are not here: set ESCO_DATA to their folder to try with them")
	}
	return files
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// TestTheWholeClassification: 3 000 occupations and 13 900 skills, the same again without a
// change, and any of them found. The minute it may take is the bench's to measure, on a
// machine that does nothing else; here only what is quite wrong is told.
func TestTheWholeClassification(t *testing.T) {
	files := classification(t)
	pools := testdb.Pools(t).Work
	b := &book{t: t, ctx: context.Background(), db: pools, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	b.must(ship(b.ctx, pools, small(), b.now))
	begun := time.Now()
	e, err := ReadESCO(files)
	b.must(err)
	said := []string{}
	l, err := ImportESCO(b.ctx, pools, e, func(s string) { said = append(said, s) }, b.now)
	b.must(err)
	took := time.Since(begun)
	t.Logf("%v: %+v %q", took.Round(time.Millisecond), l, said)
	if took > 3*time.Minute {
		t.Errorf("it took %v", took)
	}
	if l.Occupations.Added < 3000 || l.Skills.Added < 13800 || l.Relations.Added < 120000 || len(said) < 4 {
		t.Errorf("loaded %+v, said %q", l, said)
	}
	begun = time.Now()
	l, err = ImportESCO(b.ctx, pools, e, func(string) {}, b.now)
	b.must(err)
	t.Logf("again: %v", time.Since(begun).Round(time.Millisecond))
	if !l.Quiet() {
		t.Errorf("the same again changed %+v", l)
	}
	for typed, want := range map[string]string{"trefilatore": "", "bracciante": "farm-labourer", "saldatore": "", "soudeur": "", "software developer": "", "idralico": ""} {
		if got := b.search(typed, "it"); len(got) == 0 || want != "" && got[0] != want {
			t.Errorf("%q finds %v", typed, got)
		}
	}
	hits, err := SearchSkills(b.ctx, pools, "use spreadsheets software", "en", 5)
	b.must(err)
	if len(hits) == 0 || hits[0].Label("it") != "use spreadsheets software" {
		t.Errorf("the skill is %+v", hits)
	}
	b.pace()
	b.explained()
}

// pace searches what people type and holds the slow ones against what is promised.
func (b *book) pace() {
	var took []time.Duration
	typed := []string{"bracciante", "muratore", "op", "operatore", "operatore macchine agricole", "cameriera ai piani", "saldatore", "conducteur de camion", "soft", "technician",
		"ingegnere", "addetto alle pulizie", "vendedor", "sofer", "idralico", "elettrecista", "عامل", "повар", "厨师", "manager", "re", "assistente alla poltrona", "zzzzqq"}
	for range 4 {
		for _, q := range typed {
			begun := time.Now()
			_, err := Search(b.ctx, b.db, q, "it", 12)
			b.must(err)
			took = append(took, time.Since(begun))
			if d := time.Since(begun); d > 20*time.Millisecond {
				b.t.Logf("%q %v", q, d)
			}
		}
	}
	slices.Sort(took)
	p50, p95 := took[len(took)/2], took[len(took)*95/100]
	b.t.Logf("search p50 %v p95 %v max %v", p50, p95, took[len(took)-1])
	if p50 > 30*time.Millisecond {
		b.t.Errorf("half of the searches take %v and more", p50)
	}
}

// explained: none of the questions of a search reads a whole table of words, terms or
// postings.
func (b *book) explained() {
	k, typed := ofOccupations(), []string{"operatore", "macchine"}
	meant, err := k.meanings(b.ctx, b.db, typed, spelledSQL)
	b.must(err)
	words := []any{pgdialect.Array(typed), pgdialect.Array([]string{"", ""}), pgdialect.Array([]string{"brtr", "mkn"})}
	for sql, args := range map[string][]any{
		meaningsSQL(spelledSQL):             words,
		meaningsSQL(spelledSQL + nearlySQL): words,
		bestSQL:                             best{2, 2, 2, 200, 12, "it"}.args(meant),
	} {
		var plan []string
		b.must(b.db.NewRaw("EXPLAIN "+k.sql(sql), args...).Scan(b.ctx, &plan))
		if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan on occupation_") {
			b.t.Errorf("a whole table is read:\n%s", text)
		}
	}
}
