package occupations

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"approdo/app/i18n"
)

// ESCO is a classification as its files hold it, read and checked.
type ESCO struct {
	Occupations, Skills map[string]*Concept
	// Relations are skills by occupation, both by address; true for the essential ones.
	Relations map[string]map[string]bool
	// Read names the files that were of use, Left those in other languages or of no use.
	Read, Left []string
	// whole says that a file decides which occupations, or skills, there are: an older
	// one gives names only.
	wholeOccupations, wholeSkills bool
}

// Concept is an occupation or a skill: what it is called by language, the label first.
type Concept struct {
	ISCO  string
	Terms map[string][]string
	// Stands says that a file which decides has it.
	Stands bool
}

// ErrESCO is a file that is none of ESCO's, or is broken.
var ErrESCO = errors.New("no files of ESCO: expected the ZIP or CSV files of https://esco.ec.europa.eu (occupations_xx.csv, skills_xx.csv, occupationSkillRelations.csv)")

// ReadESCO reads the files the European Commission gives out, ZIPs or CSVs, and keeps of
// them the languages of the portal. Files of later versions say which concepts are
// released, and so decide; where there are such, the others only add names.
func ReadESCO(paths []string) (*ESCO, error) {
	e := &ESCO{Occupations: map[string]*Concept{}, Skills: map[string]*Concept{}, Relations: map[string]map[string]bool{}}
	var tables []*table
	for _, name := range paths {
		found, err := e.open(name)
		for _, t := range found {
			defer func() { _ = t.close() }()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		tables = append(tables, found...)
	}
	// Those that decide come first, so that their names count before older ones.
	slices.SortStableFunc(tables, func(a, b *table) int { return yes(b.decides()) - yes(a.decides()) })
	taken := map[string]bool{}
	for _, t := range tables {
		if err := e.take(t, taken); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
	}
	if len(e.Occupations)+len(e.Skills) == 0 {
		return nil, ErrESCO
	}
	return e, nil
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// open gives the tables of a file that are of use.
func (e *ESCO) open(name string) ([]*table, error) {
	if strings.EqualFold(path.Ext(name), ".zip") {
		return e.openZIP(name)
	}
	f, err := os.Open(name) // #nosec G304 -- the file the administrator names
	if err != nil {
		return nil, err
	}
	t, err := openTable(path.Base(name), f)
	if err != nil || t.kind == "" {
		return nil, errors.Join(ErrESCO, err, f.Close())
	}
	return []*table{t}, nil
}

func (e *ESCO) openZIP(name string) ([]*table, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, errors.Join(ErrESCO, err)
	}
	var all []*table
	for _, f := range z.File {
		if !strings.EqualFold(path.Ext(f.Name), ".csv") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return all, err
		}
		t, err := openTable(path.Base(f.Name), r)
		switch {
		case err != nil:
			return all, errors.Join(fmt.Errorf("%s: %w", f.Name, err), r.Close())
		case t.kind == "":
			if err := r.Close(); err != nil {
				return all, err
			}
		default:
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil, errors.Join(ErrESCO, z.Close())
	}
	all[0].archive = z
	return all, nil
}

// table is one CSV, its header read. kind says what it holds, "" for what is of no use.
type table struct {
	name, kind, lang string
	columns          map[string]int
	rows             *csv.Reader
	from             io.Closer
	archive          io.Closer // the ZIP, at the first of its tables
}

var langOfName = regexp.MustCompile(`_([a-z]{2})\.csv$`)

func openTable(name string, r io.ReadCloser) (*table, error) {
	text := bufio.NewReaderSize(r, 1<<16)
	if mark, err := text.Peek(3); err == nil && string(mark) == "\ufeff" {
		if _, err := text.Discard(3); err != nil {
			return nil, err
		}
	}
	t := &table{name: name, from: r, rows: csv.NewReader(text), columns: map[string]int{}}
	t.rows.ReuseRecord = true
	header, err := t.rows.Read()
	if err != nil {
		return nil, errors.Join(ErrESCO, err)
	}
	for i, column := range header {
		t.columns[column] = i
	}
	if m := langOfName.FindStringSubmatch(name); m != nil {
		t.lang = m[1]
	}
	switch {
	case t.has("conceptUri", "preferredLabel", "altLabels", "iscoGroup"):
		t.kind = "occupations"
	case t.has("conceptUri", "preferredLabel", "altLabels", "skillType", "reuseLevel") && !t.has("broaderConceptUri"):
		t.kind = "skills"
	case t.has("occupationUri", "relationType", "skillUri"):
		t.kind = "relations"
	}
	if t.kind != "" && t.kind != "relations" && t.lang == "" {
		return nil, errors.New("the name of the file has to say its language, as in occupations_it.csv")
	}
	return t, nil
}

func (t *table) has(columns ...string) bool {
	for _, c := range columns {
		if _, ok := t.columns[c]; !ok {
			return false
		}
	}
	return true
}

// decides says that the table tells which concepts are released.
func (t *table) decides() bool { return t.has("status") }

func (t *table) close() error {
	err := t.from.Close()
	if t.archive != nil {
		err = errors.Join(err, t.archive.Close())
	}
	return err
}

// take reads a table, but in a language that is none of ours or that a file which decides
// gave already.
func (e *ESCO) take(t *table, taken map[string]bool) error {
	at := t.kind + " " + t.lang
	if t.kind != "relations" && (!i18n.Supported(t.lang) || taken[at] && !t.decides()) {
		e.Left = append(e.Left, t.name)
		return nil
	}
	taken[at] = taken[at] || t.decides()
	e.Read = append(e.Read, t.name)
	for {
		row, err := t.rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("broken: %w", err)
		}
		if err := e.row(t, row); err != nil {
			line, _ := t.rows.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func (e *ESCO) row(t *table, row []string) error {
	get := func(column string) string { return strings.Clone(strings.TrimSpace(row[t.columns[column]])) }
	switch t.kind {
	case "relations":
		of, skill := get("occupationUri"), get("skillUri")
		if e.Relations[of] == nil {
			e.Relations[of] = map[string]bool{}
		}
		e.Relations[of][skill] = e.Relations[of][skill] || get("relationType") == "essential"
		return nil
	case "occupations":
		isco := strings.TrimPrefix(get("iscoGroup"), "C")
		if isco = strings.Repeat("0", max(4-len(isco), 0)) + isco; !iscoShape.MatchString(isco) {
			return fmt.Errorf("%q is no group of ISCO-08", isco)
		}
		e.wholeOccupations = e.wholeOccupations || t.decides()
		return concept(e.Occupations, t, get, isco)
	}
	e.wholeSkills = e.wholeSkills || t.decides()
	return concept(e.Skills, t, get, "")
}

var uriShape = regexp.MustCompile(`^https?://\S+/[A-Za-z0-9_-]{2,80}$`)

// concept adds what a row says of a concept. What is not released is left out.
func concept(all map[string]*Concept, t *table, get func(string) string, isco string) error {
	uri, label := get("conceptUri"), get("preferredLabel")
	if !uriShape.MatchString(uri) {
		return fmt.Errorf("%q is no address of ESCO", uri)
	}
	if t.decides() && get("status") != "released" || label == "" {
		return nil
	}
	c := all[uri]
	if c == nil {
		c = &Concept{ISCO: isco, Terms: map[string][]string{}}
		all[uri] = c
	}
	c.Stands = c.Stands || t.decides()
	terms := append(c.Terms[t.lang], label)
	for _, alt := range strings.FieldsFunc(get("altLabels"), func(r rune) bool { return r == '\n' || r == '|' }) {
		if alt = strings.Join(strings.Fields(alt), " "); alt != "" && !slices.Contains(terms, alt) {
			terms = append(terms, alt)
		}
	}
	c.Terms[t.lang] = terms
	return nil
}
