package people

import (
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestEntriesOfAFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.open(h.a, name("Prova Uno"))
	add := func(kind string, pairs ...string) int64 {
		t.Helper()
		data := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			data[pairs[i]] = pairs[i+1]
		}
		added, err := AddEntry(h.Ctx, h.DB, at(h.a), id, kind, data, h.Now)
		h.Must(err)
		return added
	}
	add("job", "occupation", "Bracciante", "from", "2019-05", "to", "2019-10")
	now := add("job", "occupation", "Cameriera", "from", "2025", "unknown", "x", "duties", "  sala   e bar ")
	add("status", "status", "unemployed", "since", "2026-01-07")
	add("education", "isced", "3", "title", "Diploma", "country", "al", "year", "2011")
	all, err := Entries(h.Ctx, h.DB, at(h.a), id)
	h.Must(err)
	var shown []string
	for _, e := range all {
		shown = append(shown, e.Kind+":"+e.Data["occupation"]+e.Data["status"]+e.Data["title"])
	}
	if got := strings.Join(shown, " "); got != "status:unemployed education:Diploma job:Cameriera job:Bracciante" {
		t.Errorf("the file reads %s", got)
	}
	if e := all[2]; e.Data["unknown"] != "" || e.Data["duties"] != "sala e bar" || all[1].Data["country"] != "AL" {
		t.Errorf("kept %v and %v", e.Data, all[1].Data)
	}
	_, err = Entries(h.Ctx, h.DB, at(h.b), id)
	h.Wants(err, fault.NotFound, "")
	_, err = AddEntry(h.Ctx, h.DB, at(h.b), id, "job", map[string]string{"occupation": "x"}, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = AddEntry(h.Ctx, h.DB, at(h.a), id, "salary", nil, h.Now)
	h.Wants(err, fault.NotFound, "")

	changed := map[string]string{"occupation": "Cameriera di sala", "from": "2025"}
	h.Must(ChangeEntry(h.Ctx, h.DB, at(h.a), id, now, changed, h.Now))
	h.Wants(ChangeEntry(h.Ctx, h.DB, at(h.a), id, now, changed, h.Now), fault.Conflict, "people.error.entry_changed")
	all, err = Entries(h.Ctx, h.DB, at(h.a), id)
	h.Must(err)
	if len(all) != 4 || all[2].Data["occupation"] != "Cameriera di sala" || all[2].Data["duties"] != "" {
		t.Errorf("after the change %+v", all)
	}
	h.Must(RemoveEntry(h.Ctx, h.DB, at(h.a), id, all[2].ID, h.Now))
	h.Must(RemoveEntry(h.Ctx, h.DB, at(h.a), id, all[2].ID, h.Now))
	h.Wants(RemoveEntry(h.Ctx, h.DB, at(h.b), id, all[3].ID, h.Now), fault.NotFound, "")
	var kept int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM person_entries WHERE person_id = ?", id).Scan(h.Ctx, &kept))
	if kept != 5 {
		t.Errorf("%d rows kept, want 5: nothing is deleted", kept)
	}
}

func TestEntriesRefuse(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.open(h.a, name("Prova Uno"))
	for _, c := range []struct {
		kind, field, key string
		data             map[string]string
	}{
		{"job", "occupation", "people.error.entry_required", map[string]string{}},
		{"job", "from", "people.error.entry_month", map[string]string{"occupation": "x", "from": "2019-13"}},
		{"job", "to", "people.error.entry_order", map[string]string{"occupation": "x", "from": "2020-05", "to": "2019-05"}},
		{"job", "contract", "people.error.choose", map[string]string{"occupation": "x", "contract": "slavery"}},
		{"job", "duties", "people.error.long", map[string]string{"occupation": "x", "duties": strings.Repeat("à", MaxText+1)}},
		{"status", "since", "people.error.entry_date", map[string]string{"status": "employed", "since": "2025-02-29"}},
		{"status", "until", "people.error.entry_order", map[string]string{"status": "employed", "since": "2024-02-29", "until": "2024-02-28"}},
		{"education", "isced", "people.error.choose", map[string]string{"isced": "9", "title": "x"}},
		{"education", "year", "people.error.entry_year", map[string]string{"isced": "3", "title": "x", "year": "1066"}},
		{"education", "country", "people.error.choose", map[string]string{"isced": "3", "title": "x", "country": "XX9"}},
		{"language", "lang", "people.error.choose", map[string]string{"lang": "klingon!"}},
		{"permit", "type", "people.error.entry_required", map[string]string{"expires": "2027-01-01"}},
	} {
		_, err := AddEntry(h.Ctx, h.DB, at(h.a), id, c.kind, c.data, h.Now)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
			t.Errorf("%s %v: %v", c.kind, c.data, err)
		}
	}
}

func TestEntriesOfMergedRecordsAreRead(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, b := h.open(h.a, name("Prova Uno")), h.open(h.a, name("Prova Due"))
	entry, err := AddEntry(h.Ctx, h.DB, at(h.a), b, "job", map[string]string{"occupation": "Muratore"}, h.Now)
	h.Must(err)
	h.Must(Merge(h.Ctx, h.DB, at(h.a), a, b, "", h.Now))
	all, err := Entries(h.Ctx, h.DB, at(h.a), a)
	h.Must(err)
	if len(all) != 1 || all[0].PersonID != b {
		t.Fatalf("the root reads %+v", all)
	}
	h.Must(RemoveEntry(h.Ctx, h.DB, at(h.a), a, entry, h.Now))
}

func TestExpiry(t *testing.T) {
	e := Entry{Data: map[string]string{"expires": "2026-11-22"}}
	if e.Expired(day("2026-11-22")) || !e.Expired(day("2026-11-23")) || (&Entry{}).Expired(day("2026-11-23")) {
		t.Error("a permit is good on its last day and not after")
	}
}

func TestSpecialDataAreSealedAndEveryReadIsNoted(t *testing.T) {
	h := build(t, testdb.Tx(t))
	signer := auth.NewSigner([]byte("a secret of the tests, long enough for it"))
	id := h.open(h.a, name("Prova Uno"))
	h.Must(AddSpecial(h.Ctx, h.DB, signer, at(h.a), id, "disability", "Invalidità 60%", h.Now))
	h.Wants(AddSpecial(h.Ctx, h.DB, signer, at(h.a), id, "religion", "x", h.Now), fault.Invalid, "people.error.choose")
	h.Wants(AddSpecial(h.Ctx, h.DB, signer, at(h.a), id, "health", " ", h.Now), fault.Invalid, "people.error.entry_required")
	h.Wants(AddSpecial(h.Ctx, h.DB, signer, at(h.b), id, "health", "x", h.Now), fault.NotFound, "")
	var sealed []byte
	h.Must(h.DB.NewRaw("SELECT sealed FROM person_special").Scan(h.Ctx, &sealed))
	if strings.Contains(string(sealed), "Invalidit") {
		t.Error("the text stands in the database as it is")
	}
	_, err := ReadSpecial(h.Ctx, h.DB, signer, at(h.b), id, h.Now)
	h.Wants(err, fault.NotFound, "")
	if reads, _ := Reads(h.Ctx, h.DB, id); len(reads) != 0 {
		t.Errorf("who could not read is noted: %+v", reads)
	}
	all, err := ReadSpecial(h.Ctx, h.DB, signer, at(h.a), id, h.Now)
	h.Must(err)
	if len(all) != 1 || all[0].Text != "Invalidità 60%" {
		t.Fatalf("read %+v", all)
	}
	reads, err := Reads(h.Ctx, h.DB, id)
	h.Must(err)
	if len(reads) != 1 || reads[0].Part != PartSpecial {
		t.Errorf("the read is noted as %+v", reads)
	}
	h.Must(RemoveSpecial(h.Ctx, h.DB, at(h.a), id, all[0].ID, h.Now))
	h.Must(RemoveSpecial(h.Ctx, h.DB, at(h.a), id, all[0].ID, h.Now))
	h.Must(h.DB.NewRaw("SELECT sealed FROM person_special").Scan(h.Ctx, &sealed))
	if len(sealed) != 0 {
		t.Error("what was removed is still kept")
	}
}
