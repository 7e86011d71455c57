package partners_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/partners"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with the demo's network: anna receives, dora coordinates, edo edits.
type town struct {
	*officetest.Office
	bodies []int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	var err error
	s.bodies, err = partners.SeedDemo(h.Ctx, h.DB, h.Now)
	h.Must(err)
	h.Actor("anna", auth.Reception)
	h.Actor("dora", auth.Coordinator)
	h.Actor("edo", auth.Editor)
	return s
}

func TestTheCoordinatorKeepsTheNetwork(t *testing.T) {
	s := newTown(t)
	dora := s.As(t, "dora")
	dora.Get("/ufficio/rete").Want(200).Has("Associazione Demo Porto Aperto", "Ser.T. Demo")
	form := dora.Get("/ufficio/rete/nuovo").Want(200)
	bad := form.Submit("/ufficio/rete", map[string]string{"email": "no"}).Want(422).Has("Scrivi il nome dell'ente", "Scegli una voce", "Scrivi un indirizzo e-mail completo")
	if bad.Find("input", "name", "email", "aria-invalid", "true") == nil {
		t.Error("the field of the address is not marked")
	}
	card := bad.Submit("/ufficio/rete", map[string]string{"name": "Caritas di prova", "sort": "association", "kind": "third", "field": "social",
		"email": "caritas@ente.example", "site": "caritas.ente.example", "phone": "080 000 0199"}).Follow().Want(200).Has("Salvato.", "Caritas di prova", "Privato sociale", "https://caritas.ente.example")
	if card.Find("a", "href", "tel:0800000199") == nil {
		t.Error("the telephone is no link")
	}
	form.Submit("/ufficio/rete", map[string]string{"name": "CARITAS di prova", "sort": "other", "kind": "third", "field": "social"}).Want(422).Has("C'è già un ente con questo nome")

	person := dora.Get(card.Path + "/referenti/nuovo").Want(200)
	person.Submit("/referenti", nil).Want(422).Has("Scrivi il nome")
	card = person.Submit("/referenti", map[string]string{"name": "Referente Prova", "role": "Ascolto"}).Follow().Has("Referente Prova", "Ascolto")
	dora.Get(linkWith(t, card, "/referenti/")).Want(200).Submit("/eliminazione", nil).Follow().Has("Eliminato.").HasNot("Referente Prova")

	agreement := dora.Get(card.Path + "/protocolli/nuovo").Want(200)
	agreement.Submit("/protocolli", map[string]string{"subject": "Invii", "signed_on": "2026-10-01", "valid_until": "2026-09-01"}).Want(422).Has("La fine viene prima della firma")
	agreement.Submit("/protocolli", map[string]string{"subject": "Invii", "signed_on": "2026-10-01", "valid_until": "tra un po'"}).Want(422).Has("Scrivi una data")
	card = agreement.Submit("/protocolli", map[string]string{"subject": "Invii", "signed_on": "2026-10-01"}).Follow().Has("Invii", "In vigore", "01/10/2026")
	at := linkWith(t, card, "/protocolli/")
	dora.Get(at).Want(200).Submit(at, map[string]string{"valid_until": "2026-11-01"}).Follow().Has("Scaduto")

	card.Submit("/sospensione", nil).Follow().Want(200).Has("Ente sospeso.", "Rimetti in uso")
	dora.Get("/ufficio/rete?cerca=caritas").Want(200).Has("Nessun ente corrisponde")
	dora.Get("/ufficio/rete?stato=sospesi").Want(200).Has("Caritas di prova")
	dora.Get(card.Path).Submit("/ripresa", nil).Follow().Has("Ente di nuovo in uso.")
}

// linkWith is the address of the first link that holds the part and ends in a number.
func linkWith(t *testing.T, p *webtest.Page, part string) string {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, part) && !strings.HasSuffix(href, "nuovo") {
			return href
		}
	}
	t.Fatalf("%s has no link with %s", p.Path, part)
	return ""
}

func TestASecondChangeIsNotLost(t *testing.T) {
	s := newTown(t)
	path := fmt.Sprintf("/ufficio/rete/%d", s.bodies[0])
	first, second := s.As(t, "dora").Get(path+"/modifica").Want(200), s.As(t, "dora").Get(path+"/modifica").Want(200)
	first.Submit(path, map[string]string{"hours": "solo di sera"}).Follow().Has("Salvato.")
	second.Submit(path, map[string]string{"hours": "mai"}).Follow().Has("Nel frattempo qualcun altro", "solo di sera")
}

func TestOperatorsReadTheNetworkAndNoteContacts(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := fmt.Sprintf("/ufficio/rete/%d", s.bodies[0])
	card := anna.Get(path).Want(200).Has("Referente Demo Lina", "Invii reciproci", "Incontro mensile")
	if card.Find("a", "href", path+"/modifica") != nil || card.Find("form", "action", path+"/sospensione") != nil {
		t.Error("who receives people may not change the network, and is shown how")
	}
	card.Submit("/contatti", map[string]string{"how": "phone"}).Want(422).Has("Scrivi di che cosa si è parlato")
	card = card.Submit("/contatti", map[string]string{"how": "phone", "whom": "Referente Demo Lina", "about": "Nuovi orari"}).Follow().Want(200).Has("Contatto annotato.", "Nuovi orari", "anna Prova", "24/11/2026")
	card.Submit("/eliminazione", nil).Follow().Has("Eliminato.").HasNot("Nuovi orari")
	token := url.Values{"_csrf": {webtest.Attr(card.Find("input", "name", "_csrf"), "value")}, "name": {"x"}}
	for _, p := range []string{"/ufficio/rete", path, path + "/sospensione", path + "/ripresa", path + "/referenti", path + "/protocolli", path + "/protocolli/1/eliminazione"} {
		anna.Post(p, token).Want(403)
	}
	anna.Get(path + "/modifica").Want(403)
	s.As(t, "edo").Get("/ufficio/rete").Want(403)
	for _, id := range []string{"0", "x", "999999", fmt.Sprint(s.bodies[0]) + "/referenti/999999"} {
		s.As(t, "dora").Get("/ufficio/rete/" + id).Want(404)
	}
	s.As(t, "dora").Get(fmt.Sprintf("/ufficio/rete/%d/referenti/1", s.bodies[1])).Want(404)
}
