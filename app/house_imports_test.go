package app

import (
	"path"
	"slices"
	"strings"
)

// ground knows no noun and no screen.
var ground = []string{"audit", "auth", "config", "db", "europass", "fault", "files", "i18n", "inspect", "jobs", "mail", "neutral", "personal", "print"}

// screens are rooms that never know each other.
var screens = []string{"portal", "employer", "office"}

// nouns, from the top of the hill to its foot: a noun may know those above its row.
var nouns = [][]string{
	{"people", "desks", "occupations"},
	{"services", "consents", "preferences"},
	{"appointments", "queue", "cases", "cvs", "courses", "jobdays", "employers", "partners", "pages"},
	{"waiting", "referrals", "vacancies", "accesses", "deliveries", "placements", "enrolments", "imports", "meetings"},
	{"matching", "assessments", "applications"},
	{"newsletters", "surveys", "programmes", "reports"},
	{"privacy"},
}

// embedded hold files for go:embed and know nobody.
var embedded = []string{"views", "static", "locales", "migrations"}

// place names the room of a folder: "ground", "web", "screen", "noun", "tests", "embedded",
// "cmd", "house" (app itself) or "" where doc.go gives it no place.
func place(dir string) (room, name string) {
	parts := strings.Split(dir, "/")
	if parts[0] == "cmd" {
		return "cmd", "cmd"
	}
	if slices.Contains(embedded, parts[0]) {
		return "embedded", parts[0]
	}
	if parts[0] != "app" {
		return "", dir
	}
	if len(parts) == 1 {
		return "house", "app"
	}
	name = parts[1]
	switch {
	case name == "web":
		return "web", name
	case name == "towntest":
		return "tests", name
	case slices.Contains(ground, name):
		return "ground", name
	case slices.Contains(screens, name):
		return "screen", name
	case row(name) >= 0:
		return "noun", name
	}
	return "", name
}

func row(noun string) int {
	return slices.IndexFunc(nouns, func(r []string) bool { return slices.Contains(r, noun) })
}

// testOnly serve tests; the program holds nothing of them.
var testOnly = []string{"app/db/testdb", "app/web/webtest", "app/print/printtest", "app/inspect/inspecttest", "app/towntest",
	"app/towntest/stage", "app/office/officetest", "cmd/approdo/journeytest"}

// importBreaches: rules 1 to 4, by folder.
func importBreaches(s source) []string {
	room, name := place(s.Dir)
	if room == "" {
		return []string{s.path() + ": app/doc.go gives " + name + " no place; name it there and in app/house_imports_test.go"}
	}
	var all []string
	for _, imported := range s.imports() {
		dir, ours := strings.CutPrefix(imported, "approdo/")
		switch {
		case !ours:
		case !mayKnow(s.Dir, dir, s.Test):
			all = append(all, s.path()+": "+room+" "+name+" may not know "+dir)
		case slices.Contains(testOnly, dir) && !s.Test && !slices.Contains(testOnly, s.Dir):
			all = append(all, s.path()+": "+dir+" is for tests")
		}
	}
	return all
}

// mayKnow says whether a file in from may import the package in to. A noun's test
// may fill the tables of other nouns.
func mayKnow(from, to string, test bool) bool {
	room, name := place(from)
	other, otherName := place(to)
	if room == "cmd" || room == "house" && test {
		return true
	}
	switch other {
	case "cmd", "house", "":
		return false
	case "tests":
		return room == "tests" || room == "noun" || room == "screen"
	case "embedded":
		return room != "embedded" && (room != "noun" || test)
	}
	switch room {
	case "tests":
		return other == "ground" || other == "noun"
	case "ground":
		return other == "ground"
	case "web":
		return other == "ground" || other == "web"
	case "screen":
		return other != "screen" || name == otherName
	case "noun":
		return other == "ground" || name == otherName || other == "noun" && (row(otherName) < row(name) || test)
	}
	return false
}

const (
	fiberModule = "github.com/gofiber/"
	bunModule   = "github.com/uptrace/bun"
)

// bunRooms: the ground packages that own a table, beside the nouns.
var bunRooms = []string{"audit", "auth", "db", "files", "jobs", "mail"}

// libraryBreaches: fiber only where screens are, bun only where tables are. Tests
// may hold a transaction wherever they stand.
func libraryBreaches(s source) []string {
	room, name := place(s.Dir)
	var all []string
	for _, imported := range s.imports() {
		switch {
		case strings.HasPrefix(imported, fiberModule):
			if room != "web" && room != "screen" && !isBench(s.Dir) {
				all = append(all, s.path()+": only web, portal, employer and office import fiber")
			}
		case strings.HasPrefix(imported, bunModule):
			if !s.Test && room != "noun" && room != "tests" && room != "cmd" && !slices.Contains(bunRooms, name) {
				all = append(all, s.path()+": only db, the ground's tables, the nouns and cmd import bun")
			}
		}
	}
	return all
}

// isBench: the benchmark runs the bare libraries beside the house.
func isBench(dir string) bool { return dir == "cmd/bench" }

var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types", "misc", "shared", "lib"}

// nameBreaches: no package with a name that says nothing, and a package is called
// like its folder.
func nameBreaches(s source) []string {
	name := strings.TrimSuffix(s.AST.Name.Name, "_test")
	switch {
	case slices.Contains(emptyNames, name):
		return []string{s.path() + ": " + name + " says nothing about what it holds"}
	case name != "main" && name != path.Base(s.Dir):
		return []string{s.path() + ": package " + name + " in folder " + path.Base(s.Dir)}
	}
	return nil
}
