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
	if want := h.now.AddDate(2, 0, 0); !c.ExpiresAt.Equal(want) || c.Ending(h.now) {
		t.Errorf("ends %v, want %v", c.ExpiresAt, want)
	}
	h.now = c.ExpiresAt.Add(-48 * time.Hour)
	if again := h.given(Matching); again.ID == c.ID || !c.Ending(h.now) {
		t.Error("what ends soon is not renewed")
	}
	d := h.live(Matching)
	h.follows = nil
	h.now = d.ExpiresAt
	if h.live(Matching) != nil {
		t.Error("it stands until the job runs")
	}
	h.must(h.book.Expire(h.ctx, h.db, h.now))
	h.must(h.book.Expire(h.ctx, h.db, h.now))
	if !slices.Equal(h.follows, []string{"matching expired"}) {
		t.Errorf("followed %q", h.follows)
	}
	states := []string{}
	all, err := ListOwn(h.ctx, h.db, h.own)
	h.must(err)
	for i := range all {
		states = append(states, all[i].State(h.now))
	}
	if !slices.Equal(states, []string{Expired, Renewed}) || len(Stand(all, h.now)) != 0 {
		t.Errorf("states %q", states)
	}
}

func TestARemindIsSentOnce(t *testing.T) {
	h := build(t, testdb.Tx(t))
	in := people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}, Contacts: []people.Contact{{Kind: people.Email, Value: "casa@example.org"}}}
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, in, h.now)
	h.must(err)
	h.own.PersonID = id
	c := h.given(Newsletter)
	h.now = c.ExpiresAt.AddDate(0, 0, -20)
	_, err = people.GiveAccess(h.ctx, h.db, h.anna, id, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org"}, h.now)
	h.must(err)
	for range 2 {
		h.must(Remind(h.ctx, h.db, h.now))
	}
	var n int
	h.must(h.db.NewRaw("SELECT count(*) FROM messages WHERE kind = 'consents.ending' AND lang = 'ar'").Scan(h.ctx, &n))
	if n != 1 {
		t.Errorf("%d reminders", n)
	}
}

func TestAskingForAnEmployer(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, _, err := Ask(h.ctx, h.db, h.ben, h.person, "Officina Prova", "lavoro@officina.example", h.now)
	h.wants(err, fault.NotFound, "")
	_, _, err = Ask(h.ctx, h.db, h.anna, h.person, " ", "lavoro@officina.example", h.now)
	h.wants(err, fault.Invalid, "consents.error.employer")
	ask := func() *Request {
		q, _, err := Ask(h.ctx, h.db, h.anna, h.person, "Officina Prova", "Lavoro@officina.example", h.now)
		h.must(err)
		return q
	}
	q := ask()
	if ask().ID != q.ID {
		t.Error("asked twice at once")
	}
	read := Form{Version: 1, Lang: "it"}
	h.must(h.book.AnswerOwn(h.ctx, h.db, h.own, q.ID, false, read, h.now))
	_, _, err = Ask(h.ctx, h.db, h.anna, h.person, "Officina Prova", "lavoro@officina.example", h.now)
	h.wants(err, fault.Conflict, "consents.error.refused")
	h.now = h.now.AddDate(0, 0, 40)
	q = ask()
	h.wants(h.book.AnswerOwn(h.ctx, h.db, h.own, q.ID, true, Form{Version: 3, Lang: "it"}, h.now), fault.Conflict, "consents.error.text")
	h.must(h.book.AnswerOwn(h.ctx, h.db, h.own, q.ID, true, read, h.now))
	h.wants(h.book.AnswerOwn(h.ctx, h.db, h.own, q.ID, true, read, h.now), fault.NotFound, "")
	if c := h.live(Sharing); c == nil || c.Employer != "Officina Prova" {
		t.Errorf("%+v", c)
	}
	_, _, err = Ask(h.ctx, h.db, h.anna, h.person, "Officina Prova", "lavoro@officina.example", h.now)
	h.wants(err, fault.Conflict, "consents.error.agreed")
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
