package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"approdo/app/i18n"
	"approdo/app/mail/catcher"
	"approdo/cmd/approdo/journeytest"
)

// booking is one person's way through the form.
type booking struct {
	name, email string
	lang        string
	look        journeytest.Options
	// area and desk are names to choose, "" for the first one.
	area, desk string
	// checked asks axe about every step; not without JavaScript.
	checked bool
	// shot begins the names of the pictures, "" for none.
	shot string
}

// book walks from the home page to the confirmation and gives its page.
func (w *world) book(t *testing.T, b booking) *journeytest.Page {
	t.Helper()
	p, l := w.browser.Open(t, b.look), w.words.For(b.lang)
	step := 0
	at := func(title string) {
		t.Helper()
		step++
		if p.H1() != title {
			t.Fatalf("step %d is %q, want %q:\n%s", step, p.H1(), title, p.Text())
		}
		if b.checked {
			p.CheckAll()
		}
		if b.shot != "" {
			picture(p, fmt.Sprintf("%s-%d", b.shot, step))
		}
	}
	main := p.In("main", "")
	p.Go(w.link(b.lang, "/"))
	main.Click(l.T("home.book"))
	at(l.T("booking.area.title"))
	choose(main, b.area)
	main.Click(l.T("booking.next"))
	at(l.T("booking.desk.title"))
	choose(main, b.desk)
	main.Click(l.T("booking.next"))
	at(l.T("booking.time.title"))
	main.ChooseFirst()
	main.Click(l.T("booking.next"))
	at(l.T("booking.details.title"))
	main.Fill(l.T("booking.details.note"), "Cerco lavoro — أبحث عن عمل")
	main.Click(l.T("booking.next"))
	at(l.T("booking.contact.title"))
	main.Fill(l.T("booking.contact.name"), b.name)
	main.Fill(l.T("booking.contact.email"), b.email)
	main.Click(l.T("booking.next"))
	at(l.T("booking.summary.title"))
	p.Sees(b.name, "Cerco lavoro — أبحث عن عمل")
	main.Click(l.T("booking.summary.confirm"))
	at(l.T("booking.done.title"))
	return p
}

func choose(p *journeytest.Page, name string) {
	if name == "" {
		p.ChooseFirst()
		return
	}
	p.Choose(name)
}

var protocol = regexp.MustCompile(`AP-\d{4}-\d{6}`)

func citizenBooks(t *testing.T, w *world) {
	noScript := journeytest.Options{NoScript: true}
	for _, b := range []booking{
		{name: "Maria Rossi", email: "maria@example.org", lang: "it", look: journeytest.Phone(), checked: true, shot: "it"},
		{name: "سلمى حداد", email: "salma@example.org", lang: "ar", look: journeytest.Phone(), checked: true, shot: "ar"},
		{name: "Mei Lin", email: "mei@example.org", lang: "zh", look: journeytest.Narrow(), checked: true},
		{name: "Ana Popescu", email: "ana@example.org", lang: "ro", look: noScript},
	} {
		t.Run(b.lang, func(t *testing.T) {
			p := w.book(t, b)
			number := protocol.FindString(p.Text())
			if number == "" {
				t.Fatalf("no protocol number:\n%s", p.Text())
			}
			letter := w.Letter(b.email)
			checkLetter(t, letter, b.lang, number)
			// The page of a finished form stays what it is: reloaded, gone back to.
			p.Go(p.URL())
			p.Sees(number)
		})
	}
}

// checkLetter: the mail is in the person's language, with the number, the link and
// the calendar entry.
func checkLetter(t *testing.T, m catcher.Message, lang, number string) {
	t.Helper()
	if m.Problem != "" {
		t.Error(m.Problem)
	}
	if m.Lang != lang {
		t.Errorf("mail in %q, want %q", m.Lang, lang)
	}
	for part, text := range map[string]string{"text": m.Text, "HTML": m.HTML} {
		if !strings.Contains(text, number) {
			t.Errorf("the %s part does not hold %s:\n%s", part, number, text)
		}
	}
	if !strings.Contains(m.HTML, `dir="`+i18n.Dir(lang)+`"`) {
		t.Errorf("the HTML part does not say its direction %s", i18n.Dir(lang))
	}
	if !strings.Contains(calendarOf(m), "METHOD:") || !strings.Contains(calendarOf(m), "BEGIN:VEVENT") {
		t.Errorf("no calendar entry in the mail: %q", calendarOf(m))
	}
	if m.Get("Auto-Submitted") == "" || m.Get("Message-ID") == "" {
		t.Error("Auto-Submitted or Message-ID is missing")
	}
}

func calendarOf(m catcher.Message) string {
	if m.Calendar != "" {
		return m.Calendar
	}
	for _, a := range m.Attachments {
		if strings.HasPrefix(a.Type, "text/calendar") {
			return string(a.Data)
		}
	}
	return ""
}

var ownLink = regexp.MustCompile(`https?://[^\s"'<>]+/appuntamenti/[A-Za-z0-9_.-]+`)

func (w *world) ownLink(t *testing.T, email string) string {
	t.Helper()
	link := ownLink.FindString(w.Letter(email).Text)
	if link == "" {
		t.Fatalf("no link in the mail:\n%s", w.Letter(email).Text)
	}
	return link
}

func linkIsSafe(t *testing.T, w *world) {
	w.book(t, booking{name: "Ada Bianchi", email: "ada@example.org", lang: "it"})
	link, l := w.ownLink(t, "ada@example.org"), w.words.For("it")
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		for _, path := range []string{"", "/annullamento", "/spostamento", "/calendario.ics"} {
			if status := ask(t, method, link+path); status != http.StatusOK {
				t.Errorf("%s %s answers %d", method, path, status)
			}
		}
	}
	p := w.browser.Open(t, journeytest.Phone())
	p.Go(link)
	p.CheckAll()
	p.Sees(l.T("appointment.title"), "A. B.")
	p.SeesNot("Ada Bianchi", "ada@example.org", l.T("appointment.cancelled"), "Cerco lavoro")
	p.Expect(http.StatusNotFound)
	for _, other := range []string{link + "x", link[:len(link)-3] + "AAA", w.URL + "/appuntamenti/1", w.URL + "/appuntamenti/9999999"} {
		p.Go(other)
		if p.Status() != http.StatusNotFound || p.H1() != l.T("error.404.title") {
			t.Errorf("%s: %d %s", other, p.Status(), p.H1())
		}
	}
}

func ask(t *testing.T, method, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func citizenCancels(t *testing.T, w *world) {
	w.book(t, booking{name: "Ivan Shevchenko", email: "ivan@example.org", lang: "uk"})
	l := w.words.For("uk")
	p := w.browser.Open(t, journeytest.Phone())
	p.Go(w.ownLink(t, "ivan@example.org"))
	w.Mail.Clear()
	p.Click(l.T("appointment.cancel.link"))
	p.CheckAll()
	p.Click(l.T("appointment.cancel.keep"))
	p.SeesNot(l.T("appointment.cancelled"))
	p.Click(l.T("appointment.cancel.link"))
	p.Click(l.T("appointment.cancel.submit"))
	p.Sees(l.T("appointment.cancel.done"), l.T("appointment.cancelled"))
	if c := calendarOf(w.Letter("ivan@example.org")); !strings.Contains(c, "STATUS:CANCELLED") {
		t.Errorf("the mail does not take the entry out of the calendar:\n%s", c)
	}
	p.Back()
	p.Go(p.URL())
	p.SeesNot(l.T("appointment.cancel.submit"))
}

func citizenMoves(t *testing.T, w *world) {
	w.book(t, booking{name: "Rosa Neri", email: "rosa@example.org", lang: "es"})
	l := w.words.For("es")
	before := w.Letter("rosa@example.org")
	p := w.browser.Open(t, journeytest.Phone())
	p.Go(w.ownLink(t, "rosa@example.org"))
	w.Mail.Clear()
	p.Click(l.T("appointment.move.link"))
	p.CheckAll()
	p.In("main", "").ChooseFirst()
	p.Click(l.T("appointment.move.submit"))
	p.Sees(l.T("appointment.move.done"))
	after := w.Letter("rosa@example.org")
	if uid := line(calendarOf(before), "UID:"); uid == "" || uid != line(calendarOf(after), "UID:") {
		t.Errorf("the calendar entry has another UID: %q, before %q", line(calendarOf(after), "UID:"), uid)
	}
	if line(calendarOf(after), "DTSTART") == line(calendarOf(before), "DTSTART") {
		t.Error("the calendar entry did not move")
	}
}

func line(text, prefix string) string {
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, prefix) {
			return strings.TrimSpace(l)
		}
	}
	return ""
}

// keyboardIsEnough: from the home page to the summary without a pointer.
func keyboardIsEnough(t *testing.T, w *world) {
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Options{})
	p.Go(w.link("it", "/"))
	p.Press("\t")
	if p.Focused() != l.T("layout.skip.main") {
		t.Errorf("the first stop is %q, not the way to the content", p.Focused())
	}
	p.Press("\r")
	p.TabTo(l.T("home.book"))
	p.Press("\r")
	for _, title := range []string{"booking.area.title", "booking.desk.title", "booking.time.title"} {
		p.Sees(l.T(title))
		p.TabTo(p.In("main", "").Names("radio")[0])
		p.Press(" ")
		p.TabTo(l.T("booking.next"))
		p.Press("\r")
	}
	p.Sees(l.T("booking.details.title"))
	p.TabTo(l.T("booking.next"))
	p.Press("\r")
	p.TabTo(l.T("booking.contact.name"))
	p.Type("Tasto Tab")
	p.TabTo(l.T("booking.contact.phone"))
	p.Type("080 123 4567")
	p.TabTo(l.T("booking.next"))
	p.Press("\r")
	p.Sees(l.T("booking.summary.title"), "Tasto Tab")
}

// pressedTwice: two clicks, then back and again, are one appointment and one mail.
func pressedTwice(t *testing.T, w *world) {
	l := w.words.For("it")
	p := w.toContact(t, "it", journeytest.Options{NoScript: true}) // where no script holds the second press back
	p.Fill(l.T("booking.contact.name"), "Fretta Doppia")
	p.Fill(l.T("booking.contact.email"), "fretta@example.org")
	p.Click(l.T("booking.next"))
	p.DoubleClick(l.T("booking.summary.confirm"))
	p.Sees(l.T("booking.done.title"))
	number := protocol.FindString(p.Text())
	p.Back()
	if p.H1() == l.T("booking.summary.title") { // as the browser kept it
		p.Click(l.T("booking.summary.confirm"))
	}
	p.Sees(number)
	w.Letter("fretta@example.org")
	w.book(t, booking{name: "Altra Persona", email: "altra@example.org", lang: "it"})
	w.Letter("altra@example.org") // sent after anything the second click could have caused
	count := 0
	for _, m := range w.Mail.List() {
		if slices.Contains(m.To, "fretta@example.org") {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d mails for one appointment", count)
	}
}
