package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"approdo/cmd/approdo/journeytest"
)

// toContact walks to the page that asks who comes.
func (w *world) toContact(t *testing.T, lang string, look journeytest.Options) *journeytest.Page {
	t.Helper()
	p, l := w.browser.Open(t, look), w.words.For(lang)
	main := p.In("main", "")
	p.Go(w.link(lang, "/prenota"))
	for range 3 {
		main.ChooseFirst()
		main.Click(l.T("booking.next"))
	}
	main.Click(l.T("booking.next"))
	if p.H1() != l.T("booking.contact.title") {
		t.Fatalf("%q:\n%s", p.H1(), p.Text())
	}
	return p
}

func formComesBack(t *testing.T, w *world) {
	p, l := w.toContact(t, "it", journeytest.Phone()), w.words.For("it")
	name, email := l.T("booking.contact.name"), l.T("booking.contact.email")
	p.Fill(name, "Bruno Verdi")
	p.Fill(email, "bruno senza chiocciola")
	p.Click(l.T("booking.next"))
	if p.Status() != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.Status())
	}
	p.CheckAll()
	if p.Value(name) != "Bruno Verdi" || p.Value(email) != "bruno senza chiocciola" {
		t.Errorf("typed words were lost: %q %q", p.Value(name), p.Value(email))
	}
	if !journeytest.Evaluate[bool](p, "document.activeElement.classList.contains('error-summary')") {
		t.Error("the summary of errors has no focus")
	}
	links := p.In("alert", "").Names("link")
	if len(links) != 1 {
		t.Fatalf("the summary holds %q", links)
	}
	p.Click(links[0])
	if focused := p.Focused(); !strings.HasPrefix(focused, email) {
		t.Errorf("the link of the summary leads to %q", focused)
	}
	p.Fill(email, "bruno@example.org")
	p.Click(l.T("booking.next"))
	p.Sees(l.T("booking.summary.title"))
}

func formSurvivesItsSession(t *testing.T, w *world) {
	p, l := w.toContact(t, "fr", journeytest.Phone()), w.words.For("fr")
	p.Fill(l.T("booking.contact.name"), "Chantal Dubois")
	p.Fill(l.T("booking.contact.email"), "chantal@example.org")
	p.ForgetCookies()
	p.Click(l.T("booking.next"))
	if p.H1() != l.T("web.resend.title") {
		t.Fatalf("%q:\n%s", p.H1(), p.Text())
	}
	p.CheckAll()
	p.Click(l.T("web.resend.submit"))
	p.Sees(l.T("booking.summary.title"), "Chantal Dubois", "chantal@example.org")
}

// toTimes walks to the times of one desk: the first choice is any desk.
func (w *world) toTimes(p *journeytest.Page) {
	l, main := w.words.For("it"), p.In("main", "")
	p.Go(w.link("it", "/prenota"))
	main.ChooseFirst()
	main.Click(l.T("booking.next"))
	main.Choose(main.Names("radio")[1])
	main.Click(l.T("booking.next"))
}

func monthIsChosen(t *testing.T, w *world) {
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Phone())
	main := p.In("main", "")
	w.toTimes(p)
	months := p.Options(l.T("booking.time.month"))
	if len(months) < 2 {
		t.Fatalf("months %q", months)
	}
	before, requests := strings.Join(main.Names("group"), "|"), p.Traffic().Requests
	main.Select(l.T("booking.time.month"), months[1])
	if after := strings.Join(main.Names("group"), "|"); after == before || after == "" {
		t.Errorf("the days did not change: %s", after)
	}
	if p.Traffic().Requests != requests+1 {
		t.Errorf("%d requests for one part of the page", p.Traffic().Requests-requests)
	}
	p.CheckAll()
	main.ChooseFirst()
	main.Click(l.T("booking.next"))
	p.Sees(l.T("booking.details.title"))
}

// fiftyWantOne: fifty browsers hold the same page and send the same time at once.
func fiftyWantOne(t *testing.T, w *world) {
	const people = 50
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Options{})
	w.toTimes(p)
	page := p.URL()
	clients, forms := make([]*http.Client, people), make([]url.Values, people)
	for i := range people {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		clients[i] = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		forms[i] = postForm(t, clients[i], page)
	}
	answers, bodies := make([]int, people), make([]string, people)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range people {
		group.Go(func() {
			<-start
			answer, err := clients[i].PostForm(w.URL+"/prenota", forms[i])
			if err != nil {
				bodies[i] = err.Error()
				return
			}
			text, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			answers[i], bodies[i] = answer.StatusCode, string(text)
		})
	}
	close(start)
	group.Wait()
	count := map[int]int{}
	for i, status := range answers {
		count[status]++
		if status == http.StatusConflict && (!strings.Contains(bodies[i], html.EscapeString(l.T("booking.time.instead")))) {
			t.Errorf("somebody who came too late is offered nothing:\n%.500s", bodies[i])
		}
	}
	if count[http.StatusSeeOther] != operatorsAtFirstDesk || count[http.StatusConflict] != people-operatorsAtFirstDesk {
		t.Errorf("answers %v, want %d that won and the others told kindly; e.g. %.300s", count, operatorsAtFirstDesk, bodies[0])
	}
}

// operatorsAtFirstDesk of the demo receive at the same time.
const operatorsAtFirstDesk = 1

// postForm reads the page as a browser would and fills the form that is posted with
// its hidden fields and the first time offered.
func postForm(t *testing.T, c *http.Client, page string) url.Values {
	t.Helper()
	answer, err := c.Get(page)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	tree, err := html.Parse(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	values := url.Values{}
	for n := range tree.Descendants() {
		if n.Data != "input" || !posted(n) {
			continue
		}
		a := attributes(n)
		if a["type"] == "hidden" || a["name"] == "slot" && !values.Has("slot") {
			values.Set(a["name"], a["value"])
		}
	}
	if !values.Has("slot") || !values.Has("_csrf") {
		t.Fatalf("the form holds %v", values)
	}
	return values
}

func posted(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "form" {
			return attributes(n)["method"] == "post"
		}
	}
	return false
}

func attributes(n *html.Node) map[string]string {
	all := map[string]string{}
	for _, a := range n.Attr {
		all[a.Key] = a.Val
	}
	return all
}
