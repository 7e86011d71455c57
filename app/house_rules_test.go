package app

import (
	"go/token"
	"strings"
	"testing"
)

// Each rule of the house finds a breach when there is one and none when there is
// none: a rule that cannot fail protects nothing.

func TestRulesFindBreaches(t *testing.T) {
	long := strings.Repeat("\tx++\n", mostFuncLines)
	cases := []struct {
		name, path, text string
		rule             func(source) []string
		breaches         int
	}{
		{"a noun knows a screen", "app/people/a.go", "package people\nimport _ \"approdo/app/web\"", importBreaches, 1},
		{"a noun looks uphill", "app/services/a.go", "package services\nimport _ \"approdo/app/appointments\"", importBreaches, 1},
		{"a noun looks at its own row", "app/people/a.go", "package people\nimport _ \"approdo/app/desks\"", importBreaches, 1},
		{"a noun's test looks uphill", "app/desks/a_test.go", "package desks\nimport _ \"approdo/app/services\"", importBreaches, 0},
		{"a noun looks downhill", "app/appointments/a.go", "package appointments\nimport _ \"approdo/app/services\"", importBreaches, 0},
		{"the ground knows a noun", "app/mail/a.go", "package mail\nimport _ \"approdo/app/people\"", importBreaches, 1},
		{"the ground knows the shell", "app/auth/a.go", "package auth\nimport _ \"approdo/app/web\"", importBreaches, 1},
		{"the shell knows a noun", "app/web/a.go", "package web\nimport _ \"approdo/app/desks\"", importBreaches, 1},
		{"a screen knows another", "app/portal/a.go", "package portal\nimport _ \"approdo/app/office\"", importBreaches, 1},
		{"a screen knows its own part", "app/office/a.go", "package office\nimport _ \"approdo/app/office/day\"", importBreaches, 0},
		{"a screen knows shell, noun and ground", "app/office/a.go",
			"package office\nimport (_ \"approdo/app/web\"; _ \"approdo/app/desks\"; _ \"approdo/app/auth\")", importBreaches, 0},
		{"somebody knows cmd", "app/web/a.go", "package web\nimport _ \"approdo/cmd/approdo\"", importBreaches, 1},
		{"a noun reads views", "app/people/a.go", "package people\nimport _ \"approdo/views\"", importBreaches, 1},
		{"the program holds testdb", "app/desks/a.go", "package desks\nimport _ \"approdo/app/db/testdb\"", importBreaches, 1},
		{"a test holds testdb", "app/desks/a_test.go", "package desks\nimport _ \"approdo/app/db/testdb\"", importBreaches, 0},
		{"the program holds towntest", "app/cases/a.go", "package cases\nimport _ \"approdo/app/towntest\"", importBreaches, 1},
		{"a noun's test holds towntest", "app/cvs/a_test.go", "package cvs\nimport _ \"approdo/app/towntest\"", importBreaches, 0},
		{"the ground's test holds towntest", "app/auth/a_test.go", "package auth\nimport _ \"approdo/app/towntest\"", importBreaches, 1},
		{"towntest knows a screen", "app/towntest/a.go", "package towntest\nimport _ \"approdo/app/office\"", importBreaches, 1},
		{"towntest knows nouns and ground", "app/towntest/a.go", "package towntest\nimport (_ \"approdo/app/cases\"; _ \"approdo/app/auth\")", importBreaches, 0},
		{"a room without a place", "app/billing/a.go", "package billing", importBreaches, 1},
		{"fiber in a noun", "app/people/a.go", "package people\nimport _ \"github.com/gofiber/fiber/v2\"", libraryBreaches, 1},
		{"fiber in the ground", "app/auth/a_test.go", "package auth\nimport _ \"github.com/gofiber/fiber/v2\"", libraryBreaches, 1},
		{"fiber in a screen", "app/office/a.go", "package office\nimport _ \"github.com/gofiber/fiber/v2\"", libraryBreaches, 0},
		{"bun in a screen", "app/portal/a.go", "package portal\nimport _ \"github.com/uptrace/bun\"", libraryBreaches, 1},
		{"bun in a screen's test", "app/portal/a_test.go", "package portal\nimport _ \"github.com/uptrace/bun\"", libraryBreaches, 0},
		{"bun in a noun", "app/people/a.go", "package people\nimport _ \"github.com/uptrace/bun\"", libraryBreaches, 0},
		{"bun in ground without a table", "app/i18n/a.go", "package i18n\nimport _ \"github.com/uptrace/bun\"", libraryBreaches, 1},
		{"an empty name", "app/web/utils/a.go", "package utils", nameBreaches, 1},
		{"a name that is not the folder's", "app/people/a.go", "package persons", nameBreaches, 1},
		{"an init", "app/people/a.go", "package people\nfunc init() {}", initBreaches, 1},
		{"a method called init", "app/people/a.go", "package people\ntype x struct{}\nfunc (x) init() {}", initBreaches, 0},
		{"a long function", "app/people/a.go", "package people\nfunc f(x int) {\n" + long + "}\n", sizeBreaches, 1},
		{"a long file", "app/people/a.go", "package people\n" + strings.Repeat("//\n", mostFileLines), sizeBreaches, 1},
		{"names that say nothing", "app/people/a.go",
			"package people\ntype A struct{}\nfunc (A) B() {}\nfunc C() {}\nconst D = 1\nvar E = 2\n", commentBreaches, 5},
		{"names that speak, or are ours alone", "app/people/a.go",
			"package people\n// A is.\ntype A struct{}\n// B does.\nfunc (A) B() {}\ntype c struct{}\nfunc (c) D() {}\n" +
				"// Both.\nconst (\n\tE = 1\n\tF = 2\n)\n", commentBreaches, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.rule(read(t, c.path, c.text)); len(got) != c.breaches {
				t.Errorf("%d breaches, want %d: %q", len(got), c.breaches, got)
			}
		})
	}
}

func TestStateIsFound(t *testing.T) {
	cases := map[string]int{
		"var a int\nfunc f() { a = 1 }":                                             1,
		"var a = map[string]int{}\nfunc f() { a[\"x\"]++ }":                         1,
		"var a = map[string]int{}\nfunc f() { delete(a, \"x\") }":                   1,
		"var a struct{ b int }\nfunc f() { a.b = 1 }":                               1,
		"import \"sync\"\nvar a sync.Mutex":                                         1,
		"var a = map[string]int{\"x\": 1}\nfunc f() int { return a[\"x\"] }":        0,
		"var a int\nfunc f() { a := 1; a = 2; _ = a }":                              0,
		"import \"sync\"\nfunc f() { var a sync.Mutex; a.Lock() }":                  0,
		"import \"errors\"\nvar a = errors.New(\"x\")\nfunc f() error { return a }": 0,
	}
	for text, want := range cases {
		s := read(t, "app/people/a.go", "package people\n"+text)
		if got := stateBreaches([]source{s}); len(got) != want {
			t.Errorf("%s\n%d breaches, want %d: %q", text, len(got), want, got)
		}
	}
}

func TestPackagesWithoutDocAreFound(t *testing.T) {
	bare := read(t, "app/people/doc.go", "package people")
	good := read(t, "app/desks/doc.go", "// Package desks knows where the desks are and when they open.\npackage desks")
	wrong := read(t, "app/cases/cases.go", "// Package cases explains itself in the wrong file, where nobody looks.\npackage cases")
	got := docBreaches([]source{bare, good, wrong})
	if len(got) != 2 {
		t.Errorf("breaches %q, want people and cases", got)
	}
}

func TestBadViewsAreFound(t *testing.T) {
	cases := map[string]int{
		`<script>alert(1)</script>`:                               1,
		`<script src="/static/app.js"></script>`:                  0,
		`<script type="application/ld+json">{}</script>`:          0,
		`<style>p{}</style>`:                                      1,
		`<p style="color:red">`:                                   1,
		`<p onclick="x()">`:                                       1,
		`<p data-hx-on:click="x()">`:                              1,
		`<a href="javascript:x()">`:                               1,
		`<a hx-get="/x">`:                                         1,
		`<a data-hx-get="/x">`:                                    0,
		`<body data-hx-boost="true">`:                             1,
		`<a data-hx-vals='js:{a:1}'>`:                             1,
		`{{- define "x" }}`:                                       1,
		`{{/* style="x" is named here only */}}<p>on = "off"</p>`: 0,
		strings.Repeat("<p></p>\n", mostViewLines+1):              1,
	}
	for text, want := range cases {
		if got := viewBreaches(template{"portal/x", "views/portal/x.html", text}); len(got) != want {
			t.Errorf("%.60s: %d breaches, want %d: %q", text, len(got), want, got)
		}
	}
	if got := viewBreaches(template{"mail/x", "views/mail/x.html", `<p style="margin:0">`}); len(got) != 0 {
		t.Errorf("mail may carry style attributes: %q", got)
	}
	if got := viewBreaches(template{"layouts/print", "views/layouts/print.html", `<style>p{}</style><script>x()</script>`}); len(got) != 1 {
		t.Errorf("a PDF carries its style, but no script: %q", got)
	}
}

func TestUnusedViewsAreFound(t *testing.T) {
	views := []template{
		{"portal/home", "views/portal/home.html", `{{template "parts/a" .}}`},
		{"parts/a", "views/parts/a.html", ""},
		{"mail/things_done", "views/mail/things_done.txt", ""},
		{"portal/forgotten", "views/portal/forgotten.html", ""},
	}
	code := read(t, "app/portal/home.go", "package portal\nconst a, b = \"portal/home\", \"things.done\"")
	got := unusedViews(views, []source{code})
	if len(got) != 1 || !strings.Contains(got[0], "forgotten") {
		t.Errorf("unused %q, want the forgotten one", got)
	}
}

func read(t *testing.T, path, text string) source {
	t.Helper()
	s, err := parse(token.NewFileSet(), path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
