package app

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	moduleLine = regexp.MustCompile(`(?m)^\s+(\S+\.\S+) (v\S+)`)
	reasonLine = regexp.MustCompile(`(?m)^//\t(\S+\.\S+) (v\S+) \(\d{4}-\d{2}\): \S+`)
)

// TestEveryDependencyHasAReason: what the house imports stands in doc.go with its
// version and a reason, and nothing stands there that is not imported.
func TestEveryDependencyHasAReason(t *testing.T) {
	versions := map[string]string{}
	for _, m := range moduleLine.FindAllStringSubmatch(readFile(t, "../go.mod"), -1) {
		versions[m[1]] = m[2]
	}
	reasons := map[string]string{}
	for _, m := range reasonLine.FindAllStringSubmatch(readFile(t, "doc.go"), -1) {
		reasons[m[1]] = m[2]
	}
	used := modules(house(t), versions)
	used["honnef.co/go/tools"] = true // a tool of go.mod
	for module := range used {
		if reasons[module] == "" {
			t.Errorf("%s %s is used and has no reason in app/doc.go", module, versions[module])
		}
	}
	for module, version := range reasons {
		switch {
		case versions[module] != version:
			t.Errorf("app/doc.go says %s %s, go.mod %q", module, version, versions[module])
		case !used[module]:
			t.Errorf("app/doc.go gives a reason for %s, which nothing imports", module)
		}
	}
}

// modules are the modules of go.mod that some file imports: the longest path that
// begins the import.
func modules(files []source, versions map[string]string) map[string]bool {
	used := map[string]bool{}
	for _, s := range files {
		for _, imported := range s.imports() {
			best := ""
			for module := range versions {
				if (imported == module || strings.HasPrefix(imported, module+"/")) && len(module) > len(best) {
					best = module
				}
			}
			if best != "" {
				used[best] = true
			}
		}
	}
	return used
}

// TestEveryNpmPackageHasAReason: the same for static/package.json, which must name
// exact versions.
func TestEveryNpmPackageHasAReason(t *testing.T) {
	var manifest struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(readFile(t, "../static/package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	doc := strings.Join(strings.Fields(strings.ReplaceAll(readFile(t, "doc.go"), "\n//", " ")), " ")
	for _, group := range []map[string]string{manifest.Dependencies, manifest.DevDependencies} {
		for name, version := range group {
			if !exact.MatchString(version) {
				t.Errorf("static/package.json: %s %s is not an exact version", name, version)
			}
			if !strings.Contains(doc, name+" "+version+" (") {
				t.Errorf("static/package.json: %s %s has no reason in app/doc.go", name, version)
			}
		}
	}
}

// TestNothingNamesARegistry: where packages come from is the machine's business.
func TestNothingNamesARegistry(t *testing.T) {
	registry := regexp.MustCompile(`registry\.npmjs|registry\.yarnpkg|proxy\.golang|sum\.golang|deb\.debian|archive\.ubuntu|"resolved":`)
	for _, ending := range []string{"Makefile", ".sh", "/run", ".npmrc", "package-lock.json", ".mjs", "go.mod"} {
		walk(t, ending, func(path string, text []byte) {
			if registry.Match(text) {
				t.Errorf("%s names a package registry", path)
			}
		})
	}
}

func TestModulesAreFound(t *testing.T) {
	s := read(t, "app/db/a.go", "package db\nimport (_ \"github.com/uptrace/bun/dialect\"; _ \"github.com/uptrace/bun/driver/pgdriver\"; _ \"fmt\")")
	got := modules([]source{s}, map[string]string{"github.com/uptrace/bun": "v1", "github.com/uptrace/bun/driver/pgdriver": "v1"})
	if len(got) != 2 || !got["github.com/uptrace/bun"] || !got["github.com/uptrace/bun/driver/pgdriver"] {
		t.Errorf("modules %v", got)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
