package cvs

import (
	"sync"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

const boss = "lavoro@officina.example"

// sharing is the consent to send a CV to an employer.
var sharing = consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova", EmployerEmail: boss}

// ready gives the person a valid CV.
func (h *town) ready() *CV {
	h.t.Helper()
	h.whole(h.person)
	m := made("uno", nil)
	m.Warned = true
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, m, h.now)
	h.must(err)
	return v
}

// gateOf is what judges codes.
func (h *town) gateOf() *auth.Gate {
	h.t.Helper()
	g, err := auth.NewGate(auth.GateOptions{Secret: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "https://approdo.example", Issuer: "Approdo"})
	h.must(err)
	return g
}

// opened goes through the door of a link with the code of the mail.
func (h *town) opened(g *auth.Gate, s *Share) (token, word string) {
	h.t.Helper()
	token = ShareLink(g.Signer, s.ID)[len("/cv/"):]
	b := auth.Browser{Address: "192.0.2.7", Lang: "it"}
	asked, err := SendShareCode(h.ctx, h.db, g, b, token, h.now)
	h.must(err)
	var id int64
	h.must(h.db.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'cvs.code'").Scan(h.ctx, &id))
	x, err := auth.FindProof(h.ctx, h.db, id, h.now)
	h.must(err)
	_, err = OpenShare(h.ctx, h.db, g.Signer, b, token, asked, "12", h.now)
	h.wants(err, fault.Invalid, "auth.area.wrong")
	word, err = OpenShare(h.ctx, h.db, g.Signer, b, token, asked, g.Signer.Digits(x), h.now)
	h.must(err)
	return token, word
}

func TestACVIsSentOnlyToWhomItsPersonSaidYes(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.wants(err, fault.Conflict, "cvs.error.share_consent")
	c := h.agree(h.person, sharing)
	_, err = ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.wants(err, fault.Conflict, "cvs.error.share_cv")
	v := h.ready()
	_, err = ShareWith(h.ctx, h.db, h.ben, h.person, boss, h.now)
	h.wants(err, fault.NotFound, "")
	_, err = ShareWith(h.ctx, h.db, h.anna, h.person, "altra@officina.example", h.now)
	h.wants(err, fault.Conflict, "cvs.error.share_consent")
	s, err := ShareWith(h.ctx, h.db, h.anna, h.person, "Lavoro@Officina.example", h.now)
	h.must(err)
	again, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.must(err)
	if s.ID != again.ID || s.CVID != v.ID || s.ConsentID != c.ID || s.Employer != "Officina Prova" || h.count("messages", "kind = 'cvs.shared'") != 1 {
		t.Errorf("sent %+v, then %+v", s, again)
	}
	h.wants(EndShare(h.ctx, h.db, h.ben, h.person, s.ID, h.now), fault.NotFound, "")
	_, stranger := h.somebody("Altra")
	h.wants(EndShare(h.ctx, h.db, h.anna, stranger.PersonID, s.ID, h.now), fault.NotFound, "")
	for range 2 {
		h.must(EndShare(h.ctx, h.db, h.anna, h.person, s.ID, h.now))
	}
	if n := h.count("messages", "kind = 'cvs.over'"); n != 1 {
		t.Errorf("the employer was told %d times", n)
	}
	later, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.must(err)
	if later.ID == s.ID {
		t.Error("an ended link lives again")
	}
}

func TestNothingOpensWithoutTheCode(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.agree(h.person, sharing)
	h.ready()
	s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.must(err)
	g := h.gateOf()
	token := ShareLink(g.Signer, s.ID)[len("/cv/"):]
	for _, word := range []string{"", "x", g.Signer.Seal("cv opened", []byte("99"), h.now.Add(time.Hour)), g.Signer.Token("cv opened", s.ID)} {
		if b, _, err := OpenBlind(h.ctx, h.db, g.Signer, token, word, h.now); b != nil || err != nil {
			t.Errorf("%q opens %+v %v", word, b, err)
		}
		if f, err := TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now); f != nil || err != nil {
			t.Errorf("%q gives %+v %v", word, f, err)
		}
	}
	for _, bad := range []string{"", "x", g.Signer.Token("cv renewal", s.ID), g.Signer.Token("cv share", s.ID+1)} {
		_, _, err := OpenBlind(h.ctx, h.db, g.Signer, bad, "", h.now)
		h.wants(err, fault.NotFound, "")
	}
	token, word := h.opened(g, s)
	b, x, err := OpenBlind(h.ctx, h.db, g.Signer, token, word, h.now)
	h.must(err)
	if b == nil || x.OpenedAt == nil || x.TakenAt != nil {
		t.Fatalf("after the code: %+v %+v", b, x)
	}
	f, err := TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now)
	h.must(err)
	if f == nil || h.count("cv_shares", "taken_at IS NOT NULL") != 1 {
		t.Errorf("the file is %+v", f)
	}
	reads, err := people.Reads(h.ctx, h.db, h.person)
	h.must(err)
	if len(reads) != 1 || reads[0].Part != people.PartCV || reads[0].Reason != "Officina Prova" {
		t.Errorf("who read the file: %+v", reads)
	}
	if b, _, err := OpenBlind(h.ctx, h.db, g.Signer, token, word, h.now.Add(2*time.Hour)); b != nil || err != nil {
		t.Errorf("two hours later it is open: %+v %v", b, err)
	}
}

// TestEveryEndClosesTheLinkAtOnce: with the one who ends it comes one mail to the employer.
func TestEveryEndClosesTheLinkAtOnce(t *testing.T) {
	ends := map[string]func(h *town, v *CV, c *consents.Consent){
		"withdrawn by the person": func(h *town, _ *CV, c *consents.Consent) { h.must(book.WithdrawOwn(h.ctx, h.db, h.own, c.ID, h.now)) },
		"withdrawn at the desk": func(h *town, _ *CV, c *consents.Consent) {
			h.must(book.Withdraw(h.ctx, h.db, h.anna, h.person, c.ID, consents.ByPhone, h.now))
		},
		"deleted by the person": func(h *town, v *CV, _ *consents.Consent) { h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now)) },
		"removed by the desk":   func(h *town, v *CV, _ *consents.Consent) { h.must(Delete(h.ctx, h.db, h.anna, h.person, v.ID, h.now)) },
		"restricted":            func(h *town, v *CV, _ *consents.Consent) { h.hold(people.HoldFile) },
		"objected":              func(h *town, v *CV, _ *consents.Consent) { h.hold(people.HoldSharing) },
		"replaced": func(h *town, _ *CV, _ *consents.Consent) {
			_, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("due", nil), h.now)
			h.must(err)
		},
		"over": func(h *town, _ *CV, _ *consents.Consent) {
			h.now = h.now.Add(shareLife)
			h.must(h.everybody())
		},
		"obsolete": func(h *town, v *CV, _ *consents.Consent) {
			h.must(h.expireCV(v))
			h.must(h.everybody())
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			c, v, g := h.agree(h.person, sharing), h.ready(), h.gateOf()
			s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
			h.must(err)
			token, word := h.opened(g, s)
			end(h, v, c)
			_, _, err = OpenBlind(h.ctx, h.db, g.Signer, token, word, h.now)
			h.wants(err, fault.NotFound, "")
			_, err = TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now)
			h.wants(err, fault.NotFound, "")
			_, err = SendShareCode(h.ctx, h.db, g, auth.Browser{Address: "192.0.2.7"}, token, h.now)
			h.wants(err, fault.NotFound, "")
			if n := h.count("messages", "kind = 'cvs.over' AND recipient = ?", boss); n != 1 {
				t.Errorf("the employer got %d mails", n)
			}
			h.must(ClearShare(h.ctx, h.db, g.Signer, token, h.now))
			h.must(ClearShare(h.ctx, h.db, g.Signer, token, h.now))
			if h.count("cv_shares", "ended_at IS NOT NULL AND cleared_at IS NOT NULL") != 1 || h.count("audit_entries", "action = 'cvs.share_cleared'") != 1 {
				t.Error("the answer is not kept, or twice")
			}
		})
	}
}

// everybody runs the hourly job in the test's transaction.
func (h *town) everybody() error {
	return bringAll(h.ctx, h.db, h.now)
}

// expireCV ends the validity of a CV.
func (h *town) expireCV(v *CV) error {
	_, err := h.db.NewRaw("UPDATE cvs SET valid_until = ? WHERE id = ?", h.now, v.ID).Exec(h.ctx)
	return err
}

// TestTakingBackWhileSomebodyReads: of an employer who takes the file and a person who
// takes their yes back at once, either came first; after both nothing opens.
func TestTakingBackWhileSomebodyReads(t *testing.T) {
	h := build(t, testdb.New(t))
	c, g := h.agree(h.person, sharing), h.gateOf()
	h.ready()
	s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
	h.must(err)
	token, word := h.opened(g, s)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i == 3 {
				if err := book.WithdrawOwn(h.ctx, h.db, h.own, c.ID, h.now); err != nil {
					t.Error(err)
				}
				return
			}
			if _, err := TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now); err != nil && !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("it opens after all: %v", err)
	}
	if h.count("messages", "kind = 'cvs.over'") != 1 {
		t.Error("the employer was not told once")
	}
}
