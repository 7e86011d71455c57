package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"approdo/app/mail/catcher"
	"approdo/cmd/approdo/journeytest"
)

// TestTheDeskReceives: what a citizen books is on the desk's day when the day comes;
// the operator notes what happens. The clock of the second program stands five minutes
// after the appointment began.
func TestTheDeskReceives(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{})
	p := w.book(t, booking{name: "Karim Bensalem", email: "karim@example.org", lang: "fr", look: journeytest.Phone()})
	p.Close()
	start := startOf(t, w.Letter("karim@example.org"))
	w.Stop()
	ahead := time.Until(start.Add(5 * time.Minute)).Round(time.Second)
	w.Program = program.Start(t, journeytest.StartOptions{DataDir: w.DataDir, Env: []string{"APPRODO_CLOCK=" + ahead.String()}})

	l := w.words.For("it")
	office := w.browser.Open(t, journeytest.Options{})
	w.signIn(t, office, "accoglienza@demo.example")
	office.Sees(l.T("office.today.title"))
	w.onDeskOf(office, "Karim Bensalem")
	office.CheckAll()
	picture(office, "office-today")
	office.Click(named(office, "link", "Karim Bensalem"))
	office.CheckAll()
	office.Sees("karim@example.org", l.LanguageName("fr"))
	office.Click(l.T("office.appointment.noshow"))
	office.Sees(l.T("office.appointment.marked"), l.T("office.state.no_show"))
	office.Click(l.T("office.appointment.undo"))
	office.Click(l.T("office.appointment.arrive"))
	office.Sees(l.T("office.appointment.arrived"), l.T("office.state.arrived"))
	office.Click(l.T("office.appointment.seen"))
	office.Sees(l.T("office.state.seen"))
	office.Click(l.T("office.appointment.backtoday"))
	office.Sees("Karim Bensalem", l.T("office.state.seen"))
	w.phoneBooking(t, office)
	w.signOut(office)
}

// phoneBooking: somebody calls, the operator books for them.
func (w *world) phoneBooking(t *testing.T, office *journeytest.Page) {
	t.Helper()
	l := w.words.For("it")
	office.In("main", "").Click(l.T("office.menu.new"))
	office.CheckAll()
	for range 8 { // a week without free times is passed over
		if len(office.In("main", "").Names("radio")) > 0 {
			break
		}
		office.Fill(l.T("office.new.day"), weekLater(t, office.Value(l.T("office.new.day"))))
		office.Click(l.T("office.new.search"))
	}
	office.In("main", "").ChooseFirst()
	office.Fill(l.T("office.new.name"), "Telefonata Gialli")
	office.Click(l.T("office.new.submit")) // neither telephone nor e-mail
	if office.Status() != 422 || office.Value(l.T("office.new.name")) != "Telefonata Gialli" {
		t.Errorf("%d, name %q", office.Status(), office.Value(l.T("office.new.name")))
	}
	office.Fill(l.T("office.appointment.phone"), "080 123 4567")
	office.Fill(l.T("office.appointment.email"), "gialli@example.org")
	office.Click(l.T("office.new.submit"))
	office.Sees("Telefonata Gialli", l.T("office.state.booked"))
	if number := protocol.FindString(w.Letter("gialli@example.org").Text); !strings.Contains(office.Text(), number) {
		t.Errorf("the mail says %q, the page not", number)
	}
}

func weekLater(t *testing.T, day string) string {
	t.Helper()
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return d.AddDate(0, 0, 7).Format(time.DateOnly)
}

func (w *world) signIn(t *testing.T, p *journeytest.Page, email string) {
	t.Helper()
	l := w.words.For("it")
	p.Go(w.URL + "/ufficio")
	p.CheckAll()
	p.Fill(l.T("office.signin.email"), email)
	p.Fill(l.T("office.signin.password"), demoPassword)
	p.Click(l.T("office.signin.submit"))
}

func (w *world) signOut(p *journeytest.Page) {
	l := w.words.For("it")
	p.Click(p.In("banner", "").Names("DisclosureTriangle")[0])
	p.Click(l.T("layout.office.signout"))
	p.Sees(l.T("office.signin.out"))
	p.Go(w.URL + "/ufficio")
	p.Sees(l.T("office.signin.title"))
}

// onDeskOf shows the desks of the day until the name is there.
func (w *world) onDeskOf(p *journeytest.Page, name string) {
	l := w.words.For("it")
	for _, desk := range p.Options(l.T("office.new.desk")) {
		p.Select(l.T("office.new.desk"), desk)
		p.Click(l.T("office.today.show"))
		if strings.Contains(p.Text(), name) {
			return
		}
	}
	p.Sees(name)
}

// named is the whole accessible name that holds the words.
func named(p *journeytest.Page, role, words string) string {
	names := p.Names(role)
	if i := slices.IndexFunc(names, func(n string) bool { return strings.Contains(n, words) }); i >= 0 {
		return names[i]
	}
	return words
}

var dtStart = regexp.MustCompile(`DTSTART(?:;TZID=([^:]+))?[^:]*:(\d{8}T\d{6})(Z?)`)

// startOf is when the appointment in the mail's calendar begins.
func startOf(t *testing.T, m catcher.Message) time.Time {
	t.Helper()
	found := dtStart.FindAllStringSubmatch(calendarOf(m), -1)
	if len(found) == 0 {
		t.Fatalf("no DTSTART in %s", calendarOf(m))
	}
	last := found[len(found)-1] // those before describe the zone
	zone, err := time.LoadLocation(last[1])
	if last[3] == "Z" {
		zone, err = time.UTC, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.ParseInLocation("20060102T150405", last[2], zone)
	if err != nil {
		t.Fatal(err)
	}
	return start
}

// TestTheFirstAdministrator: made from the terminal, must set up a second factor,
// signs in with it, and a wrong word never says which word was wrong.
func TestTheFirstAdministrator(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{})
	const email, password = "capo@example.org", "una frase lunga da ricordare"
	create := exec.Command(program.Path(t), "admin", "create", "--email", email, "--name", "Capo Sportello")
	create.Env = []string{"PATH=/usr/bin:/bin", "DATA_DIR=" + w.DataDir, "BASE_URL=" + w.URL}
	create.Stdin = strings.NewReader(password + "\n")
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Phone())
	enter := func(email, password string) {
		t.Helper()
		p.Go(w.URL + "/ufficio/accesso")
		p.Fill(l.T("office.signin.email"), email)
		p.Fill(l.T("office.signin.password"), password)
		p.Click(l.T("office.signin.submit"))
	}
	enter(email, "sbagliata sbagliata")
	wrong := p.In("alert", "").Text()
	enter("nessuno@example.org", "sbagliata sbagliata")
	if unknown := p.In("alert", "").Text(); unknown != wrong {
		t.Errorf("an unknown account is told apart: %q and %q", unknown, wrong)
	}
	enter(email, password)
	p.Sees(l.T("office.enrol.title"))
	p.CheckAll()
	p.Go(w.URL + "/ufficio/utenti") // not before the second factor
	p.SeesNot("Accoglienza Demo")
	enter(email, password)
	secret := strings.ReplaceAll(journeytest.Evaluate[string](p, "document.querySelector('bdi.code').innerText"), " ", "")
	p.Fill(l.T("office.enrol.code"), code(t, secret, time.Now()))
	p.Click(l.T("office.enrol.submit"))
	p.Sees(l.T("office.codes.title"))
	p.CheckAll()
	recovery := journeytest.Evaluate[string](p, "document.querySelector('ol bdi.code').innerText")
	p.Click(l.T("office.codes.continue"))
	p.Go(w.URL + "/ufficio/utenti")
	p.Sees("Accoglienza Demo", "Capo Sportello")
	p.CheckAll()
	w.signOut(p)
	enter(email, password)
	p.Sees(l.T("office.second.title"))
	p.CheckAll()
	p.Fill(l.T("office.second.code"), "000000")
	p.Click(l.T("office.second.submit"))
	if p.Status() != 422 {
		t.Errorf("a wrong code answers %d", p.Status())
	}
	p.Fill(l.T("office.second.code"), recovery)
	p.Click(l.T("office.second.submit"))
	p.Go(w.URL + "/ufficio/profilo")
	p.Sees("Capo Sportello")
	p.CheckAll()
}

func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	digits, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatalf("%q: %v", secret, err)
	}
	return digits
}

// TestTheInbox: without SMTP_URL the mail is in the program's own inbox.
func TestTheInbox(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{OwnInbox: true})
	w.book(t, booking{name: "Amina Yusuf", email: "amina@example.org", lang: "ar"})
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Options{})
	inbox := regexp.MustCompile(`Inbox\s+(\S+)`).FindStringSubmatch(w.Output())
	if inbox == nil {
		t.Fatalf("the start does not say where the inbox is:\n%s", w.Output())
	}
	deadline := time.Now().Add(20 * time.Second)
	for p.Go(inbox[1]); !strings.Contains(p.Text(), "amina@example.org"); p.Go(p.URL()) {
		if time.Now().After(deadline) {
			t.Fatalf("no mail in the inbox:\n%s", p.Text())
		}
	}
	p.CheckAll()
	p.Click(p.In("table", "").Names("link")[0])
	p.Sees("amina@example.org", l.T("office.inbox.html"), "ics")
	p.CheckAll()
	picture(p, "inbox")
}

// citizenOpensArea: an address is proved with a code from the mail; the answer never
// says whether the address is known.
func citizenOpensArea(t *testing.T, w *world) {
	w.book(t, booking{name: "Paolo Area", email: "paolo@example.org", lang: "it"})
	w.Letter("paolo@example.org")
	w.Mail.Clear()
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Phone())
	ask := func(email string) string {
		t.Helper()
		p.Go(w.link("it", "/area-personale"))
		p.CheckAll()
		p.Fill(l.T("area.signin.email"), email)
		p.Click(l.T("area.signin.submit"))
		return p.H1() + p.In("main", "").Text()
	}
	known, unknown := ask("paolo@example.org"), ask("mai.visto@example.org")
	if strings.ReplaceAll(known, "paolo@example.org", "x") != strings.ReplaceAll(unknown, "mai.visto@example.org", "x") {
		t.Errorf("the answer tells who is known:\n%s\n%s", known, unknown)
	}
	w.Mail.Clear()
	ask("paolo@example.org")
	digits := regexp.MustCompile(`\b\d{6}\b|\b\d{3} \d{3}\b`).FindString(w.Letter("paolo@example.org").Text)
	if digits == "" {
		t.Fatalf("no code in the mail:\n%s", w.Letter("paolo@example.org").Text)
	}
	wrong := fmt.Sprintf("%06d", (atoi(digits)+1)%1_000_000)
	p.Fill(l.T("area.code.label"), wrong)
	p.Click(l.T("area.code.submit"))
	p.SeesNot(l.T("area.next"))
	p.Fill(l.T("area.code.label"), digits)
	p.Click(l.T("area.code.submit"))
	p.Sees(l.T("area.title"), l.T("area.next"))
	if !protocol.MatchString(p.Text()) {
		t.Errorf("the appointment is not there:\n%s", p.Text())
	}
	p.CheckAll()
	p.Click(l.T("area.leave"))
	p.Sees(l.T("area.left"))
}

func atoi(digits string) (n int) {
	for _, d := range digits {
		if d >= '0' && d <= '9' {
			n = n*10 + int(d-'0')
		}
	}
	return n
}
