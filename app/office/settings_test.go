package office_test

import (
	"strings"
	"testing"

	"approdo/app/office"
)

func TestSettingsAreForWhoHasSome(t *testing.T) {
	s := newOffice(t)
	s.as(t, "coordina").Get("/ufficio/impostazioni").Want(200).Has("Impostazioni", "Sportelli", "Orari di apertura").HasNot("Chi entra nell'ufficio")
	for _, e := range office.Menu()[len(office.Menu())-1].Below {
		for _, lang := range []string{"it", "en"} {
			key := "office.settings." + strings.TrimPrefix(e.Key, "office.menu.")
			if text := s.Catalog.For(lang).T(key); text == key || text == "" {
				t.Errorf("%s has no sentence in %s: %s", e.Path, lang, key)
			}
		}
	}
	admin := s.as(t, "admin").Get("/ufficio/utenti").Want(200)
	if admin.Find("a", "href", "/ufficio/impostazioni", "aria-current", "page") == nil {
		t.Error("a page of the settings does not mark their entry")
	}
	s.as(t, "qui").Get("/ufficio/impostazioni").Want(404)
	s.as(t, "qui").Get("/ufficio/persone").Want(200).HasNot("Impostazioni")
}
