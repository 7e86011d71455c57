package appointments

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"approdo/app/mail/sms"
)

// phones is a gateway of the test's: it keeps what it gets and answers answer.
type phones struct {
	sync.Mutex
	got    []map[string]string
	answer int
}

func gateway(t *testing.T) (*phones, *sms.Gateway) {
	t.Helper()
	p := &phones{answer: http.StatusOK}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.Lock()
		defer p.Unlock()
		var m map[string]string
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		if p.answer == http.StatusOK {
			p.got = append(p.got, m)
		}
		w.WriteHeader(p.answer)
	}))
	t.Cleanup(s.Close)
	g, err := sms.Parse(s.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	return p, g
}

const mobile, landline = "+393331234567", "+390801234567"

func TestWhoLeftOnlyAMobileNumberGetsShortMessages(t *testing.T) {
	box, g := gateway(t)
	p := run(t, g)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", Contact{Phone: mobile})
	p.written("2026-11-27 12:00", "2026-11-22 10:00", Contact{Phone: landline})
	p.written("2026-11-27 13:00", "2026-11-22 10:00", Contact{Phone: mobile, Email: "prova@example.com"})
	p.pass("2026-11-25 10:00", "2026-11-25 11:00")
	p.Must(CancelByPerson(p.Ctx, p.DB, a.ID, p.Now))
	p.pass("2026-11-25 11:15", "2026-11-27 12:00")
	var texts []string
	for _, m := range box.got {
		texts = append(texts, m["text"])
		if m["to"] != mobile || strings.Contains(m["text"], "Prova") {
			t.Errorf("%v", m)
		}
		if n, gsm := sms.Parts(m["text"]); n != 1 || !gsm {
			t.Errorf("%d parts: %s", n, m["text"])
		}
	}
	if len(texts) != 3 || !strings.HasPrefix(texts[0], "Appuntamento confermato: venerdì 27 novembre, ore 11:00") ||
		!strings.HasPrefix(texts[1], "Ti ricordiamo") || !strings.HasPrefix(texts[2], "Appuntamento annullato") {
		t.Errorf("%q", texts)
	}
	if !strings.Contains(texts[0], "https://portale.example/appuntamenti/") || strings.Contains(texts[2], "https://") {
		t.Errorf("links: %q", texts)
	}
	if n := p.Count("messages", "channel = 'sms' AND state = 'sent' AND parts = 1"); n != 3 {
		t.Errorf("%d receipts", n)
	}
}

func TestAGatewayThatRefusesIsTriedAgain(t *testing.T) {
	box, g := gateway(t)
	p := run(t, g)
	box.answer = http.StatusServiceUnavailable
	p.written("2026-11-27 11:00", "2026-11-22 10:00", Contact{Phone: mobile})
	_ = p.post.Drain()
	if n := p.Count("messages", "state = 'queued' AND error = 'sms 503' AND attempts = 1 AND parts = 0"); n != 1 {
		t.Fatalf("%d receipts wait", n)
	}
	box.answer = http.StatusOK
	p.pass("2026-11-22 10:15", "2026-11-22 11:00")
	if n := p.Count("messages", "state = 'sent' AND parts = 1 AND error = ''"); n != 1 || len(box.got) != 1 {
		t.Errorf("%d receipts, %d messages", n, len(box.got))
	}
	box.answer = http.StatusBadRequest
	p.written("2026-11-27 12:00", "2026-11-22 10:00", Contact{Phone: mobile})
	p.pass("2026-11-22 11:15", "2026-11-22 12:00")
	if n := p.Count("messages", "state = 'failed' AND error = 'sms 400' AND attempts = 1"); n != 1 {
		t.Errorf("%d failed for good", n)
	}
}

// What confirms holds the link, in three parts at most; a reminder is one part in
// every script.
func TestShortMessagesInEveryLanguage(t *testing.T) {
	p := run(t, nil)
	p.o.BaseURL = "https://sportello.comune.monopoli.ba.it"
	a, err := FindWithPlace(p.Ctx, p.DB, p.written("2026-11-25 11:00", "2026-11-22 10:00", Contact{Phone: mobile}).ID)
	p.Must(err)
	for lang, most := range map[string]int{
		"it": 2, "en": 2, "fr": 2, "es": 2, "ro": 2, "sq": 2, "ar": 3, "uk": 3, "ru": 3, "zh": 3, "bn": 3, "ur": 3,
	} {
		for key, kind := range map[string]string{"confirmed": kindConfirmed, "moved": kindMoved} {
			text := sms.Choose(p.o.wordings(a, p.o.Catalog.For(lang), kind, "appointments.sms."+key))
			if n, _ := sms.Parts(text); n > most || !strings.Contains(text, "11:00") || !strings.Contains(text, p.o.Link(lang, a.ID)) {
				t.Errorf("%s: %d parts: %s", lang, n, text)
			}
		}
		text := sms.Choose(p.o.wordings(a, p.o.Catalog.For(lang), kindLast, "appointments.sms.reminder"))
		if n, _ := sms.Parts(text); n != 1 || !strings.Contains(text, "11:00") {
			t.Errorf("%s: %d parts: %s", lang, n, text)
		}
	}
}

func TestWithoutAGatewayNothingChanges(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", Contact{Phone: mobile})
	p.pass("2026-11-25 10:00", "2026-11-25 12:00")
	p.Must(CancelByPerson(p.Ctx, p.DB, a.ID, p.Now))
	p.tick(p.Now)
	if n, left := p.Count("messages", "true"), p.Count("jobs", "kind <> ?", ReleasedKind); n != 0 || left != 0 {
		t.Errorf("%d receipts, %d jobs", n, left)
	}
	if a.Area = p.area; a.Reminded(false, at("2026-11-22 10:00")) || !a.Reminded(true, at("2026-11-22 10:00")) {
		t.Error("a reminder is promised that cannot be sent, or the other way round")
	}
}
