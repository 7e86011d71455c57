package cases

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/locales"
)

// afar is a town where one person's pact waits to be signed from afar.
type afar struct {
	*town
	signer auth.Signer
	person int64
	ref    Ref
}

func newAfar(t *testing.T, idb bun.IDB) *afar {
	t.Helper()
	h := &afar{town: build(t, idb), signer: auth.NewSigner([]byte("a secret of the tests, long enough for it"))}
	form := people.Form{Identity: people.Identity{Given: "Samira", Surname: "Benali", Lang: "ar"}, Contacts: []people.Contact{{Kind: people.Email, Value: "casa@example.org"}}}
	var err error
	h.person, err = people.Open(h.Ctx, h.DB, h.anna, h.a, form, h.Now)
	h.Must(err)
	id, err := TakeInCharge(h.Ctx, h.DB, h.anna, h.intake(h.person), h.Now)
	h.Must(err)
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, id, Pact, h.pact(id), h.Now))
	h.ref = Ref{CaseID: id, Kind: Pact, Version: 1}
	return h
}

func (h *afar) way(channel, to string) {
	h.Helper()
	in := people.AccessForm{Channel: channel, Recipient: to}
	if w, err := people.AccessOf(h.Ctx, h.DB, h.anna, h.person); err == nil && w != nil {
		in.After = w.ID
	}
	_, err := people.GiveAccess(h.Ctx, h.DB, h.anna, h.person, in, h.Now)
	h.Must(err)
}

func (h *afar) ask() error { return AskSignature(h.Ctx, h.DB, h.anna, h.ref, h.Now) }

// waits is the one request that waits for the person.
func (h *afar) waits() ToSign {
	h.Helper()
	list, err := OwnToSign(h.Ctx, h.DB, self(h.person), h.Now)
	h.Must(err)
	if len(list) != 1 {
		h.Fatalf("%d documents wait", len(list))
	}
	return list[0]
}

// read is the answer of who read the text, with the digits sent for it.
func (h *afar) read(x ToSign) OwnSignature {
	h.Helper()
	id, err := auth.AskProof(h.Ctx, h.DB, SignProof, x.ID, h.Now)
	h.Must(err)
	p, err := auth.FindProof(h.Ctx, h.DB, id, h.Now)
	h.Must(err)
	return OwnSignature{Revision: x.Document.Revision, Digest: x.Document.Digest(), Word: h.signer.Word(p), Code: h.signer.Digits(p)}
}

func (h *afar) sign(x ToSign, in OwnSignature) error {
	return SignOwn(h.Ctx, h.DB, h.signer, self(h.person), x.ID, in, h.Now)
}

func (h *afar) state() string {
	h.Helper()
	d := h.docs(h.ref.CaseID, Pact)
	s, err := RequestOf(h.Ctx, h.DB, h.anna, h.ref.CaseID, d[len(d)-1].ID)
	h.Must(err)
	return s.State(h.Now)
}

func TestAPactIsSignedFromAfar(t *testing.T) {
	h := newAfar(t, testdb.Tx(t))
	h.Wants(h.ask(), fault.Conflict, "cases.error.unreachable")
	h.way(people.OnPaper, "")
	h.Wants(h.ask(), fault.Conflict, "cases.error.unreachable")
	h.way(people.ByMail, "casa@example.org")
	h.Must(h.ask())
	h.Must(h.ask())
	x := h.waits()
	in := h.read(x)
	wrong := in
	wrong.Code = "x"
	h.Wants(h.sign(x, wrong), fault.Invalid, "auth.area.wrong")
	other := h.read(ToSign{ID: x.ID + 1, Document: x.Document})
	other.Digest = in.Digest
	h.Wants(h.sign(x, other), fault.Invalid, "auth.area.spent")
	h.Must(h.sign(x, in))
	d := h.docs(h.ref.CaseID, Pact)[0]
	if d.State != Signed || d.SignedHow != Code || !d.Intact() || d.Signer != "Samira Benali" || !auth.ByPerson(d.DecidedBy) || h.state() != Signed {
		t.Errorf("signed: %+v, the request is %s", d, h.state())
	}
	h.Wants(h.sign(x, in), fault.NotFound, "")
	h.Wants(h.ask(), fault.Conflict, "cases.error.document_step")
	var n int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'cases.pact_signed' AND actor = ?", fmt.Sprint("person:", h.person)).Scan(h.Ctx, &n))
	if n != 1 {
		t.Errorf("%d lines of the trail name the person", n)
	}
}

// TestNobodySignsForAnother: nor sees what waits for them, nor with an address alone.
func TestNobodySignsForAnother(t *testing.T) {
	h := newAfar(t, testdb.Tx(t))
	h.way(people.ByMail, "casa@example.org")
	h.Wants(AskSignature(h.Ctx, h.DB, h.ben, h.ref, h.Now), fault.NotFound, "")
	h.Must(h.ask())
	h.Wants(TakeSignatureBack(h.Ctx, h.DB, h.ben, h.ref, h.Now), fault.NotFound, "")
	x := h.waits()
	in, stranger := h.read(x), h.town.person("Altra")
	for _, who := range []auth.Actor{self(stranger), {Email: "casa@example.org"}, {}, h.anna} {
		list, err := OwnToSign(h.Ctx, h.DB, who, h.Now)
		h.Must(err)
		if len(list) > 0 {
			t.Errorf("%s sees %+v", who.Ref(), list)
		}
		h.Wants(SignOwn(h.Ctx, h.DB, h.signer, who, x.ID, in, h.Now), fault.NotFound, "")
		h.Wants(RefuseOwn(h.Ctx, h.DB, who, x.ID, 1, "no", h.Now), fault.NotFound, "")
	}
}

// TestWhatChangedIsReadAgain: the text that is signed is the one that was read.
func TestWhatChangedIsReadAgain(t *testing.T) {
	h := newAfar(t, testdb.Tx(t))
	h.way(people.ByMail, "casa@example.org")
	h.Must(h.ask())
	x := h.waits()
	in := h.read(x)
	text := h.next(h.ref.CaseID, Pact)
	text.Body["contacts"] = "Ogni giorno"
	h.Must(WriteDocument(h.Ctx, h.DB, h.anna, h.ref.CaseID, Pact, text, h.Now))
	h.Wants(h.sign(x, in), fault.Conflict, "cases.error.document_changed")
	h.Wants(RefuseOwn(h.Ctx, h.DB, self(h.person), x.ID, 1, "no", h.Now), fault.Conflict, "cases.error.document_changed")
	forged := h.read(h.waits())
	forged.Digest = in.Digest
	h.Wants(h.sign(x, forged), fault.Conflict, "cases.error.document_changed")
	h.Must(h.sign(x, h.read(h.waits())))
}

func TestARequestEnds(t *testing.T) {
	h := newAfar(t, testdb.Tx(t))
	h.way(people.ByMail, "casa@example.org")
	over := func(x ToSign, in OwnSignature, want string) {
		t.Helper()
		h.Wants(h.sign(x, in), fault.NotFound, "")
		if got := h.state(); got != want {
			t.Errorf("the request is %s, want %s", got, want)
		}
	}
	h.Must(h.ask())
	x := h.waits()
	h.Must(TakeSignatureBack(h.Ctx, h.DB, h.anna, h.ref, h.Now))
	h.Must(TakeSignatureBack(h.Ctx, h.DB, h.anna, h.ref, h.Now))
	over(x, h.read(x), Withdrawn)
	h.Must(h.ask())
	x = h.waits()
	h.Now = h.Now.Add(askedFor)
	over(x, h.read(x), Expired)
	h.Must(h.ask()) // again, after it expired
	x = h.waits()
	h.Wants(RefuseOwn(h.Ctx, h.DB, self(h.person), x.ID, 1, " ", h.Now), fault.Invalid, "cases.error.reason")
	h.Must(RefuseOwn(h.Ctx, h.DB, self(h.person), x.ID, 1, "Prima voglio parlarne", h.Now))
	over(x, h.read(x), Refused)
	if d := h.docs(h.ref.CaseID, Pact)[0]; d.State != Refused || d.Reason != "Prima voglio parlarne" {
		t.Errorf("refused: %+v", d)
	}
	h.Must(h.ask()) // who refused may be asked again
	x = h.waits()
	h.Must(DecideDocument(h.Ctx, h.DB, h.anna, h.ref.CaseID, Pact, Decision{Version: 1, Revision: 1, To: Signed, Signer: "Samira", On: desks.DateOf(h.Now)}, h.Now))
	over(x, h.read(x), Waiting) // signed on paper meanwhile
}

// TestTwoTabsSignOnce: of ten who press at once one signs.
func TestTwoTabsSignOnce(t *testing.T) {
	h := newAfar(t, testdb.New(t))
	h.way(people.ByMail, "casa@example.org")
	h.Must(h.ask())
	x := h.waits()
	ins, errs := make([]OwnSignature, 5), make([]error, 5)
	for i := range ins {
		ins[i] = h.read(x)
	}
	var wg sync.WaitGroup
	for i := range ins {
		wg.Go(func() { errs[i] = h.sign(x, ins[i]) })
	}
	wg.Wait()
	signed := 0
	for _, err := range errs {
		if err == nil {
			signed++
			continue
		}
		h.Wants(err, fault.NotFound, "")
	}
	if signed != 1 {
		t.Errorf("signed %d times", signed)
	}
}

// TestTheRequestArrivesByMail: a real mail in the person's language; none once it is taken
// back.
func TestTheRequestArrivesByMail(t *testing.T) {
	h := newAfar(t, testdb.New(t))
	c, err := i18n.Load(locales.FS)
	h.Must(err)
	o := people.LetterOptions{Signer: h.signer, BaseURL: "https://portale.example", Catalog: c, Now: func() time.Time { return h.Now }}
	box := h.Post(mail.Options{Composers: Composers(o), Catalog: c}, nil)
	h.way(people.ByMail, "casa@example.org")
	_, err = h.DB.NewRaw("DELETE FROM jobs").Exec(h.Ctx) // the mail with the way itself is another noun's
	h.Must(err)
	h.Must(h.ask())
	h.Must(TakeSignatureBack(h.Ctx, h.DB, h.anna, h.ref, h.Now))
	h.Must(h.ask())
	h.Must(box.Drain())
	if len(box.List()) != 1 {
		t.Fatalf("%d mails, want one", len(box.List()))
	}
	m, arabic := box.List()[0], c.For("ar")
	for _, want := range []string{arabic.T("mail.cases_sign.lead"), arabic.T("document.pact"), "https://portale.example/ar/area/", "S. B."} {
		if !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
			t.Errorf("the mail does not say %q", want)
		}
	}
	if strings.Contains(m.Text+m.HTML, "Samira") || strings.Contains(m.Text, "Testo di") {
		t.Error("the mail says a name, or what is to be signed")
	}
}
