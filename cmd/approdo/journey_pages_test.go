package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"approdo/app/i18n"
	"approdo/cmd/approdo/journeytest"
)

// publicPages are what anybody can open; each must be right in every language.
var publicPages = []string{
	"/", "/servizi", "/sportelli", "/prenota", "/domande-frequenti", "/assistenza", "/segnalazione-disservizio",
	"/privacy", "/note-legali", "/accessibilita", "/carta-dei-servizi", "/area-personale", "/valutazione",
}

// pagesForEverybody: no violation and nothing sideways at 320 px, left to right and
// right to left; the markup of every page in every language.
func pagesForEverybody(t *testing.T, w *world) {
	documents := map[string]string{}
	for _, l := range i18n.Languages() {
		for _, path := range w.everyPage(t) {
			documents[l.Tag+" "+path] = w.source(t, l.Tag, path)
		}
	}
	for _, fault := range journeytest.MarkupFaults(t, documents) {
		t.Error(fault)
	}
	for _, lang := range []string{"it", "ar"} {
		p := w.browser.Open(t, journeytest.Narrow())
		for _, path := range w.everyPage(t) {
			p.Go(w.link(lang, path))
			p.CheckAll()
		}
	}
	large := w.browser.Open(t, journeytest.Phone())
	p := w.browser.Open(t, journeytest.Options{})
	for _, path := range []string{"/", "/prenota", "/servizi"} {
		large.Go(w.link("ro", path))
		large.LargeText()
		for _, s := range large.Sideways() {
			t.Errorf("%s in large letters: %s", path, s)
		}
		p.Go(w.link("ur", path))
		for _, v := range p.LatinContrast() {
			t.Errorf("%s from right to left: %s", path, v)
		}
	}
}

// everyPage adds to the fixed addresses one service, one desk and the times of a month.
func (w *world) everyPage(t *testing.T) []string {
	t.Helper()
	all := append([]string{}, publicPages...)
	for _, list := range []string{"/servizi", "/sportelli"} {
		text := w.source(t, "it", list)
		_, after, found := strings.Cut(text, `href="`+list+`/`)
		if !found {
			t.Fatalf("%s leads nowhere", list)
		}
		name, _, _ := strings.Cut(after, `"`)
		all = append(all, list+"/"+name)
	}
	return all
}

// source is a page as it is sent.
func (w *world) source(t *testing.T, lang, path string) string {
	t.Helper()
	answer, err := http.Get(w.link(lang, path))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s in %s: %d %v", path, lang, answer.StatusCode, err)
	}
	return string(text)
}

// languages: the address decides, the choice is remembered, the page says what it is.
func languages(t *testing.T, w *world) {
	p := w.browser.Open(t, journeytest.Phone())
	for _, l := range i18n.Languages() {
		p.Go(w.link(l.Tag, "/prenota"))
		lang := journeytest.Evaluate[string](p, "document.documentElement.lang")
		dir := journeytest.Evaluate[string](p, "document.documentElement.dir")
		if lang != l.Tag || dir != l.Dir || p.H1() != w.words.For(l.Tag).T("booking.area.title") {
			t.Errorf("%s: lang %s, dir %s, %s", l.Tag, lang, dir, p.H1())
		}
		alternates := journeytest.Evaluate[int](p, "document.querySelectorAll('link[rel=alternate][hreflang]').length")
		if alternates != len(i18n.Languages())+1 {
			t.Errorf("%s: %d alternates", l.Tag, alternates)
		}
	}
	p.Go(w.link("ur", "/prenota"))
	p.Go(w.URL + "/servizi")
	if !strings.HasSuffix(p.URL(), "/ur/servizi") {
		t.Errorf("the choice is not remembered: %s", p.URL())
	}
	p.Go(w.URL + "/it/servizi")
	if p.URL() != w.URL+"/servizi" {
		t.Errorf("Italian is not without prefix: %s", p.URL())
	}
	p.Go(w.URL + "/servizi")
	if p.URL() != w.URL+"/servizi" {
		t.Errorf("Italian is not remembered: %s", p.URL())
	}
}

// budget of interface.md, with an empty cache.
func budget(t *testing.T, w *world) {
	pages := append(w.everyPage(t), "/prenota/sportello?ambito="+strings.TrimPrefix(w.everyPage(t)[len(publicPages)], "/servizi/"))
	for lang, most := range map[string]journeytest.Traffic{
		"it": {Requests: 8, Bytes: 75_000}, "uk": {Requests: 6, Bytes: 45_000},
		"ar": {Requests: 6, Bytes: 45_000}, "zh": {Requests: 6, Bytes: 45_000},
	} {
		worst := journeytest.Traffic{}
		p := w.browser.Open(t, journeytest.Phone())
		for _, path := range pages {
			p.GoCold(w.link(lang, path))
			p.Within(most.Requests, most.Bytes)
			// 8, 15 and 18 KB of content and up to 1 KB of headers.
			for kind, bytes := range map[string]int{"Document": 9_000, "Stylesheet": 16_000, "Script": 19_000} {
				if got := p.Traffic().Kinds[kind]; got > bytes {
					t.Errorf("%s in %s: %s of %d bytes, at most %d", path, lang, kind, got, bytes)
				}
			}
			if got := p.Traffic(); got.Bytes > worst.Bytes {
				worst = got
			}
		}
		t.Logf("%s: at most %d requests, %d bytes", lang, worst.Requests, worst.Bytes)
	}
}

// patienceOfAPhone: the largest part is there in time on a slow network, and nothing
// jumps while it comes. A machine busy with other tests gets a second chance.
func patienceOfAPhone(t *testing.T, w *world) {
	limit := within(2500 * time.Millisecond)
	for _, lang := range []string{"it", "ar"} {
		for _, path := range []string{"/", "/prenota"} {
			var v journeytest.Vitals
			for range 2 {
				p := w.browser.Open(t, journeytest.Phone())
				p.Slow()
				p.Go(w.link(lang, path))
				if v = p.Vitals(); v.LCP <= float64(limit.Milliseconds()) {
					break
				}
			}
			t.Logf("%s in %s: LCP %.0f ms, CLS %.3f", path, lang, v.LCP, v.CLS)
			if v.LCP > float64(limit.Milliseconds()) {
				t.Errorf("%s in %s: LCP %.0f ms, at most %s", path, lang, v.LCP, limit)
			}
			if v.CLS > 0.1 {
				t.Errorf("%s in %s jumps: CLS %.3f", path, lang, v.CLS)
			}
		}
	}
}
