package services

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Word is one text of an area: its name in forms, how long it may be, whether it
// is a list with one item a line and whether it may be missing.
type Word struct {
	Name     string
	Max      int
	List     bool
	Optional bool
	of       func(*Area) *i18n.Text
}

// In gives the area's text.
func (w Word) In(a *Area) i18n.Text { return *w.of(a) }

// Words lists the texts of an area in the order of its card.
func Words() []Word {
	return []Word{
		{Name: "name", Max: 80, of: func(a *Area) *i18n.Text { return &a.Name }},
		{Name: "summary", Max: 300, of: func(a *Area) *i18n.Text { return &a.Summary }},
		{Name: "description", Max: 2000, of: func(a *Area) *i18n.Text { return &a.Description }},
		{Name: "audience", Max: 1000, of: func(a *Area) *i18n.Text { return &a.Audience }},
		{Name: "how", Max: 1500, List: true, of: func(a *Area) *i18n.Text { return &a.How }},
		{Name: "needed", Max: 1500, List: true, of: func(a *Area) *i18n.Text { return &a.Needed }},
		{Name: "obtained", Max: 1500, List: true, of: func(a *Area) *i18n.Text { return &a.Obtained }},
		{Name: "times", Max: 1000, of: func(a *Area) *i18n.Text { return &a.Times }},
		{Name: "bring", Max: 1500, List: true, Optional: true, of: func(a *Area) *i18n.Text { return &a.Bring }},
		{Name: "before", Max: 1000, Optional: true, of: func(a *Area) *i18n.Text { return &a.Before }},
		{Name: "after", Max: 1000, Optional: true, of: func(a *Area) *i18n.Text { return &a.After }},
	}
}

// Wording are texts by language and by the names of Words.
type Wording map[string]map[string]string

// SaveTexts changes texts of an area; one that is not named stays, and so do the
// other languages. Invalid names the fields ("it-name") that are too long, hold
// control characters or miss their Italian; NotFound for a language the portal does
// not speak. The same again is quiet.
func SaveTexts(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, in Wording, now time.Time) error {
	var c fault.Check
	clean := Wording{}
	for lang, texts := range in {
		if !i18n.Supported(lang) {
			return fault.Missing()
		}
		clean[lang] = checkTexts(&c, lang, texts)
	}
	if err := c.Err(); err != nil {
		return err
	}
	return change(ctx, idb, actor, areaID, "services.texts", now, func(a *Area) map[string]any {
		changed := []string{}
		for lang, texts := range clean {
			changed = append(changed, a.reword(lang, texts)...)
		}
		if len(changed) == 0 {
			return nil
		}
		slices.Sort(changed)
		a.EditedAt = &now
		return map[string]any{"texts": changed}
	})
}

// checkTexts gives the named texts of a language clean.
func checkTexts(c *fault.Check, lang string, texts map[string]string) map[string]string {
	clean := map[string]string{}
	for _, w := range Words() {
		typed, named := texts[w.Name]
		if !named {
			continue
		}
		field := lang + "-" + w.Name
		text := i18n.Text{lang: strings.ReplaceAll(typed, "\r\n", "\n")}.Clean()[lang]
		c.If(utf8.RuneCountInString(text) > w.Max, field, "services.error.long", "Max", w.Max)
		c.If(control(text), field, "services.error.characters")
		c.If(text == "" && lang == i18n.Italian && !w.Optional, field, "services.error.italian")
		clean[w.Name] = text
	}
	return clean
}

// reword puts the texts of a language in and names those that changed.
func (a *Area) reword(lang string, texts map[string]string) []string {
	var changed []string
	for _, w := range Words() {
		text, named := texts[w.Name]
		x := w.of(a)
		if !named || strings.TrimSpace((*x)[lang]) == text {
			continue
		}
		y := i18n.Text{}
		for l, s := range *x {
			y[l] = s
		}
		if y[lang] = text; text == "" {
			delete(y, lang)
		}
		*x = y
		changed = append(changed, lang+"-"+w.Name)
	}
	return changed
}

func control(s string) bool {
	return !utf8.ValidString(s) || slices.ContainsFunc([]rune(s), func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}
