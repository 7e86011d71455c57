package app

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// template is one view. Name is its path below views without the ending.
type template struct{ Name, Path, Text string }

func (v template) mail() bool { return strings.HasPrefix(v.Name, "mail/") }

// printed: what becomes a PDF is no page of the site and carries its style in itself.
func (v template) printed() bool { return v.Name == "layouts/print" }

func templates(t *testing.T) []template {
	t.Helper()
	var all []template
	for _, ending := range []string{".html", ".txt"} {
		walk(t, ending, func(file string, text []byte) {
			if name, ok := strings.CutPrefix(file, "views/"); ok {
				all = append(all, template{strings.TrimSuffix(name, ending), file, string(text)})
			}
		})
	}
	return all
}

func TestViewsHoldNoCodeAndNoStyle(t *testing.T) {
	for _, v := range templates(t) {
		for _, breach := range viewBreaches(v) {
			t.Error(breach)
		}
	}
}

func TestNoViewIsUnused(t *testing.T) {
	for _, breach := range unusedViews(templates(t), house(t)) {
		t.Error(breach)
	}
}

const mostViewLines = 150

var (
	viewComment = regexp.MustCompile(`(?s)\{\{-?\s*/\*.*?\*/\s*-?\}\}`)
	scriptTag   = regexp.MustCompile(`(?is)<script\b[^>]*>`)
	forbidden   = []struct {
		pattern *regexp.Regexp
		mailToo bool
		why     string
	}{
		{regexp.MustCompile(`(?i)<style\b`), false, "a style element; the policy refuses it, write it in portal.css or office.css"},
		{regexp.MustCompile(`(?i)\sstyle\s*=`), false, "a style attribute; the policy refuses it, use a class"},
		{regexp.MustCompile(`(?i)\s(data-)?hx-on\b`), true, "hx-on needs eval; write it in app.js"},
		{regexp.MustCompile(`(?i)\son[a-z]+\s*=\s*["'{]`), true, "an event attribute; write it in app.js"},
		{regexp.MustCompile(`(?i)javascript:`), true, "a javascript: address"},
		{regexp.MustCompile(`(?i)["'{\s]js:`), true, "js: in an htmx value needs eval"},
		{regexp.MustCompile(`(?i)hx-boost`), true, "hx-boost; links and forms stay what they are"},
		{regexp.MustCompile(`(?i)\shx-[a-z]`), true, "hx-… is not valid HTML, write data-hx-…"},
		{regexp.MustCompile(`\{\{-?\s*(define|block)\b`), true, "define in a view; a fragment is a file"},
	}
)

// viewBreaches: what the content security policy refuses, what htmx must not do,
// and templates nobody finds by their name.
func viewBreaches(v template) []string {
	var all []string
	text := viewComment.ReplaceAllString(v.Text, "")
	for _, tag := range scriptTag.FindAllString(text, -1) {
		if !strings.Contains(tag, " src=") && !strings.Contains(tag, `type="application/ld+json"`) {
			all = append(all, v.Path+": an inline script; write it in app.js")
		}
	}
	for _, f := range forbidden {
		if (f.mailToo || !v.mail() && !v.printed()) && f.pattern.MatchString(text) {
			all = append(all, v.Path+": "+f.why)
		}
	}
	if lines := strings.Count(v.Text, "\n"); lines > mostViewLines {
		all = append(all, fmt.Sprintf("%s: %d lines, at most %d: take a part out", v.Path, lines, mostViewLines))
	}
	return all
}

var templateCall = regexp.MustCompile(`\{\{-?\s*template\s+"([^"]+)"`)

// unusedViews: a view is named by another view, by a string in Go, or, for mail, by
// the kind of its message ("appointments.booked" is mail/appointments_booked).
func unusedViews(views []template, files []source) []string {
	used := map[string]bool{}
	for _, v := range views {
		for _, call := range templateCall.FindAllStringSubmatch(v.Text, -1) {
			used[call[1]] = true
		}
	}
	for _, s := range files {
		if s.Test {
			continue
		}
		for _, text := range literals(s.AST) {
			used[text] = true
			used["mail/"+strings.ReplaceAll(text, ".", "_")] = true
		}
	}
	var all []string
	for _, v := range views {
		if !used[v.Name] && !used[strings.TrimSuffix(v.Name, path.Ext(v.Name))] {
			all = append(all, v.Path+": nobody shows it")
		}
	}
	slices.Sort(all)
	return all
}

func literals(tree *ast.File) []string {
	var all []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if x, ok := n.(*ast.BasicLit); ok && x.Kind == token.STRING {
			if text, err := strconv.Unquote(x.Value); err == nil {
				all = append(all, text)
			}
		}
		return true
	})
	return all
}
