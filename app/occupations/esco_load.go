package occupations

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// Tally is what loading did: how many there were to load, and how many of those that stand
// were added, changed, and retired because they are there no more.
type Tally struct{ Read, Added, Changed, Retired int }

// Loaded is what loading a classification did.
type Loaded struct {
	Occupations, Skills, Relations Tally
	// Terms counts names added, and removed as Retired.
	Terms Tally
}

// Quiet reports whether nothing changed.
func (l Loaded) Quiet() bool {
	for _, t := range []Tally{l.Occupations, l.Skills, l.Relations, l.Terms} {
		if t.Added+t.Changed+t.Retired > 0 {
			return false
		}
	}
	return true
}

// ImportESCO brings a classification into the database, whole or not at all: what is new is
// added, what has another name renamed, what is there no more retired. An occupation we ship
// keeps our labels and gets ESCO's as terms. Loading the same again changes nothing. tell
// hears how far it is.
func ImportESCO(ctx context.Context, idb bun.IDB, e *ESCO, tell func(string), now time.Time) (l Loaded, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "glossary", 0, ""); err != nil {
			return err
		}
		var err error
		if l.Occupations, err = e.load(ctx, tx, ofOccupations(), &l.Terms, now); err != nil {
			return err
		}
		tell(fmt.Sprintf("occupations: %d", l.Occupations.Read))
		if l.Skills, err = e.load(ctx, tx, ofSkills(), &l.Terms, now); err != nil {
			return err
		}
		tell(fmt.Sprintf("skills: %d", l.Skills.Read))
		if l.Relations, err = e.relate(ctx, tx); err != nil {
			return err
		}
		tell(fmt.Sprintf("relations: %d", l.Relations.Read))
		for _, k := range []kind{ofOccupations(), ofSkills()} {
			if err := k.index(ctx, tx); err != nil {
				return err
			}
			if _, err := k.exec(ctx, tx, "count rows", "ANALYZE {owners}, {one}_terms, {one}_words, {one}_postings"); err != nil {
				return err
			}
		}
		tell(fmt.Sprintf("names: %d, of which new: %d", l.Terms.Read, l.Terms.Added))
		return nil
	})
	return l, err
}

// load brings the concepts of a kind and their names.
func (e *ESCO) load(ctx context.Context, tx bun.Tx, k kind, terms *Tally, now time.Time) (n Tally, err error) {
	all, whole := e.Occupations, e.wholeOccupations
	if k == ofSkills() {
		all, whole = e.Skills, e.wholeSkills
	}
	if n.Read, err = k.stageConcepts(ctx, tx, all, whole); err != nil || n.Read == 0 {
		return n, err
	}
	if n.Added, err = k.exec(ctx, tx, "add concepts", k.insertSQL()); err != nil {
		return n, err
	}
	if n.Changed, err = k.exec(ctx, tx, "change concepts", k.updateSQL()); err != nil {
		return n, err
	}
	if whole {
		if n.Retired, err = k.exec(ctx, tx, "retire concepts", k.retireSQL(), now); err != nil {
			return n, err
		}
	}
	return n, k.loadTerms(ctx, tx, all, terms)
}

// stageConcepts puts what stands into a table of the transaction.
func (k kind) stageConcepts(ctx context.Context, tx bun.IDB, all map[string]*Concept, whole bool) (int, error) {
	_, err := k.exec(ctx, tx, "make room for concepts", `CREATE TEMP TABLE IF NOT EXISTS staged_{owners} (
		uri text PRIMARY KEY, code text, isco text, labels jsonb) ON COMMIT DROP; TRUNCATE staged_{owners}`)
	if err != nil {
		return 0, err
	}
	var uris, codes, iscos, labels []string
	for uri, c := range all {
		if whole && !c.Stands {
			continue
		}
		first := map[string]string{}
		for lang, terms := range c.Terms {
			first[lang] = terms[0]
		}
		text, err := json.Marshal(first)
		if err != nil {
			return 0, err
		}
		uris, codes, iscos = append(uris, uri), append(codes, strings.ToLower(path.Base(uri))), append(iscos, c.ISCO)
		labels = append(labels, string(text))
	}
	_, err = k.exec(ctx, tx, "stage concepts", "INSERT INTO staged_{owners} SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::jsonb[])",
		pgdialect.Array(uris), pgdialect.Array(codes), pgdialect.Array(iscos), pgdialect.Array(labels))
	return len(uris), err
}

func (k kind) insertSQL() string {
	if k == ofSkills() {
		return `INSERT INTO skills (esco_uri, esco, labels) SELECT uri, true, labels FROM staged_skills ON CONFLICT ON CONSTRAINT skills_uri_taken DO NOTHING`
	}
	return `INSERT INTO occupations (code, isco, esco_uri, esco, labels) SELECT code, isco, uri, true, labels FROM staged_occupations
		ON CONFLICT ON CONSTRAINT occupations_uri_taken DO NOTHING`
}

func (k kind) updateSQL() string {
	if k == ofSkills() {
		return `UPDATE skills AS o SET esco = true, retired_at = NULL, labels = CASE WHEN o.shipped THEN o.labels ELSE o.labels || s.labels END
			FROM staged_skills AS s WHERE s.uri = o.esco_uri AND (NOT o.esco OR o.retired_at IS NOT NULL OR NOT o.shipped AND o.labels <> o.labels || s.labels)`
	}
	return `UPDATE occupations AS o SET esco = true, retired_at = NULL, isco = CASE WHEN o.shipped THEN o.isco ELSE s.isco END,
			labels = CASE WHEN o.shipped THEN o.labels ELSE o.labels || s.labels END
		FROM staged_occupations AS s WHERE s.uri = o.esco_uri
			AND (NOT o.esco OR o.retired_at IS NOT NULL OR NOT o.shipped AND (o.isco <> s.isco OR o.labels <> o.labels || s.labels))`
}

func (k kind) retireSQL() string {
	return `UPDATE {owners} AS o SET esco = false, retired_at = CASE WHEN shipped THEN NULL ELSE ?::timestamptz END
		WHERE esco AND NOT EXISTS (SELECT FROM staged_{owners} AS s WHERE s.uri = o.esco_uri)`
}

// loadTerms makes the names of the languages read those of the files. Ours stay ours.
func (k kind) loadTerms(ctx context.Context, tx bun.Tx, all map[string]*Concept, n *Tally) error {
	var rows []struct {
		ID  int64
		URI string `bun:"uri"`
	}
	err := tx.NewRaw(k.sql("SELECT o.id, s.uri FROM staged_{owners} AS s JOIN {owners} AS o ON o.esco_uri = s.uri ORDER BY o.id")).Scan(ctx, &rows)
	if err != nil {
		return fault.Wrap(db.Translate(err), "read numbers of concepts")
	}
	var terms []term
	langs := map[string]bool{}
	for _, r := range rows {
		for lang, names := range all[r.URI].Terms {
			langs[lang] = true
			for i, name := range names {
				terms = append(terms, term{r.ID, lang, name, i == 0})
			}
		}
	}
	n.Read += len(terms)
	if err := k.stage(ctx, tx, terms); err != nil {
		return err
	}
	tags := []string{}
	for lang := range langs {
		tags = append(tags, lang)
	}
	return k.followTerms(ctx, tx, tags, n)
}

// followTerms removes the names that are in no file any more, and adds and changes others.
func (k kind) followTerms(ctx context.Context, tx bun.Tx, langs []string, n *Tally) error {
	gone, err := k.exec(ctx, tx, "remove names", `DELETE FROM {one}_terms AS t WHERE t.lang = ANY(?) AND NOT t.shipped
		AND NOT EXISTS (SELECT FROM staged_{one}_terms AS s WHERE (s.owner, s.lang, s.folded) = (t.{one}_id, t.lang, t.folded))`, pgdialect.Array(langs))
	if err != nil {
		return err
	}
	added, err := k.exec(ctx, tx, "add names", `INSERT INTO {one}_terms ({one}_id, lang, term, folded{,named}, preferred)
		SELECT owner, lang, term, folded{,named}, preferred FROM staged_{one}_terms ON CONFLICT ON CONSTRAINT {one}_terms_once DO NOTHING`)
	if err != nil {
		return err
	}
	changed, err := k.exec(ctx, tx, "change names", `UPDATE {one}_terms AS t SET (term{,named}, preferred) = ROW(s.term{,s.named}, s.preferred) FROM staged_{one}_terms AS s
		WHERE (s.owner, s.lang, s.folded) = (t.{one}_id, t.lang, t.folded) AND NOT t.shipped AND (t.term{,t.named}, t.preferred) IS DISTINCT FROM (s.term{,s.named}, s.preferred)`)
	n.Added, n.Changed, n.Retired = n.Added+added, n.Changed+changed, n.Retired+gone
	return err
}

// relate makes what occupations ask for what the file says, where there is one.
func (e *ESCO) relate(ctx context.Context, tx bun.Tx) (n Tally, err error) {
	var ofs, skills []string
	var essential []bool
	for of, all := range e.Relations {
		for skill, must := range all {
			ofs, skills, essential = append(ofs, of), append(skills, skill), append(essential, must)
		}
	}
	if n.Read = len(ofs); n.Read == 0 {
		return n, nil
	}
	k := ofOccupations()
	_, err = k.exec(ctx, tx, "stage relations", `DROP TABLE IF EXISTS staged_relations; CREATE TEMP TABLE staged_relations ON COMMIT DROP AS
		SELECT o.id AS occupation, s.id AS skill, x.e AS essential FROM unnest(?::text[], ?::text[], ?::boolean[]) AS x (o, s, e)
		JOIN occupations AS o ON o.esco_uri = x.o JOIN skills AS s ON s.esco_uri = x.s; CREATE UNIQUE INDEX ON staged_relations (occupation, skill)`,
		pgdialect.Array(ofs), pgdialect.Array(skills), pgdialect.Array(essential))
	if err != nil {
		return n, err
	}
	if n.Retired, err = k.exec(ctx, tx, "remove relations", `UPDATE occupation_skills AS x SET esco = false
		WHERE esco AND NOT EXISTS (SELECT FROM staged_relations AS s WHERE (s.occupation, s.skill) = (x.occupation_id, x.skill_id))`); err != nil {
		return n, err
	}
	if _, err = k.exec(ctx, tx, "forget relations", "DELETE FROM occupation_skills WHERE NOT esco AND NOT shipped"); err != nil {
		return n, err
	}
	if n.Changed, err = k.exec(ctx, tx, "change relations", `UPDATE occupation_skills AS x SET essential = s.essential FROM staged_relations AS s
		WHERE (s.occupation, s.skill) = (x.occupation_id, x.skill_id) AND NOT x.shipped AND x.essential <> s.essential`); err != nil {
		return n, err
	}
	n.Added, err = k.exec(ctx, tx, "add relations", `INSERT INTO occupation_skills AS x (occupation_id, skill_id, essential, esco)
		SELECT occupation, skill, essential, true FROM staged_relations ON CONFLICT ON CONSTRAINT occupation_skills_once DO UPDATE SET esco = true WHERE NOT x.esco`)
	return n, err
}
