package app

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The house tests keep doc.go true. Each rule is a function from a file (or the
// whole house) to the breaches it finds, so that rules_test.go can show that each
// one does find a breach.

// source is one Go file of the house. Dir is its folder from the root of the
// module, with slashes: "app/web/view".
type source struct {
	Dir, Name string
	Test      bool
	Lines     int
	AST       *ast.File
	Fset      *token.FileSet
}

func (s source) path() string { return s.Dir + "/" + s.Name }

// at is where a node stands, for messages.
func (s source) at(n ast.Node) string { return s.Fset.Position(n.Pos()).String() }

// imports lists the paths the file imports.
func (s source) imports() []string {
	var all []string
	for _, i := range s.AST.Imports {
		all = append(all, strings.Trim(i.Path.Value, `"`))
	}
	return all
}

// skipped are folders that hold no source of ours.
var skipped = []string{".git", "bin", "data", "dist", "node_modules", "screenshots"}

// house parses every Go file of the module.
func house(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	walk(t, ".go", func(path string, text []byte) {
		s, err := parse(fset, path, text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	})
	if len(all) < 20 {
		t.Fatalf("only %d Go files found: the walk starts in the wrong folder", len(all))
	}
	return all
}

func parse(fset *token.FileSet, path string, text []byte) (source, error) {
	tree, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
	dir, name := filepath.Split(path)
	return source{
		Dir: strings.TrimSuffix(dir, "/"), Name: name, Test: strings.HasSuffix(name, "_test.go"),
		Lines: bytes.Count(text, []byte("\n")), AST: tree, Fset: fset,
	}, err
}

// walk visits every file with the ending, by its path from the root of the module.
func walk(t *testing.T, ending string, visit func(path string, text []byte)) {
	t.Helper()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(skipped, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ending):
			return nil
		}
		text, err := fs.ReadFile(root, path)
		if err == nil {
			visit(path, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// check runs one rule over every file.
func check(t *testing.T, rule func(source) []string) {
	t.Helper()
	for _, s := range house(t) {
		for _, breach := range rule(s) {
			t.Error(breach)
		}
	}
}

func TestWhoMayKnowWhom(t *testing.T)              { check(t, importBreaches) }
func TestFiberAndBunStayInTheirRooms(t *testing.T) { check(t, libraryBreaches) }
func TestPackageNamesSayWhatTheyHold(t *testing.T) { check(t, nameBreaches) }
func TestNothingRunsAtInit(t *testing.T)           { check(t, initBreaches) }
func TestFilesAndFunctionsStaySmall(t *testing.T)  { check(t, sizeBreaches) }
func TestExportedNamesSayWhatTheyPromise(t *testing.T) {
	check(t, commentBreaches)
}

func TestEveryPackageHasDocGo(t *testing.T) {
	for _, breach := range docBreaches(house(t)) {
		t.Error(breach)
	}
}

func TestPackagesHoldNoMutableState(t *testing.T) {
	for _, breach := range stateBreaches(house(t)) {
		t.Error(breach)
	}
}
