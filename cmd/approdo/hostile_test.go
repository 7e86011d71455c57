package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/i18n"
	"approdo/app/inspect/inspecttest"
	"approdo/cmd/approdo/journeytest"
)

// hostileFiles are files and the sentence each is refused with, or one of two.
func hostileFiles() []struct {
	name, key string
	content   []byte
} {
	return []struct {
		name, key string
		content   []byte
	}{
		{"curriculum.pdf", "inspect.refused.kind", inspecttest.Program()},
		{"pagina.pdf", "inspect.refused.kind", []byte("<!doctype html><script>alert(1)</script>")},
		{"due-in-uno.pdf", "inspect.refused.kind", inspecttest.Polyglot()},
		{"vuoto.pdf", "inspect.refused.empty", nil},
		{"bomba.pdf", "inspect.refused.heavy", inspecttest.Bomb(300 << 20)},
		{"pagine.pdf", "inspect.refused.pages", inspecttest.ManyPages(20_000)},
		{"a-meta.pdf", "inspect.refused.broken", inspecttest.Cut()},
		{"testo.docx", "inspect.refused.heavy inspect.refused.word", inspecttest.DOCXBomb(200 << 20)}, // with or without LibreOffice
	}
}

// TestHostileFilesAreRefusedInWords: each gets a sentence in its sender's language, and
// the CV that was there stays; what acts in a document is taken out of it.
func TestHostileFilesAreRefusedInWords(t *testing.T) {
	unraced(t)
	s := newSiege(t)
	stop := watchful(s.Program, "/prenota")
	t.Run("sent", func(t *testing.T) {
		for _, lang := range []string{"it", "ar"} {
			t.Run(lang, func(t *testing.T) {
				t.Parallel()
				c, l := s.citizen(t, "Prova "+lang, lang), s.words.For(lang)
				c.hands(t, sent{"buono.pdf", inspecttest.PDF("Curriculum di prova")})
				c.reads(t, l.T("area.cv.state.valid"))
				for _, x := range hostileFiles() {
					c.refused(t, x.name, x.key, x.content)
				}
				c.hands(t, sent{"attivo.pdf", inspecttest.Scripted("Curriculum con uno script")})
				text := c.reads(t, "attivo.pdf")
				if !strings.Contains(text, "attivo.pdf") {
					t.Error(text)
				}
			})
		}
	})
	s.stands(t, stop())
}

// refused hands a file in and reads why it is not taken.
func (c *citizen) refused(t *testing.T, name, key string, content []byte) {
	t.Helper()
	l := c.words.For(c.lang)
	got := c.hands(t, sent{name, content})
	text := got.text
	if got.status == http.StatusOK {
		text = c.reads(t, l.T("area.cv.refusal"))
	} else if got.status != http.StatusUnprocessableEntity {
		t.Errorf("%s: %d", name, got.status)
	}
	var sentences []string
	for k := range strings.FieldsSeq(key) {
		sentences = append(sentences, l.T(k, "Most", 10), l.T(k, "Most", 30))
	}
	if !saysEither(text, sentences...) {
		t.Errorf("%s: none of %q is said:\n%s", name, sentences, text)
	}
	if !strings.Contains(c.reads(t, l.T("area.cv.state.valid")), "buono.pdf") {
		t.Errorf("%s: the CV that was there is gone", name)
	}
}

func saysEither(text string, sentences ...string) bool {
	for _, s := range sentences {
		if strings.Contains(squeezed(text), squeezed(s)) {
			return true
		}
	}
	return false
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestStreamsWithoutEnd: ten gigabytes that are declared, a stream that declares nothing,
// parts that do not stop.
func TestStreamsWithoutEnd(t *testing.T) {
	unraced(t)
	s := newSiege(t)
	stop := watchful(s.Program, "/prenota")
	block := bytes.Repeat([]byte("%PDF-1.7"), 4<<10)
	chunk := fmt.Appendf(nil, "%x\r\n%s\r\n", len(block), block)
	for _, lang := range []string{"it", "ar"} {
		says := s.words.For(lang).T("files.upload.size", "Max", 10)
		head := "POST " + i18n.Path(lang, ownCV) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=A\r\n"
		for name, x := range map[string]struct {
			more  string
			piece []byte
		}{"ten gigabytes": {"Content-Length: 10737418240\r\n\r\n", block}, "no length": {"Transfer-Encoding: chunked\r\n\r\n", chunk}} {
			t.Run(name+" "+lang, func(t *testing.T) {
				status, text, sent := pours(t, s.Program, head+x.more, x.piece)
				if status != http.StatusRequestEntityTooLarge || !strings.Contains(text, says) || sent > 200<<20 {
					t.Errorf("%d after %d MB, %q is not said", status, sent>>20, says)
				}
			})
		}
	}
	t.Run("parts", func(t *testing.T) { s.citizen(t, "Prova", "it").endlessParts(t, block) })
	s.stands(t, stop())
}

// pours sends a head and then pieces for as long as anybody takes them, at most a
// gigabyte, and gives the answer.
func pours(t *testing.T, p *journeytest.Program, head string, piece []byte) (status int, text string, n int) {
	t.Helper()
	conn := dial(t, p)
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	poured := make(chan int, 1)
	go func() {
		n, err := io.WriteString(conn, head)
		for err == nil && n < 1<<30 {
			var m int
			m, err = conn.Write(piece)
			n += m
		}
		poured <- n
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	return answer.StatusCode, string(body), <-poured
}

// endlessParts begins more uploads than anybody needs and sends more parts than it said.
func (c *citizen) endlessParts(t *testing.T, block []byte) {
	token := c.multi(c.page(), ownCV).fields.Get("_csrf")
	ask := func(path, kind, body string) reply {
		t.Helper()
		got, err := c.post("/area-personale/caricamenti"+path, kind, strings.NewReader(body), "Accept", "text/plain", "X-CSRF-Token", token)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	begin := func(k int) reply {
		return ask("", "application/x-www-form-urlencoded", fmt.Sprintf("purpose=file&name=%d.pdf&size=%d&stamp=1", k, 2*len(block)))
	}
	id, _, _ := strings.Cut(begin(0).text, " ")
	kind := "application/octet-stream"
	for at, want := range []int{http.StatusOK, http.StatusOK, http.StatusRequestEntityTooLarge, http.StatusRequestEntityTooLarge} {
		if got := ask(fmt.Sprintf("/%s?da=%d", id, at*len(block)), kind, string(block)); got.status != want {
			t.Errorf("part %d: %d, want %d: %s", at, got.status, want, got.text)
		}
	}
	if got := ask("/"+id+"?da=0", kind, strings.Repeat("x", 3<<20)); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a part of 3 MB: %d", got.status)
	}
	last := reply{}
	for k := range 40 {
		if last = begin(k); last.status != http.StatusOK {
			break
		}
	}
	if last.status != http.StatusTooManyRequests || last.text != c.words.For("it").T("files.upload.many") {
		t.Errorf("forty files begun: %d %q", last.status, last.text)
	}
}

// TestFiftyHandInAtOnce: ten megabytes each, all at the same moment. Everybody gets an
// answer, other pages go on, and the program stays small.
func TestFiftyHandInAtOnce(t *testing.T) {
	unraced(t)
	s := newSiege(t)
	t.Logf("before: %d MB", memory(t, s.Program, "VmHWM"))
	c := s.citizen(t, "Prova", "it")
	f := c.multi(c.page(), ownCV)
	f.fields.Set("warned", "1")
	stop := watchful(s.Program, "/prenota")
	var group sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	began := time.Now()
	for k := range 50 {
		group.Go(func() {
			body, kind := f.body(t, "file", sent{fmt.Sprintf("cv-%d.pdf", k), inspecttest.LargePDF(fmt.Sprint("CV ", k), 9<<20)})
			got, err := c.post(f.action, kind, bytes.NewReader(body))
			mu.Lock()
			defer mu.Unlock()
			if answers[got.status]++; err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	took := time.Since(began)
	c.reads(t, s.words.For("it").T("area.cv.state.valid"))
	t.Logf("%v in %s, checked after %s", answers, took, time.Since(began))
	if answers[http.StatusOK] != 50 {
		t.Errorf("%v", answers)
	}
	s.stands(t, stop())
}
