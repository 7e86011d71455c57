package services

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"approdo/app/desks"
	"approdo/app/i18n"
)

//go:embed repertoires/*.yaml repertoires/texts/*.yaml
var repertoireFiles embed.FS

// ShippedRepertoire is a repertoire as its file holds it.
type ShippedRepertoire struct {
	Repertoire `yaml:",inline"`
	// From is the first day its standards are valid.
	From desks.Date
	// Standards have Code, Slug, Audience, Edition, texts and rules.
	Standards []Standard
}

type repertoireFile struct {
	Repertoire `yaml:",inline"`
	From       string         `yaml:"from"`
	Standards  []standardFile `yaml:"standards"`
}

type standardFile struct {
	Code     string    `yaml:"code"`
	Audience Audience  `yaml:"audience"`
	Edition  int       `yaml:"edition"`
	Name     i18n.Text `yaml:"name"`
	// Area takes name and purpose from a service area.
	Area     string   `yaml:"area"`
	Rules    Rules    `yaml:",inline"`
	Official Official `yaml:"official"`
}

// standardTexts are a standard's texts in one language.
type standardTexts struct {
	Name       string `yaml:"name"`
	Purpose    string `yaml:"purpose"`
	Activities string `yaml:"activities"`
}

// ShippedRepertoires reads repertoires/*.yaml with the texts of repertoires/texts,
// in their order. A misspelt key, a text without a standard, an unknown mode,
// output or area, an access rule that names no standard of the same repertoire are
// errors.
func ShippedRepertoires() ([]ShippedRepertoire, error) {
	areas, err := Shipped()
	if err != nil {
		return nil, err
	}
	texts, err := readTexts(repertoireFiles)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(repertoireFiles, "repertoires/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list repertoires: %w", err)
	}
	var all []ShippedRepertoire
	for _, name := range names {
		one, err := readRepertoire(repertoireFiles, name, areas, texts)
		if err != nil {
			return nil, err
		}
		all = append(all, *one)
	}
	for key := range texts {
		err = errors.Join(err, fmt.Errorf("texts of %s: no such standard", key))
	}
	slices.SortFunc(all, func(a, b ShippedRepertoire) int { return a.Sort - b.Sort })
	return all, err
}

// decode reads a YAML file and refuses keys nobody reads.
func decode(fsys fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readTexts gives the texts by "repertoire/code" and language.
func readTexts(fsys fs.FS) (map[string]map[string]standardTexts, error) {
	all := map[string]map[string]standardTexts{}
	names, err := fs.Glob(fsys, "repertoires/texts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".yaml")
		if !i18n.Supported(lang) {
			return nil, fmt.Errorf("%s: not a language", name)
		}
		var file map[string]map[string]standardTexts
		if err := decode(fsys, name, &file); err != nil {
			return nil, err
		}
		for repertoire, standards := range file {
			for code, x := range standards {
				key := repertoire + "/" + code
				if all[key] == nil {
					all[key] = map[string]standardTexts{}
				}
				all[key][lang] = x
			}
		}
	}
	return all, nil
}

// readRepertoire takes the texts it uses out of the map.
func readRepertoire(fsys fs.FS, name string, areas []Area, texts map[string]map[string]standardTexts) (*ShippedRepertoire, error) {
	var file repertoireFile
	if err := decode(fsys, name, &file); err != nil {
		return nil, err
	}
	from, err := desks.ParseDate(file.From)
	if err != nil {
		return nil, fmt.Errorf("%s: from: %w", name, err)
	}
	one := &ShippedRepertoire{Repertoire: file.Repertoire, From: from}
	var wrong []error
	for _, x := range file.Standards {
		key := file.Code + "/" + x.Code
		s := Standard{Code: x.Code, Slug: slugOf(x.Code), Audience: x.Audience, Edition: x.Edition, Name: x.Name, Rules: x.Rules, Official: x.Official}
		for _, a := range areas {
			if a.Code == x.Area {
				s.Name, s.Purpose = a.Name, a.Summary
			}
		}
		s.take(texts[key])
		delete(texts, key)
		one.Standards = append(one.Standards, s)
	}
	codes := codesOf(one.Standards)
	for i := range one.Standards {
		for _, problem := range one.Standards[i].problems(codes, areas) {
			wrong = append(wrong, fmt.Errorf("%s: %s: %s", name, one.Standards[i].Code, problem))
		}
	}
	return one, errors.Join(wrong...)
}

func (s *Standard) take(texts map[string]standardTexts) {
	if len(texts) == 0 {
		return
	}
	s.Name, s.Purpose, s.Activities = i18n.Text{}, i18n.Text{}, i18n.Text{}
	for lang, x := range texts {
		s.Name[lang], s.Purpose[lang], s.Activities[lang] = x.Name, x.Purpose, x.Activities
	}
}

func codesOf(all []Standard) []string {
	var codes []string
	for i := range all {
		codes = append(codes, all[i].Code)
	}
	return codes
}

// slugOf is the code as an address writes it: "A.1" is "a-1".
func slugOf(code string) string { return strings.ToLower(strings.ReplaceAll(code, ".", "-")) }
