package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

// skill is the id of the first skill found by a word, as a form writes it.
func (s *owner) skill(t *testing.T, typed string) (string, occupations.Skill) {
	t.Helper()
	hits, err := occupations.SearchSkills(t.Context(), s.Pools.Web, typed, "it", 1)
	must(t, err)
	if len(hits) == 0 {
		t.Fatalf("%s is no skill of the glossary", typed)
	}
	return fmt.Sprint(hits[0].ID), hits[0].Skill
}

// TestPickingSkills without a script: search, add, take off, and nothing typed is lost or
// saved meanwhile.
func TestPickingSkills(t *testing.T) {
	s, b := newWorker(t)
	path, _ := s.job(t, "cuoco")
	lift, forklift := s.skill(t, "muletto")
	form := b.Get(path).Want(200).Has("Spesso richiesto in questo lavoro", "Cerca altro che sai fare")
	dishes, _ := s.skill(t, "cucinare ristorante")
	if form.Find("input", "type", "checkbox", "name", "skills", "value", dishes) == nil {
		t.Error("what a cook does is not offered")
	}
	found := form.Submit(path, map[string]string{"skills-search": "رافعة شوكية", "skills-find": "1", "years": "7", "skill_text": "Pasta e pesce"}).Want(200)
	if found.Find("button", "name", "skills-add", "value", lift) == nil || found.Find("input", "name", "years", "value", "7") == nil {
		t.Errorf("typed in Arabic, the forklift is not found, or what was typed is lost:\n%s", found.Text())
	}
	found.Has("Pasta e pesce")
	picked := found.Submit(path, map[string]string{"skills-add": lift}).Want(200).Has("Hai scelto", forklift.Label("it"), "Pasta e pesce")
	if picked.Find("button", "name", "skills-remove", "value", lift) == nil || picked.Find("input", "name", "skills-search", "value", "") == nil {
		t.Error("what was picked cannot be taken off, or the search is still full")
	}
	me := auth.Actor{PersonID: s.person}
	if all, err := preferences.ListOwn(t.Context(), s.Pools.Web, me); err != nil || len(all) > 0 {
		t.Errorf("picking saved %+v, %v", all, err)
	}
	picked.Submit(path, map[string]string{"skills-remove": lift}).Want(200).HasNot("Hai scelto", forklift.Label("it"))
	picked.Submit(path, map[string]string{"skills-search": "zzzzqqq"}).Want(200).Has("Non lo troviamo", "Hai scelto")
	picked.Submit(path, map[string]string{"save": "1", "skills-search": "zzzzqqq"}).Follow().Want(200).Has("Lavoro salvato")
	all, err := preferences.ListOwn(t.Context(), s.Pools.Web, me)
	must(t, err)
	if len(all) != 1 || !slices.Equal(all[0].Skills, []int64{forklift.ID}) || all[0].SkillText != "Pasta e pesce" {
		t.Errorf("saved %+v", all)
	}
	at := fmt.Sprintf("%s/%d", jobs, all[0].ID)
	b.Get(at).Want(200).Has("Hai scelto", forklift.Label("it")).Submit(at, map[string]string{"skills-remove": lift}).Want(200).HasNot("Hai scelto")
	other, _ := s.job(t, "muratore")
	b.Get(other).Submit(other, map[string]string{"skills": "99999999", "save": "1"}).Want(422)
	for _, l := range i18n.Languages() {
		b.Get(i18n.Path(l.Tag, at)).Want(200).Has(forklift.Labels[l.Tag], s.Catalog.For(l.Tag).T("preferences.skills.chosen"))
	}
}

// TestPickingSkillsWhileTyping: a script gets the part that changes, and never saves.
func TestPickingSkillsWhileTyping(t *testing.T) {
	s, b := newWorker(t)
	path, _ := s.job(t, "cuoco")
	lift, forklift := s.skill(t, "muletto")
	form := webtest.FormValues(b.Get(path).Find("form", "action", path))
	part := func(extra url.Values) *webtest.Page {
		t.Helper()
		for name, values := range extra {
			form[name] = values
		}
		req, err := http.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		must(t, err)
		req.Header.Set("HX-Request", "true")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return b.Do(req).Want(200).HasNot("Quanto vuoi lavorare")
	}
	if part(url.Values{"skills-search": {"mulet"}}).Find("button", "name", "skills-add", "value", lift) == nil {
		t.Error("nothing is found while typing")
	}
	part(url.Values{"skills-search": {""}})
	p := part(url.Values{"skills-add": {lift}})
	if p.Find("fieldset", "id", "skills", "data-say", "Aggiunto: "+forklift.Label("it")) == nil || p.Find("input", "type", "search", "data-focus", "") == nil {
		t.Errorf("it is not said what was added:\n%s", p.Text())
	}
	if all, err := preferences.ListOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}); err != nil || len(all) > 0 {
		t.Errorf("typing saved %+v, %v", all, err)
	}
}
