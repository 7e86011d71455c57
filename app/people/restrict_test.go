package people

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// hold restricts a person.
func (h *town) hold(id int64, scope string) *Restriction {
	h.Helper()
	x := &Restriction{PersonID: id, Scope: scope, Why: "restrict"}
	h.Must(db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) error { return Restrict(ctx, tx, at(h.a), x, h.Now) }))
	return x
}

// TestAFileThatIsHeldStandsStill: identity, lines of the file, special categories, merging,
// by desk and person; reading and opening the own area go on.
func TestAFileThatIsHeldStandsStill(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := name("Ada Prova")
	id, other := h.open(h.a, f), h.open(h.a, name("Bea Prova"))
	line, err := AddEntry(h.Ctx, h.DB, at(h.a), id, "education", map[string]string{"title": "Licenza media", "isced": "2"}, h.Now)
	h.Must(err)
	signer := auth.NewSigner([]byte("a secret of thirty-two letters ok"))
	h.Must(AddSpecial(h.Ctx, h.DB, signer, at(h.a), id, "health", "Una nota", h.Now))
	special, err := OwnSpecial(h.Ctx, h.DB, signer, auth.Actor{PersonID: id})
	h.Must(err)
	chief := auth.Actor{UserID: 7, Roles: []auth.Role{auth.Coordinator}, DeskIDs: []int64{h.a}}
	changed := name("Adele Prova")
	acts := map[string]func() error{
		"identity": func() error { return Change(h.Ctx, h.DB, at(h.a), id, 1, changed, h.Now) },
		"line": func() error {
			_, err := AddEntry(h.Ctx, h.DB, at(h.a), id, "education", map[string]string{"title": "Diploma", "isced": "3"}, h.Now)
			return err
		},
		"change": func() error {
			return ChangeEntry(h.Ctx, h.DB, at(h.a), id, line, map[string]string{"title": "Altro", "isced": "2"}, h.Now)
		},
		"remove": func() error { return RemoveEntry(h.Ctx, h.DB, at(h.a), id, line, h.Now) },
		"own line": func() error {
			_, err := AddOwnEntry(h.Ctx, h.DB, auth.Actor{PersonID: id}, "education", map[string]string{"title": "Diploma", "isced": "3"}, h.Now)
			return err
		},
		"special":    func() error { return AddSpecial(h.Ctx, h.DB, signer, at(h.a), id, "justice", "x", h.Now) },
		"no special": func() error { return RemoveSpecial(h.Ctx, h.DB, at(h.a), id, special[0].ID, h.Now) },
		"merge":      func() error { return Merge(h.Ctx, h.DB, chief, other, id, "una sola", h.Now) },
		"merge into": func() error { return Merge(h.Ctx, h.DB, chief, id, other, "una sola", h.Now) },
	}
	x := h.hold(id, HoldFile)
	for what, act := range acts {
		if err := act(); !fault.Is(err, fault.Held) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if p, err := Find(h.Ctx, h.DB, at(h.a), id); err != nil || p.Given != "Ada" {
		t.Errorf("the desk reads %+v %v", p, err)
	}
	if _, err := GiveAccess(h.Ctx, h.DB, at(h.a), id, AccessForm{Channel: OnPaper}, h.Now); err != nil {
		t.Errorf("no way into the own area: %v", err)
	}
	if gone, err := Discard(h.Ctx, h.DB, at(h.a), id, h.Now); gone || err != nil {
		t.Errorf("deleted: %v %v", gone, err)
	}
	same := h.hold(id, HoldFile)
	if same.ID != x.ID {
		t.Error("the same again is another restriction")
	}
	less := h.hold(id, HoldSharing)
	if stands, err := FindRestriction(h.Ctx, h.DB, id); err != nil || stands.ID != x.ID || !stands.Frozen() {
		t.Errorf("of two stands %+v %v", stands, err)
	}
	h.Must(db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) error { return x.Lift(ctx, tx, at(h.a), h.Now) }))
	if stands, err := FindRestriction(h.Ctx, h.DB, id); err != nil || stands.ID != less.ID || stands.Frozen() {
		t.Errorf("stands %+v %v", stands, err)
	}
	h.Must(acts["identity"]())
	h.Must(acts["merge"]())
	if stands, err := FindRestriction(h.Ctx, h.DB, other); err != nil || stands == nil || stands.ID != less.ID {
		t.Errorf("of the record it was merged into: %+v %v", stands, err)
	}
}
