package persons_test

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

// glossed is the town with the shipped glossary, and the file of somebody.
func glossed(t *testing.T) (*town, *webtest.Browser, string) {
	t.Helper()
	s := newTown(t)
	if err := occupations.Ship(t.Context(), s.Pools.Work, s.Now); err != nil {
		t.Fatal(err)
	}
	anna := s.as(t, "anna")
	p := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali", "lang": "ar"})
	link := p.Find("a", "class", "btn btn-outline-primary btn-xs no-print", "href", strings.TrimSuffix(p.Path, "/")+"/propensioni")
	if link == nil {
		t.Fatalf("the file at %s does not lead to the preferences", p.Path)
	}
	return s, anna, p.Path
}

// job is an occupation by what somebody types.
func (s *town) job(t *testing.T, typed string) occupations.Occupation {
	t.Helper()
	hits, err := occupations.Search(t.Context(), s.Pools.Web, typed, "it", 1)
	if err != nil || len(hits) == 0 {
		t.Fatalf("%s finds %v, %v", typed, hits, err)
	}
	return hits[0].Occupation
}

func TestPreferencesAreWrittenAtTheDesk(t *testing.T) {
	s, anna, file := glossed(t)
	cook, list := s.job(t, "cuoco"), file+"/propensioni"
	form := fmt.Sprintf("%s/nuova/%d", list, cook.ID)
	anna.Get(list).Want(200).Has("Nessuna propensione", "Cerca nel glossario")
	found := anna.Get(list + "?cerca=" + url.QueryEscape("kuzhinier")).Want(200)
	if found.Find("a", "href", form) == nil {
		t.Errorf("in Albanian the cook is not found:\n%s", found.Text())
	}
	anna.Get(form).Want(200).Submit(form, map[string]string{"years": "x", "interview_on": "2031-01-01"}).Want(422).Has("da 0 a 70", "nel futuro")
	p := anna.Get(form).Want(200).Submit(form, map[string]string{"learnt": "training", "sector": "sep23", "years": "10", "last_year": "2024", "hours": "full", "mobility": "province",
		"licences": "HACCP", "tools": "forno", "skill_text": "primi piatti", "note": "libera dal lunedì"}).Follow().Want(200)
	p.Has("Lavoro salvato", cook.Label("it"), "Servizi turistici", "10", "2024", "HACCP", "forno", "primi piatti", "libera dal lunedì", "24/11/2026")
	anna.Get(form).Submit(form, nil).Follow().Want(200).Has("già nell'elenco")
	anna.Get(file).Want(200).Has("Propensioni", cook.Label("it"))
	change := p.Find("a", "class", "btn btn-outline-primary btn-xs", "href", firstOf(p, list+"/"))
	path := webtest.Attr(change, "href")
	edit := anna.Get(path).Want(200)
	edit.Submit(path, map[string]string{"years": "11"}).Follow().Want(200).Has("11")
	edit.Submit(path, map[string]string{"years": "12"}).Follow().Want(200).Has("Nel frattempo")
	history := anna.Get(file+"/cronologia?cosa=scheda").Want(200).Has("Propensione", "Aggiunta", "Cambiata", cook.Label("it"))
	if history.Find("html", "lang", "it") == nil {
		t.Error("the history has no language")
	}
	path = firstOf(anna.Get(list), list+"/")
	anna.Get(path).Submit(path+"/rimozione", nil).Follow().Want(200).Has("Lavoro tolto", "Nessuna propensione")
	anna.Get(path).Want(404)
	anna.Get(file + "/cronologia").Want(200).Has("Propensione tolta")
}

// TestTheDeskSeesWhatMergedRecordsBringTooMuch, and can take it away.
func TestTheDeskSeesWhatMergedRecordsBringTooMuch(t *testing.T) {
	s, anna, file := glossed(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, db, house := t.Context(), s.Pools.Web, auth.Program("test")
	person, err := strconv.ParseInt(path.Base(strings.TrimSuffix(file, "/")), 10, 64)
	must(err)
	kept, err := people.Find(ctx, db, house, person)
	must(err)
	twin, err := people.Open(ctx, db, house, kept.DeskIDs[0], people.Form{Identity: people.Identity{Given: "Fatima", Lang: "ar"}}, s.Now)
	must(err)
	var jobs []int64
	must(db.NewRaw("SELECT id FROM occupations WHERE retired_at IS NULL ORDER BY id LIMIT 4").Scan(ctx, &jobs))
	for i, job := range jobs {
		_, err := preferences.Add(ctx, db, house, []int64{person, twin}[i%2], preferences.Form{OccupationID: job, Note: fmt.Sprint("nota ", i)}, s.Now)
		must(err)
	}
	list := file + "/propensioni"
	anna.Get(list).Want(200).HasNot("Troppe propensioni")
	must(people.Merge(ctx, db, house, person, twin, "", s.Now))
	page := anna.Get(list).Want(200).Has("Troppe propensioni", "nota 0", "nota 3", "al massimo tre").HasNot("Cerca nel glossario delle")
	if text := page.Text(); strings.Index(text, "nota 0") < strings.Index(text, "Troppe propensioni") || strings.Index(text, "nota 3") > strings.Index(text, "Troppe propensioni") {
		t.Error("the one changed first is not the one too many")
	}
	rest, err := preferences.Beyond(ctx, db, house, person)
	must(err)
	one := fmt.Sprintf("%s/%d", list, rest[0].ID)
	anna.Get(one).Want(200).Submit(one+"/rimozione", nil).Follow().Want(200).HasNot("Troppe propensioni", "nota 0")
}

// firstOf is the first address on a page that begins so and goes on with a number.
func firstOf(p *webtest.Page, prefix string) string {
	for _, a := range p.All("a") {
		if rest, ok := strings.CutPrefix(webtest.Attr(a, "href"), prefix); ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return prefix + rest
		}
	}
	return ""
}

// TestPreferencesStayAtTheirDesk: another desk's operator finds nothing, who may only read
// changes nothing.
func TestPreferencesStayAtTheirDesk(t *testing.T) {
	s, anna, file := glossed(t)
	cook := s.job(t, "cuoco")
	form := fmt.Sprintf("%s/propensioni/nuova/%d", file, cook.ID)
	list := anna.Get(form).Want(200).Submit(form, nil).Follow().Want(200)
	own := firstOf(list, file+"/propensioni/")
	bruno := s.as(t, "bruno")
	for _, path := range []string{file + "/propensioni", form, own} {
		bruno.Get(path).Want(404)
	}
	values := webtest.FormValues(anna.Get(own).Find("form", "action", own))
	for name, value := range webtest.FormValues(bruno.Get("/ufficio/persone/nuova").Want(200).Find("form", "action", "/ufficio/persone", "method", "post")) {
		if strings.Contains(name, "csrf") {
			values[name] = value
		}
	}
	for _, path := range []string{form, own, own + "/rimozione"} {
		if got := bruno.Post(path, values).Status; got != 404 {
			t.Errorf("another desk's operator posts to %s: %d", path, got)
		}
	}
	if got := firstOf(anna.Get(file+"/propensioni"), file+"/propensioni/"); got != own {
		t.Errorf("what stood at %s now stands at %s", own, got)
	}
}

func TestTheGlossaryIsRead(t *testing.T) {
	s, anna, _ := glossed(t)
	cook := s.job(t, "cuoco")
	path := fmt.Sprintf("/ufficio/glossario/%d", cook.ID)
	if anna.Get("/ufficio/glossario?cerca=cuoco").Want(200).Find("a", "href", path) == nil {
		t.Error("the cook is not found")
	}
	anna.Headers["HX-Request"] = "true"
	if anna.Get("/ufficio/glossario?cerca=cuoco").Want(200).Find("h1") != nil {
		t.Error("the part is the whole page")
	}
	delete(anna.Headers, "HX-Request")
	p := anna.Get(path).Want(200).Has(cook.ISCO, cook.Labels["zh"], cook.Labels["ur"], cook.Labels["sq"])
	if cook.URI != "" && p.Find("a", "href", cook.URI) == nil {
		t.Error("ESCO is not linked")
	}
	anna.Get("/ufficio/glossario/99999999").Want(404)
}
