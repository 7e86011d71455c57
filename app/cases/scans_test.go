package cases

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/files"
)

func memoryVault(t *testing.T) *files.Vault {
	t.Helper()
	v, err := files.NewVault(&files.Memory{}, files.Options{Secret: []byte("a secret of the program, 32 bytes")})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const pngHead = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"

func scan(name, content string) NewScan {
	return NewScan{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

// signed is a case with a signed pact.
func (h *town) signed() (int64, Ref) {
	h.Helper()
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, c, Pact, h.decide(1, 1, Signed), h.Now))
	return c, Ref{c, Pact, 1}
}

func (h *town) scans(at Ref) string {
	h.Helper()
	all, err := Scans(h.Ctx, h.DB, h.anna, &h.docs(at.CaseID, at.Kind)[0])
	h.Must(err)
	var names []string
	for _, s := range all {
		if s.RemovedAt != nil {
			s.Name = "-" + s.Name + ":" + s.Reason
		}
		names = append(names, s.Name)
	}
	return strings.Join(names, " ")
}

func TestScansOfASignedPact(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	_, at := h.signed()
	add := func(actor auth.Actor, scans ...NewScan) error {
		return AddScans(h.Ctx, h.DB, v, actor, at, scans, h.Now)
	}
	h.Must(add(h.anna, scan("uno.png", pngHead+"1"), scan("due.pdf", "%PDF-1.7 due")))
	h.Must(add(h.ada, scan("due di nuovo.pdf", "%PDF-1.7 due")))
	if got := h.scans(at); got != "uno.png due.pdf" {
		t.Fatalf("kept %q", got)
	}
	for name, x := range map[string]struct {
		scans []NewScan
		key   string
	}{
		"none":        {nil, "cases.error.scan_none"},
		"0 bytes":     {[]NewScan{scan("a.pdf", "")}, "cases.error.scan_empty"},
		"a program":   {[]NewScan{scan("../../foto.png", "MZ\x90\x00")}, "cases.error.scan_type"},
		"a page":      {[]NewScan{scan("foto.jpg", "<!doctype html><script>1</script>")}, "cases.error.scan_type"},
		"too large":   {[]NewScan{scan("b.png", pngHead), scan("a.pdf", "%PDF-1.7 "+strings.Repeat("x", MaxScan))}, "cases.error.scan_size"},
		"one of many": {[]NewScan{scan("b.png", pngHead), scan("a.txt", "ciao")}, "cases.error.scan_type"},
	} {
		h.Wants(add(h.anna, x.scans...), fault.Invalid, x.key)
		if got := h.scans(at); strings.Count(got, " ") != 1 {
			t.Errorf("%s leaves %q", name, got)
		}
	}
	var many []NewScan
	for i := range MaxScans - 1 {
		many = append(many, scan(fmt.Sprint(i, ".pdf"), fmt.Sprint("%PDF-1.7 n", i)))
	}
	h.Wants(add(h.anna, many...), fault.Invalid, "cases.error.scan_many")
	h.Must(add(h.anna, many[1:]...))
	h.Wants(add(h.ben, scan("a.png", pngHead)), fault.NotFound, "")
	at.Version = 2
	h.Wants(add(h.anna, scan("a.png", pngHead)), fault.NotFound, "")
}

func TestTheTypeOfAScanIsItsContents(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	_, at := h.signed()
	h.Must(AddScans(h.Ctx, h.DB, v, h.anna, at, []NewScan{scan("C:\\x\\..\\foto.html", pngHead+"<script>")}, h.Now))
	all, err := Scans(h.Ctx, h.DB, h.anna, &h.docs(at.CaseID, Pact)[0])
	h.Must(err)
	if all[0].Type != files.PNG || all[0].Name != "foto.html" || all[0].AddedBy != h.anna.Ref() || all[0].Size != int64(len(pngHead)+8) {
		t.Errorf("kept %+v", all[0])
	}
}

func TestAScanIsTakenAndRemovedWithATrace(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	c, at := h.signed()
	h.Must(AddScans(h.Ctx, h.DB, v, h.anna, at, []NewScan{scan("uno.png", pngHead)}, h.Now))
	all, err := Scans(h.Ctx, h.DB, h.anna, &h.docs(c, Pact)[0])
	h.Must(err)
	id := all[0].FileID
	f, err := TakeScan(h.Ctx, h.DB, h.ada, c, Pact, id, h.Now)
	h.Must(err)
	if r, err := v.Open(h.Ctx, f); err != nil {
		t.Error(err)
	} else if b, err := io.ReadAll(r); err != nil || string(b) != pngHead {
		t.Errorf("read %q, %v", b, err)
	}
	for _, x := range []struct {
		actor auth.Actor
		at    int64
		kind  string
		id    string
	}{{h.ben, c, Pact, id}, {h.anna, h.open("Altra"), Pact, id}, {h.anna, c, Plan, id}, {h.anna, c, Pact, "a"}} {
		_, err := TakeScan(h.Ctx, h.DB, x.actor, x.at, x.kind, x.id, h.Now)
		h.Wants(err, fault.NotFound, "")
		h.Wants(RemoveScan(h.Ctx, h.DB, x.actor, x.at, x.kind, x.id, "Sbagliata", h.Now), fault.NotFound, "")
	}
	h.Wants(RemoveScan(h.Ctx, h.DB, h.anna, c, Pact, id, " ", h.Now), fault.Invalid, "cases.error.reason")
	h.Must(RemoveScan(h.Ctx, h.DB, h.anna, c, Pact, id, "Sbagliata", h.Now))
	h.Must(RemoveScan(h.Ctx, h.DB, h.anna, c, Pact, id, "Ancora", h.Now))
	if got := h.scans(at); got != "-—:Sbagliata" { // the name of its file is gone with it
		t.Errorf("the version says %q", got)
	}
	_, err = TakeScan(h.Ctx, h.DB, h.anna, c, Pact, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	var trace string
	h.Must(h.DB.NewRaw(`SELECT string_agg(action || ' ' || actor, ', ' ORDER BY id) FROM audit_entries WHERE action LIKE 'cases.pact_scan%'`).Scan(h.Ctx, &trace))
	if want := fmt.Sprintf("cases.pact_scan %[1]s, cases.pact_scan_read %[2]s, cases.pact_scan_remove %[1]s", h.anna.Ref(), h.ada.Ref()); trace != want {
		t.Errorf("the trace is %q, want %q", trace, want)
	}
	h.Must(AddScans(h.Ctx, h.DB, v, h.anna, at, []NewScan{scan("uno.png", pngHead)}, h.Now))
}

// TestASignatureAndItsScansAreOneChange: what is wrong with one keeps the other back.
func TestASignatureAndItsScansAreOneChange(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	at := Ref{c, Pact, 1}
	h.Wants(AddScans(h.Ctx, h.DB, v, h.anna, at, []NewScan{scan("a.png", pngHead)}, h.Now), fault.Conflict, "cases.error.scan_draft")
	decide := func(in Decision, scans ...NewScan) error {
		return DecideOnPaper(h.Ctx, h.DB, v, h.anna, at, in, scans, h.Now)
	}
	h.Wants(decide(h.decide(1, 1, Signed), scan("a.txt", "ciao")), fault.Invalid, "cases.error.scan_type")
	nameless := h.decide(1, 1, Signed)
	nameless.Signer = ""
	h.Wants(decide(nameless, scan("a.png", pngHead)), fault.Invalid, "cases.error.signer")
	if d := h.docs(c, Pact)[0]; d.State != Draft || h.scans(at) != "" {
		t.Fatalf("%s with %q", d.State, h.scans(at))
	}
	h.Must(decide(h.decide(1, 1, Refused), scan("a.png", pngHead)))
	h.Must(decide(h.decide(1, 1, Signed), scan("b.png", pngHead+"b")))
	if d := h.docs(c, Pact)[0]; d.State != Signed || h.scans(at) != "a.png b.png" {
		t.Errorf("%s with %q", d.State, h.scans(at))
	}
}

func TestWhatAPersonSignedAtOnesDesks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	c, at := h.signed()
	x, err := Find(h.Ctx, h.DB, h.anna, c)
	h.Must(err)
	person := x.PersonID
	h.Must(AddScans(h.Ctx, h.DB, v, h.anna, at, []NewScan{scan("a.png", pngHead), scan("b.png", pngHead+"b")}, h.Now))
	all, err := Scans(h.Ctx, h.DB, h.anna, &h.docs(c, Pact)[0])
	h.Must(err)
	h.Must(RemoveScan(h.Ctx, h.DB, h.anna, c, Pact, all[0].FileID, "Doppia", h.Now))
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	h.planned(c)
	list, err := SignedOf(h.Ctx, h.DB, h.ada, person)
	h.Must(err)
	if want := (SignedDocument{c, Pact, 1, Signed, "Prova", h.decide(1, 1, Signed).On, Paper, 1}); len(list) != 1 || list[0] != want {
		t.Errorf("got %+v", list)
	}
	_, err = SignedOf(h.Ctx, h.DB, h.ben, person)
	h.Wants(err, fault.NotFound, "")
}
