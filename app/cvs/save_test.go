package cvs

import (
	"io"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/i18n"
)

func TestHandingIn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v, err := Save(h.ctx, h.db, h.vault, h.anna, h.person, upload(pdf("uno")), h.now)
	h.must(err)
	f, err := files.Find(h.ctx, h.db, v.FileID)
	h.must(err)
	r, err := h.vault.Open(h.ctx, f)
	h.must(err)
	got, err := io.ReadAll(r)
	h.must(err)
	h.must(r.Close())
	if string(got) != pdf("uno") || f.Owner != "cv" || f.OwnerID != v.ID || v.State != Checking || v.Name != "Zuleika Provadifamiglia.pdf" {
		t.Errorf("kept %+v with %+v", v, f)
	}
	if h.count("jobs", "kind = 'cvs.check' AND payload = jsonb_build_object('id', ?::bigint)", v.ID) != 1 {
		t.Error("nobody checks it")
	}
	if c, err := Current(h.ctx, h.db, h.anna, h.person); c != nil || err != nil {
		t.Errorf("current before it was checked: %+v %v", c, err)
	}
	again, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("uno")), h.now.Add(time.Minute))
	h.must(err)
	if again.ID != v.ID || h.count("cvs", "true") != 1 || h.count("files", "deleted_at IS NULL") != 1 {
		t.Errorf("the same file again is CV %d beside %d", again.ID, v.ID)
	}
	other, err := SaveOwn(h.ctx, h.db, h.vault, h.own, upload(pdf("due")), h.now.Add(time.Minute))
	h.must(err)
	s, err := OwnStanding(h.ctx, h.db, h.own)
	h.must(err)
	if s.Coming == nil || s.Coming.ID != other.ID || s.Current != nil || s.Refused != nil || other.Agreed != "" {
		t.Errorf("the person sees %+v", s)
	}
}

func TestWhatCannotBeHandedIn(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := Save(h.ctx, h.db, h.vault, h.ben, h.person, upload(pdf("")), h.now)
	h.wants(err, fault.NotFound, "")
	_, err = SaveOwn(h.ctx, h.db, h.vault, h.anna, upload(pdf("")), h.now)
	h.wants(err, fault.NotFound, "")
	_, err = SaveOwn(h.ctx, h.db, h.vault, h.own, upload("MZ this is a program"), h.now)
	h.wants(err, fault.Invalid, "files.upload.type")
	_, err = SaveOwn(h.ctx, h.db, h.vault, h.own, upload(""), h.now)
	h.wants(err, fault.Invalid, "files.upload.empty")
	in := upload(pdf(""))
	in.Agreed = ""
	_, err = Save(h.ctx, h.db, h.vault, h.anna, h.person, in, h.now)
	h.wants(err, fault.Invalid, "cvs.error.agreed")
	if n := h.count("cvs", "true"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestValidityEndsWithADay(t *testing.T) {
	zone := i18n.Rome()
	for from, want := range map[string]string{
		"2026-11-22T10:00:00+01:00": "2027-05-23T00:00:00+02:00",
		"2026-11-22T23:30:00Z":      "2027-05-24T00:00:00+02:00", // the 23rd in Italy
		"2026-08-31T08:00:00+02:00": "2027-03-01T00:00:00+01:00",
		"2027-08-31T08:00:00+02:00": "2028-03-01T00:00:00+01:00", // a leap year
		"2026-12-31T08:00:00+01:00": "2027-07-01T00:00:00+02:00",
	} {
		at, err := time.Parse(time.RFC3339, from)
		if err != nil {
			t.Fatal(err)
		}
		if got := validFrom(at, zone).Format(time.RFC3339); got != want {
			t.Errorf("from %s it is valid until %s, want %s", from, got, want)
		}
	}
}
