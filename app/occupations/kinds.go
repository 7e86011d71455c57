package occupations

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// kind is what terms are of: occupations or skills. Both are found the same way, each in
// tables of its own.
type kind struct{ owners, one string }

func ofOccupations() kind { return kind{"occupations", "occupation"} }

func ofSkills() kind { return kind{"skills", "skill"} }

// sql names the tables of the kind in a constant: {owners}, {one}_terms, {one}_words; and
// {,named}, the column that only names of occupations have.
func (k kind) sql(text string) string {
	all := []string{"{owners}", k.owners, "{one}", k.one, "{,named}", "", "{,s.named}", "", "{,t.named}", "", "{,new.named}", ""}
	if k == ofOccupations() {
		all = []string{"{owners}", k.owners, "{one}", k.one, "{,named}", ", named", "{,s.named}", ", s.named", "{,t.named}", ", t.named", "{,new.named}", ", EXCLUDED.named"}
	}
	return strings.NewReplacer(all...).Replace(text)
}

// exec runs a constant with the tables of the kind and says how many rows changed.
func (k kind) exec(ctx context.Context, tx bun.IDB, doing, text string, args ...any) (int, error) {
	res, err := tx.NewRaw(k.sql(text), args...).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), doing)
	}
	n, err := res.RowsAffected()
	return int(n), fault.Wrap(err, doing)
}

// ordinary is the place from which the terms stand that are not ours.
const ordinary = 100

// index brings words and postings to the terms there are.
func (k kind) index(ctx context.Context, tx bun.IDB) error {
	_, err := k.exec(ctx, tx, "forget postings of removed terms", `DELETE FROM {one}_postings AS p
		WHERE NOT EXISTS (SELECT FROM {one}_terms AS t WHERE t.id = p.term_id)`)
	if err != nil {
		return err
	}
	_, err = k.exec(ctx, tx, "forget postings in a wrong place", `DELETE FROM {one}_postings AS p USING {one}_terms AS t
		WHERE t.id = p.term_id AND t.shipped <> (p.place < ?)`, ordinary)
	if err != nil {
		return err
	}
	if err := k.addWords(ctx, tx); err != nil {
		return err
	}
	_, err = k.exec(ctx, tx, "add postings", `INSERT INTO {one}_postings (word_id, place, term_id)
		SELECT w.id, LEAST(cardinality(string_to_array(t.folded, ' ')), 99) + CASE WHEN t.shipped THEN 0 ELSE ? END, t.id
		FROM {one}_terms AS t, string_to_table(t.folded, ' ') AS x JOIN {one}_words AS w ON w.word = x
		WHERE NOT EXISTS (SELECT FROM {one}_postings AS p WHERE p.term_id = t.id)`, ordinary)
	if err != nil {
		return err
	}
	// A planner that remembers these tables as empty would read the postings once for every
	// word.
	if _, err = k.exec(ctx, tx, "join by hashes", "SELECT set_config('enable_nestloop', 'off', true)"); err != nil {
		return err
	}
	_, err = k.exec(ctx, tx, "count words", `UPDATE {one}_words AS w SET uses = COALESCE(n.uses, 0), first = COALESCE(n.first, false)
		FROM {one}_words AS v LEFT JOIN (SELECT word_id, count(*) AS uses, min(place) < ? AS first FROM {one}_postings GROUP BY 1) AS n ON n.word_id = v.id
		WHERE v.id = w.id AND (w.uses, w.first) IS DISTINCT FROM (COALESCE(n.uses, 0)::int, COALESCE(n.first, false))`, ordinary)
	if err != nil {
		return err
	}
	if _, err = k.exec(ctx, tx, "join as before", "SELECT set_config('enable_nestloop', 'on', true)"); err != nil {
		return err
	}
	// New words wait in a list that every search would read whole until a vacuum comes by.
	_, err = k.exec(ctx, tx, "put words into their index", "SELECT gin_clean_pending_list('{one}_words_like')")
	return err
}

// addWords adds the words of the terms that are not known yet.
func (k kind) addWords(ctx context.Context, tx bun.IDB) error {
	var fresh []string
	var uses []int
	var first []bool
	err := tx.NewRaw(k.sql(`SELECT x, count(*), bool_or(t.shipped) FROM {one}_terms AS t, string_to_table(t.folded, ' ') AS x
		WHERE NOT EXISTS (SELECT FROM {one}_postings AS p WHERE p.term_id = t.id)
			AND NOT EXISTS (SELECT FROM {one}_words AS w WHERE w.word = x) GROUP BY x`)).Scan(ctx, &fresh, &uses, &first)
	if err != nil {
		return fault.Wrap(db.Translate(err), "look for new words")
	}
	latins, skeletons := make([]string, len(fresh)), make([]string, len(fresh))
	for i, w := range fresh {
		latins[i], skeletons[i] = inLatin(w), skeleton(w)
	}
	_, err = k.exec(ctx, tx, "add words", `INSERT INTO {one}_words (word, latin, skeleton, uses, first)
		SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::boolean[])`,
		pgdialect.Array(fresh), pgdialect.Array(latins), pgdialect.Array(skeletons), pgdialect.Array(uses), pgdialect.Array(first))
	return err
}

// term is one of a batch of terms.
type term struct {
	owner      int64
	lang, text string
	preferred  bool
}

// stage puts terms into a table that lives as long as the transaction, for set to compare
// with what stands; of two that are written alike the first counts.
func (k kind) stage(ctx context.Context, tx bun.IDB, all []term) error {
	const batch = 5000
	_, err := k.exec(ctx, tx, "make room for terms", `CREATE TEMP TABLE IF NOT EXISTS staged_{one}_terms (
		owner bigint, lang text, term text, folded text COLLATE "C", named text, preferred boolean, PRIMARY KEY (owner, lang, folded)) ON COMMIT DROP;
		TRUNCATE staged_{one}_terms`)
	for from := 0; from < len(all) && err == nil; from += batch {
		part := all[from:min(from+batch, len(all))]
		owners, langs, texts := make([]int64, len(part)), make([]string, len(part)), make([]string, len(part))
		folds, names, first := make([]string, len(part)), make([]string, len(part)), make([]bool, len(part))
		for i, t := range part {
			owners[i], langs[i], texts[i], folds[i], first[i] = t.owner, t.lang, t.text, strings.Join(words(t.text), " "), t.preferred
			if k == ofOccupations() {
				names[i] = nameKey(t.text)
			}
		}
		_, err = k.exec(ctx, tx, "stage terms", `INSERT INTO staged_{one}_terms SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[]) AS x (o, l, t, f, n, p)
			WHERE f <> '' ON CONFLICT DO NOTHING`, pgdialect.Array(owners), pgdialect.Array(langs), pgdialect.Array(texts), pgdialect.Array(folds), pgdialect.Array(names), pgdialect.Array(first))
	}
	return err
}
