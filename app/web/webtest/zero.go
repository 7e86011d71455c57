package webtest

import (
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/views"
)

// DrawZero draws every view of an audience ("portal/") with its zero page in
// every language given, and fails for a view that cannot be drawn, for one that
// neither stands in pages nor is part of another view, and for a page whose view
// is gone.
func (s *Site) DrawZero(t *testing.T, audience, layout string, langs []i18n.Language, pages map[string]func() web.Framer) {
	t.Helper()
	included := parts(t)
	for _, name := range s.Web.Views() {
		if strings.HasPrefix(name, audience) && pages[name] == nil && !included[name] {
			t.Errorf("view %s is drawn by no zero page and is part of no other view", name)
		}
	}
	for name, zero := range pages {
		if !slices.Contains(s.Web.Views(), name) {
			t.Errorf("there is no view %s", name)
			continue
		}
		hides(t, name, reflect.TypeOf(zero()).Elem())
		for _, l := range langs {
			if err := s.Web.Draw(io.Discard, l.Tag, layout, name, zero()); err != nil {
				t.Errorf("%s in %s: %v", name, l.Tag, err)
			}
		}
	}
}

// hides fails for a page whose own field has the name of one of the shell's: layouts and
// parts would read the page's (another language, another direction).
func hides(t *testing.T, name string, page reflect.Type) {
	t.Helper()
	for _, shell := range reflect.VisibleFields(reflect.TypeFor[web.Page]()) {
		if f, ok := page.FieldByName(shell.Name); ok && page.Field(f.Index[0]).Type != reflect.TypeFor[web.Page]() && len(f.Index) == 1 {
			t.Errorf("%s: the page's own %s hides that of the shell", name, shell.Name)
		}
	}
}

// parts are the views that other views include.
func parts(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := fs.WalkDir(views.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(views.FS, path)
		for _, rest := range strings.Split(string(b), `{{template "`)[1:] {
			name, _, _ := strings.Cut(rest, `"`)
			all[name] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
