package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/pages"
	"approdo/app/people"
	"approdo/app/portal"
	"approdo/app/privacy"
	"approdo/app/queue"
	"approdo/app/services"
	"approdo/app/waiting"
	"approdo/app/web/webtest"
)

// linked is the portal and the office with something behind every kind of link.
type linked struct {
	*webtest.Site
	// keys open the routes, by what they stand for.
	keys map[string]string
}

// tuesdayMorning is a time at which the demo's Orientation Desk is open.
var tuesdayMorning = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func newLinked(t *testing.T) *linked {
	t.Helper()
	s := &linked{Site: webtest.New(t, tuesdayMorning, webtest.Menus{}), keys: map[string]string{}}
	ctx, db := t.Context(), s.Pools.Web
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(services.LoadAreas(ctx, db))
	_, err := desks.SeedDemo(ctx, db, s.Now)
	must(err)
	must(pages.SeedDemo(ctx, db, s.Now))
	portal.Register(s.Web, s.Pools, s.Gate, appointments.MailOptions{Signer: s.Gate.Signer, BaseURL: webtest.BaseURL, Catalog: s.Catalog})
	office.Register(s.Web, s.Pools, s.Gate)
	desk, err := desks.FindBySlug(ctx, db, "orientation-desk")
	must(err)
	area, err := services.FindBySlug(ctx, db, "accoglienza-e-ascolto")
	must(err)
	sign := func(purpose string, id int64) { s.keys[purpose] = s.Gate.Signer.Token(purpose, id) }

	b := appointments.StaffBooking{Key: "a-form-of-the-links-test", DeskID: desk.ID, AreaID: area.ID,
		Channel: appointments.AtDesk, Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Prova Persona", Email: "prova@example.org"}}
	free, err := appointments.FreeSlots(ctx, db, appointments.Query{DeskID: desk.ID, AreaID: area.ID, From: desks.DateOf(s.Now).AddDays(7)}, s.Now)
	must(err)
	b.Start = free[0].Start
	a, err := appointments.BookForSomebody(ctx, db, auth.Program("test"), b, s.Now)
	must(err)
	sign(appointments.TokenPurpose, a.ID)
	d, err := appointments.TakeHold(ctx, db, appointments.Hold{Key: "a-hold-of-the-links-test", DeskID: desk.ID, AreaID: area.ID, Start: free[4].Start, Lang: "it"}, s.Now)
	must(err)
	must(appointments.SaveDetails(ctx, db, d.ID, appointments.Details{Lang: "it"}, s.Now))
	must(appointments.SaveContact(ctx, db, d.ID, appointments.Contact{Name: "Prova Altra", Email: "altra@example.org"}, s.Now))
	sign(appointments.DraftPurpose, d.ID)
	ticket, err := queue.Give(ctx, db, auth.Program("test"), queue.Request{Key: "a-ticket-of-the-links-test", DeskID: desk.ID, AreaID: area.ID, Lang: "it", Class: queue.Normal}, s.Now)
	must(err)
	sign(queue.TicketPurpose, ticket.ID)
	rules, err := queue.FindSettings(ctx, db, auth.Program("test"), desk.ID)
	must(err)
	sign(queue.DisplayPurpose, rules.LinkID())
	sign(queue.KioskPurpose, rules.LinkID())
	must(s.accounts(ctx, desk.ID))
	sign(appointments.FeedPurpose, s.openFeed(t, desk.ID))
	s.feedback(t)
	s.waits(t, area.ID)
	s.asks(t, desk.ID, area.ID, free[6].Start)
	s.invites(t, desk.ID)
	return s
}

// invites gives somebody the way to their own area.
func (s *linked) invites(t *testing.T, deskID int64) {
	t.Helper()
	ctx, db, actor := t.Context(), s.Pools.Web, auth.Program("test")
	form := people.Form{Identity: people.Identity{Given: "Prova", Surname: "Area", Lang: "it"}, Contacts: []people.Contact{{Kind: people.Email, Value: "area@example.org"}}}
	id, err := people.Open(ctx, db, actor, deskID, form, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	idle, err := people.Open(ctx, db, actor, deskID, people.Form{Identity: people.Identity{Given: "Prova", Surname: "Ferma", Lang: "it"}}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	way, err := people.GiveAccess(ctx, db, actor, id, people.AccessForm{Channel: people.ByMail, Recipient: "area@example.org"}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	yes, err := book().Give(ctx, db, actor, id, consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.NewRaw("UPDATE people SET changed_at = ? WHERE id = ?", s.Now.AddDate(-3, 0, 0), idle).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	if told, err := privacy.Announce(ctx, db, false, s.Now, 10); err != nil || told != 1 {
		t.Fatal(told, err)
	}
	var notice int64
	if err := db.NewRaw("SELECT id FROM retention_notices").Scan(ctx, &notice); err != nil {
		t.Fatal(err)
	}
	s.keys["keep"] = path.Base(privacy.NoticeLink(s.Gate.Signer, notice))
	s.keys["consent"] = path.Base(consents.Link(s.Gate.Signer, yes.ID))
	s.renews(t, id)
	s.sends(t, id)
	s.keys["area"] = path.Base(people.AccessLink(s.Gate.Signer, way.ID))
}

// sends has the CV of somebody sent to an employer they said yes to.
func (s *linked) sends(t *testing.T, personID int64) {
	t.Helper()
	ctx, db, actor := t.Context(), s.Pools.Web, auth.Program("test")
	yes := consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova", EmployerEmail: "lavoro@example.org", Version: 1, Lang: "it", Channel: consents.ByVoice}
	if _, err := book().Give(ctx, db, actor, personID, yes, s.Now); err != nil {
		t.Fatal(err)
	}
	sent, err := cvs.ShareWith(ctx, db, actor, personID, "lavoro@example.org", s.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.keys["share"] = path.Base(cvs.ShareLink(s.Gate.Signer, sent.ID))
}

// asks has a mail sent to somebody who must open it before their booking counts.
func (s *linked) asks(t *testing.T, deskID, areaID int64, start time.Time) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(appointments.SetGuard(ctx, db, auth.Program("test"), appointments.Guard{WorkBits: 18, MailMinutes: 30}, s.Now))
	d, err := appointments.TakeHold(ctx, db, appointments.Hold{Key: "a-proof-of-the-links-test", DeskID: deskID, AreaID: areaID, Start: start, Lang: "it"}, s.Now)
	must(err)
	must(appointments.SaveDetails(ctx, db, d.ID, appointments.Details{Lang: "it"}, s.Now))
	must(appointments.SaveContact(ctx, db, d.ID, appointments.Contact{Name: "Prova Posta", Email: "posta@example.org"}, s.Now))
	_, err = appointments.AskProof(ctx, db, auth.Actor{}, d.ID, s.Now)
	must(err)
	d, err = appointments.FindDraft(ctx, db, d.ID, s.Now)
	must(err)
	s.keys[appointments.ProofPurpose] = s.Gate.Signer.Token(appointments.ProofPurpose, *d.Proof.ID)
}

// waits puts somebody on the waiting list of a desk that is full today and has them
// offered a time that is given back.
func (s *linked) waits(t *testing.T, areaID int64) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	desk, err := desks.FindBySlug(ctx, db, "torre-civica-informativo")
	must(err)
	today := desks.DateOf(s.Now)
	free, err := appointments.FreeSlots(ctx, db, appointments.Query{DeskID: desk.ID, AreaID: areaID, ForStaff: true, From: today, To: today}, s.Now)
	must(err)
	var last *appointments.Appointment
	for _, slot := range free {
		last, err = appointments.BookForSomebody(ctx, db, auth.Program("test"), appointments.StaffBooking{Key: "a-full-desk-" + slot.Start.Format("150405"),
			DeskID: desk.ID, AreaID: areaID, Start: slot.Start, Channel: appointments.AtDesk, Details: appointments.Details{Lang: "it"},
			Contact: appointments.Contact{Name: "Prova Piena"}}, s.Now)
		must(err)
	}
	e, err := waiting.Join(ctx, db, waiting.Joining{Key: "an-entry-of-the-links-test", DeskID: desk.ID, AreaID: areaID,
		Wish: waiting.Wish{Until: today}, Details: appointments.Details{Lang: "it"},
		Contact: appointments.Contact{Name: "Prova Attesa", Email: "attesa@example.org"}}, false, s.Now)
	must(err)
	must(appointments.Cancel(ctx, db, auth.Program("test"), last.ID, "", s.Now))
	must(waiting.Sweep(ctx, db, false, s.Now))
	var offer int64
	must(db.NewRaw(`SELECT id FROM waiting_offers WHERE entry_id = ?`, e.ID).Scan(ctx, &offer))
	s.keys[waiting.TokenPurpose] = s.Gate.Signer.Token(waiting.TokenPurpose, e.ID)
	s.keys[waiting.OfferPurpose] = s.Gate.Signer.Token(waiting.OfferPurpose, offer)
}

func (s *linked) accounts(ctx context.Context, deskID int64) error {
	_, err := auth.SeedDemo(ctx, s.Pools.Web, []auth.DemoUser{
		{Email: "qui@demo.example", Name: "Qui", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{deskID}},
	}, "una frase molto lunga", s.Now)
	return err
}

func (s *linked) openFeed(t *testing.T, deskID int64) int64 {
	t.Helper()
	operators, err := desks.Operators(t.Context(), s.Pools.Web, deskID)
	if err != nil {
		t.Fatal(err)
	}
	if err := desks.LinkOperator(t.Context(), s.Pools.Web, operators[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	feed, err := appointments.RenewFeed(t.Context(), s.Pools.Web, auth.Actor{UserID: 1}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	return feed.ID
}

// feedback takes the keys of a report and of a rating from where they are given.
func (s *linked) feedback(t *testing.T) {
	t.Helper()
	b := s.Browser(t)
	report := b.Get("/segnalazione-disservizio").Want(200).
		Submit("/segnalazione-disservizio", map[string]string{"text": "Una pagina non si apre da ieri sera.", "email": "segnala@example.org"}).Want(303)
	rating := b.Get("/servizi").Want(200).Submit("/valutazione", map[string]string{"rate": "4"}).Want(303)
	for name, p := range map[string]*webtest.Page{"report": report, "rating": rating} {
		path, _, _ := strings.Cut(p.Header.Get("Location"), "?")
		s.keys[name] = path[strings.LastIndex(path, "/")+1:]
	}
}

// Peer test 8: GET and HEAD on every address that holds a secret change nothing. The
// routes are those of the program, so that a new one is tried too: a route that no
// key here opens is an error, add its key to newLinked.
func TestReadingAnyLinkChangesNothing(t *testing.T) {
	s := newLinked(t)
	before := everyRow(t, s.Pools.Web)
	tried := 0
	for _, route := range s.Web.Routes() {
		if route.Method != http.MethodGet || !secret(route.Path) {
			continue
		}
		tried++
		opened := false
		for _, path := range s.fillings(route.Path) {
			status := s.Browser(t).Get(path).Status
			head := s.Browser(t).Do(httptest.NewRequest(http.MethodHead, path, nil)).Status
			if head != status {
				t.Errorf("%s: GET answers %d, HEAD %d", path, status, head)
			}
			if status >= 500 {
				t.Errorf("%s answers %d", path, status)
			}
			opened = opened || status == http.StatusOK || status == http.StatusSeeOther
		}
		if !opened {
			t.Errorf("no key opens %s: add one to newLinked", route.Path)
		}
	}
	if tried < 15 {
		t.Errorf("only %d routes with a secret were found", tried)
	}
	for table, rows := range everyRow(t, s.Pools.Web) {
		if before[table] != rows {
			t.Errorf("reading links changed %s:\n%s\nbefore\n%s", table, rows, before[table])
		}
	}
}

// secret reports whether a route has a part that is a key rather than the name of a
// page or an id of the office.
func secret(path string) bool {
	return strings.Contains(path, ":") && !strings.Contains(path, ":slug") && !strings.HasPrefix(path, "/ufficio")
}

// fillings are the route with every key in every place of a parameter.
func (s *linked) fillings(route string) []string {
	paths := []string{""}
	for _, part := range strings.Split(route, "/")[1:] {
		var longer []string
		for _, p := range paths {
			if !strings.HasPrefix(part, ":") {
				longer = append(longer, p+"/"+part)
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(s.keys)) {
				longer = append(longer, p+"/"+s.keys[name])
			}
		}
		paths = longer
	}
	return paths
}

// passing are tables a visit may write: who visits, how often.
var passing = []string{"sessions", "rate_limits"}

// everyRow is the content of every table, by name.
func everyRow(t *testing.T, idb bun.IDB) map[string]string {
	t.Helper()
	var tables []string
	err := idb.NewRaw(`SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`).Scan(t.Context(), &tables)
	if err != nil || len(tables) < 30 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	all := map[string]string{}
	for _, name := range tables {
		if slices.Contains(passing, name) {
			continue
		}
		var rows string
		if err := idb.NewRaw(`SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') FROM ? AS t`, bun.Ident(name)).Scan(t.Context(), &rows); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", name, err))
		}
		all[name] = rows
	}
	return all
}
