package workday_test

import (
	"fmt"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/meetings"
	"approdo/app/office"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two desks: anna follows Fatima and Omar at the first, where ada
// works too; bruno is at the second, dino may not read cases.
type town struct {
	*webtest.Site
	ids map[string]int64
	all []int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := &town{Site: webtest.New(t, now, webtest.Menus{Office: office.Menu()})}
	ctx, db := t.Context(), s.Pools.Web
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(services.LoadAreas(ctx, db))
	demo, err := desks.SeedDemo(ctx, db, now)
	must(err)
	user := func(name string, role auth.Role, desk int) auth.DemoUser {
		return auth.DemoUser{Email: name + "@demo.example", Name: name + " Prova", Lang: "it", Roles: []auth.Role{role}, DeskIDs: []int64{demo.Desks[desk].ID}}
	}
	s.ids, err = auth.SeedDemo(ctx, db, []auth.DemoUser{user("anna", auth.Reception, 0), user("ada", auth.Specialist, 0), user("bruno", auth.Specialist, 1),
		user("dino", auth.Scout, 0)}, "una frase molto lunga", now)
	must(err)
	office.Register(s.Web, s.Pools, s.Gate)
	anna := auth.Actor{UserID: s.ids["anna@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{demo.Desks[0].ID}}
	for _, name := range []string{"Fatima", "Omar"} {
		person, err := people.Open(ctx, db, anna, demo.Desks[0].ID, people.Form{Identity: people.Identity{Given: name, Surname: "Esempio", Lang: "ar"}}, now)
		must(err)
		_, err = people.AddEntry(ctx, db, anna, person, "permit", map[string]string{"type": "work", "expires": "2026-12-20"}, now)
		must(err)
		id, err := cases.TakeInCharge(ctx, db, anna, cases.Intake{PersonID: person, DeskID: demo.Desks[0].ID, NoticeVersion: "2026-11", NoticeLang: "ar", Need: "Cerca un lavoro"}, now.AddDate(0, 0, -20))
		must(err)
		s.all = append(s.all, id)
	}
	must(cases.WriteDocument(ctx, db, anna, s.all[0], cases.Plan, cases.Content{Version: 1, UserID: anna.UserID, Lang: "it", Body: map[string]string{"goals": "Un lavoro in cucina"},
		Lines: []cases.Line{{What: "Iscriversi al corso", Doer: "person", DueOn: desks.DateOf(now)}}}, now))
	_, err = meetings.Begin(ctx, db, anna, meetings.Form{DeskID: demo.Desks[0].ID, Title: "Équipe del martedì", Day: desks.DateOf(now), From: "15:00", To: "16:00", Place: "Sala 2",
		Operators: []int64{anna.UserID}, UserID: anna.UserID, Online: true}, now)
	must(err)
	today := desks.DateOf(now)
	_, err = placements.Record(ctx, db, anna, s.all[1], placements.Form{Key: "a-placement-of-the-day", Kind: "internship", Begun: true, Hours: "30", Terms: placements.Terms{
		Firm: "Cucina Prova", Occupation: "Aiuto cuoco", Scheme: "extracurricular", HostTutor: "Tutor Prova", DeskTutor: "Anna Prova", Goals: "Imparare",
		StartsOn: today.AddDays(-60), EndsOn: today.AddDays(90)}}, now)
	must(err)
	return s
}

func (s *town) as(t *testing.T, name string) *webtest.Browser {
	return s.Browser(t).SignIn(s.ids[name+"@demo.example"])
}

func TestMyDayShowsWhatIsDue(t *testing.T) {
	s := newTown(t)
	p := s.as(t, "anna").Get("/ufficio/giornata").Want(200).Has("La mia giornata", "Fatima Esempio", "Omar Esempio", "Prima verifica", "In ritardo", "2 cose sono in ritardo",
		"Iscriversi al corso", "Da far firmare", "Permessi di soggiorno in scadenza")
	p.Has("Équipe del martedì", "In programma", "Inserimenti", "Visite da fare")
	if p.Find("a", "href", fmt.Sprintf("/ufficio/percorsi/%d", s.all[0])) == nil {
		t.Error("the action does not lead to its case")
	}
	s.as(t, "ada").Get("/ufficio/giornata").Want(200).Has("Équipe del martedì").HasNot("Fatima")
	s.as(t, "bruno").Get("/ufficio/giornata").Want(200).Has("Niente in scadenza").HasNot("Fatima", "Équipe")
	s.as(t, "dino").Get("/ufficio/giornata").Want(200).HasNot("Fatima", "Verifiche")
	s.Browser(t).Get("/ufficio/giornata").Want(303)
}

func TestCasesArePassedOnTogether(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	loads := anna.Get("/ufficio/carichi").Want(200).Has("anna Prova").HasNot("bruno Prova")
	path := webtest.Attr(loads.Find("a", "href", fmt.Sprintf("/ufficio/carichi/%d", s.ids["anna@demo.example"])), "href")
	p := anna.Get(path).Want(200).Has("Fatima Esempio", "Omar Esempio")
	to := fmt.Sprint(s.ids["ada@demo.example"])
	if p.Find("option", "value", to) == nil || p.Find("option", "value", fmt.Sprint(s.ids["bruno@demo.example"])) != nil {
		t.Error("the colleagues offered are not those of the desk")
	}
	boxes := []string{fmt.Sprintf("caso-%d", s.all[0]), fmt.Sprintf("caso-%d", s.all[1])}
	bad := p.Submit("/passaggio", map[string]string{"user": to, "reason": "Congedo"}).Want(422).Has("Scegli almeno un percorso")
	if webtest.Attr(bad.Find("input", "name", "reason"), "value") != "Congedo" {
		t.Error("the reason is lost")
	}
	p.Submit("/passaggio", map[string]string{boxes[0]: "1", boxes[1]: "1", "user": to, "reason": "Congedo"}).Want(303)
	anna.Get(path).Want(200).Has("Non segui nessuno")
	s.as(t, "ada").Get("/ufficio/giornata").Want(200).Has("Fatima Esempio", "Omar Esempio")
	s.as(t, "bruno").Get(fmt.Sprintf("/ufficio/carichi/%d", s.ids["ada@demo.example"])).Want(404)
	s.as(t, "dino").Get("/ufficio/carichi").Want(403)
}

func TestTheHandoverSheetTellsTheCase(t *testing.T) {
	s := newTown(t)
	path := fmt.Sprintf("/ufficio/percorsi/%d/consegne", s.all[0])
	s.as(t, "ada").Get(path).Want(200).Has("Consegne", "Fatima Esempio", "Cerca un lavoro", "Un lavoro in cucina", "Iscriversi al corso", "Prima verifica", "Presa in carico", "20/12/2026")
	for _, x := range []string{path, path + "/pdf"} {
		s.as(t, "bruno").Get(x).Want(404)
		s.as(t, "dino").Get(x).Want(403)
	}
}
