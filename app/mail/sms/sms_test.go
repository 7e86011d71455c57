package sms

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestParts(t *testing.T) {
	for _, x := range []struct {
		text  string
		parts int
		gsm   bool
	}{
		{"", 0, true},
		{"ciao", 1, true},
		{strings.Repeat("a", 160), 1, true},
		{strings.Repeat("a", 161), 2, true},
		{strings.Repeat("a", 306), 2, true},
		{strings.Repeat("a", 307), 3, true},
		{strings.Repeat("à", 160), 1, true},
		{strings.Repeat("€", 80), 1, true},
		{strings.Repeat("€", 81), 2, true},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, true}, // the pair is not cut
		{strings.Repeat("a", 151) + "€" + strings.Repeat("a", 153), 2, true},
		{"[{}]~^|\\\f", 1, true},
		{strings.Repeat("a", 69) + "ș", 1, false},
		{strings.Repeat("م", 70), 1, false},
		{strings.Repeat("م", 71), 2, false},
		{strings.Repeat("م", 134), 2, false},
		{strings.Repeat("م", 135), 3, false},
		{strings.Repeat("😀", 35), 1, false},
		{strings.Repeat("م", 66) + "😀" + strings.Repeat("م", 66), 3, false},
		{"ç", 1, false}, // only the capital is in the alphabet
		{"Ç", 1, true},
	} {
		if parts, gsm := Parts(x.text); parts != x.parts || gsm != x.gsm {
			t.Errorf("%.20q (%d): %d parts, gsm %v; want %d, %v", x.text, len([]rune(x.text)), parts, gsm, x.parts, x.gsm)
		}
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		" Ora è l’una… ":   "Ora è l'una...",
		"Programare mâine": "Programare maine",
		"ședință":          "sedinta",
		"Çdo ditë, ç’kemi": "Çdo dite, c'kemi",
		"mañana, ¿sí?":     "mañana, ¿si?",
		"موعد — 10:00":     "موعد — 10:00",
		"e\u0300 vero":     "è vero",
	} {
		if got := Plain(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	long, short := strings.Repeat("a", 170), "corto"
	if got := Choose([]string{long, short}); got != short {
		t.Errorf("%q", got)
	}
	arabic := func(n int) string { return strings.Repeat("م", n) }
	if got := Choose([]string{arabic(300), arabic(190), arabic(100)}); got != arabic(190) {
		t.Errorf("%d units", len([]rune(got)))
	}
	if got := Choose([]string{arabic(400), arabic(300)}); got != arabic(300) {
		t.Errorf("%d units", len([]rune(got)))
	}
	if Choose(nil) != "" {
		t.Error("something out of nothing")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, x := range []struct{ address, token, words string }{
		{"", "", "must look like"},
		{"sms.example.it/send", "", "must look like"},
		{"ftp://sms.example.it", "", "must look like"},
		{"http://sms.example.it/send", "", "must begin with https://"},
		{"https://sms.example.it/?to={{to}}", "", "both {{to}} and {{text}}"},
		{"https://sms.example.it/?x={{text}}", "", "both {{to}} and {{text}}"},
		{"https://{{to}}.example.it/{{text}}", "", "written out"},
		{"https://sms.example.it/", "a\nb", "one line"},
	} {
		_, err := Parse(x.address, x.token)
		if err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("%s: %v", x.address, err)
		}
	}
	for _, good := range []string{"https://sms.example.it/send", "http://127.0.0.1:9000/", "http://localhost/s?k=1&to={{to}}&x={{text}}"} {
		if _, err := Parse(good, ""); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

func serve(t *testing.T, suffix string, h http.HandlerFunc) *Gateway {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	g, err := Parse(s.URL+suffix, "segreto")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestBothWaysOfSending(t *testing.T) {
	const text = "Ciao & a presto: 9:30, è qui?"
	var got string
	check := func(r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer segreto" || r.Header.Get("Idempotency-Key") != "m1" {
			t.Errorf("headers %v", r.Header)
		}
	}
	get := serve(t, "/send?key=1&to={{to}}&msg={{text}}", func(_ http.ResponseWriter, r *http.Request) {
		check(r)
		got = r.Method + " " + r.URL.Query().Get("to") + " " + r.URL.Query().Get("msg")
	})
	if err := get.Send(context.Background(), "+393331234567", text, "m1"); err != nil || got != "GET +393331234567 "+text {
		t.Errorf("%v, %s", err, got)
	}
	post := serve(t, "/send", func(_ http.ResponseWriter, r *http.Request) {
		check(r)
		var m map[string]string
		b, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(b, &m); err != nil || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v: %s", err, b)
		}
		got = r.Method + " " + m["to"] + " " + m["text"]
	})
	if err := post.Send(context.Background(), "+393331234567", text, "m1"); err != nil || got != "POST +393331234567 "+text {
		t.Errorf("%v, %s", err, got)
	}
}

func TestWhatARefusalMeans(t *testing.T) {
	for status, permanent := range map[int]bool{302: false, 400: true, 401: false, 403: false, 404: true, 408: false, 422: true, 429: false, 500: false, 503: false} {
		g := serve(t, "/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/altrove")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("+393331234567 unknown"))
		})
		err := g.Send(context.Background(), "+393331234567", "ciao", "m1")
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Permanent != permanent || strings.Contains(err.Error(), "333") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestASilentGatewayIsTriedAgain(t *testing.T) {
	done := make(chan struct{})
	g := serve(t, "/?to={{to}}&x={{text}}", func(http.ResponseWriter, *http.Request) { <-done })
	t.Cleanup(func() { close(done) })
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := g.Send(ctx, "+393331234567", "ciao", "m1")
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Permanent || err.Error() != "sms: no answer: timeout" {
		t.Errorf("%v", err)
	}
}
