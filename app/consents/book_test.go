package consents

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestGivingAndTakingBack(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for _, purpose := range Purposes() {
		first := h.given(purpose)
		if again := h.given(purpose); again.ID != first.ID {
			t.Errorf("%s: a double click made two", purpose)
		}
		if c := h.live(purpose); c == nil || c.ID != first.ID || c.Channel != InArea || c.GivenBy != h.own.Ref() || c.Words == "" {
			t.Errorf("%s: %+v", purpose, c)
		}
		h.Must(h.book.WithdrawOwn(h.Ctx, h.DB, h.own, first.ID, h.Now))
		h.Must(h.book.WithdrawOwn(h.Ctx, h.DB, h.own, first.ID, h.Now))
		if h.live(purpose) != nil {
			t.Errorf("%s stands after it was taken back", purpose)
		}
		if later := h.given(purpose); later.ID == first.ID || h.live(purpose) == nil {
			t.Errorf("%s: given again is not a new row", purpose)
		}
	}
	want := []string{}
	for _, p := range Purposes() {
		want = append(want, p+" standing", p+" withdrawn", p+" standing")
	}
	if !slices.Equal(h.follows, want) {
		t.Errorf("followed %q, want %q", h.follows, want)
	}
	all, err := ListOwn(h.Ctx, h.DB, h.own)
	h.Must(err)
	if len(all) != 8 || !strings.Contains(all[4].Words+all[5].Words+all[3].Words, "Officina Prova") {
		t.Errorf("%d in the list: %+v", len(all), all)
	}
}

func TestTheDeskRecordsHowItWasGiven(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := form(Sharing)
	f.Channel = OnPaper
	c, err := h.book.Give(h.Ctx, h.DB, h.anna, h.person, f, h.Now)
	h.Must(err)
	if c.Channel != OnPaper || c.EmployerEmail != "lavoro@officina.example" || c.GivenBy != h.anna.Ref() {
		t.Errorf("%+v", c)
	}
	_, err = h.book.Give(h.Ctx, h.DB, h.ben, h.person, f, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Wants(h.book.Withdraw(h.Ctx, h.DB, h.ben, h.person, c.ID, ByVoice, h.Now), fault.NotFound, "")
	h.Wants(h.book.Withdraw(h.Ctx, h.DB, h.anna, h.Person(h.anna, "Altra"), c.ID, ByVoice, h.Now), fault.NotFound, "")
	h.Wants(h.book.Withdraw(h.Ctx, h.DB, h.anna, h.person, c.ID, InArea, h.Now), fault.Invalid, "consents.error.channel")
	h.Must(h.book.Withdraw(h.Ctx, h.DB, h.anna, h.person, c.ID, InMail, h.Now))
	for name, bad := range map[string]Form{
		"consents.error.channel":  {Purpose: Matching, Version: 1, Lang: "it", Channel: InArea},
		"consents.error.employer": {Purpose: Sharing, Version: 1, Lang: "it", Channel: ByVoice, EmployerEmail: "a@b.example"},
		"people.error.email":      {Purpose: Sharing, Version: 1, Lang: "it", Channel: ByVoice, Employer: "X", EmployerEmail: "a b"},
	} {
		_, err := h.book.Give(h.Ctx, h.DB, h.anna, h.person, bad, h.Now)
		h.Wants(err, fault.Invalid, name)
	}
	for _, old := range []Form{{Purpose: Matching, Version: 9, Lang: "it"}, {Purpose: Matching, Version: 1, Lang: "xx"}} {
		_, err := h.book.GiveOwn(h.Ctx, h.DB, h.own, old, h.Now)
		h.Wants(err, fault.Conflict, "consents.error.text")
	}
	_, err = h.book.GiveOwn(h.Ctx, h.DB, auth.Actor{}, form(Matching), h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = h.book.GiveOwn(h.Ctx, h.DB, h.own, Form{Purpose: "everything", Version: 1, Lang: "it"}, h.Now)
	h.Wants(err, fault.NotFound, "")
}

// What follows fails: nothing happened.
func TestAnEffectThatFailsTakesTheChangeBack(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c := h.given(Matching)
	h.fails = errors.New("the index is away")
	if h.book.WithdrawOwn(h.Ctx, h.DB, h.own, c.ID, h.Now) == nil || h.live(Matching) == nil {
		t.Error("taken back without what follows")
	}
	if _, err := h.book.GiveOwn(h.Ctx, h.DB, h.own, form(Survey), h.Now); err == nil || h.live(Survey) != nil {
		t.Error("given without what follows")
	}
}

// The last word counts, under whatever record it was said.
func TestMergedRecordsAreOnePerson(t *testing.T) {
	h := build(t, testdb.Tx(t))
	twin, boss := h.Person(h.anna, "Prova"), auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}
	h.given(Matching)
	h.given(Survey)
	other := auth.Actor{PersonID: twin}
	c, err := h.book.GiveOwn(h.Ctx, h.DB, other, form(Matching), h.Now)
	h.Must(err)
	d, err := h.book.GiveOwn(h.Ctx, h.DB, other, form(Newsletter), h.Now)
	h.Must(err)
	h.Now = h.Now.AddDate(0, 0, 1)
	h.Must(h.book.WithdrawOwn(h.Ctx, h.DB, other, c.ID, h.Now))
	h.Must(people.Merge(h.Ctx, h.DB, boss, h.person, twin, "", h.Now))
	if h.live(Matching) != nil {
		t.Error("what the person took back under the other record stands")
	}
	if got := h.live(Newsletter); got == nil || got.ID != d.ID || h.live(Survey) == nil {
		t.Error("what was given under either record does not stand")
	}
	h.given(Newsletter)
	h.Must(h.book.WithdrawOwn(h.Ctx, h.DB, other, d.ID, h.Now)) // the old session of the merged record
	if h.live(Newsletter) != nil {
		t.Error("taken back under one record only")
	}
	if h.given(Matching).PersonID != h.person || h.live(Matching) == nil {
		t.Error("given again after the merge does not stand")
	}
}

func TestManyAtOnceAreOne(t *testing.T) {
	h := build(t, testdb.New(t))
	h.book = NewBook()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := h.book.GiveOwn(h.Ctx, h.DB, h.own, form(Matching), h.Now); err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				return
			}
			if c, err := Live(h.Ctx, h.DB, h.person, Matching, "", h.Now); err != nil {
				t.Error(err)
			} else if c != nil {
				if err := h.book.WithdrawOwn(h.Ctx, h.DB, h.own, c.ID, h.Now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var open int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL AND renewed_at IS NULL").Scan(h.Ctx, &open))
	if open > 1 {
		t.Errorf("%d stand at once", open)
	}
	_, err := h.DB.NewRaw(`INSERT INTO consents (person_id, purpose, text_version, lang, words, channel, given_at, given_by, expires_at)
		SELECT ?, 'matching', 1, 'it', 'sì', 'voice', ?, 'user:1', ? FROM generate_series(1, 2)`, h.person, h.Now, h.Now.AddDate(1, 0, 0)).Exec(h.Ctx)
	if err == nil {
		t.Error("the constraint lets two stand")
	}
}
