package cvs

import (
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

// hold restricts the person, as the officer does.
func (h *town) hold(scope string) *people.Restriction {
	h.t.Helper()
	x := &people.Restriction{PersonID: h.person, Scope: scope, Why: "restrict"}
	h.must(h.tx(func(tx bun.Tx) error {
		if err := people.Restrict(h.ctx, tx, h.anna, x, h.now); err != nil {
			return err
		}
		return Obey(h.ctx, tx, h.anna, h.person, h.now)
	}))
	return x
}

// refused wants the sentence about what is held from each of some acts.
func (h *town) refused(acts map[string]func() error) {
	h.t.Helper()
	for name, act := range acts {
		if err := act(); !fault.Is(err, fault.Held) {
			h.t.Errorf("%s: %v", name, err)
		}
	}
}

// sends are the roads by which a CV, or the question whether it may go, leaves the house.
func (h *town) sends(v *CV) map[string]func() error {
	return map[string]func() error{
		"share": func() error { _, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now); return err },
		"ask": func() error {
			_, _, err := consents.Ask(h.ctx, h.db, h.anna, h.person, "X", "altra@ditta.example", h.now)
			return err
		},
		"consent": func() error {
			f := consents.Form{Purpose: consents.Sharing, Employer: "X", EmployerEmail: "altra@ditta.example", Version: 1, Lang: "it", Channel: consents.ByVoice}
			_, err := book.Give(h.ctx, h.db, h.anna, h.person, f, h.now)
			return err
		},
		"own consent": func() error {
			_, err := book.GiveOwn(h.ctx, h.db, h.own, consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it"}, h.now.AddDate(2, 0, 0))
			return err
		},
	}
}

// TestWhoIsRestrictedIsNeitherFoundNorSent: at once, by every road, until it is lifted.
func TestWhoIsRestrictedIsNeitherFoundNorSent(t *testing.T) {
	for _, scope := range []string{people.HoldFile, people.HoldSharing} {
		t.Run(scope, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			h.agree(h.person, sharing)
			v := h.ready()
			h.index(v)
			x := h.hold(scope)
			if n := h.count("cv_index", "true"); n != 0 {
				t.Errorf("%d rows of the index", n)
			}
			h.must(h.everybody())
			if n := h.count("cv_index", "true"); n != 0 {
				t.Errorf("the hourly job puts %d rows back", n)
			}
			h.refused(h.sends(v))
			for name, try := range map[string]func() error{
				"candidate": func() error { _, err := Candidate(h.ctx, h.db, h.seeker(), v.ID, h.now); return err },
				"ask":       func() error { _, err := AskCandidate(h.ctx, h.db, h.seeker(), v.ID, "X", boss, h.now); return err },
				"send":      func() error { _, err := ShareCandidate(h.ctx, h.db, h.seeker(), v.ID, boss, h.now); return err },
				"answers":   func() error { _, err := CandidateAnswers(h.ctx, h.db, h.seeker(), v.ID, h.now); return err },
			} {
				if err := try(); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := Find(h.ctx, h.db, h.anna, h.person, v.ID); err != nil {
				t.Errorf("the desk cannot read: %v", err)
			}
			h.must(h.tx(func(tx bun.Tx) error {
				if err := x.Lift(h.ctx, tx, h.anna, h.now); err != nil {
					return err
				}
				return Obey(h.ctx, tx, h.anna, h.person, h.now)
			}))
			if got := h.finds(h.seeker(), Wanted{}); len(got) != 1 {
				t.Errorf("after the end a search finds %v", got)
			}
			_, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now)
			h.must(err)
		})
	}
}

// TestARestrictedCVStandsStill: neither desk nor person changes it; taking a yes back and
// deleting one's own CV stay free.
func TestARestrictedCVStandsStill(t *testing.T) {
	h := build(t, testdb.Tx(t))
	c, v := h.agree(h.person, sharing), h.ready()
	_, err := BeginDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now)
	h.must(err)
	x := h.hold(people.HoldFile)
	changes := map[string]func() error{
		"upload": func() error {
			_, err := Save(h.ctx, h.db, h.vault, h.anna, h.person, upload(pdf("due")), h.now)
			return err
		},
		"own upload": func() error {
			in := upload(pdf("tre"))
			in.Warned = true
			_, err := SaveOwn(h.ctx, h.db, h.vault, h.own, in, h.now)
			return err
		},
		"made": func() error {
			m := made("quattro", nil)
			m.Warned = true
			_, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, m, h.now)
			return err
		},
		"renew":   func() error { return RenewOwn(h.ctx, h.db, h.own, v.ID, h.now.AddDate(0, 5, 20)) },
		"remove":  func() error { return Delete(h.ctx, h.db, h.anna, h.person, v.ID, h.now) },
		"discard": func() error { return Discard(h.ctx, h.db, h.anna, h.person, v.ID, h.now) },
		"drop":    func() error { return DropDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now) },
		"title": func() error {
			return AddOwnTitle(h.ctx, h.db, h.own, map[string]string{"title": "Diploma", "isced": "3"}, h.now)
		},
	}
	h.refused(changes)
	h.must(book.WithdrawOwn(h.ctx, h.db, h.own, c.ID, h.now))
	x.CorrectsAt, x.CorrectsBy = &h.now, "user:1"
	_, err = h.db.NewUpdate().Model(x).Column("corrects_at", "corrects_by").WherePK().Exec(h.ctx)
	h.must(err)
	h.must(changes["title"]())
	h.refused(map[string]func() error{"share": h.sends(v)["ask"]})
	h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now))
}

// TestRestrictingWhileSomebodySends: of who restricts and who sends at once, either came
// first; after both no link is open.
func TestRestrictingWhileSomebodySends(t *testing.T) {
	h := build(t, testdb.New(t))
	h.agree(h.person, sharing)
	h.ready()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i == 3 {
				h.hold(people.HoldFile)
				return
			}
			if _, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now.Add(time.Duration(i)*time.Second)); err != nil && !fault.Is(err, fault.Held) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := h.count("cv_shares", "ended_at IS NULL"); n != 0 {
		t.Errorf("%d links are open after all", n)
	}
	h.refused(map[string]func() error{"share": func() error { _, err := ShareWith(h.ctx, h.db, h.anna, h.person, boss, h.now); return err }})
}
