package waiting

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/mail/sms"
	"approdo/app/towntest/stage"
	"approdo/locales"
)

// program is the house with its jobs and its post, at a time the test sets.
type program struct {
	*house
	post  *stage.Post
	texts []string
}

func run(t *testing.T, texting bool) *program {
	t.Helper()
	p := &program{house: build(t, testdb.New(t))}
	c, err := i18n.Load(locales.FS)
	p.Must(err)
	o := appointments.MailOptions{
		Signer: auth.NewSigner([]byte("a secret of thirty-two bytes or so")), BaseURL: "https://portale.example",
		From: "noreply@comune.example", Catalog: c, SMS: texting, Now: func() time.Time { return p.Now },
	}
	composers, texts := appointments.Composers(o), appointments.Texts(o)
	maps.Copy(composers, Composers(o))
	maps.Copy(texts, Texts(o))
	options := mail.Options{Composers: composers, Catalog: c, Texts: texts}
	if texting {
		options.SMS = p.gateway()
	}
	p.post = p.Post(options, Handlers(texting))
	return p
}

// gateway keeps what it is given.
func (p *program) gateway() *sms.Gateway {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.texts = append(p.texts, r.URL.Query().Get("text"))
	}))
	p.Cleanup(s.Close)
	g, err := sms.Parse(s.URL+"/?to={{to}}&text={{text}}", "")
	p.Must(err)
	return g
}

// tick is what the program does at a time: every job that is due.
func (p *program) tick(now time.Time) []catcher.Message {
	p.Helper()
	p.Now = now
	p.Must(p.post.Drain())
	return p.post.List()
}

func bodies(list []catcher.Message, subject string) (all []catcher.Message) {
	for _, m := range list {
		if strings.Contains(m.Subject, subject) {
			all = append(all, m)
		}
	}
	return all
}

// A cancellation alone makes the program ask the first in the line, in their
// language, with a link and a way out that mail programs know.
func TestACancellationAsksTheNextPersonByMail(t *testing.T) {
	p := run(t, false)
	booked := p.fill(p.desk)
	j := p.joining("Prima")
	j.Details.Lang = "en"
	e := p.join(j)
	if got := bodies(p.tick(p.Now), "You are on the waiting list"); len(got) != 1 {
		t.Fatalf("%d letters after joining", len(got))
	}
	p.free(booked[0])
	got := bodies(p.tick(p.Now), "A place is free")
	if len(got) != 1 {
		t.Fatalf("%d offers", len(got))
	}
	raw := string(got[0].Raw)
	for _, want := range []string{"List-Unsubscribe: <https://portale.example/lista-attesa/", "/disiscrizione>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"} {
		if !strings.Contains(raw, want) {
			t.Errorf("the mail lacks %q", want)
		}
	}
	for _, want := range []string{"https://portale.example/en/proposte/", "P.", "11:00"} {
		if !strings.Contains(got[0].Text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, got[0].Text)
		}
	}
	if strings.Contains(got[0].Text, e.Name) {
		t.Error("the mail says the name")
	}
	if n := len(bodies(p.tick(p.Now.Add(time.Minute)), "A place is free")); n != 1 {
		t.Errorf("%d offers after the next sweep", n)
	}
}

func TestNobodyIsWokenUp(t *testing.T) {
	p := run(t, false)
	booked := p.fill(p.desk)
	e := p.join(p.joining("Prima"))
	p.tick(p.Now)
	p.Now = at("2026-11-23 23:00")
	p.free(booked[len(booked)-1])
	if n := len(bodies(p.tick(p.Now), "Si è liberato")); n != 0 {
		t.Fatal("somebody was written to at eleven in the evening")
	}
	if o := p.offer(e); !o.AnswerUntil.Equal(at("2026-11-24 10:00")) {
		t.Errorf("held until %s", o.AnswerUntil)
	}
	if n := len(bodies(p.tick(at("2026-11-24 08:00")), "Si è liberato")); n != 1 {
		t.Errorf("%d letters in the morning", n)
	}
}

// What is no longer useful when it could be sent is not sent.
func TestLateOffersAreDropped(t *testing.T) {
	p := run(t, false)
	booked := p.fill(p.desk)
	left, late := p.joining("Prima"), p.joining("Seconda")
	gone := p.join(left)
	p.join(late)
	p.tick(p.Now)
	p.free(booked[len(booked)-1])
	p.free(booked[len(booked)-2])
	p.sweep()
	p.Must(Leave(p.Ctx, p.DB, gone.ID, p.Now))
	if got := bodies(p.tick(p.Now.Add(DefaultHold-5*time.Minute)), "Si è liberato"); len(got) != 0 {
		t.Errorf("%d letters", len(got))
	}
	if n := p.Count("messages", "kind = 'waiting.offer' AND state = 'dropped'"); n != 2 {
		t.Errorf("%d dropped", n)
	}
}

func TestWhoHasOnlyAMobileNumberGetsAText(t *testing.T) {
	p := run(t, true)
	booked := p.fill(p.desk)
	for _, lang := range []string{"it", "ar"} {
		j := p.joining("Prima")
		j.Contact.Email, j.Contact.Phone, j.Details.Lang = "", "333 123 456"+string(lang[1]%10+'0'), lang
		_, err := Join(p.Ctx, p.DB, j, true, p.Now)
		p.Must(err)
	}
	p.free(booked[0])
	p.free(booked[2])
	p.tick(p.Now)
	offers := 0
	for _, text := range p.texts {
		if strings.Contains(text, "/proposte/") {
			offers++
		}
	}
	if len(p.texts) != 4 || offers != 2 {
		t.Errorf("texts: %q", p.texts)
	}
	for _, text := range p.texts {
		if parts, _ := sms.Parts(text); parts > 3 {
			t.Errorf("%d parts: %s", parts, text)
		}
	}
}

// The letters can be drawn in every language.
func TestLettersInEveryLanguage(t *testing.T) {
	p := run(t, false)
	booked := p.fill(p.desk)
	for _, l := range i18n.Languages() {
		j := p.joining("Prova" + l.Tag)
		j.Details.Lang = l.Tag
		p.join(j)
	}
	for i := range i18n.Languages() {
		p.free(booked[i])
	}
	p.tick(p.Now)
	if n := p.Count("messages", "state = 'sent' AND kind = 'waiting.joined'"); n != len(i18n.Languages()) {
		t.Errorf("%d letters", n)
	}
	if n := p.Count("messages", "state = 'sent' AND kind = 'waiting.offer'"); n != len(i18n.Languages()) {
		t.Errorf("%d offers", n)
	}
}
