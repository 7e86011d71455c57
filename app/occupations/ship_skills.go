package occupations

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"gopkg.in/yaml.v3"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// skillsFile holds the shipped skills, beside the sectors of occupations.
const skillsFile = "glossary/skills.yaml"

// ShippedSkill is a skill as the file holds it: by language the label, then other names. Of
// are the occupations that ask for it by code, Sectors those it is of use in.
type ShippedSkill struct {
	Code, URI   string
	Of, Sectors []string
	Terms       map[string][]string
}

// StarterSkills reads the shipped skills. A misspelt key, a code or an address used twice, a
// sector or an occupation that is not there and a skill without a label in Italian are
// errors.
func StarterSkills() ([]ShippedSkill, error) {
	all, err := Glossary()
	if err != nil {
		return nil, err
	}
	return readSkills(glossaryFiles, all)
}

func readSkills(fsys fs.FS, occupations []Shipped) ([]ShippedSkill, error) {
	text, err := fs.ReadFile(fsys, skillsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []map[string]yaml.Node
	if err := yaml.Unmarshal(text, &rows); err != nil {
		return nil, fmt.Errorf("%s: %w", skillsFile, err)
	}
	codes, sectors := map[string]bool{}, map[string]bool{}
	for _, o := range occupations {
		codes[o.Code], sectors[o.Sector] = true, true
	}
	all, taken := make([]ShippedSkill, len(rows)), map[string]bool{}
	var errs []error
	for i, row := range rows {
		err := all[i].read(row)
		if err == nil {
			err = all[i].check(taken, codes, sectors)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: entry %d: %w", skillsFile, i+1, err))
		}
	}
	return all, errors.Join(errs...)
}

func (s *ShippedSkill) read(row map[string]yaml.Node) error {
	s.Terms = map[string][]string{}
	for key, node := range row {
		var err error
		switch {
		case key == "code":
			err = node.Decode(&s.Code)
		case key == "esco":
			err = node.Decode(&s.URI)
		case key == "of":
			err = node.Decode(&s.Of)
		case key == "sectors":
			err = node.Decode(&s.Sectors)
		case i18n.Supported(key):
			var terms []string
			err = node.Decode(&terms)
			s.Terms[key] = terms
		default:
			err = errors.New("unknown key " + key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *ShippedSkill) check(taken, codes, sectors map[string]bool) error {
	switch {
	case !codeShape.MatchString(s.Code):
		return fmt.Errorf("%q is no code", s.Code)
	case taken[s.Code] || s.URI != "" && taken[s.URI]:
		return fmt.Errorf("%s stands twice", s.Code)
	case s.URI != "" && !uriShape.MatchString(s.URI):
		return fmt.Errorf("%s: %q is no address of ESCO", s.Code, s.URI)
	case len(s.Terms[i18n.Italian]) == 0:
		return fmt.Errorf("%s has no label in Italian", s.Code)
	}
	taken[s.Code], taken[s.URI] = true, true
	for _, code := range s.Of {
		if !codes[code] {
			return fmt.Errorf("%s: there is no occupation %s", s.Code, code)
		}
	}
	for _, sector := range s.Sectors {
		if !sectors[sector] {
			return fmt.Errorf("%s: there is no sector %s", s.Code, sector)
		}
	}
	return nil
}

// loadSkills makes the shipped skills those of the file.
func loadSkills(ctx context.Context, tx bun.Tx, all []ShippedSkill, now time.Time) error {
	x := shipment{codes: []string{}} // none is no NULL
	for i := range all {
		id, err := all[i].put(ctx, tx, now)
		if err != nil {
			return err
		}
		x.add(id, all[i].Code, all[i].Terms)
	}
	if err := ofSkills().bring(ctx, tx, x, now); err != nil {
		return err
	}
	if err := relateShipped(ctx, tx, all); err != nil {
		return err
	}
	return ofSkills().index(ctx, tx)
}

// put writes the row of a shipped skill, as for an occupation.
func (s *ShippedSkill) put(ctx context.Context, tx bun.Tx, now time.Time) (int64, error) {
	labels := map[string]string{}
	for lang, terms := range s.Terms {
		labels[lang] = terms[0]
	}
	var own, theirs int64
	err := tx.NewRaw("SELECT COALESCE((SELECT id FROM skills WHERE code = ?0), 0), COALESCE((SELECT id FROM skills WHERE esco_uri = ?1), 0)",
		s.Code, s.URI).Scan(ctx, &own, &theirs)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "look for a skill")
	}
	if own != 0 && theirs != 0 && own != theirs {
		if err := joinSkills(ctx, tx, own, theirs, now); err != nil {
			return 0, err
		}
	}
	k := &Skill{ID: own, Code: s.Code, URI: s.URI, Shipped: true, Labels: labels}
	if k.ID == 0 {
		k.ID = theirs
	}
	if k.ID == 0 {
		_, err = tx.NewInsert().Model(k).ExcludeColumn("id", "retired_at").Returning("id").Exec(ctx)
	} else {
		_, err = tx.NewUpdate().Model(k).WherePK().Exec(ctx)
	}
	return k.ID, fault.Wrap(db.Translate(err), "put skill "+s.Code)
}

// joinSkills gives what ESCO says of one row to another, and retires the first under a code
// that is nobody's.
func joinSkills(ctx context.Context, tx bun.Tx, own, theirs int64, now time.Time) error {
	for _, sql := range []string{
		`INSERT INTO occupation_skills AS x (occupation_id, skill_id, essential, shipped, esco) SELECT occupation_id, ?0, essential, shipped, esco FROM occupation_skills
			WHERE skill_id = ?1 ON CONFLICT ON CONSTRAINT occupation_skills_once DO UPDATE SET esco = x.esco OR EXCLUDED.esco`,
		`DELETE FROM occupation_skills WHERE skill_id = ?1 AND ?0 <> 0`,
		`INSERT INTO skill_terms (skill_id, lang, term, folded, preferred) SELECT ?0, lang, term, folded, preferred FROM skill_terms WHERE skill_id = ?1 ON CONFLICT DO NOTHING`,
		`DELETE FROM skill_terms WHERE skill_id = ?1 AND ?0 <> 0`,
		`UPDATE skills AS o SET esco = x.esco FROM skills AS x WHERE o.id = ?0 AND x.id = ?1`,
		`UPDATE skills SET esco = false, esco_uri = NULL, retired_at = ?2, code = 'joined-' || id WHERE id = ?1 AND ?0 <> 0`,
	} {
		if _, err := tx.NewRaw(sql, own, theirs, now).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "join two rows of a skill")
		}
	}
	return nil
}

// relateShipped makes what occupations ask for, by our files, what they say: the skills of
// an occupation are essential to it, those of its sector are not.
func relateShipped(ctx context.Context, tx bun.Tx, all []ShippedSkill) error {
	var skills, whats []string
	var essential []bool
	for _, s := range all {
		for _, what := range slices.Concat(s.Of, s.Sectors) {
			skills, whats, essential = append(skills, s.Code), append(whats, what), append(essential, slices.Contains(s.Of, what))
		}
	}
	k := ofOccupations()
	_, err := k.exec(ctx, tx, "stage shipped relations", `DROP TABLE IF EXISTS staged_shipped_relations; CREATE TEMP TABLE staged_shipped_relations ON COMMIT DROP AS
		SELECT o.id AS occupation, s.id AS skill, bool_or(x.e) AS essential FROM unnest(?::text[], ?::text[], ?::boolean[]) AS x (s, w, e)
		JOIN skills AS s ON s.code = x.s JOIN occupations AS o ON o.shipped AND (x.e AND o.code = x.w OR NOT x.e AND o.sector = x.w) GROUP BY 1, 2`,
		pgdialect.Array(skills), pgdialect.Array(whats), pgdialect.Array(essential))
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`UPDATE occupation_skills AS x SET shipped = false WHERE shipped AND NOT EXISTS (SELECT FROM staged_shipped_relations AS s WHERE (s.occupation, s.skill) = (x.occupation_id, x.skill_id))`,
		`DELETE FROM occupation_skills WHERE NOT shipped AND NOT esco`,
		`INSERT INTO occupation_skills AS x (occupation_id, skill_id, essential, shipped) SELECT occupation, skill, essential, true FROM staged_shipped_relations
			ON CONFLICT ON CONSTRAINT occupation_skills_once DO UPDATE SET shipped = true, essential = EXCLUDED.essential WHERE (x.shipped, x.essential) <> (true, EXCLUDED.essential)`,
	} {
		if _, err := k.exec(ctx, tx, "relate shipped skills", sql); err != nil {
			return err
		}
	}
	return nil
}
