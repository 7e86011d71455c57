package office_test

import (
	"testing"

	"approdo/app/auth"
	"approdo/app/pages"
)

func TestTheAdministratorWritesTheInstitution(t *testing.T) {
	s := newOffice(t)
	if err := pages.SeedDemo(t.Context(), s.Pools.Web, tuesday); err != nil {
		t.Fatal(err)
	}
	admin := s.as(t, "admin")
	p := admin.Get("/ufficio/istituzione").Want(200)
	bad := p.Submit("/ufficio/istituzione", map[string]string{"name": "", "email": "boh", "brand": "#ffee00", "programme_1_funder": "Nessuno"}).Want(422)
	bad.Has("Scrivi il nome", "un solo indirizzo e-mail", "troppo chiaro")
	for _, field := range []string{"name", "email", "brand", "programme_1_name"} {
		if bad.Find("a", "href", "#"+field) == nil {
			t.Errorf("the summary does not lead to %s", field)
		}
	}
	p.Submit("/ufficio/istituzione", map[string]string{"name": "Sportello Nuovo", "brand": "#0B5566", "phone": "080 1", "tagline_ar": "مرحبا",
		"programme_0_name": "", "programme_0_funder": "", "programme_0_note_it": "", "programme_0_note_en": "",
		"programme_1_name": "Progetto B", "programme_1_note_it": "Nota"}).Follow().Want(200).Has("Dati dell'istituzione salvati")
	x, err := pages.Find(t.Context(), s.Pools.Web)
	if err != nil || x.Name != "Sportello Nuovo" || x.Brand != "#0b5566" || x.Tagline["ar"] != "مرحبا" || len(x.Programmes) != 1 || x.Programmes[0].Name != "Progetto B" {
		t.Errorf("%+v %v", x, err)
	}
	n, err := s.Pools.Web.NewSelect().Table("audit_entries").Where("action = 'pages.institution' AND actor LIKE 'user:%'").Count(t.Context())
	if err != nil || n != 1 {
		t.Errorf("%d entries in the trail, %v", n, err)
	}
	s.as(t, "coordina").Get("/ufficio/istituzione").Want(403)
	s.as(t, "qui").Get("/ufficio/istituzione").Want(403)
}

// A note in a language that the form does not show outlives a change of the others.
func TestNotesInOtherLanguagesStay(t *testing.T) {
	s := newOffice(t)
	x := pages.Demo()
	x.Programmes[0].Note["fr"] = "Programme"
	if err := pages.Save(t.Context(), s.Pools.Web, boss(s), x, tuesday); err != nil {
		t.Fatal(err)
	}
	s.as(t, "admin").Get("/ufficio/istituzione").Submit("/ufficio/istituzione", map[string]string{"programme_0_note_it": "Altro"}).Follow()
	now, err := pages.Find(t.Context(), s.Pools.Web)
	if err != nil || now.Programmes[0].Note["fr"] != "Programme" || now.Programmes[0].Note["it"] != "Altro" {
		t.Errorf("%+v %v", now.Programmes, err)
	}
}

func boss(s *staffed) auth.Actor {
	return auth.Actor{UserID: s.ids["admin@demo.example"], Roles: []auth.Role{auth.Admin}}
}
