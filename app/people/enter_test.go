package people

import (
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/locales"
)

// door is a town with a gate before the areas of its people.
type door struct {
	*town
	gate  *auth.Gate
	words LetterOptions
}

func newDoor(t *testing.T, h *town) *door {
	t.Helper()
	d := &door{town: h}
	var err error
	d.gate, err = auth.NewGate(auth.GateOptions{Secret: []byte("a secret of the tests, long enough for it"), BaseURL: "https://portale.example"})
	h.Must(err)
	c, err := i18n.Load(locales.FS)
	h.Must(err)
	d.words = LetterOptions{Signer: d.gate.Signer, BaseURL: "https://portale.example", Catalog: c, Now: func() time.Time { return h.Now }}
	return d
}

func reachable(who string) Form {
	f := name(who)
	f.Contacts = []Contact{{Kind: Email, Value: "casa@example.org"}, {Kind: Phone, Value: "+393331234567"}, {Kind: Phone, Value: "+390801234567"}}
	return f
}

// give opens the area and gives the token of the link.
func (d *door) give(id int64, channel, to string) (*Access, string) {
	d.Helper()
	in := AccessForm{Channel: channel, Recipient: to}
	if w, err := AccessOf(d.Ctx, d.DB, at(d.a), id); err == nil && w != nil {
		in.After = w.ID
	}
	w, err := GiveAccess(d.Ctx, d.DB, at(d.a), id, in, d.Now)
	d.Must(err)
	return w, strings.TrimPrefix(AccessLink(d.gate.Signer, w.ID), "/area/")
}

// sent are the digits of the newest message of a way.
func (d *door) sent(w *Access) string {
	d.Helper()
	var id int64
	d.Must(d.DB.NewRaw("SELECT subject_id FROM messages WHERE recipient = ? AND kind = 'people.code' ORDER BY id DESC LIMIT 1", w.Recipient).Scan(d.Ctx, &id))
	x, err := auth.FindProof(d.Ctx, d.DB, id, d.Now)
	d.Must(err)
	return d.gate.Signer.Digits(x)
}

func (d *door) ask(token string) string {
	d.Helper()
	word, err := SendCode(d.Ctx, d.DB, d.gate, auth.Browser{Address: "203.0.113.9", Lang: "it"}, token, d.Now)
	d.Must(err)
	return word
}

func (d *door) enter(token, word, code string) (auth.SignedIn, error) {
	return EnterArea(d.Ctx, d.DB, d.gate, auth.Browser{Address: "203.0.113.9", Lang: "it"}, token, word, code, d.Now)
}

func (d *door) alive(in auth.SignedIn) bool {
	s, err := d.gate.Sessions.Find(d.Ctx, d.DB, in.Cookie, d.Now)
	d.Must(err)
	return s.Actor().PersonID != 0
}

func TestLinkAndCodeOpenOnesOwnArea(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	id := d.open(d.a, reachable("Samira Prova"))
	w, token := d.give(id, ByMail, "casa@example.org")
	if w.Masked() != "c…@example.org" || (&Access{Recipient: "+393331234567"}).Masked() != "… 567" {
		t.Errorf("the address is shown as %q", w.Masked())
	}
	word := d.ask(token)
	code := d.sent(w)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	_, err := d.enter(token, word, wrong)
	d.Wants(err, fault.Invalid, "auth.area.wrong")
	_, err = d.enter(token, "invented", code)
	d.Wants(err, fault.Invalid, "auth.area.spent")
	in, err := d.enter(token, word, code[:3]+" "+code[3:])
	d.Must(err)
	a := in.Session.Actor()
	if a.PersonID != id || a.Email != "" || a.SignedIn() || a.May(auth.OfficeEnter) || !auth.ByPerson(a.Ref()) {
		t.Errorf("the actor is %+v", a)
	}
	me, err := Own(d.Ctx, d.DB, a)
	d.Must(err)
	if me.Given != "Samira" {
		t.Errorf("the own file is %+v", me)
	}
	_, err = d.enter(token, word, code)
	d.Wants(err, fault.Invalid, "auth.area.spent")
	if d.Now = d.Now.Add(31 * time.Minute); d.alive(in) {
		t.Error("an area left alone for half an hour stays open")
	}
	for _, who := range []auth.Actor{{}, {Email: "casa@example.org"}, at(d.a)} {
		_, err := Own(d.Ctx, d.DB, who)
		d.Wants(err, fault.NotFound, "")
	}
}

// TestACodeIsOfOneDoor: a code asked at one door opens no other, whoever shares the address.
func TestACodeIsOfOneDoor(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	one, two := d.open(d.a, reachable("Prova Uno")), d.open(d.a, reachable("Prova Due"))
	first, tokenOne := d.give(one, ByMail, "casa@example.org")
	_, tokenTwo := d.give(two, ByMail, "casa@example.org")
	word := d.ask(tokenOne)
	_, err := d.enter(tokenTwo, word, d.sent(first))
	d.Wants(err, fault.Invalid, "auth.area.spent")
	if n, err := SharedWith(d.Ctx, d.DB, one, "casa@example.org"); err != nil || n != 1 {
		t.Errorf("shared with %d, %v", n, err)
	}
	for _, bad := range []string{"", "x", d.gate.Signer.Token("area link", first.ID), d.gate.Signer.Token(accessToken, 999999)} {
		_, err := d.enter(bad, word, "123456")
		d.Wants(err, fault.NotFound, "")
		_, err = SendCode(d.Ctx, d.DB, d.gate, auth.Browser{}, bad, d.Now)
		d.Wants(err, fault.NotFound, "")
	}
}

func TestTriesRunOut(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	id := d.open(d.a, reachable("Prova Uno"))
	w, token := d.give(id, ByMail, "casa@example.org")
	word := d.ask(token)
	for range 5 {
		_, err := d.enter(token, word, "x")
		d.Wants(err, fault.Invalid, "auth.area.wrong")
	}
	_, err := d.enter(token, word, d.sent(w))
	d.Wants(err, fault.Invalid, "auth.area.spent")
	for range 2 {
		d.ask(token)
	}
	_, err = SendCode(d.Ctx, d.DB, d.gate, auth.Browser{Address: "198.51.100.1"}, token, d.Now)
	d.Wants(err, fault.TooMany, "")

	w, token = d.give(id, OnPaper, "")
	_, err = SendCode(d.Ctx, d.DB, d.gate, auth.Browser{}, token, d.Now)
	d.Wants(err, fault.NotFound, "")
	for range paperTries {
		_, err := d.enter(token, "", "1")
		d.Wants(err, fault.Invalid, "people.access.wrong")
	}
	_, err = d.enter(token, "", PaperCode(d.gate.Signer, w))
	d.Wants(err, fault.TooMany, "")
	d.Now = d.Now.Add(25 * time.Hour)
	if _, err := d.enter(token, "", PaperCode(d.gate.Signer, w)); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestAWithdrawnWayIsShutAtOnce(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	id := d.open(d.a, reachable("Prova Uno"))
	inside := func() (auth.SignedIn, string) {
		w, token := d.give(id, OnPaper, "")
		in, err := d.enter(token, "", PaperCode(d.gate.Signer, w))
		d.Must(err)
		return in, token
	}
	shut := func(in auth.SignedIn, token string) {
		t.Helper()
		_, err := AccessByLink(d.Ctx, d.DB, d.gate.Signer, token, d.Now)
		d.Wants(err, fault.NotFound, "")
		if d.alive(in) {
			t.Error("who was in is still in")
		}
	}
	in, token := inside()
	d.Must(WithdrawAccess(d.Ctx, d.DB, at(d.a), id, d.Now))
	d.Must(WithdrawAccess(d.Ctx, d.DB, at(d.a), id, d.Now))
	shut(in, token)
	in, token = inside()
	d.Now = d.Now.Add(2 * time.Minute)
	again, _ := inside() // a new way ends the one before
	shut(in, token)
	if !d.alive(again) {
		t.Error("the new way is shut too")
	}
	d.Wants(WithdrawAccess(d.Ctx, d.DB, at(d.b), id, d.Now), fault.NotFound, "")
	_, err := GiveAccess(d.Ctx, d.DB, at(d.b), id, AccessForm{Channel: OnPaper}, d.Now)
	d.Wants(err, fault.NotFound, "")

	_, token = d.give(id, ByMail, "casa@example.org")
	form := reachable("Prova Uno")
	form.Contacts = form.Contacts[1:] // the address was somebody else's
	p, err := Find(d.Ctx, d.DB, at(d.a), id)
	d.Must(err)
	d.Must(Change(d.Ctx, d.DB, at(d.a), id, p.Version, form, d.Now))
	_, err = AccessByLink(d.Ctx, d.DB, d.gate.Signer, token, d.Now)
	d.Wants(err, fault.NotFound, "")
	w, _ := d.give(id, OnPaper, "")
	if d.Now = d.Now.Add(30 * 24 * time.Hour); w.Live(d.Now) {
		t.Error("a way nobody used for a month is open")
	}
}

func TestMergedPeopleHaveOneArea(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	kept, merged := d.open(d.a, reachable("Prova Uno")), d.open(d.a, reachable("Provva Uno"))
	w, token := d.give(merged, OnPaper, "")
	d.Must(Merge(d.Ctx, d.DB, at(d.a), kept, merged, "", d.Now))
	in, err := d.enter(token, "", PaperCode(d.gate.Signer, w))
	d.Must(err)
	me, err := Own(d.Ctx, d.DB, in.Session.Actor())
	d.Must(err)
	if me.ID != kept {
		t.Errorf("the own file is %d, want the root %d", me.ID, kept)
	}
	d.Must(WithdrawAccess(d.Ctx, d.DB, at(d.a), kept, d.Now))
	if d.alive(in) {
		t.Error("the way of a merged record is still open")
	}
}

func TestWaysThatAreNoneAndDoubleClicks(t *testing.T) {
	d := newDoor(t, build(t, testdb.Tx(t)))
	id := d.open(d.a, reachable("Prova Uno"))
	silent := reachable("Prova Zitta")
	silent.Silent = true
	quiet := d.open(d.a, silent)
	for who, bad := range map[AccessForm]int64{
		{Channel: ByMail, Recipient: "altro@example.org"}: id, {Channel: ByMail, Recipient: "+393331234567"}: id, {Channel: BySMS, Recipient: "casa@example.org"}: id,
		{Channel: BySMS, Recipient: "+390801234567"}: id, {Channel: "pigeon"}: id, {Channel: OnPaper, Recipient: "casa@example.org"}: id,
		{Channel: ByMail, Recipient: "casa@example.org"}: quiet,
	} {
		_, err := GiveAccess(d.Ctx, d.DB, at(d.a), bad, who, d.Now)
		d.Wants(err, fault.Invalid, "people.access.choose")
	}
	in := AccessForm{Channel: BySMS, Recipient: "+393331234567"}
	first, err := GiveAccess(d.Ctx, d.DB, at(d.a), id, in, d.Now)
	d.Must(err)
	second, err := GiveAccess(d.Ctx, d.DB, at(d.a), id, in, d.Now)
	d.Must(err)
	if first.ID != second.ID {
		t.Error("a double click made two ways")
	}
	_, err = GiveAccess(d.Ctx, d.DB, at(d.a), id, AccessForm{Channel: OnPaper}, d.Now)
	d.Wants(err, fault.Conflict, "people.access.changed")
	d.give(quiet, OnPaper, "")
	var n int
	d.Must(d.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'people.access_give'").Scan(d.Ctx, &n))
	if n != 2 {
		t.Errorf("%d lines in the trail, want 2", n)
	}
}

// TestEnteringAndWithdrawingAtOnce: whoever is quicker, nobody stays in.
func TestEnteringAndWithdrawingAtOnce(t *testing.T) {
	d := newDoor(t, build(t, testdb.New(t)))
	id := d.open(d.a, reachable("Prova Uno"))
	for range 8 {
		w, token := d.give(id, OnPaper, "")
		d.Now = d.Now.Add(2 * time.Minute)
		var in auth.SignedIn
		var failed error
		var wg sync.WaitGroup
		wg.Go(func() { in, _ = d.enter(token, "", PaperCode(d.gate.Signer, w)) })
		wg.Go(func() { failed = WithdrawAccess(d.Ctx, d.DB, at(d.a), id, d.Now) })
		wg.Wait()
		d.Must(failed)
		if in.Cookie != "" && d.alive(in) {
			t.Fatal("somebody stayed in")
		}
	}
}
