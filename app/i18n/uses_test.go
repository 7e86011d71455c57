package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Who uses a key. A key counts as used when it stands, whole, as a string in a
// view or in Go that is not a test; or when a string that ends in a dot is its
// beginning: "constraint." + name uses every constraint.… key. Keys are therefore
// never glued in any other way.

// uses of the whole house.
type uses struct {
	where    map[string]string // key asked for by t, n, T, N or a fault → the file
	strings  map[string]bool   // every string that has the shape of a key
	prefixes []string          // strings that end in a dot
}

func TestKeysAreUsedAndUsedKeysExist(t *testing.T) {
	u := findUses(t, root())
	citizens, office := readSheet(t, "it.json"), readSheet(t, "office.it.json")
	if len(u.where) == 0 {
		t.Fatal("no use of any key found: the scan is broken")
	}
	var unknown, hidden []string
	for key, file := range u.where {
		_, public := citizens[key]
		_, internal := office[key]
		switch {
		case !public && !internal:
			unknown = append(unknown, key+" ("+file+")")
		case !public && forCitizens(file):
			hidden = append(hidden, key+" ("+file+")")
		}
	}
	report(t, unknown, len(u.where), "keys are used and stand in no Italian file")
	report(t, hidden, len(u.where), "keys are shown to citizens and stand only in office.it.json")
	report(t, u.unused(citizens), len(citizens), "keys of it.json are used by nobody")
	report(t, u.unused(office), len(office), "keys of office.it.json are used by nobody")
}

func (u *uses) unused(s sheet) []string {
	var keys []string
	for key := range s {
		begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
		if !u.strings[key] && !slices.ContainsFunc(u.prefixes, begins) {
			keys = append(keys, key)
		}
	}
	return keys
}

func forCitizens(file string) bool {
	for _, dir := range []string{"views/portal/", "views/mail/", "views/employer/", "views/layouts/portal", "views/layouts/handed", "views/handed/", "app/portal/", "app/employer/"} {
		if strings.HasPrefix(file, dir) {
			return true
		}
	}
	return false
}

func findUses(t *testing.T, fsys fs.FS) *uses {
	t.Helper()
	u := &uses{where: map[string]string{}, strings: map[string]bool{}}
	for _, top := range []string{"app", "cmd", "views"} {
		err := fs.WalkDir(fsys, top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			switch {
			case strings.HasSuffix(name, "_test.go"):
			case path.Ext(name) == ".go":
				return u.inGo(name, text)
			case path.Ext(name) == ".html", path.Ext(name) == ".txt":
				u.inView(name, string(text))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

var (
	prefixShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.$`)
	viewString  = regexp.MustCompile("\"([^\"\\n]*)\"|`([^`]*)`")
	viewAction  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	viewCall    = regexp.MustCompile(`(?:^|[\s({|])[tn] "([^"]+)"`)
)

func (u *uses) note(s string) {
	switch {
	case keyShape.MatchString(s):
		u.strings[s] = true
	case prefixShape.MatchString(s):
		u.prefixes = append(u.prefixes, s)
	}
}

func (u *uses) inView(name, text string) {
	for _, action := range viewAction.FindAllString(text, -1) {
		for _, m := range viewString.FindAllStringSubmatch(action, -1) {
			u.note(m[1] + m[2])
		}
		for _, m := range viewCall.FindAllStringSubmatch(strings.TrimLeft(action, "{- "), -1) {
			u.where[m[1]] = name
		}
	}
}

func (u *uses) inGo(name string, text []byte) error {
	tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.StructType:
			return false // paths and struct tags are no keys
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				u.note(s)
			}
		case *ast.CallExpr:
			if key, ok := keyOf(n); ok && keyShape.MatchString(key) {
				u.where[key] = name
			}
		}
		return true
	})
	return nil
}

// keyOf is the key a call asks for: T(key …), N(key …), fault.New(kind, key),
// check.Add(field, key …), check.If(bad, field, key …).
func keyOf(call *ast.CallExpr) (string, bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at := map[string]int{"T": 0, "N": 0, "Add": 1, "If": 2}
	pos, ok := at[sel.Sel.Name]
	if x, isIdent := sel.X.(*ast.Ident); isIdent && x.Name == "fault" && sel.Sel.Name == "New" {
		pos, ok = 1, true
	}
	if !ok || pos >= len(call.Args) {
		return "", false
	}
	lit, ok := call.Args[pos].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	return literal(lit)
}

func literal(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func TestTheScanSeesEachKindOfUse(t *testing.T) {
	u := &uses{where: map[string]string{}, strings: map[string]bool{}}
	err := u.inGo("x.go", []byte(`package x
import "a.b.imported"
type s struct { F int `+"`bun:\"a.b.tag\"`"+` }
func f() { r.T("a.go.t"); l.N("a.go.n", 2); fault.New(fault.Conflict, "a.go.fault"); check.Add("f", "a.go.add")
 check.If(true, "f", "a.go.if"); x := "a.go.loose"; y := "constraint." + x; r.T("error." + y) }`))
	if err != nil {
		t.Fatal(err)
	}
	u.inView("x.html", `{{t "a.view.t"}}{{- n "a.view.n" 3}} {{printf "%s" (t "a.view.paren" "X" .Y)}} <p data-x="a.view.attribute"> {{if .X}}{{template "parts/x" "a.view.loose"}}{{end}}`)
	for _, key := range []string{"a.go.t", "a.go.n", "a.go.fault", "a.go.add", "a.go.if", "a.view.t", "a.view.n", "a.view.paren"} {
		if u.where[key] == "" || !u.strings[key] {
			t.Errorf("%s not seen", key)
		}
	}
	for _, key := range []string{"a.go.loose", "a.view.loose"} {
		if u.where[key] != "" || !u.strings[key] {
			t.Errorf("%s is a string that may be a key", key)
		}
	}
	got := u.unused(sheet{"constraint.x": {}, "error.404.title": {}, "a.go.t": {}, "a.b.c": {}, "a.b.tag": {}, "a.b.imported": {}, "a.view.attribute": {}})
	if slices.Sort(got); !slices.Equal(got, []string{"a.b.c", "a.b.imported", "a.b.tag", "a.view.attribute"}) {
		t.Errorf("unused: %v", got)
	}
}
