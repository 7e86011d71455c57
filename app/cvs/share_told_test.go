package cvs

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/locales"
)

// letters are what the messages of shares need.
func (h *town) letters() people.LetterOptions {
	h.t.Helper()
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	return people.LetterOptions{Signer: auth.NewSigner([]byte("0123456789abcdef0123456789abcdef")), BaseURL: "https://prova.example", Catalog: catalog,
		Now: func() time.Time { return h.now }}
}

// TestWhoIsReachedByShortMessagesLearnsThatTheirCVWasSent: where their way leads, else by
// the number of their file, in their language.
func TestWhoIsReachedByShortMessagesLearnsThatTheirCVWasSent(t *testing.T) {
	for name, way := range map[string]bool{"by their way": true, "by their file": false} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			p, err := people.Find(h.ctx, h.db, h.anna, h.person)
			h.must(err)
			const number = "+393331234567"
			h.must(people.Change(h.ctx, h.db, h.anna, h.person, p.Version, people.Form{Identity: p.Identity, Contacts: []people.Contact{{Kind: people.Phone, Value: number}}}, h.now))
			if way {
				_, err := people.GiveAccess(h.ctx, h.db, h.anna, h.person, people.AccessForm{Channel: people.BySMS, Recipient: number}, h.now)
				h.must(err)
			}
			c := h.agree(h.person, sharing)
			h.ready()
			s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
			h.must(err)
			if h.count("messages", "kind = 'cvs.sent' AND channel = 'sms' AND recipient = ? AND lang = 'ar'", number) != 1 {
				t.Fatal("nobody tells the person")
			}
			o := h.letters()
			m := mail.Message{Kind: kindSent, Subject: sentSubject, SubjectID: s.ID, Lang: "ar"}
			text, err := ShareTexts(o)[kindSent](h.ctx, h.db, m)
			h.must(err)
			if len(text) != 1 || !strings.Contains(text[0], "https://prova.example"+i18n.Path("ar", consents.Link(o.Signer, c.ID))) || strings.Contains(text[0], "Officina") || strings.Contains(text[0], "Zuleika") {
				t.Errorf("it says %q", text)
			}
			h.must(EndShare(h.ctx, h.db, h.anna, h.person, s.ID, h.now))
			if _, err := ShareTexts(o)[kindSent](h.ctx, h.db, m); err == nil {
				t.Error("it says so of a link that is over")
			}
		})
	}
}

// TestAnEmployerKnowsWhichCopyIsMeant: of two CVs sent on one day, mails and files carry a
// reference of their own, which says nothing of the person.
func TestAnEmployerKnowsWhichCopyIsMeant(t *testing.T) {
	h := build(t, testdb.Tx(t))
	o, g, seen := h.letters(), h.gateOf(), map[string]bool{}
	for _, name := range []string{"Prima Persona", "Seconda Persona"} {
		h.person, h.own = h.somebody(name)
		h.agree(h.person, sharing)
		h.ready()
		s, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
		h.must(err)
		m := mail.Message{Subject: shareSubject, SubjectID: s.ID, Lang: "it"}
		first, err := ShareComposers(o)[kindShared](h.ctx, h.db, m)
		h.must(err)
		token, word := h.opened(g, s)
		f, err := TakeWhole(h.ctx, h.db, g.Signer, token, word, h.now)
		h.must(err)
		h.must(EndShare(h.ctx, h.db, h.anna, h.person, s.ID, h.now))
		last, err := ShareComposers(o)[kindOver](h.ctx, h.db, m)
		h.must(err)
		ref := first.Data.(SharedMail).Reference
		if ref == "" || seen[ref] || last.Data.(SharedMail).Reference != ref || !strings.HasPrefix(f.Name, ref+" ") || s.Reference() != ref {
			t.Errorf("sent as %q, called back as %+v, taken as %q", ref, last.Data, f.Name)
		}
		seen[ref] = true
	}
}
