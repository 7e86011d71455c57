package portal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/queue"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// waiting is the portal at ten on Tuesday with the Orientation Desk open, and the
// signed links of its queue.
type waiting struct {
	*webtest.Site
	desk    *desks.Desk
	area    *services.Area
	ops     []desks.Operator
	display string
	kiosk   string
	keys    int
}

func newWaiting(t *testing.T) *waiting {
	t.Helper()
	w := &waiting{Site: informed(t)}
	w.Now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ctx, db := t.Context(), w.Pools.Web
	var err error
	if w.desk, err = desks.FindBySlug(ctx, db, "orientation-desk"); err != nil {
		t.Fatal(err)
	}
	if w.area, err = services.FindBySlug(ctx, db, "accoglienza-e-ascolto"); err != nil {
		t.Fatal(err)
	}
	if w.ops, err = desks.Operators(ctx, db, w.desk.ID); err != nil {
		t.Fatal(err)
	}
	rules, err := queue.FindSettings(ctx, db, auth.Program("test"), w.desk.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.display = "/tabellone/" + w.Gate.Signer.Token(queue.DisplayPurpose, rules.LinkID())
	w.kiosk = "/chiosco/" + w.Gate.Signer.Token(queue.KioskPurpose, rules.LinkID())
	return w
}

// give gives a ticket and the path of its page.
func (w *waiting) give(t *testing.T, lang string) (*queue.Ticket, string) {
	t.Helper()
	w.keys++
	x, err := queue.Give(context.Background(), w.Pools.Web, auth.Program("test"), queue.Request{
		Key: strings.Repeat("k", 16+w.keys), DeskID: w.desk.ID, AreaID: w.area.ID, Lang: lang, Class: queue.Normal,
	}, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(time.Minute)
	return x, "/coda/" + w.Gate.Signer.Token(queue.TicketPurpose, x.ID)
}

func (w *waiting) call(t *testing.T) *queue.Ticket {
	t.Helper()
	x, err := queue.CallNext(context.Background(), w.Pools.Web, auth.Program("test"), w.desk.ID, w.ops[0].ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTicketOnThePhoneInEveryLanguage(t *testing.T) {
	w := newWaiting(t)
	w.give(t, "it")
	_, link := w.give(t, "ar")
	for _, l := range i18n.Languages() {
		loc := w.Catalog.For(l.Tag)
		w.Browser(t).Get(i18n.Path(l.Tag, link)).Want(200).Has("A2", loc.T("queue.state.waiting"), loc.N("queue.before", 1))
	}
	w.call(t)
	w.Browser(t).Get(link).Want(200).Has("La prossima persona sei tu")
}

func TestTheStandingAloneIsThatOfThePage(t *testing.T) {
	w := newWaiting(t)
	_, link := w.give(t, "it")
	b := w.Browser(t)
	whole := b.Get(link).Want(200)
	b.Headers["HX-Request"] = "true"
	part := b.Get(link).Want(200)
	if part.Find("h1") != nil || words(whole.Find("div", "id", "standing")) != words(part.Find("div", "id", "standing")) {
		t.Error("the part differs from the page's")
	}
}

// Peer test 8: reading changes nothing; leaving is a press, and repeats quietly.
func TestLeavingTheQueue(t *testing.T) {
	w := newWaiting(t)
	_, link := w.give(t, "it")
	b := w.Browser(t)
	b.Get(link + "/rinuncia").Want(405)
	p := b.Get(link).Want(200).Has("Aspetta: ti chiamiamo noi")
	p.Submit("/rinuncia", nil).Follow().Want(200).Has("Non sei più in coda")
	again := p.Submit("/rinuncia", nil).Follow().Want(200)
	if again.Find("form", "action", link+"/rinuncia") != nil {
		t.Error("who is gone cannot leave again")
	}
	b.Get("/coda/" + w.Gate.Signer.Token("appointment", 1)).Want(404)
}

func TestCalledPersonSeesWhereToGo(t *testing.T) {
	w := newWaiting(t)
	_, link := w.give(t, "it")
	x := w.call(t)
	w.Browser(t).Get(link).Has("È il tuo turno!", "Postazione "+x.Place)
}

func TestDisplayShowsNumbersAndSpeaksTheTicketsLanguage(t *testing.T) {
	w := newWaiting(t)
	b := w.Browser(t)
	b.Get(w.display).Want(200).Has("Nessun numero chiamato")
	w.give(t, "ar")
	w.give(t, "it")
	x := w.call(t)
	p := b.Get(w.display).Want(200).Has("A1", x.Place, "1 persona in attesa")
	row := p.Find("tr", "class", "queue-now")
	if webtest.Attr(row, "data-lang") != "ar" || !strings.Contains(webtest.Attr(row, "data-speech"), "الرقم") {
		t.Errorf("the call is said as %q in %q", webtest.Attr(row, "data-speech"), webtest.Attr(row, "data-lang"))
	}
	b.Headers["HX-Request"] = "true"
	part := b.Get(w.display).Want(200)
	if part.Find("h1") != nil || words(part.Find("div", "id", "board")) != words(p.Find("div", "id", "board")) {
		t.Error("the part differs from the display's")
	}
	b.Get(strings.Replace(w.display, "/tabellone/", "/chiosco/", 1)).Want(404)
}

func TestKioskGivesANumberInTheChosenLanguage(t *testing.T) {
	w := newWaiting(t)
	b := w.Browser(t)
	start := b.Get(w.kiosk).Want(200).Has("العربية", "বাংলা")
	areas := b.Get(webtest.Attr(start.Find("a", "lang", "ar"), "href")).Want(200)
	button := areas.Find("button", "name", "area")
	form := map[string]string{"area": webtest.Attr(button, "value")}
	done := areas.Submit("/servizio", form).Want(303)
	same := areas.Submit("/servizio", form).Want(303)
	if done.Header.Get("Location") != same.Header.Get("Location") {
		t.Error("two presses gave two numbers")
	}
	p := done.Follow().Want(200).Has("A1", w.Catalog.For("ar").T("queue.before.none"))
	if p.Find("img", "width", "264") == nil || !strings.Contains(p.Header.Get("Refresh"), w.kiosk) {
		t.Error("the number comes with its code and goes away by itself")
	}
}

func TestKioskAfterHoursSaysSo(t *testing.T) {
	w := newWaiting(t)
	w.Now = w.Now.Add(6 * time.Hour)
	p := w.Browser(t).Get(w.kiosk + "/servizio").Want(200)
	p.Submit("/servizio", map[string]string{"area": webtest.Attr(p.Find("button", "name", "area"), "value")}).
		Want(422).Has("Oggi lo sportello non riceve più")
}

func TestRenewedAddressesAreDead(t *testing.T) {
	w := newWaiting(t)
	if err := queue.RenewLinks(t.Context(), w.Pools.Web, auth.Program("test"), w.desk.ID, w.Now); err != nil {
		t.Fatal(err)
	}
	b := w.Browser(t)
	b.Get(w.display).Want(404)
	b.Get(w.kiosk).Want(404)
}
