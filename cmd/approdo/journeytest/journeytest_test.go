package journeytest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The harness is tried on a site of a few lines: each action does what it says and
// each check finds the fault it is there for.

const head = `<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Prova</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">`

const form = head + `</head><body><header><nav aria-label="Lingue"><a href="/en">English</a></nav></header><main><h1>Modulo</h1>
<form method="post" action="/form">
<p><label for="name">Nome e cognome</label> <input id="name" name="name" autocomplete="name" value="prima"></p>
<p><label for="day">Giorno</label> <input id="day" name="day" type="date"></p>
<p><label for="area">Ambito</label> <select id="area" name="area"><option>uno</option><option>due  parole</option></select></p>
<fieldset><legend>Ora</legend>
<input type="radio" name="at" id="at1" value="9" disabled><label for="at1">09:00</label>
<input type="radio" name="at" id="at2" value="10" style="position:absolute;opacity:0"><label for="at2">10:00</label>
<input type="radio" name="at" id="at3" value="11"><label for="at3">11:00</label></fieldset>
<p><input type="checkbox" id="yes" name="yes" value="1"><label for="yes">Ho letto</label></p>
<button type="submit">Avanti</button></form></main><footer><a href="/form">Avanti</a></footer></body></html>`

func site(t *testing.T) string {
	pages := map[string]string{
		"/form": form,
		"/slow": head + `</head><body><main><h1>Piano</h1><p id="x">prima</p><script>
			fetch('/late').then((r) => r.text()).then((s) => { document.getElementById('x').textContent = s })</script></main></body></html>`,
		"/late":    "finalmente",
		"/heavy":   head + `<link rel="stylesheet" href="/big"></head><body><main><h1>Peso</h1></main></body></html>`,
		"/bad":     head + `</head><body><main><h1>Male</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:#aaa;background:#fff">pallido</p></main></body></html>`,
		"/wide":    head + `</head><body><main><h1>Largo</h1><div id="culprit" style="width:700px;height:9px"></div></main></body></html>`,
		"/scroll":  head + `</head><body><main><h1>Tabella</h1><div style="overflow-x:auto" tabindex="0" role="region" aria-label="Tabella"><div style="width:700px">riga</div></div></main></body></html>`,
		"/throws":  head + `</head><body><main><h1>Errore</h1><script>throw new Error('rotto')</script></main></body></html>`,
		"/covered": head + `</head><body><main><h1>Coperto</h1><button>Premi</button><div id="veil" style="position:fixed;inset:0"></div></main></body></html>`,
		"/count": head + `</head><body><main><h1>Conta</h1><button>Conta</button><p id="n"></p><script>let n = 0
			document.querySelector('button').onclick = () => { document.getElementById('n').textContent = ++n + ' volte' }</script></main></body></html>`,
		"/jumps": head + `</head><body><main><h1>Salta</h1><div id="x"></div>` + strings.Repeat("<p>in fondo alla pagina</p>", 12) + `<script>
			requestAnimationFrame(() => setTimeout(() => { document.getElementById('x').style.height = '300px' }, 300))</script></main></body></html>`,
		"/words":  head + `</head><body><main><h1>Parole</h1><p style="white-space:nowrap">una frase che non va mai a capo</p></main></body></html>`,
		"/frame":  head + `</head><body><main><h1>Cornice</h1><iframe title="dentro" src="/form" sandbox></iframe></main></body></html>`,
		"/arabic": strings.Replace(head, `lang="it"`, `lang="ar" dir="rtl"`, 1) + `</head><body><main><h1>موعد</h1><p style="color:#aaa;background:#fff">حجز موعد في المكتب</p></main></body></html>`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch text, ok := pages[r.URL.Path]; {
		case r.URL.Path == "/redirect":
			http.Redirect(w, r, "/form", http.StatusSeeOther)
		case r.URL.Path == "/big":
			w.Header().Set("Content-Type", "text/css")
			w.Header().Set("Cache-Control", "max-age=3600")
			_, _ = w.Write(bytes.Repeat([]byte(" "), 50_000))
		case r.URL.Path == "/policy":
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'")
			_, _ = fmt.Fprint(w, head+`</head><body><main><h1 style="color:red">Regola</h1></main></body></html>`)
		case r.URL.Path == "/language":
			_, _ = fmt.Fprintf(w, head+`</head><body><main><h1>%s</h1></main></body></html>`, r.Header.Get("Accept-Language"))
		case r.Method == http.MethodPost:
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = fmt.Fprintf(w, head+`</head><body><main><h1>Riepilogo</h1><p>%s/%s/%s/%s/%s</p></main></body></html>`,
				r.FormValue("name"), r.FormValue("day"), r.FormValue("area"), r.FormValue("at"), r.FormValue("yes"))
		case ok:
			_, _ = fmt.Fprint(w, text)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestHarness tries everything in one browser: starting it is what takes time.
func TestHarness(t *testing.T) {
	b, url := NewBrowser(t), site(t)
	for name, try := range map[string]func(*testing.T, *Browser, string){
		"actions and looks":                       actionsAndLooks,
		"a page comes to rest after its requests": aPageComesToRestAfterItsRequests,
		"what is not there is not found":          whatIsNotThereIsNotFound,
		"violations are found":                    violationsAreFound,
		"sideways scrolling is found":             sidewaysScrollingIsFound,
		"traffic is counted":                      trafficIsCounted,
		"console errors are found":                consoleErrorsAreFound,
		"keyboard and impatience":                 keyboardAndImpatience,
		"slow pages":                              slowPages,
		"a picture is left":                       aPictureIsLeft,
	} {
		t.Run(name, func(t *testing.T) { try(t, b, url) })
	}
}

func actionsAndLooks(t *testing.T, b *Browser, url string) {
	for name, o := range map[string]Options{"desktop": {}, "phone": Phone(), "without script": {NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			p := b.Open(t, o)
			p.Go(url + "/form")
			if p.Value("Nome e cognome") != "prima" {
				t.Errorf("value %q", p.Value("Nome e cognome"))
			}
			p.Fill("Nome e cognome", "Maria Rossi")
			p.Fill("Giorno", "2026-11-24")
			p.Select("Ambito", "due parole")
			if got := p.ChooseFirst(); got != "10:00" {
				t.Errorf("first slot %q", got)
			}
			if got := strings.Join(p.Names("radio"), " "); got != "09:00 10:00 11:00" {
				t.Errorf("radios %q", got)
			}
			p.Choose("Ho")
			p.In("main", "").Click("Avanti")
			p.Sees("Maria Rossi/2026-11-24/due parole/10/1")
			p.SeesNot("Modulo")
			if p.H1() != "Riepilogo" || p.Status() != 422 || p.URL() != url+"/form" {
				t.Errorf("%q %d %s", p.H1(), p.Status(), p.URL())
			}
			p.Back()
			p.Sees("Modulo")
		})
	}
}

func aPageComesToRestAfterItsRequests(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	p.Go(url + "/slow")
	if !strings.Contains(p.Text(), "finalmente") {
		t.Errorf("not waited for: %s", p.Text())
	}
	p.Go(url + "/frame")
	if p.Status() != http.StatusOK || p.H1() != "Cornice" {
		t.Errorf("%d %s", p.Status(), p.H1())
	}
	p.Go(url + "/form")
	p.Press("\t")
	if got := p.Focused(); got != "English" {
		t.Errorf("focus on %q", got)
	}
	p.Go(url + "/language")
	if got := p.H1(); got != "it-IT,it" {
		t.Errorf("language %q", got)
	}
}

func whatIsNotThereIsNotFound(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	p.Go(url + "/form")
	if _, err := p.look(pressable, "Indietro"); err == nil || !strings.Contains(err.Error(), "button Avanti") {
		t.Errorf("error %v, want the buttons there are", err)
	}
	if _, err := p.look(choosable, "09:00"); err == nil {
		t.Error("a disabled radio was offered")
	}
	if _, err := p.In("navigation", "Lingue").look(pressable, "Avanti"); err == nil {
		t.Error("found outside of its scope")
	}
	p.Go(url + "/covered")
	n, err := p.look(pressable, "Premi")
	if err != nil {
		t.Fatal(err)
	}
	failed := attempt(t, func(inner testing.TB) {
		q := *p
		q.t = inner
		q.press(n)
	})
	if !failed {
		t.Error("a covered button was pressed")
	}
}

func violationsAreFound(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	p.Go(url + "/bad")
	got := strings.Join(p.Violations(), "\n")
	if !strings.Contains(got, "image-alt") || !strings.Contains(got, "color-contrast") {
		t.Errorf("violations: %s", got)
	}
	p.Go(url + "/form")
	if got := p.Violations(); len(got) != 0 {
		t.Errorf("violations of a good page: %q", got)
	}
	p.Go(url + "/arabic")
	if got := p.LatinContrast(); len(got) != 1 {
		t.Errorf("pale Arabic: %q", got)
	}
}

func sidewaysScrollingIsFound(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Narrow())
	p.Go(url + "/wide")
	if got := strings.Join(p.Sideways(), "\n"); !strings.Contains(got, "culprit") {
		t.Errorf("sideways: %q", got)
	}
	for _, path := range []string{"/form", "/scroll"} {
		p.Go(url + path)
		if got := p.Sideways(); len(got) != 0 {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func trafficIsCounted(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	p.Go(url + "/heavy")
	if got := p.Traffic(); got.Requests != 2 || got.Bytes < 50_000 || got.Bytes > 52_000 {
		t.Errorf("%+v", got)
	}
	if got := p.Traffic().Kinds; got["Stylesheet"] < 50_000 || got["Document"] == 0 || got["Document"] > 2000 {
		t.Errorf("kinds %v", got)
	}
	p.GoCold(url + "/heavy")
	if got := p.Traffic(); got.Requests != 2 || got.Bytes < 50_000 {
		t.Errorf("cold: %+v", got)
	}
	p.Go(url + "/redirect")
	if got := p.Traffic(); got.Requests != 2 || got.Bytes < len(form) || got.Bytes > len(form)+1000 {
		t.Errorf("%+v", got)
	}
	if !attempt(t, func(inner testing.TB) { q := *p; q.t = inner; q.Within(2, 1000) }) {
		t.Error("a page over its budget passed")
	}
}

func consoleErrorsAreFound(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	for path, want := range map[string]string{"/throws": "rotto", "/policy": "Content Security Policy", "/missing": "404"} {
		p.Go(url + path)
		if got := strings.Join(p.Problems(), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %s", path, got, want)
		}
	}
	p.Expect(404)
	p.Go(url + "/missing")
	p.Go(url + "/form")
	if got := p.Problems(); len(got) != 0 {
		t.Errorf("problems %q", got)
	}
	failed := attempt(t, func(inner testing.TB) {
		q := *p
		q.t = inner
		q.Go(url + "/throws")
		q.closing()
	})
	if !failed {
		t.Error("a page with errors closed in peace")
	}
}

func TestMarkupFaultsAreFound(t *testing.T) {
	got := MarkupFaults(t, map[string]string{
		"good": form, "bad": head + `</head><body><main><h1>x</h1><ul><p>no</p></ul><div id="a"></div><div id="a"></div></main></body></html>`,
	})
	text := strings.Join(got, "\n")
	if !strings.Contains(text, "element-permitted-content") || !strings.Contains(text, "no-dup-id") {
		t.Errorf("faults:\n%s", text)
	}
	for _, line := range got {
		if strings.HasPrefix(line, "good") && !strings.Contains(line, "no-inline-style") {
			t.Errorf("a good page: %s", line)
		}
	}
}

func keyboardAndImpatience(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Options{})
	p.Go(url + "/form")
	p.TabTo("Ho letto")
	p.Press(" ")
	p.TabTo("Avanti")
	p.Press("\r")
	p.Sees("prima//uno//1")
	if !attempt(t, func(inner testing.TB) { q := *p; q.t = inner; q.TabTo("Ho letto") }) {
		t.Error("the tab key came to what is not there")
	}
	p.Go(url + "/count")
	p.DoubleClick("Conta")
	p.Sees("2 volte")
}

func slowPages(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Phone())
	p.Slow()
	p.Go(url + "/jumps")
	if v := p.Vitals(); v.LCP < 500 || v.CLS < 0.1 {
		t.Errorf("a slow page that jumps: %+v", v)
	}
	q := b.Open(t, Phone())
	q.Go(url + "/form")
	if v := q.Vitals(); v.LCP <= 0 || v.LCP > 5000 || v.CLS != 0 {
		t.Errorf("a quick page that stands still: %+v", v)
	}
	q.Go(url + "/words")
	if got := q.Sideways(); len(got) != 0 {
		t.Errorf("%q", got)
	}
	q.LargeText()
	if got := q.Sideways(); len(got) == 0 {
		t.Error("large letters that do not fit were not seen")
	}
}

func aPictureIsLeft(t *testing.T, b *Browser, url string) {
	p := b.Open(t, Phone())
	p.Go(url + "/form")
	dir := t.TempDir()
	p.Screenshot(dir, "modulo")
	if info, err := os.Stat(filepath.Join(dir, "modulo.png")); err != nil || info.Size() < 1000 {
		t.Errorf("picture: %v %v", info, err)
	}
}

// attempt runs something that should fail a test, away from the real one.
func attempt(t *testing.T, f func(testing.TB)) (failed bool) {
	t.Helper()
	inner := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(inner)
	}()
	<-done
	return inner.failed
}

// recorder is a testing.TB that only remembers that it failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Error(...any)          { r.failed = true }
func (r *recorder) Failed() bool          { return false }
func (r *recorder) Fatal(...any)          { r.stop() }
func (r *recorder) Fatalf(string, ...any) { r.stop() }
func (r *recorder) stop() {
	r.failed = true
	runtime.Goexit()
}
