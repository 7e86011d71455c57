package consents

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

func TestAConsentEndsWithItsTime(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.given(Matching)
	if want := h.Now.AddDate(2, 0, 0); !c.ExpiresAt.Equal(want) || c.Ending(h.Now) {
		t.Errorf("ends %v, want %v", c.ExpiresAt, want)
	}
	h.Now = c.ExpiresAt.Add(-48 * time.Hour)
	if again := h.given(Matching); again.ID == c.ID || !c.Ending(h.Now) {
		t.Error("what ends soon is not renewed")
	}
	d := h.live(Matching)
	h.follows = nil
	h.Now = d.ExpiresAt
	if h.live(Matching) != nil {
		t.Error("it stands until the job runs")
	}
	h.Must(h.book.Expire(h.Ctx, h.DB, h.Now))
	h.Must(h.book.Expire(h.Ctx, h.DB, h.Now))
	if !slices.Equal(h.follows, []string{"matching expired"}) {
		t.Errorf("followed %q", h.follows)
	}
	states := []string{}
	all, err := ListOwn(h.Ctx, h.DB, h.own)
	h.Must(err)
	for i := range all {
		states = append(states, all[i].State(h.Now))
	}
	if !slices.Equal(states, []string{Expired, Renewed}) || len(Stand(all, h.Now)) != 0 {
		t.Errorf("states %q", states)
	}
}

func TestARemindIsSentOnce(t *testing.T) {
	h := build(t, testdb.Tx(t))
	in := people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}, Contacts: []people.Contact{{Kind: people.Email, Value: "casa@example.org"}}}
	id, err := people.Open(h.Ctx, h.DB, h.anna, h.a, in, h.Now)
	h.Must(err)
	h.own.PersonID = id
	c := h.given(Newsletter)
	h.Now = c.ExpiresAt.AddDate(0, 0, -20)
	_, err = people.GiveAccess(h.Ctx, h.DB, h.anna, id, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org"}, h.Now)
	h.Must(err)
	for range 2 {
		h.Must(Remind(h.Ctx, h.DB, h.Now))
	}
	var n int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM messages WHERE kind = 'consents.ending' AND lang = 'ar'").Scan(h.Ctx, &n))
	if n != 1 {
		t.Errorf("%d reminders", n)
	}
}

// TestOneBadAddressStopsNoOtherReminder, and the job runs again.
func TestOneBadAddressStopsNoOtherReminder(t *testing.T) {
	h := build(t, testdb.New(t))
	var last *Consent
	for _, address := range []string{"prima@example.org", "seconda@example.org"} {
		in := people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}, Contacts: []people.Contact{{Kind: people.Email, Value: address}}}
		id, err := people.Open(h.Ctx, h.DB, h.anna, h.a, in, h.Now)
		h.Must(err)
		h.own.PersonID = id
		last = h.given(Newsletter)
		_, err = people.GiveAccess(h.Ctx, h.DB, h.anna, id, people.AccessForm{Channel: people.ByMail, Recipient: address}, last.ExpiresAt.AddDate(0, 0, -20))
		h.Must(err)
	}
	_, err := h.DB.NewRaw("UPDATE person_accesses SET recipient = 'nobody at all' WHERE recipient = 'prima@example.org'").Exec(h.Ctx)
	h.Must(err)
	if err := Remind(h.Ctx, h.DB, last.ExpiresAt.AddDate(0, 0, -20)); err == nil {
		t.Error("the failure is not told")
	}
	var n int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM messages WHERE kind = 'consents.ending' AND recipient = 'seconda@example.org'").Scan(h.Ctx, &n))
	if n != 1 {
		t.Errorf("who comes after a bad address got %d reminders", n)
	}
}

func TestAskingForAnEmployer(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, _, err := Ask(h.Ctx, h.DB, h.ben, h.person, "Officina Prova", "lavoro@officina.example", h.Now)
	h.Wants(err, fault.NotFound, "")
	_, _, err = Ask(h.Ctx, h.DB, h.anna, h.person, " ", "lavoro@officina.example", h.Now)
	h.Wants(err, fault.Invalid, "consents.error.employer")
	ask := func() *Request {
		q, _, err := Ask(h.Ctx, h.DB, h.anna, h.person, "Officina Prova", "Lavoro@officina.example", h.Now)
		h.Must(err)
		return q
	}
	q := ask()
	if ask().ID != q.ID {
		t.Error("asked twice at once")
	}
	read := Form{Version: 1, Lang: "it"}
	h.Must(h.book.AnswerOwn(h.Ctx, h.DB, h.own, q.ID, false, read, h.Now))
	_, _, err = Ask(h.Ctx, h.DB, h.anna, h.person, "Officina Prova", "lavoro@officina.example", h.Now)
	h.Wants(err, fault.Conflict, "consents.error.refused")
	_, _, err = Ask(h.Ctx, h.DB, h.anna, h.person, "OFFICINA prova", "altro@posta.example", h.Now)
	h.Wants(err, fault.Conflict, "consents.error.refused")
	h.Now = h.Now.AddDate(0, 0, 40)
	q = ask()
	h.Wants(h.book.AnswerOwn(h.Ctx, h.DB, h.own, q.ID, true, Form{Version: 3, Lang: "it"}, h.Now), fault.Conflict, "consents.error.text")
	h.Must(h.book.AnswerOwn(h.Ctx, h.DB, h.own, q.ID, true, read, h.Now))
	h.Wants(h.book.AnswerOwn(h.Ctx, h.DB, h.own, q.ID, true, read, h.Now), fault.NotFound, "")
	if c := h.live(Sharing); c == nil || c.Employer != "Officina Prova" {
		t.Errorf("%+v", c)
	}
	_, _, err = Ask(h.Ctx, h.DB, h.anna, h.person, "Officina Prova", "lavoro@officina.example", h.Now)
	h.Wants(err, fault.Conflict, "consents.error.agreed")
}

// TestTextsStayAsTheyWereRead: a version somebody may have read is never changed, each has
// its words in every language.
func TestTextsStayAsTheyWereRead(t *testing.T) {
	sums := map[string]string{}
	for purpose, last := range latest {
		for v := 1; v <= last; v++ {
			all, err := readTexts(purpose, v)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.New()
			for _, l := range i18n.Languages() {
				x := all[l.Tag]
				if x.Title == "" || x.Words == "" || x.Meaning == "" || x.Without == "" {
					t.Errorf("%s %d has no text in %s", purpose, v, l.Tag)
				}
				sum.Write([]byte(x.Title + x.Words + x.Meaning + x.Without))
			}
			sums[purpose] = hex.EncodeToString(sum.Sum(nil)[:8])
		}
	}
	for purpose, want := range read1 {
		if sums[purpose] != want {
			t.Errorf("the first text of %s has another sum, %s: write a new version beside it", purpose, sums[purpose])
		}
	}
}

// read1 are the sums of the first texts.
var read1 = map[string]string{Matching: "bffa300a8ac8cbe4", Sharing: "466ec35c2c4384c3", Newsletter: "716e944159201202", Survey: "babdd5bb76940584"}
