package cvs

import (
	"testing"

	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// TestTheWarningIsReadFirst where employers find the CV as soon as it is ready, and that it
// was read is kept.
func TestTheWarningIsReadFirst(t *testing.T) {
	h := build(t, testdb.Tx(t))
	if v, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("uno")), h.now); err != nil || v.WarnedAt != nil {
		t.Fatalf("nobody finds it, and still: %+v %v", v, err)
	}
	form := consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it", Channel: consents.ByVoice}
	_, err := consents.NewBook().Give(h.ctx, h.db, h.anna, h.person, form, h.now)
	h.must(err)
	if found, err := OwnFindable(h.ctx, h.db, h.own, h.now); err != nil || !found {
		t.Fatalf("after the consent: %v %v", found, err)
	}
	in := upload(pdf("due"))
	_, err = SaveOwn(h.ctx, h.db, h.vault, h.own, in, h.now)
	h.wants(err, fault.Invalid, "cvs.error.warned")
	_, err = Save(h.ctx, h.db, h.vault, h.anna, h.person, in, h.now)
	h.wants(err, fault.Invalid, "cvs.error.warned")
	_, err = SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("tre", nil), h.now)
	h.wants(err, fault.Invalid, "cvs.error.warned")
	in.Warned = true
	v, err := SaveOwn(h.ctx, h.db, h.vault, h.own, in, h.now)
	h.must(err)
	if h.count("cvs", "id = ? AND warned_at = ?", v.ID, h.now) != 1 {
		t.Error("that it was read is not kept")
	}
}
