package app

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Hard limits; architecture asks for less (look again at 300 and 40).
const (
	mostFileLines = 400
	mostFuncLines = 60
	mostTestLines = 120 // a test may hold its table
)

// sizeBreaches: a file or a function nobody can read in one go.
func sizeBreaches(s source) []string {
	var all []string
	if s.Lines > mostFileLines {
		all = append(all, fmt.Sprintf("%s: %d lines, at most %d", s.path(), s.Lines, mostFileLines))
	}
	for _, d := range s.AST.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		lines, most := s.Fset.Position(f.End()).Line-s.Fset.Position(f.Pos()).Line+1, mostFuncLines
		if s.Test {
			most = mostTestLines
		}
		if lines > most {
			all = append(all, fmt.Sprintf("%s: %s has %d lines, at most %d", s.at(f), f.Name.Name, lines, most))
		}
	}
	return all
}

// initBreaches: what a package does when it is imported cannot be seen where it is used.
func initBreaches(s source) []string {
	var all []string
	for _, d := range s.AST.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			all = append(all, s.at(f)+": no init functions; build it in main and hand it over")
		}
	}
	return all
}

// docBreaches: every package explains itself in doc.go.
func docBreaches(all []source) []string {
	var breaches []string
	explained := map[string]bool{}
	for _, s := range all {
		explained[s.Dir] = explained[s.Dir] || isDoc(s)
	}
	for dir, ok := range explained {
		if !ok {
			breaches = append(breaches, dir+": no doc.go with a package comment")
		}
	}
	slices.Sort(breaches)
	return breaches
}

// isDoc: doc.go, or for an embedding package and a program the one file they have.
func isDoc(s source) bool {
	room, _ := place(s.Dir)
	named := s.Name == "doc.go" || room == "embedded" || s.Name == "main.go"
	return named && s.AST.Doc != nil && len(s.AST.Doc.Text()) > 40
}

// commentBreaches: an exported name without a sentence. A group of constants or
// variables may share one.
func commentBreaches(s source) []string {
	if s.Test {
		return nil
	}
	var all []string
	missing := func(n ast.Node, name string) { all = append(all, s.at(n)+": exported "+name+" says nothing") }
	for _, d := range s.AST.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
				missing(d, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				for _, name := range undocumented(d, spec) {
					missing(spec, name)
				}
			}
		}
	}
	return all
}

func undocumented(d *ast.GenDecl, spec ast.Spec) (names []string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
			names = append(names, spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

// exportedReceiver is true for functions and for methods of exported types.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// stateBreaches: a package-level variable that some function changes, or one whose
// type exists to be changed. Tables and compiled expressions are fine.
func stateBreaches(all []source) []string {
	byPackage := map[string][]source{}
	for _, s := range all {
		if !s.Test && !slices.Contains(testOnly, s.Dir) { // one server or browser for a process of tests
			byPackage[s.Dir] = append(byPackage[s.Dir], s)
		}
	}
	var breaches []string
	for dir, files := range byPackage {
		breaches = append(breaches, changedVariables(dir, files)...)
	}
	slices.Sort(breaches)
	return breaches
}

func changedVariables(dir string, files []source) []string {
	var trees []*ast.File
	for _, s := range files {
		trees = append(trees, s.AST)
	}
	// Imports stay unresolved: names declared in the package itself are all that is asked.
	config := types.Config{Importer: nothing{}, Error: func(error) {}}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	pkg, _ := config.Check(dir, files[0].Fset, trees, &info) // the missing imports
	if pkg == nil {
		return []string{dir + ": not understood"}
	}
	var breaches []string
	global := func(e ast.Expr) bool {
		v, ok := info.Uses[root(e)].(*types.Var)
		return ok && v.Parent() == pkg.Scope()
	}
	for _, s := range files {
		for _, n := range changes(s.AST) {
			if global(n) {
				breaches = append(breaches, fmt.Sprintf("%s: %s is package-level state", s.at(n), root(n).Name))
			}
		}
		breaches = append(breaches, guardedVariables(s)...)
	}
	return breaches
}

// root is the variable an expression starts from: x of x.y[i].
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// changes lists what is assigned to, counted up or down, or deleted from.
func changes(tree *ast.File) []ast.Expr {
	var all []ast.Expr
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				all = append(all, n.Lhs...)
			}
		case *ast.IncDecStmt:
			all = append(all, n.X)
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "delete" || f.Name == "clear") && len(n.Args) > 0 {
				all = append(all, n.Args[0])
			}
		}
		return true
	})
	return all
}

// guardedVariables: a mutex, once, map or atomic at package level is there for state.
func guardedVariables(s source) []string {
	var all []string
	for _, d := range s.AST.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		ast.Inspect(g, func(n ast.Node) bool {
			if _, inside := n.(*ast.FuncLit); inside {
				return false
			}
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && (p.Name == "sync" || p.Name == "atomic") {
					all = append(all, s.at(n)+": "+p.Name+"."+x.Sel.Name+" at package level is state")
				}
			}
			return true
		})
	}
	return all
}

type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	return nil, errors.New(strings.TrimSpace(path) + " is not looked into")
}
