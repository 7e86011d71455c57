package cases

import (
	"bytes"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

// TestADigestIsOfTheText: every word of a version counts, how far its actions are does not.
func TestADigestIsOfTheText(t *testing.T) {
	first := func() *Document {
		return &Document{CaseID: 7, Kind: Plan, Version: 1, Revision: 2, UserID: 3, Lang: "it", Body: map[string]string{"goals": "Lavorare", "a": "b"},
			Lines: []Line{{ActionID: 1, What: "Corso", Doer: "desk", Who: "Ada", DueOn: desks.Date{}.AddDays(1), State: ToDo}}}
	}
	want := first().Digest()
	for name, change := range map[string]func(*Document){
		"case": func(d *Document) { d.CaseID++ }, "kind": func(d *Document) { d.Kind = Pact }, "version": func(d *Document) { d.Version++ },
		"revision": func(d *Document) { d.Revision++ }, "operator": func(d *Document) { d.UserID++ }, "language": func(d *Document) { d.Lang = "en" },
		"field": func(d *Document) { d.Body["goals"] += "." }, "fewer fields": func(d *Document) { delete(d.Body, "a") },
		"action": func(d *Document) { d.Lines[0].What = "Stage" }, "day": func(d *Document) { d.Lines[0].DueOn = desks.Date{}.AddDays(2) },
		"order": func(d *Document) { d.Lines = append([]Line{{What: "Prima"}}, d.Lines...) },
	} {
		d := first()
		change(d)
		if bytes.Equal(d.Digest(), want) {
			t.Errorf("another %s has the same digest", name)
		}
	}
	d := first()
	d.Lines[0].State, d.State, d.Signer, d.ID = Done, Signed, "Fatima", 9
	if !bytes.Equal(d.Digest(), want) {
		t.Error("what is not of the text changes the digest")
	}
}

// TestHowAVersionIsSigned: on a screen only the text that was read, and only once.
func TestHowAVersionIsSigned(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	in := h.decide(1, 1, Signed)
	in.How = "wax"
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now), fault.Invalid, "")
	in.How = Tablet
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now), fault.Conflict, "cases.error.document_changed")
	in.Digest = h.docs(c, Pact)[0].Digest()
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now))
	d := h.docs(c, Pact)[0]
	if d.SignedHow != Tablet || !bytes.Equal(d.SignedDigest, d.Digest()) || !d.Intact() {
		t.Errorf("signed %q, intact %v", d.SignedHow, d.Intact())
	}
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, in, h.Now), fault.Conflict, "cases.error.document_signed")
	h.Wants(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now), fault.Conflict, "cases.error.document_signed")
	_, err := h.DB.NewRaw(`UPDATE case_documents SET body = '{"profile": "altro"}' WHERE id = ?`, d.ID).Exec(h.Ctx)
	h.Must(err)
	if h.docs(c, Pact)[0].Intact() {
		t.Error("another text passes for the signed one")
	}
	h.planned(c)
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Plan, h.decide(1, 1, Signed), h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Plan, h.decide(1, 1, Signed), h.Now))
	if d := h.docs(c, Plan)[0]; d.SignedHow != Paper || d.SignedDigest != nil || !d.Intact() {
		t.Errorf("on paper: %q %x", d.SignedHow, d.SignedDigest)
	}
}
