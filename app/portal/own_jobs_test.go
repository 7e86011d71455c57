package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

const jobs = "/area-personale/lavori"

// newWorker is an owner in their area, with the shipped glossary.
func newWorker(t *testing.T) (*owner, *webtest.Browser) {
	t.Helper()
	s := newOwner(t, "it")
	must(t, occupations.Ship(t.Context(), s.Pools.Work, s.Now))
	b, _ := s.in(t, "it")
	return s, b
}

// job is the address of the first occupation found by a word.
func (s *owner) job(t *testing.T, typed string) (string, occupations.Occupation) {
	t.Helper()
	hits, err := occupations.Search(t.Context(), s.Pools.Web, typed, "it", 1)
	must(t, err)
	if len(hits) == 0 {
		t.Fatalf("%s is not in the glossary", typed)
	}
	return fmt.Sprintf("%s/nuovo/%d", jobs, hits[0].ID), hits[0].Occupation
}

func TestChoosingTheJobsOneLooksFor(t *testing.T) {
	s, b := newWorker(t)
	b.Get("/area-personale").Want(200).Has("I lavori che cerchi")
	b.Get(jobs).Want(200).Has("I lavori che cerchi", "Non hai ancora scelto", "Che lavoro cerchi?")
	path, cook := s.job(t, "cuoco")
	found := b.Get(jobs + "?cerca=" + url.QueryEscape("طباخ")).Want(200)
	if found.Find("a", "href", path) == nil || found.Find("input", "value", "طباخ") == nil {
		t.Errorf("typed in Arabic, the cook is not among what is found:\n%s", found.Text())
	}
	b.Get(jobs + "?cerca=zzzzqqq").Want(200).Has("Non troviamo questo lavoro")
	form := b.Get(path).Want(200).Has(cook.Label("it"), "Dove hai imparato questo lavoro?")
	form.Submit(path, map[string]string{"years": "tanti", "last_year": "3"}).Want(422).Has("da 0 a 70", "per esempio 2026", cook.Label("it"))
	list := form.Submit(path, map[string]string{"learnt": "work", "years": "7", "skill_text": "Pasta e pesce", "mobility": "near"}).Follow().Want(200)
	list.Has("Lavoro salvato", cook.Label("it"), "Lavorando", "7", "Pasta e pesce", "Vicino a casa")
	b.Get(path).Submit(path, nil).Follow().Want(200).Has("già nell'elenco")
	for _, typed := range []string{"muratore", "bracciante"} {
		path, _ := s.job(t, typed)
		b.Get(path).Want(200).Submit(path, nil).Follow().Want(200)
	}
	b.Get(jobs).HasNot("Che lavoro cerchi?").Has("Hai scelto tre lavori")
	path, _ = s.job(t, "cameriere")
	b.Get(path).Submit(path, nil).Follow().Want(200).Has("prima togline uno")
	s.changeOne(t, b)
}

// changeOne changes the first job and takes it away.
func (s *owner) changeOne(t *testing.T, b *webtest.Browser) {
	t.Helper()
	me := auth.Actor{PersonID: s.person}
	all, err := preferences.ListOwn(t.Context(), s.Pools.Web, me)
	must(t, err)
	path := fmt.Sprintf("%s/%d", jobs, all[0].ID)
	form := b.Get(path).Want(200).Has("Pasta e pesce")
	if form.Find("input", "name", "years", "value", "7") == nil || form.Find("input", "name", "learnt", "value", "work", "checked", "") == nil {
		t.Error("the form does not hold what was said")
	}
	form.Submit(path, map[string]string{"years": "8"}).Follow().Want(200).Has("Lavoro salvato", "8")
	form.Submit(path, map[string]string{"years": "9"}).Follow().Want(200).Has("Nel frattempo")
	all, err = preferences.ListOwn(t.Context(), s.Pools.Web, me)
	must(t, err)
	path = fmt.Sprintf("%s/%d", jobs, all[0].ID)
	b.Get(path).Submit(path+"/rimozione", nil).Follow().Want(200).Has("Lavoro tolto", "Che lavoro cerchi?").HasNot("Pasta e pesce")
	b.Get(path).Want(404)
}

// TestTypingSuggests: while somebody types, the answer is a part of the page.
func TestTypingSuggests(t *testing.T) {
	s, b := newWorker(t)
	path, _ := s.job(t, "muratore")
	req, err := http.NewRequest(http.MethodGet, jobs+"?cerca=murat", nil)
	must(t, err)
	req.Header.Set("HX-Request", "true")
	part := b.Do(req).Want(200)
	if part.Find("a", "href", path) == nil || strings.Contains(part.Text(), "I lavori che cerchi") {
		t.Errorf("the part is\n%s", part.Text())
	}
}

// TestJobsAreOnesOwn: nobody gets in without proof, nor at somebody else's.
func TestJobsAreOnesOwn(t *testing.T) {
	s, b := newWorker(t)
	path, cook := s.job(t, "cuoco")
	id, err := preferences.Add(t.Context(), s.Pools.Web, s.actor, s.other, preferences.Form{OccupationID: cook.ID}, s.Now)
	must(t, err)
	b.Get(fmt.Sprintf("%s/%d", jobs, id)).Want(404)
	stolen := b.Get(path).Want(200)
	for _, to := range []string{fmt.Sprintf("%s/%d", jobs, id), fmt.Sprintf("%s/%d/rimozione", jobs, id)} {
		form := webtest.FormValues(stolen.Find("form", "action", path))
		b.Post(to, form).Want(404)
	}
	b.Get(jobs + "/nuovo/99999999").Want(404)
	s.Browser(t).Get(jobs).Want(303)
}

// TestJobsInEveryLanguage: the pages in all of them, the name of the job too.
func TestJobsInEveryLanguage(t *testing.T) {
	s, b := newWorker(t)
	path, cook := s.job(t, "cuoco")
	b.Get(path).Submit(path, map[string]string{"hours": "part"}).Follow().Want(200)
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b.Get(i18n.Path(l.Tag, jobs)).Want(200).Has(loc.T("preferences.own.title"), cook.Labels[l.Tag], loc.T("preferences.hours.part"))
		b.Get(i18n.Path(l.Tag, path)).Want(200).Has(cook.Labels[l.Tag], loc.T("preferences.form.learnt"), loc.T("preferences.mobility.abroad"))
	}
}
