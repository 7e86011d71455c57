package appointments

import (
	"strings"
	"testing"
)

func TestPartyCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Party
		want string
	}{
		{"nobody said", Party{}, ""},
		{"for oneself", Party{Whom: Myself}, ""},
		{"a relation left over", Party{Whom: Myself, Relation: "parent"}, ""},
		{"for oneself, but a name", Party{Whom: Myself, Booker: "Prova Due"}, "whom:whom"},
		{"for another, nothing said", Party{Whom: Another}, "booker:booker relation:relation"},
		{"for another", Party{Whom: Another, Booker: "Prova Due", Relation: "parent"}, ""},
		{"staff, no relation", Party{Booker: "Prova Due"}, "relation:relation"},
		{"invented relation", Party{Whom: Another, Booker: "Prova Due", Relation: "boss"}, "relation:relation"},
		{"long name", Party{Whom: Another, Booker: strings.Repeat("è", 121), Relation: "child"}, "booker:name_long"},
		{"NUL", Party{Whom: Another, Booker: "Pro\x00va", Relation: "child"}, "booker:characters"},
		{"four more", Party{Companions: 4, CompanionNote: "  interprete "}, ""},
		{"five more", Party{Companions: 5}, "companions:companions"},
		{"not a number", Party{Companions: -1}, "companions:companions"},
		{"a word about nobody", Party{CompanionNote: "interprete"}, "companions:companions"},
		{"many words", Party{Companions: 1, CompanionNote: strings.Repeat("a", 61)}, "companion_note:note_long"},
	} {
		got := fields(Contact{Name: "Prova Uno", Email: "a@example.com", Party: c.in}.Clean().Check())
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What the form says about others is in the appointment, and leaves the form.
func TestTheAppointmentKeepsWhoBooked(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	who := Contact{Name: "Prova Uno", Email: "due@example.org", Party: Party{Whom: Another, Booker: "Prova  Due", Relation: "partner", Companions: 2, CompanionNote: "interprete"}}
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, who, h.Now))
	kept, err := FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if kept.Says() != Another || kept.Booker != "Prova Due" {
		t.Errorf("the form keeps %+v", kept.Party)
	}
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if a.Name != "Prova Uno" || a.Booker != "Prova Due" || a.Relation != "partner" || a.Companions != 2 || a.CompanionNote != "interprete" {
		t.Errorf("the appointment keeps %q %+v", a.Name, a.Party)
	}
	closed, err := FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if closed.Party != (Party{}) {
		t.Errorf("the form still has %+v", closed.Party)
	}
	card, err := FindForPerson(h.Ctx, h.DB, a.ID, h.Now)
	h.Must(err)
	if card.Booker != "P. D." || card.CompanionNote != "" || card.Companions != 2 {
		t.Errorf("the card shows %+v", card.Party)
	}
	x := letter(a, "it")
	if x.Booker != "P. D." || x.Companions != 2 {
		t.Errorf("the letter says %q and %d", x.Booker, x.Companions)
	}
}

// A couple shares an address: each has an appointment of their own, both count.
func TestACoupleSharesAnAddress(t *testing.T) {
	h := inTx(t)
	for i, name := range []string{"Prova Uno", "Prova Due", "Prova Tre"} {
		d, err := h.hold([]string{slot, "2026-11-24 10:00", "2026-11-24 10:30"}[i], 0)
		h.Must(err)
		h.Must(SaveContact(h.Ctx, h.DB, d.ID, Contact{Name: name, Email: "casa@example.org", Phone: "333 1234567"}, h.Now))
		_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
		h.Must(err)
	}
}
