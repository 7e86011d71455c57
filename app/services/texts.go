package services

import (
	"context"
	"slices"
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

// SaveTexts changes the texts of an area in one language, by the names of Words; a
// text that is not named stays, and so do the other languages. Invalid names the
// fields that are too long, hold control characters or miss their Italian; NotFound
// for a language the portal does not speak. The same again is quiet.
func SaveTexts(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, lang string, texts map[string]string, now time.Time) error {
	if !i18n.Supported(lang) {
		return fault.Missing()
	}
	clean := map[string]string{}
	var c fault.Check
	for _, w := range Words() {
		typed, named := texts[w.Name]
		if !named {
			continue
		}
		text := i18n.Text{lang: typed}.Clean()[lang]
		c.If(utf8.RuneCountInString(text) > w.Max, w.Name, "services.error.long", "Max", w.Max)
		c.If(control(text), w.Name, "services.error.characters")
		c.If(text == "" && lang == i18n.Italian && !w.Optional, w.Name, "services.error.italian")
		clean[w.Name] = text
	}
	if err := c.Err(); err != nil {
		return err
	}
	return change(ctx, idb, actor, areaID, "services.texts", now, func(a *Area) map[string]any {
		changed := a.reword(lang, clean)
		if len(changed) == 0 {
			return nil
		}
		a.EditedAt = &now
		return map[string]any{"lang": lang, "texts": changed}
	})
}

// reword puts the texts in and names those that changed.
func (a *Area) reword(lang string, texts map[string]string) []string {
	var changed []string
	for _, w := range Words() {
		text, named := texts[w.Name]
		x := w.of(a)
		if !named || (*x)[lang] == text {
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
		changed = append(changed, w.Name)
	}
	return slices.Clip(changed)
}

func control(s string) bool {
	return !utf8.ValidString(s) || slices.ContainsFunc([]rune(s), func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}
