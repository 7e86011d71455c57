package referrals_test

import (
	"fmt"
	"testing"

	"approdo/app/auth"
	"approdo/app/partners"
	noun "approdo/app/referrals"
)

// body opens a body of the network.
func (s *town) body(t *testing.T, name, kind string) string {
	t.Helper()
	id, err := partners.Put(t.Context(), s.Pools.Web, auth.Program("test"), partners.Body{Name: name, Sort: partners.Other, Kind: kind, Field: "work",
		Phone: "080 000 0102", Email: "ente@ente.example"}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(id)
}

func TestToAPublicBodyAndBack(t *testing.T) {
	s := newTown(t)
	body := s.body(t, "Centro di prova", "public")
	anna := s.As(t, "anna")
	anna.Get(s.path).Want(200).Has("Invia a un ente della rete")
	form := anna.Get(s.path+"/invio-rete").Want(200).Has("ente pubblico", "Senza segnare niente si dà solo il nome")
	form.Submit("/invio-rete", nil).Want(422).Has("Scegli un ente", "Scrivi perché", "Scrivi gli obiettivi")
	card := form.Submit("/invio-rete", map[string]string{"body": body, "reason": "Iscriversi a GOL", "goals": "Un corso", "item-status": "1"}).Follow().
		Want(200).Has("Centro di prova", "articolo 6.1.e", "Fatima Prova", "In cerca di lavoro", "Come è oggi").HasNot("Vercelli", "Segna il consenso")
	anna.Get(card.Path+"/scheda").Want(200).Has("Iscriversi a GOL", "ورقة إحالة", "In cerca di lavoro", "bozza").HasNot("Vercelli", "fatima@prova.example")
	card.Submit("/passo", map[string]string{"due-sent": "2026-11-23"}).Want(422).Has("Scrivi un giorno da oggi in poi")
	card = card.Submit("/passo", map[string]string{"due-sent": "2026-11-30"}).Follow().Want(200).Has("In attesa di risposta", "30/11/2026", "Esattamente quello che è stato dato", "e-mail, In coda")
	card = card.Submit("/avviso", nil).Follow().Want(200).Has("Avviso all'ente")
	anna.Get("/ufficio/persone/1").Want(200).Has("dato a un ente della rete", "Centro di prova")
	anna.Get("/ufficio/persone/1/cronologia?cosa=invii").Want(200).Has("Invio a un ente della rete", "Centro di prova")
	if err := noun.Watch(t.Context(), s.Pools.Web, s.Now.AddDate(0, 0, 14)); err != nil {
		t.Fatal(err)
	}
	anna.Get("/ufficio/percorsi").Want(200).Has("1 ente da richiamare", "persona che segui tu")
	anna.Get("/ufficio/invii-rete").Want(200).Has("Centro di prova", "Alla rete (1)", "anna Prova")
	s.As(t, "dora").Get("/ufficio/invii-fermi").Want(200).Has("Centro di prova", "Fermi (1)")
	card = anna.Get(card.Path).Want(200).Has("Da richiamare").Submit("/passo", map[string]string{"to": "went", "due-went": "2026-12-20"}).Follow().Want(200).Has("Ci è andata")
	card.Submit("/passo", map[string]string{"to": "done"}).Want(422).Has("Scrivi qualcosa")
	card.Submit("/passo", map[string]string{"to": "done", "text-done": "Iscritta al corso"}).Follow().Want(200).Has("Concluso", "Iscritta al corso").HasNot("Che cosa puoi fare")
	anna.Get(s.path).Want(200).Has("Centro di prova", "Concluso")
}

func TestToAPrivateBodyWithConsentOnly(t *testing.T) {
	s := newTown(t)
	body := s.body(t, "Associazione di prova", "third")
	anna := s.As(t, "anna")
	card := anna.Get(s.path+"/invio-rete").Submit("/invio-rete", map[string]string{"body": body, "reason": "Corso d'italiano", "goals": "Parlare", "item-contacts": "1"}).Follow().
		Want(200).Has("Senza consenso non si invia niente", "أوافق", "Segna il consenso")
	card.Submit("/consenso", map[string]string{"how": "", "on": ""}).Want(422).Has("Scegli come ha dato il consenso")
	card = card.Submit("/consenso", map[string]string{"how": "written", "on": "2026-11-24"}).Follow().Want(200).Has("Consenso segnato", "Con la firma, 24/11/2026")
	first, second := anna.Get(card.Path+"/modifica").Want(200), s.As(t, "dora").Get(card.Path+"/modifica").Want(200)
	first.Submit("/modifica", map[string]string{"goals": "Leggere"}).Follow().Want(200).Has("Leggere")
	second.Submit("/modifica", map[string]string{"goals": "Scrivere"}).Want(409).Has("Leggere", "Scrivere").Submit("/modifica", nil).Follow().Want(200).Has("Scrivere")
	card = anna.Get(card.Path).Submit("/passo", nil).Follow().Want(200).Has("In attesa di risposta")
	anna.Get(card.Path+"/scheda").Want(200).Has("fatima@prova.example", "Consenso")
	card = card.Submit("/consenso/fine", nil).Follow().Want(200).Has("non si dà più niente", "Consenso ritirato")
	anna.Get(card.Path + "/scheda").Want(409)
	card.Submit("/passo", map[string]string{"to": "withdrawn", "text-withdrawn": "Non vuole più"}).Follow().Want(200).Has("Ritirato")
}

func TestTheNetworkIsForTheDeskThatSends(t *testing.T) {
	s := newTown(t)
	body := s.body(t, "Centro di prova", "public")
	card := s.As(t, "anna").Get(s.path+"/invio-rete").Submit("/invio-rete", map[string]string{"body": body, "reason": "Perché no", "goals": "b"}).Follow().Want(200)
	for name, want := range map[string]int{"bruno": 404, "carla": 404, "dino": 403} {
		b := s.As(t, name)
		for _, rest := range []string{"", "/scheda", "/modifica"} {
			b.Get(card.Path+rest).Want(want).HasNot("Fatima", "Perché no")
		}
		b.Get(s.path + "/invio-rete").Want(want)
	}
	s.As(t, "carla").Get("/ufficio/invii-rete").Want(200).HasNot("Fatima")
	card.Submit("/eliminazione", nil).Follow().Want(200).Has("Bozza eliminata", "Nessuno è stato ancora inviato")
}
