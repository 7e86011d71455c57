package assets

import (
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"
)

func sample(t *testing.T) *Assets {
	t.Helper()
	a, err := Load(fstest.MapFS{
		"manifest.json":  {Data: []byte(`{"files":{"a.css":"a-11.css","f.woff2":"f-22.woff2","sprite.svg":"sprite-33.svg"},"icons":["it-user"]}`)},
		"a-11.css":       {Data: []byte("plain")},
		"a-11.css.br":    {Data: []byte("brotli")},
		"a-11.css.gz":    {Data: []byte("gzip")},
		"f-22.woff2":     {Data: []byte("font")},
		"sprite-33.svg":  {Data: []byte("<svg/>")},
		"unlisted-9.css": {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(t *testing.T, a *Assets, method, path string, headers ...string) (code int, header func(string) string, body string) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	app.Get(Prefix+"*", a.Serve)
	req := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get, string(data)
}

func TestServePicksThePackedForm(t *testing.T) {
	a := sample(t)
	for accept, want := range map[string][2]string{
		"gzip, deflate, br, zstd":  {"br", "brotli"},
		"gzip;q=1.0, BR;q=0.5":     {"br", "brotli"},
		"br;q=0, gzip":             {"gzip", "gzip"},
		"br; q=0.000, gzip; q=0.0": {"", "plain"},
		"identity":                 {"", "plain"},
		"":                         {"", "plain"},
	} {
		code, header, body := get(t, a, "GET", "/static/a-11.css", "Accept-Encoding", accept)
		if code != 200 || header("Content-Encoding") != want[0] || body != want[1] {
			t.Errorf("Accept-Encoding %q: %d %q %q, want %q", accept, code, header("Content-Encoding"), body, want)
		}
		if header("Vary") != "Accept-Encoding" || header("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("Accept-Encoding %q: Vary %q, Content-Type %q", accept, header("Vary"), header("Content-Type"))
		}
		if got := header("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control %q", got)
		}
	}
}

func TestServeAnswersNotModifiedPerForm(t *testing.T) {
	a := sample(t)
	_, header, _ := get(t, a, "GET", "/static/a-11.css", "Accept-Encoding", "br")
	packed := header("ETag")
	code, _, body := get(t, a, "GET", "/static/a-11.css", "Accept-Encoding", "br", "If-None-Match", `W/"other", `+packed)
	if code != 304 || body != "" {
		t.Errorf("same form: %d %q, want 304 and nothing", code, body)
	}
	if code, _, _ := get(t, a, "GET", "/static/a-11.css", "If-None-Match", packed); code != 200 {
		t.Errorf("the plain form under the packed form's ETag: %d, want 200", code)
	}
}

func TestServeFontsHeadAndUnknown(t *testing.T) {
	a := sample(t)
	code, header, body := get(t, a, "GET", "/static/f-22.woff2", "Accept-Encoding", "br")
	if code != 200 || body != "font" || header("Content-Type") != "font/woff2" || header("Content-Encoding")+header("Vary") != "" {
		t.Errorf("font: %d %q %q", code, body, header("Content-Type"))
	}
	if code, header, body := get(t, a, "HEAD", "/static/a-11.css"); code != 200 || body != "" || header("ETag") == "" {
		t.Errorf("HEAD: %d %q", code, body)
	}
	for _, path := range []string{"/static/none.css", "/static/unlisted-9.css", "/static/manifest.json", "/static/", "/static/../go.mod"} {
		if code, _, _ := get(t, a, "GET", path); code != 404 {
			t.Errorf("%s: %d, want 404", path, code)
		}
	}
}

func TestURLAndIconRefuseUnknownNames(t *testing.T) {
	a := sample(t)
	if url, err := a.URL("a.css"); err != nil || url != "/static/a-11.css" {
		t.Errorf("URL: %q, %v", url, err)
	}
	if _, err := a.URL("b.css"); err == nil {
		t.Error("URL of an unknown asset: no error")
	}
	if svg, err := a.Icon("it-user"); err != nil || !strings.Contains(string(svg), `href="/static/sprite-33.svg#it-user"`) || !strings.Contains(string(svg), `aria-hidden="true"`) {
		t.Errorf("Icon: %q, %v", svg, err)
	}
	if _, err := a.Icon("it-unknown"); err == nil {
		t.Error("an unknown icon: no error")
	}
}

func TestLoadSaysWhatToRun(t *testing.T) {
	if _, err := Load(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, ErrNotBuilt) || !strings.Contains(err.Error(), "make assets") {
		t.Errorf("empty dist: %v", err)
	}
	_, err := Load(fstest.MapFS{"manifest.json": {Data: []byte(`{"files":{"a.css":"a-1.css"}}`)}})
	if err == nil || errors.Is(err, ErrNotBuilt) {
		t.Errorf("a manifest that names a missing file: %v", err)
	}
}

// built gives the real files, or fails saying which command makes them.
func built(t *testing.T) *Assets {
	t.Helper()
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The weight of a page is a promise to people on old phones and paid-by-the-byte lines.
func TestBudget(t *testing.T) {
	a := built(t)
	for name, limit := range map[string]int{
		"portal.css": 15 << 10, "portal.rtl.css": 15 << 10, "office.css": 15 << 10, "office.rtl.css": 15 << 10, "app.js": 18 << 10,
	} {
		f, ok := a.files[a.names[name]]
		if !ok || f.br == nil || f.gz == nil {
			t.Errorf("%s is missing or not packed: run `make assets`", name)
			continue
		}
		t.Logf("%-14s %5.1f KB", name, float64(len(f.br))/1024)
		if len(f.br) > limit {
			t.Errorf("%s is %d bytes in brotli, at most %d", name, len(f.br), limit)
		}
	}
	fonts := 0
	for name, f := range a.files {
		if strings.HasSuffix(name, ".woff2") && !strings.Contains(name, "-ext-") {
			fonts += len(f.raw)
		}
	}
	// What is left of 75 KB for a Latin page after styles, script, sprite and 8 KB of HTML.
	if fonts == 0 || fonts > 26<<10 {
		t.Errorf("Latin fonts are %d bytes, at most %d", fonts, 26<<10)
	}
}

func TestStylesKeepThePromises(t *testing.T) {
	a := built(t)
	reserved := regexp.MustCompile(`(?i)#06c\b|#0066cc\b|hsl\(210,? ?100%,? ?40%|rgba?\(0, ?102, ?204`)
	for _, name := range []string{"portal.css", "portal.rtl.css", "office.css", "office.rtl.css"} {
		css := string(a.files[a.names[name]].raw)
		if !strings.Contains(css, `--bootstrap-italia-version:"2.18.3"`) && !strings.Contains(css, `--bootstrap-italia-version: "2.18.3"`) {
			t.Errorf("%s: the variable --bootstrap-italia-version is gone", name)
		}
		if found := reserved.FindString(css); found != "" {
			t.Errorf("%s: the blue reserved to central administrations is still there: %s", name, found)
		}
		for _, outside := range regexp.MustCompile(`url\(["']?([^)"']*)`).FindAllStringSubmatch(css, -1) {
			if !strings.HasPrefix(outside[1], Prefix) && !strings.HasPrefix(outside[1], "data:image/svg+xml,") {
				t.Errorf("%s: address outside /static: %s", name, outside[1])
			}
		}
	}
}

func TestNoScriptThatThePolicyForbids(t *testing.T) {
	js := string(built(t).files[built(t).names["app.js"]].raw)
	if strings.Contains(js, "document.write") {
		t.Error("app.js writes to the document")
	}
	if !strings.Contains(js, `"2.0.11"`) {
		t.Error("app.js does not hold htmx 2.0.11")
	}
}

// Own sheets: logical properties, so that the right-to-left twin needs no second thought.
func TestOwnStylesAreLogical(t *testing.T) {
	physical := regexp.MustCompile(`(?:^|[;{ ])((?:margin|padding|border)-(?:left|right)|text-align: ?(?:left|right)|float: ?(?:left|right)|(?:left|right): ?[0-9-])`)
	sheets, err := filepath.Glob("../../../static/src/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("own sheets: %v %v", sheets, err)
	}
	for _, sheet := range sheets {
		data, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if found := physical.FindStringSubmatch(string(data)); found != nil {
			t.Errorf("%s: %q: write the logical property", filepath.Base(sheet), found[1])
		}
	}
}
