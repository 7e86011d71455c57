package portal_test

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"net/http"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/html"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web/webtest"
)

// easyWork lets the tests work as little as the settings allow.
func easyWork(t *testing.T, s *webtest.Site) {
	t.Helper()
	guard := appointments.Guard{WorkBits: appointments.LeastWorkBits}
	if err := appointments.SetGuard(t.Context(), s.Pools.Web, auth.Program("test"), guard, s.Now); err != nil {
		t.Fatal(err)
	}
}

// workForm is the form that asks for work.
func workForm(t *testing.T, p *webtest.Page) *html.Node {
	t.Helper()
	for _, form := range p.All("form") {
		if webtest.Attr(form, "data-work") != "" {
			return form
		}
	}
	t.Fatalf("%s asks for no work", p.Path)
	return nil
}

// answer works the way static/src/work.js does and sends the form of the page.
func answer(t *testing.T, p *webtest.Page) *webtest.Page {
	t.Helper()
	form := workForm(t, p)
	zeros, err := strconv.Atoi(webtest.Attr(form, "data-bits"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 1 << 20 {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s:%d", webtest.Attr(form, "data-work"), n))
		if bits.LeadingZeros8(sum[0]) >= zeros {
			return p.Submit(webtest.Attr(form, "action"), map[string]string{"answer": strconv.Itoa(n)})
		}
	}
	t.Fatal("no answer found")
	return nil
}

// visitor opens a browser somewhere.
func visitor(t *testing.T, s *webtest.Site, address string) *webtest.Browser {
	b := s.Browser(t)
	b.Address = address
	return b
}

// wish chooses the first free time.
func wish(t *testing.T, b *webtest.Browser) *webtest.Page {
	t.Helper()
	p := b.Get(slots).Want(200)
	return p.Submit("/prenota", map[string]string{"slot": firstSlot(t, p)})
}

// crowd lets a network hold as many times as nobody asks about.
func crowd(t *testing.T, s *webtest.Site, address string) {
	t.Helper()
	for range appointments.FreeHolds {
		wish(t, visitor(t, s, address)).Want(http.StatusSeeOther)
	}
}

func forms(t *testing.T, s *webtest.Site) int {
	t.Helper()
	n, err := s.Pools.Web.NewSelect().Table("booking_drafts").Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// Two hundred fake bookings of a machine that does not work are stopped at the free
// ones; meanwhile another network books from start to end and is asked nothing.
func TestFakeBookingsAreStoppedWhileOthersBook(t *testing.T) {
	s := informed(t)
	p := visitor(t, s, "203.0.113.9").Get(slots).Want(200)
	free := p.All("input", "type", "radio", "name", "slot")
	held, asked := 0, 0
	for i := range 200 {
		s.Now = s.Now.Add(2 * time.Second)
		switch got := p.Submit("/prenota", map[string]string{"chiave": fmt.Sprintf("fake-number-%06d", i), "slot": webtest.Attr(free[i%len(free)], "value")}); got.Status {
		case http.StatusSeeOther:
			held++
		case http.StatusTooManyRequests, http.StatusConflict:
			asked++
		default:
			t.Fatalf("status %d", got.Status)
		}
	}
	if held != appointments.FreeHolds || forms(t, s) != held {
		t.Errorf("%d fake holds, %d forms and %d refusals; want %d", held, forms(t, s), asked, appointments.FreeHolds)
	}
	b := visitor(t, s, "198.51.100.7")
	upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200).Has("AP-2026-")
}

// Thirty people of a library behind one address book at the same time: the first
// dozen notice nothing, the others' browsers work, nobody is refused.
func TestALibraryIsNotLockedOut(t *testing.T) {
	s := informed(t)
	easyWork(t, s)
	worked := 0
	var all []*webtest.Page
	for range 30 {
		p := wish(t, visitor(t, s, "203.0.113.9"))
		if p.Status == http.StatusTooManyRequests {
			worked++
			p = answer(t, p)
		}
		all = append(all, p.Want(http.StatusSeeOther).Follow().Want(200))
	}
	if worked != 30-appointments.FreeHolds {
		t.Errorf("%d browsers worked, want %d", worked, 30-appointments.FreeHolds)
	}
	for i, p := range all {
		p = p.Submit("/dettagli", nil).Follow().Want(200)
		p = p.Submit("/richiedente", map[string]string{"name": "Prova Esempio", "email": fmt.Sprintf("prova%d@example.org", i)}).Follow().Want(200)
		p.Submit("/conferma", nil).Follow().Want(200).Has("AP-2026-")
	}
}

// Without a script one waits: too early says how long, later opens the form. Sent
// twice, with the back button or with a lost session it is one form.
func TestWhoHasNoScriptWaits(t *testing.T) {
	s := informed(t)
	crowd(t, s, "203.0.113.9")
	before := forms(t, s)
	b := visitor(t, s, "203.0.113.9")
	p := wish(t, b).Want(http.StatusTooManyRequests)
	p.Has("Un momento", "aspetta 30 secondi")
	s.Now = s.Now.Add(10 * time.Second)
	early := p.Submit("/prenota", nil).Want(http.StatusTooManyRequests).Has("aspetta 20 secondi")
	if early.Find("a", "href", "#continue") == nil || webtest.Attr(workForm(t, early), "data-work") != webtest.Attr(workForm(t, p), "data-work") {
		t.Error("the wait must go on, and the summary lead to the button")
	}
	s.Now = s.Now.Add(20 * time.Second)
	b.Forget("approdo_visitor")
	again := early.Submit("/prenota", nil).Want(422) // the lost session: the form is offered again
	first := again.Submit("/prenota", nil).Want(http.StatusSeeOther)
	for range 2 {
		if second := again.Submit("/prenota", nil).Want(http.StatusSeeOther); second.Header.Get("Location") != first.Header.Get("Location") {
			t.Error("sent again it led to another form")
		}
	}
	if n := forms(t, s); n != before+1 {
		t.Errorf("%d new forms, want 1", n-before)
	}
}

// The search over every desk is guarded like a desk's own times, and keeps its wishes.
func TestTheSearchIsGuardedToo(t *testing.T) {
	s := informed(t)
	easyWork(t, s)
	crowd(t, s, "203.0.113.9")
	p := visitor(t, s, "203.0.113.9").Get(search + "&lingua=ar").Want(200)
	asked := p.Submit("/prenota/ricerca", map[string]string{"slot": chosen(t, p)}).Want(http.StatusTooManyRequests)
	if webtest.Attr(asked.Find("input", "type", "hidden", "name", "lingua"), "value") != "ar" {
		t.Error("the wish for a language is lost")
	}
	answer(t, asked).Want(http.StatusSeeOther).Follow().Want(200)
}

// One answer holds one time.
func TestAnAnswerIsGoodOnce(t *testing.T) {
	s := informed(t)
	easyWork(t, s)
	crowd(t, s, "203.0.113.9")
	p := wish(t, visitor(t, s, "203.0.113.9")).Want(http.StatusTooManyRequests)
	answer(t, p).Want(http.StatusSeeOther)
	before := forms(t, s)
	form := workForm(t, p)
	for n := range 1 << 20 {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s:%d", webtest.Attr(form, "data-work"), n))
		if sum[0] == 0 {
			p.Submit("/prenota", map[string]string{"answer": strconv.Itoa(n), "chiave": "another-form-of-mine"}).Want(http.StatusTooManyRequests)
			break
		}
	}
	if forms(t, s) != before {
		t.Error("the same answer held a second time")
	}
}

// A network that works for every hold still has an end; the page says what to do.
func TestWhoWorksForTooMuchIsRefused(t *testing.T) {
	s := informed(t)
	easyWork(t, s)
	desk, err := desks.FindBySlug(t.Context(), s.Pools.Web, "orientation-desk")
	if err != nil {
		t.Fatal(err)
	}
	net := s.Gate.Signer.Network("203.0.113.9")
	_, err = s.Pools.Web.NewRaw(`INSERT INTO booking_drafts (form_key, desk_id, area_id, operator_id, starts_at, ends_at, held_until, lang, created_at, network_near, network_wide)
		SELECT 'fake-number-' || n, ?0, (SELECT min(id) FROM areas), (SELECT min(id) FROM operators), ?1::timestamptz, ?1::timestamptz + interval '30 minutes', ?1, 'it', ?1::timestamptz, ?2, ?3
		FROM generate_series(1000, 999 + ?4::int) AS n`, desk.ID, s.Now.Add(time.Minute), net.Near, net.Wide, appointments.MostHolds).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := wish(t, visitor(t, s, "203.0.113.9")).Want(http.StatusTooManyRequests)
	answer(t, p).Want(http.StatusTooManyRequests).Has("troppe prenotazioni", "chiama lo sportello")
	wish(t, visitor(t, s, "203.0.113.10")).Want(http.StatusSeeOther)
}
