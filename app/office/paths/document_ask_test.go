package paths_test

import (
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/people"
	"approdo/app/web/webtest"
)

func TestAVersionIsSentToBeSigned(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	anna.Get(s.person+"/dati").Submit("/dati", map[string]string{"email": "fatima@example.org"}).Follow().Want(200)
	p := anna.Get(path+"/patto/modifica").Submit("/modifica", pactText).Follow().Want(200)
	p.Has("Firma da lontano", "serve l'area personale").HasNot("Manda per la firma")
	anna.Get(s.person+"/area").Submit("/area", map[string]string{"way": "mail:fatima@example.org"}).Want(303)
	p = anna.Get(path+"/patto").Want(200).Submit("/richiesta-firma", nil).Follow().Want(200).Has("Mandato: il messaggio parte adesso", "In attesa", "Scade")
	p = p.Submit("/richiesta-firma/ritiro", nil).Follow().Want(200).Has("Richiesta ritirata", "Ritirata")
	p = p.Submit("/richiesta-firma", nil).Follow().Want(200).Has("In attesa")
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "version": {"1"}}
		for _, rest := range []string{"/richiesta-firma", "/richiesta-firma/ritiro"} {
			b.Post(path+"/patto"+rest, token).Want(want)
		}
	}
	me := s.self(t)
	list, err := cases.OwnToSign(t.Context(), s.Pools.Web, me, s.Now)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d wait, %v", len(list), err)
	}
	if err := cases.RefuseOwn(t.Context(), s.Pools.Web, me, list[0].ID, list[0].Document.Revision, "Prima voglio parlarne", s.Now); err != nil {
		t.Fatal(err)
	}
	anna.Get(p.Path).Want(200).Has("Non vuole firmare", "Prima voglio parlarne", "Manda per la firma")
}

// TestWhatThePersonDidStandsOnTheCase: who marked it and the note, on the case and in the
// chronology.
func TestWhatThePersonDidStandsOnTheCase(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	p := anna.Get(path+"/piano/modifica").Submit("/modifica", map[string]string{"goals": "Cucina", "what-1": "Portare i documenti", "doer-1": "person"}).Follow().Want(200)
	p.Submit("/firma", nil).Follow().Want(200)
	me := s.self(t)
	mine, err := cases.OwnCases(t.Context(), s.Pools.Web, me)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%d own cases, %v", len(mine), err)
	}
	d, err := cases.OwnDocument(t.Context(), s.Pools.Web, me, mine[0].ID, cases.Plan)
	if err != nil || d == nil {
		t.Fatalf("the own plan: %v", err)
	}
	move := cases.ActionMove{ActionID: d.Lines[0].ActionID, From: cases.ToDo, To: cases.Done, Note: "Li ho portati ieri"}
	if err := cases.MoveOwnAction(t.Context(), s.Pools.Web, me, mine[0].ID, move, s.Now); err != nil {
		t.Fatal(err)
	}
	anna.Get(path).Want(200).Has("L'ha segnata la persona", "Li ho portati ieri")
	anna.Get(s.person+"/cronologia").Want(200).Has("Azione del piano", "Portare i documenti · Li ho portati ieri", "La persona")
}

// self is the person of the town, who proved who they are.
func (s *town) self(t *testing.T) auth.Actor {
	t.Helper()
	carla := auth.Actor{UserID: s.ID("anna"), Roles: []auth.Role{auth.Coordinator}}
	found, _, err := people.Search(t.Context(), s.Pools.Web, carla, "Fatima")
	if err != nil || len(found) != 1 || !strings.HasPrefix(found[0].Given, "Fatima") {
		t.Fatalf("%d people, %v", len(found), err)
	}
	return auth.Actor{PersonID: found[0].ID}
}
