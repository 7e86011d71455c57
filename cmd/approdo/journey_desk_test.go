package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"approdo/app/desks"
	"approdo/cmd/approdo/journeytest"
)

// shift is a morning at the Orientation Desk: its program, its reception, the
// addresses of its screens, and every page seen, for the markup.
type shift struct {
	*world
	ahead          time.Duration
	office         *journeytest.Page
	kiosk, display string
	documents      map[string]string
}

const orientation = "Orientation Desk · Monopoli"

// TestTheDeskAtWork walks through a morning: a kiosk, a phone, the reception, an
// operator, the display, the agenda and the hours. The program's clock stands at two
// minutes past ten of the next Tuesday on which the desk is open.
func TestTheDeskAtWork(t *testing.T) {
	d := &shift{ahead: openMorning(t), documents: map[string]string{}}
	d.world = newWorld(t, journeytest.StartOptions{Env: []string{"APPRODO_CLOCK=" + d.ahead.String()}})
	d.office = d.browser.Open(t, journeytest.Options{})
	d.signIn(t, d.office, "accoglienza@demo.example")
	d.screensOfTheDesk(t)
	for _, step := range []struct {
		name string
		walk func(*shift, *testing.T)
	}{
		{"a number from the kiosk is followed on a phone", (*shift).kioskToTheEnd},
		{"reception gives a number and registers an arrival", (*shift).receptionGives},
		{"the agenda by week, month and list", (*shift).agenda},
		{"the hours change with a booking inside", (*shift).hoursChange},
		{"the reminder comes and its link cancels by a press only", (*shift).reminder},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.walk(d, t) }) {
			t.Fatalf("%s failed", step.name)
		}
	}
	for _, fault := range journeytest.MarkupFaults(t, d.documents) {
		t.Error(fault)
	}
}

// openMorning is how far away the next open Tuesday, 10:02 in Rome, is.
func openMorning(t *testing.T) time.Duration {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	day := desks.DateOf(time.Now().In(rome)).AddDays(1)
	for day.Weekday() != time.Tuesday || desks.IsHoliday(day) || day.Month == time.December && day.Day == 16 {
		day = day.AddDays(1)
	}
	return time.Until(desks.At(10, 2).On(day, rome)).Round(time.Second)
}

// see asks every question about the page and keeps its markup.
func (d *shift) see(p *journeytest.Page, name string) {
	p.CheckAll()
	d.documents[name] = p.Source()
	picture(p, "desk-"+name)
}

// screensOfTheDesk reads the secret addresses where the desk finds them.
func (d *shift) screensOfTheDesk(t *testing.T) {
	t.Helper()
	l, p := d.words.For("it"), d.office
	p.Go(d.URL + "/ufficio/coda")
	p.Select(l.T("office.new.desk"), orientation)
	p.Click(l.T("office.today.show"))
	p.Click(l.T("office.queue.rules.link"))
	d.see(p, "queue-settings")
	address := func(key string) string {
		return journeytest.Evaluate[string](p, fmt.Sprintf(
			"(Array.from(document.querySelectorAll('main a')).find((a) => a.textContent.trim() === %q) || {}).href || ''", l.T(key)))
	}
	if d.kiosk, d.display = address("office.queue.links.kiosk"), address("office.queue.links.display"); d.kiosk == "" || d.display == "" {
		t.Fatalf("no addresses of kiosk and display:\n%s", p.Text())
	}
	p.Click(l.T("office.queue.back"))
	d.see(p, "queue-empty")
}

var ticketName = regexp.MustCompile(`\b[A-Z]\d+\b`)

func (d *shift) kioskToTheEnd(t *testing.T) {
	l, ar := d.words.For("it"), d.words.For("ar")
	k := d.browser.Open(t, journeytest.Options{})
	k.Go(d.kiosk)
	d.see(k, "kiosk-language")
	k.Click("العربية")
	d.see(k, "kiosk-area")
	k.In("main", "").Click(k.In("main", "").Names("button")[0])
	k.Sees(ar.T("queue.kiosk.done"))
	d.see(k, "kiosk-number")
	_, token, _ := strings.Cut(k.URL(), "/numero/")
	number := ticketName.FindString(k.Text())
	if number == "" || token == "" {
		t.Fatalf("no number at %s:\n%s", k.URL(), k.Text())
	}
	phone := d.browser.Open(t, journeytest.Phone())
	phone.Go(d.link("ar", "/coda/"+token)) // what the code on the kiosk says
	phone.Sees(number, ar.T("queue.state.waiting"), ar.T("queue.before.none"))
	if dir := journeytest.Evaluate[string](phone, "document.documentElement.dir"); dir != "rtl" {
		t.Errorf("the Arabic ticket reads %q", dir)
	}
	d.see(phone, "ticket-ar")

	display := d.browser.Open(t, journeytest.Options{})
	display.Go(d.display)
	display.SeesNot(number)
	d.calls(d.office, "queue-called")
	display.Go(display.URL())
	display.Sees(number)
	d.see(display, "display")
	spoken := journeytest.Evaluate[[]string](display, "(({ lang, speech }) => [lang, speech])(document.querySelector('[data-call]').dataset)")
	place := journeytest.Evaluate[string](display, "document.querySelector('[data-call] td').innerText")
	if want := ar.T("queue.speech", "Number", number[:1]+" "+number[1:], "Place", place); spoken[0] != "ar" || spoken[1] != want {
		t.Errorf("the display says %q, want %q in Arabic", spoken, want)
	}
	phone.Go(phone.URL())
	phone.Sees(ar.T("queue.state.called"))
	phone.CheckAll()

	p := d.office
	for _, step := range [][2]string{
		{"office.queue.do.park", "office.queue.done.park"}, {"office.queue.do.return", "office.queue.done.return"},
		{"office.queue.next", "office.queue.state.called"}, {"office.queue.do.recall", "office.queue.done.recall"},
		{"office.queue.do.start", "office.queue.done.start"}, {"office.queue.do.finish", "office.queue.done.finish"},
	} {
		p.Click(l.T(step[0]))
		p.Sees(l.T(step[1]))
	}
	phone.Go(phone.URL())
	phone.Sees(ar.T("queue.state.done"))
	display.Go(display.URL())
	display.SeesNot(number)
}

// calls presses "next" and waits for the call.
func (d *shift) calls(p *journeytest.Page, name string) {
	l := d.words.For("it")
	p.Click(l.T("office.queue.next"))
	p.Sees(l.T("office.queue.state.called"))
	d.see(p, name)
}

// receptionGives: somebody walks in, somebody comes for an appointment; the display
// shows both numbers and nobody's name.
func (d *shift) receptionGives(t *testing.T) {
	l, p := d.words.For("it"), d.office
	p.Click(l.T("office.queue.new.title"))
	d.see(p, "reception")
	main := p.In("main", "")
	main.ChooseFirst()
	p.Select(l.T("office.appointment.lang"), "English")
	main.Click(l.T("office.queue.give"))
	en := d.words.For("en")
	p.Sees(en.T("queue.paper.scan"))
	d.see(p, "ticket-paper")
	walkIn := ticketName.FindString(p.Text())

	d.bookAt(p, visitor{name: "Rania Attesa", email: "rania@example.org"})
	p.Go(d.URL + "/ufficio/coda/nuovo")
	p.Click(named(p, "button", "Rania Attesa"))
	arrived := ticketName.FindString(p.Text())
	if arrived == "" || arrived == walkIn {
		t.Fatalf("numbers %q and %q", walkIn, arrived)
	}
	p.Go(d.URL + "/ufficio")
	d.onDeskOf(p, "Rania Attesa")
	p.Sees(l.T("office.state.arrived"))
	p.Go(d.URL + "/ufficio/coda")
	p.Select(l.T("office.new.desk"), orientation)
	p.Click(l.T("office.today.show"))
	p.Sees(walkIn, arrived)
	d.calls(p, "queue-busy")
	display := d.browser.Open(t, journeytest.Phone())
	display.Go(d.display)
	if shown := display.Text(); !strings.Contains(shown, walkIn) && !strings.Contains(shown, arrived) {
		t.Errorf("the display shows nobody:\n%s", shown)
	}
	display.SeesNot("Rania", "Attesa", "R. A.")
	display.CheckAll()
}

// visitor is who is booked at the telephone; day and lang are "" for those proposed.
type visitor struct{ name, email, lang, day string }

// day is a date some days after the morning.
func (d *shift) day(later int) string {
	return time.Now().Add(d.ahead).AddDate(0, 0, later).Format(time.DateOnly)
}

// bookAt books for somebody at the Orientation Desk.
func (d *shift) bookAt(p *journeytest.Page, v visitor) {
	l := d.words.For("it")
	p.Go(d.URL + "/ufficio/appuntamenti/nuovo")
	p.Select(l.T("office.new.desk"), orientation)
	if v.day != "" {
		p.Fill(l.T("office.new.day"), v.day)
	}
	p.Click(l.T("office.new.search"))
	p.In("main", "").ChooseFirst()
	p.Fill(l.T("office.new.name"), v.name)
	p.Fill(l.T("office.appointment.email"), v.email)
	if v.lang != "" {
		p.Select(l.T("office.appointment.lang"), l.Capital(l.LanguageName(v.lang)))
	}
	p.Click(l.T("office.new.submit"))
	p.Sees(v.name, l.T("office.state.booked"))
}

// agenda: the three views of the office on a screen and on a phone, and the figures.
func (d *shift) agenda(t *testing.T) {
	l := d.words.For("it")
	phone := d.browser.Open(t, journeytest.Phone())
	d.signIn(t, phone, "coordinamento@demo.example")
	for i, p := range []*journeytest.Page{d.office, phone} {
		for name, path := range map[string]string{"week": "/ufficio/agenda", "month": "/ufficio/agenda/mese", "list": "/ufficio/agenda/elenco", "report": "/ufficio/coda/rapporto"} {
			p.Go(d.URL + path)
			d.see(p, fmt.Sprintf("agenda-%s-%d", name, i))
		}
	}
	p := d.office
	p.Go(d.URL + "/ufficio/agenda/mese")
	p.Select(l.T("office.new.desk"), orientation)
	p.Click(l.T("office.today.show"))
	title := p.H1()
	p.Click(l.T("office.month.next"))
	if p.H1() == title {
		t.Errorf("the next month is %q as well", title)
	}
	p.Click(l.T("office.month.this"))
	today := time.Now().Add(d.ahead).Day()
	day := fmt.Sprintf("%s %d", l.Capital(l.WeekdayName(time.Tuesday)), today)
	p.TabTo(day) // a square is reached without a pointer
	p.Press("\r")
	p.Sees(l.T("office.today.title"), "Rania Attesa")
}

// hoursChange: Thursday is closed with a booking inside; nothing is saved before the
// operator has said what becomes of it, and the person reads why.
func (d *shift) hoursChange(t *testing.T) {
	l := d.words.For("it")
	thursday := d.day(2)
	d.bookAt(d.office, visitor{name: "Omar Giovedi", email: "omar@example.org", day: thursday})
	p := d.browser.Open(t, journeytest.Options{})
	d.signIn(t, p, "coordinamento@demo.example")
	p.Go(d.URL + "/ufficio/sportelli")
	d.see(p, "desks")
	p.Click(named(p, "link", "Orientation Desk"))
	d.see(p, "desk-hours")
	p.Click(l.T("office.rule.new"))
	d.see(p, "rule-form") // the boxes of the weekdays
	p.Back()
	p.Click(l.T("office.closures.new"))
	d.see(p, "closure-form")
	p.Fill(l.T("office.closures.first"), thursday)
	p.Fill(l.T("office.closures.last"), thursday)
	p.Fill(l.T("office.closures.reason"), "Lavori in corso")
	p.Expect(http.StatusConflict) // nothing is saved yet
	p.In("main", "").Click(l.T("office.hours.save"))
	p.Sees(l.T("office.review.lead"), "Omar Giovedi")
	p.CheckAll()
	picture(p, "desk-hours-review")
	d.Mail.Clear()
	row := p.In("group", named(p, "group", "Omar Giovedi"))
	row.Choose(l.T("office.review.cancel"))
	row.Fill(l.T("office.appointment.reason"), "Lo sportello è chiuso per lavori")
	for _, group := range p.Names("group") { // the others of that day stay
		if !strings.Contains(group, "Omar") && strings.Contains(group, "·") {
			p.In("group", group).Choose(l.T("office.review.keep"))
		}
	}
	p.Click(l.T("office.review.save"))
	p.SeesNot(l.T("office.review.lead"))
	p.Sees("Lavori in corso")
	letter := d.Letter("omar@example.org")
	if !strings.Contains(letter.Text, "chiuso per lavori") || !strings.Contains(calendarOf(letter), "STATUS:CANCELLED") {
		t.Errorf("the mail does not say why, or keeps the entry:\n%s", letter.Text)
	}
}

// reminder: two days before, in the person's language; opening its link as a mail
// scanner does changes nothing, pressing the button does.
func (d *shift) reminder(t *testing.T) {
	l := d.words.For("ur")
	d.Mail.Clear()
	d.bookAt(d.office, visitor{name: "Sara Bianco", email: "sara@example.org", lang: "ur", day: d.day(7)})
	start := startOf(t, d.Letter("sara@example.org"))
	d.office.Close()
	d.Stop()
	ahead := time.Until(start.Add(time.Minute - 48*time.Hour)).Round(time.Second)
	d.Program = program.Start(t, journeytest.StartOptions{DataDir: d.DataDir, Env: []string{"APPRODO_CLOCK=" + ahead.String()}})
	letter := d.Letter("sara@example.org")
	link := ownLink.FindString(letter.Text)
	if letter.Lang != "ur" || !strings.Contains(letter.HTML, `dir="rtl"`) || link == "" {
		t.Fatalf("the reminder is in %q, leads to %q:\n%s", letter.Lang, link, letter.Text)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		if status := ask(t, method, link+"/annullamento"); status != http.StatusOK {
			t.Errorf("%s of the cancelling page answers %d", method, status)
		}
	}
	p := d.browser.Open(t, journeytest.Phone())
	p.Go(link)
	p.SeesNot(l.T("appointment.cancelled"))
	d.see(p, "reminded")
	d.Mail.Clear()
	p.Click(l.T("appointment.cancel.link"))
	p.Click(l.T("appointment.cancel.submit"))
	p.Sees(l.T("appointment.cancelled"))
	if c := calendarOf(d.Letter("sara@example.org")); !strings.Contains(c, "STATUS:CANCELLED") {
		t.Errorf("the mail does not take the entry out of the calendar:\n%s", c)
	}
}
