package assets

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"path"
	"strings"

	"approdo/static"
)

// Prefix is where the files are served.
const Prefix = "/static/"

// ErrNotBuilt is what New and Load return when there is nothing to serve.
var ErrNotBuilt = errors.New("assets: static/dist is empty: run `make assets` (it needs Node), then build the program again")

// Assets is every built file in memory. It does not change after New and is safe
// for concurrent use.
type Assets struct {
	names map[string]string // plain name → served name
	files map[string]file   // served name → content
	icons map[string]template.HTML
}

type file struct {
	kind, hash  string // content type; the ETag's core
	raw, gz, br []byte // gz and br are nil where packing does not help
}

type manifest struct {
	Files map[string]string `json:"files"`
	Icons []string          `json:"icons"`
}

// New reads the files compiled into the program. It fails with ErrNotBuilt when
// the program was compiled before `make assets`.
func New() (*Assets, error) {
	dist, err := fs.Sub(static.FS, "dist")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	return Load(dist)
}

// Load reads built files from the root of dist: ErrNotBuilt without a manifest,
// another error for a manifest that names what is not there.
func Load(dist fs.FS) (*Assets, error) {
	data, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("assets: manifest.json: %w", err)
	}
	a := &Assets{names: m.Files, files: map[string]file{}, icons: map[string]template.HTML{}}
	for _, served := range m.Files {
		if a.files[served], err = read(dist, served); err != nil {
			return nil, fmt.Errorf("assets: %s: %w (run `make assets`)", served, err)
		}
	}
	for _, name := range m.Icons {
		a.icons[name] = picture(Prefix+m.Files["sprite.svg"], name)
	}
	return a, nil
}

func read(dist fs.FS, served string) (f file, err error) {
	if f.raw, err = fs.ReadFile(dist, served); err != nil {
		return f, err
	}
	// Absent where packing does not help (fonts, pictures).
	f.br, _ = fs.ReadFile(dist, served+".br")
	f.gz, _ = fs.ReadFile(dist, served+".gz")
	f.kind, f.hash = contentType(served), strings.TrimSuffix(served, path.Ext(served))
	return f, nil
}

// contentType does not ask the machine's own table, which differs from one to the next.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func picture(sprite, name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` + //nolint:gosec // names from our own build
		template.HTMLEscapeString(sprite+"#"+name) + `"></use></svg>`)
}

// URL is the address of an asset by its plain name; an unknown name is an error,
// so that the view asking for it does not render.
func (a *Assets) URL(name string) (string, error) {
	served, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("assets: no asset %q", name)
	}
	return Prefix + served, nil
}

// Text is an asset itself, for a document that may fetch nothing; an unknown name is
// an error.
func (a *Assets) Text(name string) (string, error) {
	served, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("assets: no asset %q", name)
	}
	return string(a.files[served].raw), nil
}

// Icon is a decorative picture of the sprite (hidden from screen readers: the text
// beside it says the same). An unknown name is an error: icons get into the sprite
// by being written in a view as icon "name" or in Go as a string "it-name".
func (a *Assets) Icon(name string) (template.HTML, error) {
	svg, ok := a.icons[name]
	if !ok {
		return "", fmt.Errorf("assets: no icon %q in the sprite: run `make assets`", name)
	}
	return svg, nil
}
