package workday_test

import (
	"fmt"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/meetings"
	"approdo/app/office/officetest"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two desks: anna follows Fatima and Omar at the first, where ada
// works too; bruno is at the second, dino may not read cases.
type town struct {
	*officetest.Office
	all []int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	all := h.Demo().Desks
	anna := h.Actor("anna", auth.Reception, all[0].ID)
	h.Actor("ada", auth.Specialist, all[0].ID)
	h.Actor("bruno", auth.Specialist, all[1].ID)
	h.Actor("dino", auth.Scout, all[0].ID)
	ctx, db, now := h.Ctx, h.DB, h.Now
	for _, name := range []string{"Fatima Esempio", "Omar Esempio"} {
		person := h.Person(anna, name)
		_, err := people.AddEntry(ctx, db, anna, person, "permit", map[string]string{"type": "work", "expires": "2026-12-20"}, now)
		h.Must(err)
		id, err := cases.TakeInCharge(ctx, db, anna, cases.Intake{PersonID: person, DeskID: all[0].ID, NoticeVersion: "2026-11", NoticeLang: "ar", Need: "Cerca un lavoro"}, now.AddDate(0, 0, -20))
		h.Must(err)
		s.all = append(s.all, id)
	}
	h.Must(cases.WriteDocument(ctx, db, anna, s.all[0], cases.Plan, cases.Content{Version: 1, UserID: anna.UserID, Lang: "it", Body: map[string]string{"goals": "Un lavoro in cucina"},
		Lines: []cases.Line{{What: "Iscriversi al corso", Doer: "person", DueOn: desks.DateOf(now)}}}, now))
	_, err := meetings.Begin(ctx, db, anna, meetings.Form{DeskID: all[0].ID, Title: "Équipe del martedì", Day: desks.DateOf(now), From: "15:00", To: "16:00", Place: "Sala 2",
		Operators: []int64{anna.UserID}, UserID: anna.UserID, Online: true}, now)
	h.Must(err)
	today := desks.DateOf(now)
	_, err = placements.Record(ctx, db, anna, s.all[1], placements.Form{Key: "a-placement-of-the-day", Kind: "internship", Begun: true, Hours: "30", Terms: placements.Terms{
		Firm: "Cucina Prova", Occupation: "Aiuto cuoco", Scheme: "extracurricular", HostTutor: "Tutor Prova", DeskTutor: "Anna Prova", Goals: "Imparare",
		StartsOn: today.AddDays(-60), EndsOn: today.AddDays(90)}}, now)
	h.Must(err)
	late := enrolments.Form{Key: "an-enrolment-of-the-day", At: enrolments.Attending, On: today.AddDays(-60), Terms: enrolments.Terms{Kind: enrolments.Short, Course: "Corso Prova", EndsOn: today.AddDays(-1)}}
	_, err = enrolments.Record(ctx, db, anna, h.Person(anna, "Zoe Prova"), late, now)
	h.Must(err)
	return s
}

func TestMyDayShowsWhatIsDue(t *testing.T) {
	s := newTown(t)
	p := s.As(t, "anna").Get("/ufficio/giornata").Want(200).Has("La mia giornata", "Fatima Esempio", "Omar Esempio", "Prima verifica", "In ritardo", "2 cose sono in ritardo",
		"Iscriversi al corso", "Da far firmare", "Permessi di soggiorno in scadenza")
	p.Has("Équipe del martedì", "In programma", "Inserimenti", "Visite da fare", "Iscrizioni ai corsi", "Senza novità dopo la data")
	if p.Find("a", "href", fmt.Sprintf("/ufficio/percorsi/%d", s.all[0])) == nil {
		t.Error("the action does not lead to its case")
	}
	s.As(t, "ada").Get("/ufficio/giornata").Want(200).Has("Équipe del martedì").HasNot("Fatima")
	s.As(t, "bruno").Get("/ufficio/giornata").Want(200).Has("Niente in scadenza").HasNot("Fatima", "Équipe")
	s.As(t, "dino").Get("/ufficio/giornata").Want(200).HasNot("Fatima", "Verifiche")
	s.Browser(t).Get("/ufficio/giornata").Want(303)
}

func TestCasesArePassedOnTogether(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	loads := anna.Get("/ufficio/carichi").Want(200).Has("anna Prova").HasNot("bruno Prova")
	path := webtest.Attr(loads.Find("a", "href", fmt.Sprintf("/ufficio/carichi/%d", s.ID("anna"))), "href")
	p := anna.Get(path).Want(200).Has("Fatima Esempio", "Omar Esempio")
	to := fmt.Sprint(s.ID("ada"))
	if p.Find("option", "value", to) == nil || p.Find("option", "value", fmt.Sprint(s.ID("bruno"))) != nil {
		t.Error("the colleagues offered are not those of the desk")
	}
	boxes := []string{fmt.Sprintf("caso-%d", s.all[0]), fmt.Sprintf("caso-%d", s.all[1])}
	bad := p.Submit("/passaggio", map[string]string{"user": to, "reason": "Congedo"}).Want(422).Has("Scegli almeno un percorso")
	if webtest.Attr(bad.Find("input", "name", "reason"), "value") != "Congedo" {
		t.Error("the reason is lost")
	}
	p.Submit("/passaggio", map[string]string{boxes[0]: "1", boxes[1]: "1", "user": to, "reason": "Congedo"}).Want(303)
	anna.Get(path).Want(200).Has("Non segui nessuno")
	s.As(t, "ada").Get("/ufficio/giornata").Want(200).Has("Fatima Esempio", "Omar Esempio")
	s.As(t, "bruno").Get(fmt.Sprintf("/ufficio/carichi/%d", s.ID("ada"))).Want(404)
	s.As(t, "dino").Get("/ufficio/carichi").Want(403)
}

func TestTheHandoverSheetTellsTheCase(t *testing.T) {
	s := newTown(t)
	path := fmt.Sprintf("/ufficio/percorsi/%d/consegne", s.all[0])
	s.As(t, "ada").Get(path).Want(200).Has("Consegne", "Fatima Esempio", "Cerca un lavoro", "Un lavoro in cucina", "Iscriversi al corso", "Prima verifica", "Presa in carico", "20/12/2026")
	for _, x := range []string{path, path + "/pdf"} {
		s.As(t, "bruno").Get(x).Want(404)
		s.As(t, "dino").Get(x).Want(403)
	}
}
