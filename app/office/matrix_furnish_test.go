package office_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/cvs"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/imports"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// furnishPaths puts a person with a path at the walled desk, and everything that hangs
// on one, so that every route about people has something to show.
func (s *walled) furnishPaths(t *testing.T) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	actor := auth.Actor{UserID: s.staffed.ids["la@demo.example"], Roles: []auth.Role{auth.Reception, auth.Specialist, auth.Coordinator}, DeskIDs: []int64{s.other.ID}}
	open := func(given string) int64 {
		id, err := people.Open(ctx, db, actor, s.other.ID, people.Form{Identity: people.Identity{Given: given, Surname: "Ignota", Lang: "ar"},
			Contacts: []people.Contact{{Kind: people.Email, Value: "zuleika@example.org"}}}, now)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	person, twin := open("Zuleika"), open("Zuleica")
	_, err := people.AddEntry(ctx, db, actor, person, "status", map[string]string{"status": "unemployed", "since": "2026-01-10"}, now)
	if err := errors.Join(err, people.AddSpecial(ctx, db, s.Gate.Signer, actor, person, people.SpecialKinds()[0], "segretissimo", now),
		people.Merge(ctx, db, actor, person, twin, "prova", now)); err != nil {
		t.Fatal(err)
	}
	id, err := cases.TakeInCharge(ctx, db, actor, cases.Intake{PersonID: person, DeskID: s.other.ID, NoticeVersion: cases.NoticeVersion, NoticeLang: "ar"}, now)
	if err != nil {
		t.Fatal(err)
	}
	body := map[string]string{}
	for _, f := range cases.FieldsOf(cases.Pact) {
		if f.Needed {
			body[f.Name] = "segretissimo"
		}
	}
	for _, d := range []struct {
		kind string
		in   cases.Content
	}{
		{cases.Pact, cases.Content{Version: 1, UserID: actor.UserID, Lang: "it", Body: body}},
		{cases.Plan, cases.Content{Version: 1, UserID: actor.UserID, Lang: "it", Body: map[string]string{"goals": "segretissimo"},
			Lines: []cases.Line{{What: "Cercare", Doer: "person"}}}},
	} {
		if err := cases.WriteDocument(ctx, db, actor, id, d.kind, d.in, now); err != nil {
			t.Fatal(err)
		}
	}
	sign := cases.Decision{Version: 1, Revision: 1, To: cases.Signed, Signer: "Zuleika Ignota", On: desks.DateOf(now)}
	_, profile := cases.AddProfile(ctx, db, actor, id, cases.Interview{HeldOn: desks.DateOf(now), Levels: []cases.Level{{Domain: cases.Domains()[0], Level: 3}}}, now)
	_, draft := referrals.Begin(ctx, db, actor, id, referrals.Form{ToDeskID: s.third(t), Kind: referrals.Defined, Reason: "segretissimo", Goals: "segretissimo"}, now)
	sheet := cases.NewScan{Name: "piano.pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.7 segretissimo")), nil }}
	signed := cases.DecideOnPaper(ctx, db, s.Web.Vault(), actor, cases.Ref{CaseID: id, Kind: cases.Plan, Version: 1}, sign, []cases.NewScan{sheet}, now)
	if err := errors.Join(signed, profile, draft); err != nil {
		t.Fatal(err)
	}
	zoe := open("Zoe")
	s.furnishAreas(t, actor, cases.Ref{CaseID: id, Kind: cases.Pact, Version: 1}, person, zoe)
	s.furnishPreferences(t, actor, person)
	s.furnishCVs(t, actor, person, zoe, open("Zelda"))
	open("Zita") // whose CV nobody has begun
	s.furnishDraft(t, cvs.Writer{Actor: actor, PersonID: person})
	s.furnishNetwork(t, actor, id)
	s.furnishWork(t, actor, id, zoe)
	s.furnishPlacements(t, actor, id)
	s.furnishEnrolments(t, actor, person)
	s.furnishTeam(t, actor, id)
	s.furnishAssessments(t, actor, id)
	s.furnishRights(t, actor, person)
	s.furnishApplications(t, actor, person)
}

// furnishAreas gives two people their areas: one by mail, where a version waits to be
// signed, one on paper.
func (s *walled) furnishAreas(t *testing.T, actor auth.Actor, waits cases.Ref, mailed, printed int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	_, byMail := people.GiveAccess(ctx, db, actor, mailed, people.AccessForm{Channel: people.ByMail, Recipient: "zuleika@example.org"}, now)
	_, onPaper := people.GiveAccess(ctx, db, actor, printed, people.AccessForm{Channel: people.OnPaper}, now)
	if err := errors.Join(byMail, onPaper, cases.AskSignature(ctx, db, actor, waits, now)); err != nil {
		t.Fatal(err)
	}
}

// furnishWork adds what is done on a path and at the desk: a service, a path that ended,
// a number called, a file of people, a room, a mediator, a job that failed.
func (s *walled) furnishWork(t *testing.T, actor auth.Actor, caseID, otherPerson int64) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	ended, err := cases.TakeInCharge(ctx, db, actor, cases.Intake{PersonID: otherPerson, DeskID: s.other.ID, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, now)
	if err != nil {
		t.Fatal(err)
	}
	yesterday := desks.DateOf(now).AddDays(-1)
	entry := deliveries.Entry{Key: "a-service-of-the-matrix", Repertoire: "piemonte", Code: "A.1", Recorded: []services.Evidence{"answer"},
		Sittings: []deliveries.Sitting{{Day: yesterday, From: "09:00", To: "09:40", Mode: services.Individual, UserID: actor.UserID}}}
	_, findings, service := deliveries.Record(ctx, db, actor, caseID, entry, now)
	if len(findings) > 0 {
		t.Fatalf("the service misses its standard: %v", findings)
	}
	lines := []imports.Line{{Number: 1, Cells: []string{"Nome", "Cognome"}}, {Number: 2, Cells: []string{"Zuleika", "Ignota"}}}
	_, file := imports.Start(ctx, db, actor, imports.File{DeskID: s.other.ID, Name: "prova.csv", Lines: lines}, now)
	_, room := desks.PutRoom(ctx, db, actor, desks.SaveRoom{DeskID: s.other.ID, Name: "Stanza", Seats: 2, InUse: true}, now)
	_, mediator := desks.PutMediator(ctx, db, actor, desks.SaveMediator{Name: "Mediatrice Prova", Languages: []string{"ar"}, DeskIDs: []int64{s.other.ID}, InUse: true}, now)
	_, job := db.ExecContext(ctx, `INSERT INTO jobs (kind, payload, run_at, attempts, max_attempts, dead_at, last_error) VALUES ('prova.rotta', '{}', now(), 5, 5, now(), 'unavailable')`)
	if err := errors.Join(cases.Close(ctx, db, actor, ended, cases.Outcomes()[0], "", now), service, file, room, mediator, job); err != nil {
		t.Fatal(err)
	}
	s.furnishBodies(t)
	b := s.as(t, "la")
	b.Get("/ufficio/coda").Want(200).Submit("/chiamata", nil).Want(303)
	p := b.Get("/ufficio/appuntamenti/nuovo?giorno=2026-11-24").Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Zuleika Ignota", "phone": "080 765 4321", "mediator": "ar"}).Want(303)
}

// third is a desk that is neither of the two.
func (s *walled) third(t *testing.T) int64 {
	t.Helper()
	list, err := desks.List(t.Context(), s.Pools.Web, desks.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.ID != s.desk.ID && d.ID != s.other.ID {
			return d.ID
		}
	}
	t.Fatal("two desks only")
	return 0
}

// furnishBodies adds the bodies of the demo and what an account of the first sent to
// the walled desk.
func (s *walled) furnishBodies(t *testing.T) {
	t.Helper()
	ctx, db, now := t.Context(), s.Pools.Web, s.Now
	ids, err := auth.SeedDemo(ctx, db, []auth.DemoUser{{Email: "ente@demo.example", Name: "Ente Prova", Lang: "it", Roles: []auth.Role{auth.ReferringBody}}}, "una frase molto lunga", now)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := partners.SeedDemo(ctx, db, now)
	if err != nil {
		t.Fatal(err)
	}
	user := ids["ente@demo.example"]
	form := referrals.NewIncoming{Key: "a-form-of-the-matrix", DeskID: s.other.ID, Agreed: true, IncomingForm: referrals.IncomingForm{Given: "Zuleika", Surname: "Ignota", Lang: "it",
		Reason: "segretissimo", Task: "segretissimo", Responsible: "Prova", ResponsiblePhone: "080 1", InformedOn: desks.DateOf(now), InformedHow: "talk"}}
	linked := partners.LinkDemo(ctx, db, bodies[0], user, now)
	_, sent := referrals.SendIncoming(ctx, db, auth.Actor{UserID: user, Roles: []auth.Role{auth.ReferringBody}}, form, now)
	if err := errors.Join(linked, sent); err != nil {
		t.Fatal(err)
	}
}
