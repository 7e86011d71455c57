package people

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db/testdb"
)

// Parts of invented names: 120 given names and 2 000 surnames.
func parts() (given, surnames []string) {
	first := []string{"Mar", "Gio", "Ann", "Fat", "Moh", "Ole", "Nat", "Vik", "Raj", "Sal", "Ion", "Ele"}
	last := []string{"io", "vanna", "ima", "ammed", "ksandr", "alia", "tor", "a", "esh", "ena"}
	for _, a := range first {
		for _, b := range last {
			given = append(given, a+b)
		}
	}
	heads := []string{"Ros", "Bian", "Esp", "Rus", "Fer", "Ben", "Hoss", "Shev", "Pop", "Hox", "Kha", "Sin", "Wan", "Zhu", "Cos", "Gre", "Mor", "Ric", "Lom", "Bar"}
	middles := []string{"s", "ch", "os", "ra", "al", "en", "ov", "esc", "ma", "ti"}
	tails := []string{"i", "o", "ito", "ali", "ain", "enko", "u", "aj", "an", "gh"}
	for _, a := range heads {
		for _, b := range middles {
			for _, c := range tails {
				surnames = append(surnames, a+b+c)
			}
		}
	}
	return given, surnames
}

// crowd puts n people at one desk, a few at a time so that no statement runs long.
func crowd(ctx context.Context, idb bun.IDB, desk int64, n int) error {
	given, surnames := parts()
	var folded, skeletons []string
	for _, w := range slices.Concat(given, surnames) {
		folded = append(folded, Fold(w))
		skeletons = append(skeletons, Skeleton(Fold(w)))
	}
	for from := 1; from <= n; from += 5000 {
		_, err := idb.NewRaw(crowdSQL, pgdialect.Array(given), pgdialect.Array(surnames), pgdialect.Array(folded),
			pgdialect.Array(skeletons), from, from+4999, desk).Exec(ctx)
		if err != nil {
			return err
		}
	}
	_, err := idb.NewRaw("ANALYZE people, name_words, person_names, person_desks").Exec(ctx)
	return err
}

const crowdSQL = `
WITH n AS (SELECT 1 + (i::bigint * 7919) % cardinality(?0::text[]) AS g, 1 + (i::bigint * 104729) % cardinality(?1::text[]) AS s, i
		FROM generate_series(?4, ?5) AS i),
	p AS (INSERT INTO people (id, given, surname, lang, born_on, opened_at, opened_by, changed_at, changed_by)
		SELECT i, (?0::text[])[g], (?1::text[])[s], 'it', date '1950-01-01' + i % 20000, now(), 'program:bench', now(), 'program:bench' FROM n),
	d AS (INSERT INTO name_words SELECT * FROM unnest(?2::text[], ?3::text[]) ON CONFLICT DO NOTHING),
	w AS (INSERT INTO person_names SELECT i, (?2::text[])[x] FROM n, LATERAL (VALUES (g), (s + cardinality(?0::text[]))) AS v (x)
		ON CONFLICT DO NOTHING)
INSERT INTO person_desks (person_id, desk_id, since, by) SELECT i, ?6, now(), 'program:bench' FROM n`

// BenchmarkSearch: 200 000 people, each kind of search.
func BenchmarkSearch(b *testing.B) {
	pool := testdb.New(b)
	var site, desk int64
	for _, q := range []*bun.RawQuery{
		pool.NewRaw("INSERT INTO sites (slug, name, body, city) VALUES ('s', 'S', 'B', 'C') RETURNING id"),
		pool.NewRaw(`INSERT INTO desks (site_id, kind, slug, name) SELECT id, 'information', 'd', '{"it":"D"}' FROM sites RETURNING id`),
	} {
		id := &site
		if site != 0 {
			id = &desk
		}
		if err := q.Scan(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
	if err := crowd(b.Context(), pool, desk, 200_000); err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{
		"one common word": "mario", "two words": "mario rossi", "a beginning": "fat", "two beginnings": "ma ro",
		"another spelling": "mohamed hosain", "nearly right": "viktro shevchnko", "nobody": "xyzzy plugh", "another script": "محمد",
	} {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			var worst time.Duration
			for b.Loop() {
				began := time.Now()
				if _, _, err := Search(b.Context(), pool, at(desk), text); err != nil {
					b.Fatal(err)
				}
				worst = max(worst, time.Since(began))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}
