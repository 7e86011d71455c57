package occupations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"gopkg.in/yaml.v3"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

//go:embed glossary
var glossaryFiles embed.FS

// Shipped is an occupation as its file holds it: by language the label, then the synonyms.
type Shipped struct {
	Code, ISCO, URI, Sector string
	Terms                   map[string][]string
}

var (
	codeShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,79}$`)
	iscoShape = regexp.MustCompile(`^[0-9]{4}$`)
)

// Glossary reads the files of the shipped glossary. A misspelt key, a code used twice and
// an occupation without a label in Italian are errors.
func Glossary() ([]Shipped, error) { return readGlossary(glossaryFiles) }

func readGlossary(fsys fs.FS) ([]Shipped, error) {
	names, err := fs.Glob(fsys, "glossary/*.yaml")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == skillsFile })
	var all []Shipped
	var errs []error
	codes, uris := map[string]string{}, map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		list, err := parseSector(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, s := range list {
			s.Sector = strings.TrimSuffix(path.Base(name), ".yaml")
			if err := s.check(codes, uris); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			all = append(all, s)
		}
	}
	return all, errors.Join(errs...)
}

func parseSector(text []byte) ([]Shipped, error) {
	var rows []map[string]yaml.Node
	if err := yaml.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	all := make([]Shipped, len(rows))
	for i, row := range rows {
		s := &all[i]
		s.Terms = map[string][]string{}
		for key, node := range row {
			var err error
			switch {
			case key == "code":
				err = node.Decode(&s.Code)
			case key == "isco":
				s.ISCO = node.Value // as written: "0310" is no number
			case key == "esco":
				err = node.Decode(&s.URI)
			case i18n.Supported(key):
				var terms []string
				err = node.Decode(&terms)
				s.Terms[key] = terms
			default:
				err = errors.New("unknown key " + key)
			}
			if err != nil {
				return nil, fmt.Errorf("entry %d: %w", i+1, err)
			}
		}
	}
	return all, nil
}

func (s *Shipped) check(codes, uris map[string]string) error {
	switch {
	case !codeShape.MatchString(s.Code):
		return fmt.Errorf("%q is no code", s.Code)
	case codes[s.Code] != "":
		return fmt.Errorf("%s stands twice", s.Code)
	case !iscoShape.MatchString(s.ISCO):
		return fmt.Errorf("%s: %q is no unit group of ISCO-08", s.Code, s.ISCO)
	case s.URI != "" && uris[s.URI] != "":
		return fmt.Errorf("%s and %s carry one address of ESCO", uris[s.URI], s.Code)
	case len(s.Terms[i18n.Italian]) == 0:
		return fmt.Errorf("%s has no label in Italian", s.Code)
	}
	codes[s.Code] = s.Code
	if s.URI != "" {
		uris[s.URI] = s.Code
	}
	return nil
}

// Ship brings the shipped glossary into the database. It is quiet when the files are those
// of last time. Occupations that are in no file any more are retired, or left to ESCO.
func Ship(ctx context.Context, idb bun.IDB, now time.Time) error {
	return ship(ctx, idb, glossaryFiles, now)
}

func ship(ctx context.Context, idb bun.IDB, fsys fs.FS, now time.Time) error {
	digest, err := digestOf(fsys)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "glossary", 0, ""); err != nil {
			return err
		}
		var last string
		err := tx.NewRaw("SELECT digest FROM glossary_loads WHERE source = 'shipped'").Scan(ctx, &last)
		if err = db.Translate(err); last == digest || err != nil && !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "look which glossary is loaded")
		}
		all, err := readGlossary(fsys)
		if err != nil {
			return err
		}
		skills, err := readSkills(fsys, all)
		if err != nil {
			return err
		}
		if err := load(ctx, tx, all, now); err != nil {
			return err
		}
		if err := loadSkills(ctx, tx, skills, now); err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO glossary_loads (source, digest, loaded_at) VALUES ('shipped', ?, ?)
			ON CONFLICT ON CONSTRAINT glossary_loads_once DO UPDATE SET digest = EXCLUDED.digest, loaded_at = EXCLUDED.loaded_at`, digest, now).Exec(ctx)
		return fault.Wrap(db.Translate(err), "note which glossary is loaded")
	})
}

func digestOf(fsys fs.FS) (string, error) {
	names, err := fs.Glob(fsys, "glossary/*.yaml")
	h := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(text))
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

func load(ctx context.Context, tx bun.Tx, all []Shipped, now time.Time) error {
	x := shipment{codes: []string{}} // none is no NULL
	for i := range all {
		id, err := all[i].put(ctx, tx, now)
		if err != nil {
			return err
		}
		x.add(id, all[i].Code, all[i].Terms)
	}
	if err := ofOccupations().bring(ctx, tx, x, now); err != nil {
		return err
	}
	return ofOccupations().index(ctx, tx)
}

// shipment is what the files say of one kind: the codes, and the terms of each row.
type shipment struct {
	codes []string
	terms []term
}

func (x *shipment) add(id int64, code string, said map[string][]string) {
	x.codes = append(x.codes, code)
	for _, l := range i18n.Languages() {
		for n, text := range said[l.Tag] {
			x.terms = append(x.terms, term{id, l.Tag, text, n == 0})
		}
	}
}

// bring makes the shipped rows and terms those of the files: a row that is in none any more
// is retired, or left to ESCO.
func (k kind) bring(ctx context.Context, tx bun.Tx, x shipment, now time.Time) error {
	_, err := k.exec(ctx, tx, "retire what is shipped no more", `UPDATE {owners} SET shipped = false, retired_at = CASE WHEN esco THEN NULL ELSE ?::timestamptz END
		WHERE shipped AND code <> ALL(?)`, now, pgdialect.Array(x.codes))
	if err != nil {
		return err
	}
	if err := k.stage(ctx, tx, x.terms); err != nil {
		return err
	}
	return k.shipTerms(ctx, tx)
}

// shipTerms makes the shipped terms those of the files.
func (k kind) shipTerms(ctx context.Context, tx bun.Tx) error {
	_, err := k.exec(ctx, tx, "remove terms", `DELETE FROM {one}_terms AS t WHERE t.shipped AND NOT EXISTS (
		SELECT FROM staged_{one}_terms AS s WHERE (s.owner, s.lang, s.folded) = (t.{one}_id, t.lang, t.folded))`)
	if err != nil {
		return err
	}
	_, err = k.exec(ctx, tx, "add terms", `INSERT INTO {one}_terms AS t ({one}_id, lang, term, folded{,named}, preferred, shipped)
		SELECT owner, lang, term, folded{,named}, preferred, true FROM staged_{one}_terms
		ON CONFLICT ON CONSTRAINT {one}_terms_once DO UPDATE SET (term{,named}, preferred, shipped) = ROW(EXCLUDED.term{,new.named}, EXCLUDED.preferred, true)
			WHERE (t.term{,t.named}, t.preferred, t.shipped) IS DISTINCT FROM (EXCLUDED.term{,new.named}, EXCLUDED.preferred, true)`)
	return err
}

// put writes the row of a shipped occupation: that of its code, or that ESCO has at its
// address. Where both are there, ESCO's is joined to ours and retired.
func (s *Shipped) put(ctx context.Context, tx bun.Tx, now time.Time) (int64, error) {
	labels := map[string]string{}
	for lang, terms := range s.Terms {
		labels[lang] = terms[0]
	}
	var own, theirs int64
	err := tx.NewRaw("SELECT COALESCE((SELECT id FROM occupations WHERE code = ?0), 0), COALESCE((SELECT id FROM occupations WHERE esco_uri = ?1), 0)",
		s.Code, s.URI).Scan(ctx, &own, &theirs)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "look for an occupation")
	}
	if own != 0 && theirs != 0 && own != theirs {
		if err := join(ctx, tx, own, theirs, now); err != nil {
			return 0, err
		}
	}
	o := &Occupation{ID: own, Code: s.Code, ISCO: s.ISCO, URI: s.URI, Sector: s.Sector, Shipped: true, Labels: labels}
	if o.ID == 0 {
		o.ID = theirs
	}
	if o.ID == 0 {
		_, err = tx.NewInsert().Model(o).ExcludeColumn("id", "retired_at").Returning("id").Exec(ctx)
	} else {
		_, err = tx.NewUpdate().Model(o).WherePK().Exec(ctx)
	}
	return o.ID, fault.Wrap(db.Translate(err), "put occupation "+s.Code)
}

// join gives what ESCO says of one row to another, and retires the first under a code that
// is nobody's.
func join(ctx context.Context, tx bun.Tx, own, theirs int64, now time.Time) error {
	for _, sql := range []string{
		`INSERT INTO occupation_skills AS x (occupation_id, skill_id, essential, shipped, esco) SELECT ?0, skill_id, essential, shipped, esco FROM occupation_skills
			WHERE occupation_id = ?1 ON CONFLICT ON CONSTRAINT occupation_skills_once DO UPDATE SET esco = x.esco OR EXCLUDED.esco`,
		`DELETE FROM occupation_skills WHERE occupation_id = ?1 AND ?0 <> 0`,
		`INSERT INTO occupation_terms (occupation_id, lang, term, folded, named, preferred) SELECT ?0, lang, term, folded, named, false FROM occupation_terms
			WHERE occupation_id = ?1 ON CONFLICT DO NOTHING`,
		`UPDATE occupations AS o SET esco = x.esco FROM occupations AS x WHERE o.id = ?0 AND x.id = ?1`,
		`UPDATE occupations SET esco = false, esco_uri = NULL, retired_at = ?2, code = 'joined-' || id WHERE id = ?1 AND ?0 <> 0`,
	} {
		if _, err := tx.NewRaw(sql, own, theirs, now).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "join two rows of an occupation")
		}
	}
	return nil
}
