package cases

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image/png"
	"strings"
	"sync"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
)

const drawn = "100 200 300 250;400 100 400 300"

func TestWhatIsNoSignature(t *testing.T) {
	long := strings.Repeat("1 1 ", maxPoints+1)
	for name, x := range map[string]struct{ in, key string }{
		"nothing":       {"", "document.hand.error.empty"},
		"empty strokes": {" ; ;", "document.hand.error.empty"},
		"a dot":         {"10 10", "document.hand.error.strokes"},
		"dots":          {"10 10;500 300;900 20", "document.hand.error.strokes"},
		"outside":       {"0 0 1001 0", "document.hand.error.strokes"},
		"below":         {"0 0 100 401", "document.hand.error.strokes"},
		"negative":      {"-1 0 100 100", "document.hand.error.strokes"},
		"half a point":  {"0 0 100", "document.hand.error.strokes"},
		"an empty one":  {"0 0 100 0;;1 1", "document.hand.error.strokes"},
		"words":         {"M0 0 L100 100", "document.hand.error.strokes"},
		"numbers":       {"0 0 1e3 NaN", "document.hand.error.strokes"},
		"points":        {long, "document.hand.error.strokes"},
		"strokes":       {strings.Repeat("1 1;", maxStrokes) + "1 1 200 200", "document.hand.error.strokes"},
	} {
		_, err := ParseStrokes(x.in)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Key != x.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASignatureIsDrawnWhereThePenWas(t *testing.T) {
	s, err := ParseStrokes(drawn + ";0 0 1000 400")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := s.PNG()
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	dark := func(x, y int) bool { r, _, _, _ := sheet.At(x, y).RGBA(); return r < 0x4000 }
	for _, p := range [][2]int{{100, 200}, {200, 225}, {400, 200}, {403, 200}, {0, 0}, {999, 399}} {
		if !dark(p[0], p[1]) {
			t.Errorf("no ink at %v", p)
		}
	}
	for _, p := range [][2]int{{410, 200}, {200, 300}, {700, 50}} {
		if dark(p[0], p[1]) {
			t.Errorf("ink at %v", p)
		}
	}
	if sheet.Bounds().Dx() != SignWidth || sheet.Bounds().Dy() != SignHeight || len(picture) > 30_000 {
		t.Errorf("%v, %d bytes", sheet.Bounds(), len(picture))
	}
}

// shown is what the tablet shows of a pact.
func (h *town) shown(at Ref) Drawing {
	h.Helper()
	d := h.docs(at.CaseID, at.Kind)[0]
	return Drawing{Revision: d.Revision, Digest: d.Digest(), Read: true, Strokes: drawn}
}

func TestAPersonSignsOnTheTablet(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	at, in := Ref{c, Pact, 1}, h.shown(Ref{c, Pact, 1})
	sign := func(actor auth.Actor, in Drawing) error { return SignOnTablet(h.Ctx, h.DB, v, actor, at, in, h.Now) }
	unread, empty, stale := in, in, in
	unread.Read, empty.Strokes, stale.Digest = false, "", make([]byte, sha256.Size)
	h.Wants(sign(h.anna, unread), fault.Invalid, "document.hand.error.read")
	h.Wants(sign(h.anna, empty), fault.Invalid, "document.hand.error.empty")
	h.Wants(sign(h.anna, stale), fault.Conflict, "cases.error.document_changed")
	h.Wants(sign(h.ben, in), fault.NotFound, "")
	next := h.next(c, Pact)
	next.Body["contacts"] = "Ogni giorno"
	h.Must(WriteDocument(h.Ctx, h.DB, h.ada, c, Pact, next, h.Now))
	h.Wants(sign(h.anna, in), fault.Conflict, "cases.error.document_changed")
	in = h.shown(at)
	h.Must(sign(h.anna, in))
	d := h.docs(c, Pact)[0]
	if d.State != Signed || d.SignedHow != Tablet || d.Signer != "Prova" || d.DecidedOn != desks.DateOf(h.Now) || d.DecidedBy != h.anna.Ref() || !bytes.Equal(d.SignedDigest, in.Digest) {
		t.Errorf("signed %+v", d)
	}
	if sum := sha256.Sum256(d.Canonical()); !bytes.Equal(sum[:], d.SignedDigest) || !bytes.Contains(d.Canonical(), []byte("Ogni giorno")) {
		t.Errorf("the digest is not of the text:\n%s", d.Canonical())
	}
	picture, err := SignaturePicture(h.Ctx, h.DB, v, h.ada, &d)
	h.Must(err)
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		t.Errorf("the picture: %v", err)
	}
	_, err = SignaturePicture(h.Ctx, h.DB, v, h.ben, &d)
	h.Wants(err, fault.NotFound, "")
	h.Wants(sign(h.ada, in), fault.Conflict, "cases.error.document_signed")
	var audited string
	h.Must(h.DB.NewRaw("SELECT data::text FROM audit_entries WHERE action = 'cases.pact_signed'").Scan(h.Ctx, &audited))
	if want := fmt.Sprintf(`{"on": %q, "how": "tablet", "version": 1}`, h.Now.Format("2006-01-02")); audited != want {
		t.Errorf("audited %s", audited)
	}
	scans, err := Scans(h.Ctx, h.DB, h.anna, &d)
	h.Must(err)
	if len(scans) != 0 {
		t.Error("the picture passes for a scan")
	}
}

func TestWhoCannotDrawWritesTheirName(t *testing.T) {
	h := build(t, testdb.Tx(t))
	v := memoryVault(t)
	c := h.open("Prova")
	h.planned(c)
	at := Ref{c, Plan, 1}
	in := h.shown(at)
	in.Strokes, in.Typed = "", strings.Repeat("a", MaxName+1)
	h.Wants(SignOnTablet(h.Ctx, h.DB, v, h.anna, at, in, h.Now), fault.Invalid, "document.hand.error.typed")
	in.Typed = "  Olena   Prova "
	h.Must(SignOnTablet(h.Ctx, h.DB, v, h.anna, at, in, h.Now))
	d := h.docs(c, Plan)[0]
	picture, err := SignaturePicture(h.Ctx, h.DB, v, h.anna, &d)
	if d.Signer != "Olena Prova" || d.SignedHow != Tablet || picture != nil || err != nil {
		t.Errorf("%q %q, %d bytes, %v", d.Signer, d.SignedHow, len(picture), err)
	}
}

// TestTwoTabletsSignOnce: of many at once one signs, the others are told.
func TestTwoTabletsSignOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	v := memoryVault(t)
	c := h.open("Prova")
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, c, Pact, h.pact(c), h.Now))
	at := Ref{c, Pact, 1}
	in, errs := h.shown(at), make([]error, 5)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = SignOnTablet(h.Ctx, h.DB, v, h.anna, at, in, h.Now) })
	}
	wg.Wait()
	signed := 0
	for _, err := range errs {
		if err == nil {
			signed++
			continue
		}
		h.Wants(err, fault.Conflict, "cases.error.document_signed")
	}
	var pictures int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM case_document_files").Scan(h.Ctx, &pictures))
	if signed != 1 || pictures != 1 {
		t.Errorf("%d signed, %d pictures", signed, pictures)
	}
}
