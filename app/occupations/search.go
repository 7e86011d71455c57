package occupations

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// Hit is an occupation found and the term that was.
type Hit struct {
	Occupation
	Term string
}

// SkillHit is a skill found and the term that was.
type SkillHit struct {
	Skill
	Term string
}

// Search finds occupations by what was typed, in whatever language: words begun, typed
// without accents, in other letters or nearly right. The best come first, ours before the
// others, the terms of lang before those of other languages. Less than two letters (one
// Chinese character) find nothing.
func Search(ctx context.Context, idb bun.IDB, q, lang string, limit int) ([]Hit, error) {
	found, err := ofOccupations().search(ctx, idb, q, lang, limit)
	if err != nil {
		return nil, err
	}
	byID, err := List(ctx, idb, ids(found))
	hits := []Hit{}
	for _, f := range found {
		hits = append(hits, Hit{byID[f.ID], f.Term})
	}
	return hits, err
}

// SearchSkills finds skills, as Search finds occupations.
func SearchSkills(ctx context.Context, idb bun.IDB, q, lang string, limit int) ([]SkillHit, error) {
	found, err := ofSkills().search(ctx, idb, q, lang, limit)
	if err != nil {
		return nil, err
	}
	all, err := Skills(ctx, idb, ids(found))
	hits := []SkillHit{}
	for i := range all { // Skills keeps the order, and none is unknown
		hits = append(hits, SkillHit{all[i], found[i].Term})
	}
	return hits, err
}

// found is what a search found, and by which term.
type found struct {
	ID   int64
	Term string
}

func ids(all []found) []int64 {
	list := make([]int64, len(all))
	for i, f := range all {
		list[i] = f.ID
	}
	return list
}

// few is when what was typed is looked for once more, as if it were not quite right.
const few = 4

func (k kind) search(ctx context.Context, idb bun.IDB, q, lang string, limit int) ([]found, error) {
	typed := tokens(q)
	if len(typed) == 0 || limit < 1 {
		return nil, nil
	}
	ctx = db.Named(ctx, k.one+" search")
	meant, err := k.meanings(ctx, idb, typed, spelledSQL)
	if err != nil {
		return nil, err
	}
	all, err := k.found(ctx, idb, meant, len(typed), lang, limit)
	if err != nil || len(all) >= min(few, limit) {
		return all, err
	}
	if meant, err = k.meanings(ctx, idb, typed, spelledSQL+nearlySQL); err != nil {
		return nil, err
	}
	if all, err = k.found(ctx, idb, meant, len(typed), lang, limit); err != nil || len(all) > 0 || len(typed) == 1 {
		return all, err
	}
	return k.some(ctx, idb, weighed(meant, typed), len(typed), lang, limit)
}

// The words of the terms that a typed one may mean, with how well each fits: the word, what
// begins with it, the same of words in other letters; and what is nearly it, or sounds so
// in other letters.
const (
	spelledSQL = `(SELECT id, uses, CASE WHEN word = t.word THEN 1.0 ELSE 0.92 - 0.01 * LEAST(length(word) - length(t.word), 12) END AS score FROM {one}_words
			WHERE word >= t.word AND word < t.word || U&'\+10FFFD' ORDER BY first DESC, length(word), word LIMIT 40)
		UNION ALL (SELECT id, uses, CASE WHEN latin = t.word THEN 0.85 ELSE 0.7 END FROM {one}_words
			WHERE latin <> '' AND latin >= t.word AND latin < t.word || '{' AND t.latin = '' ORDER BY first DESC, length(latin), latin LIMIT 30)`
	nearlySQL = `
		UNION ALL (SELECT id, uses, 0.5 FROM {one}_words WHERE skeleton = t.skeleton AND skeleton <> '' AND (latin = '') <> (t.latin = '') LIMIT 40)
		UNION ALL (SELECT id, uses, 0.8 * similarity(word, t.word) FROM {one}_words
			WHERE length(t.word) > 3 AND word % t.word AND similarity(word, t.word) >= 0.34 ORDER BY similarity(word, t.word) DESC LIMIT 20)`
)

func meaningsSQL(words string) string {
	return `SELECT t.n, w.id, w.uses, max(w.score) AS score
		FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS t (word, latin, skeleton, n), LATERAL (` + words + `) AS w
		GROUP BY 1, 2, 3`
}

// meaning is a word of the glossary that a typed one, the nth, may mean.
type meaning struct {
	N     int
	ID    int64
	Uses  int
	Score float64
}

func (k kind) meanings(ctx context.Context, idb bun.IDB, typed []string, sql string) ([]meaning, error) {
	latins, skeletons := make([]string, len(typed)), make([]string, len(typed))
	for i, w := range typed {
		latins[i], skeletons[i] = inLatin(w), skeleton(w)
	}
	var all []meaning
	err := idb.NewRaw(k.sql(meaningsSQL(sql)), pgdialect.Array(typed), pgdialect.Array(latins), pgdialect.Array(skeletons)).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "look up words of a glossary")
}

// Of a word at most so many terms are read: all its meanings together these many where it is
// the only one, which is enough to fill a page, and more where others have to meet it.
const (
	mostAlone    = 1600
	mostTogether = 6000
	mostOfWord   = 2000
	leastOfWord  = 30
)

// found gives what has a term with a meaning of each of n words. Terms are read by the
// rarest of the words, and held against the others.
func (k kind) found(ctx context.Context, idb bun.IDB, meant []meaning, n int, lang string, limit int) ([]found, error) {
	uses, meanings := make([]int, n), make([]int, n)
	for _, m := range meant {
		uses[m.N-1] += m.Uses
		meanings[m.N-1]++
	}
	rarest := slices.Index(uses, slices.Min(uses))
	if uses[rarest] == 0 {
		return nil, nil
	}
	most := mostTogether
	if n == 1 {
		most = mostAlone
	}
	most = min(max(most/meanings[rarest], leastOfWord), mostOfWord)
	return k.best(ctx, idb, meant, best{n, rarest + 1, n, most, limit, lang})
}

// weighed makes long words count more than short ones, which say how and not what, and
// leaves those of three letters out.
func weighed(meant []meaning, typed []string) []meaning {
	var all []meaning
	for _, m := range meant {
		w := typed[m.N-1]
		if long := utf8.RuneCountInString(w); long > 3 || hanRunes(w) > 0 {
			m.Score *= min(float64(long)/10, 1)
			all = append(all, m)
		}
	}
	return all
}

// some gives what has a term with a meaning of any of n words, the more the better.
func (k kind) some(ctx context.Context, idb bun.IDB, meant []meaning, n int, lang string, limit int) ([]found, error) {
	if len(meant) == 0 {
		return nil, nil
	}
	return k.best(ctx, idb, meant, best{n, 0, 1, max(mostAlone/len(meant), leastOfWord), limit, lang})
}

// best says what is best: of n words typed, terms are read by the one at a place (0 for any,
// at most so many of each meaning), and have to fit at least so many.
type best struct {
	n, by, least, most, limit int
	lang                      string
}

// bestSQL orders what terms lead to: how well the words fit, how much of the term they are,
// ours first, then those of the language; labels, and what several names speak for, before
// the others. What is far behind the first is left out.
const bestSQL = `WITH m AS MATERIALIZED (SELECT * FROM unnest(?0::int[], ?1::int[], ?2::float8[]) AS m (n, id, score)),
	read AS MATERIALIZED (SELECT DISTINCT p.term_id FROM m,
		LATERAL (SELECT term_id FROM {one}_postings WHERE word_id = m.id ORDER BY place LIMIT ?3) AS p WHERE ?4 IN (0, m.n)),
	fit AS (SELECT term_id, sum(score) AS score, min(size) AS size FROM (
		SELECT r.term_id, m.n, max(m.score) AS score, min(p.place % ?5) AS size FROM read AS r JOIN {one}_postings AS p ON p.term_id = r.term_id JOIN m ON m.id = p.word_id
		GROUP BY 1, 2) AS w GROUP BY 1 HAVING count(*) >= ?6),
	one AS (SELECT DISTINCT ON (t.{one}_id) t.{one}_id AS id, t.term, CASE WHEN o.shipped THEN 0.35 ELSE 0.0 END + f.score / ?7 * (0.7 + 0.3 * ?7 / GREATEST(f.size, ?7))
			+ CASE WHEN t.lang = ?8 THEN 0.25 ELSE 0 END + CASE WHEN t.preferred THEN 0.12 ELSE 0 END
			+ 0.04 * LEAST(count(*) FILTER (WHERE t.lang = ?8) OVER (PARTITION BY t.{one}_id), 3) AS score
		FROM fit AS f JOIN {one}_terms AS t ON t.id = f.term_id JOIN {owners} AS o ON o.id = t.{one}_id
		WHERE o.retired_at IS NULL ORDER BY 1, 3 DESC, t.id)
	SELECT id, term FROM (SELECT id, term, score, max(score) OVER () AS top FROM one) AS o WHERE score > 0.45 * top
	ORDER BY score DESC, length(term), id LIMIT ?9`

func (k kind) best(ctx context.Context, idb bun.IDB, meant []meaning, b best) ([]found, error) {
	all := []found{}
	err := idb.NewRaw(k.sql(bestSQL), b.args(meant)...).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "search a glossary")
}

func (b best) args(meant []meaning) []any {
	ns, ids, scores := make([]int, len(meant)), make([]int64, len(meant)), make([]float64, len(meant))
	for i, m := range meant {
		ns[i], ids[i], scores[i] = m.N, m.ID, m.Score
	}
	return []any{pgdialect.Array(ns), pgdialect.Array(ids), pgdialect.Array(scores), b.most, b.by, ordinary, b.least, b.n, b.lang, b.limit}
}

// Searchable reports whether there is enough typed to look for.
func Searchable(q string) bool { return utf8.ValidString(q) && len(tokens(q)) > 0 }
