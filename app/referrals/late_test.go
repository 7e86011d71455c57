package referrals

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

const day = 24 * time.Hour

// TestSilenceEscalates walks over the boundaries: late for both desks, for who follows
// the person, then for the coordinator, then over.
func TestSilenceEscalates(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(SaveSettings(h.ctx, h.db, h.dora, Settings{AnswerDays: 7, EscalateDays: 5, ExpireDays: 30}, h.now))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	at := func(after time.Duration, late, mine, silent int, state string) {
		t.Helper()
		h.must(Watch(h.ctx, h.db, h.now.Add(after)))
		h.must(Watch(h.ctx, h.db, h.now.Add(after))) // runs twice
		for _, x := range []struct {
			who  auth.Actor
			want Waiting
		}{{h.anna, Waiting{Late: late, Mine: mine}}, {h.sara, Waiting{Late: late}}, {h.dora, Waiting{Late: late, Silent: silent}}, {h.carlo, Waiting{}}} {
			got, err := Awaiting(h.ctx, h.db, x.who)
			got.Received, got.Sent = 0, 0
			if err != nil || got != x.want {
				t.Errorf("after %s: %+v, want %+v, %v", after, got, x.want, err)
			}
		}
		list, err := Silent(h.ctx, h.db, h.dora)
		if err != nil || len(list) != silent {
			t.Errorf("after %s the coordinator lists %+v, %v", after, list, err)
		}
		if list, err := Silent(h.ctx, h.db, h.anna); err != nil || len(list) != 0 {
			t.Errorf("after %s who does not decide lists %+v, %v", after, list, err)
		}
		if got := h.state(id); got != state {
			t.Errorf("after %s it is %s", after, got)
		}
	}
	at(7*day, 0, 0, 0, Sent)
	at(7*day+time.Minute, 1, 1, 0, Sent)
	at(12*day, 1, 1, 0, Sent)
	at(12*day+time.Minute, 1, 1, 1, Sent)
	at(30*day, 1, 1, 1, Sent)
	at(30*day+time.Minute, 0, 0, 0, Expired)
	if w, err := Awaiting(h.ctx, h.db, h.anna); err != nil || w.Sent != 1 {
		t.Errorf("the sender is told of %+v, %v", w, err)
	}
}

func TestAnAnswerEndsTheSilence(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	h.must(Watch(h.ctx, h.db, h.now.Add(15*day)))
	if w, err := Awaiting(h.ctx, h.db, h.dora); err != nil || w.Silent != 1 {
		t.Fatalf("by the rules of the beginning %+v, %v", w, err)
	}
	h.must(Do(h.ctx, h.db, h.sara, id, Change{Sent, Asked, "Che titolo ha?"}, h.now.Add(15*day)))
	if w, err := Awaiting(h.ctx, h.db, h.dora); err != nil || w.Silent+w.Late != 0 {
		t.Errorf("after a question %+v, %v", w, err)
	}
	// The sender's silence counts the same way, until the answer starts the days again.
	h.must(Watch(h.ctx, h.db, h.now.Add(16*day)))
	if w, err := Awaiting(h.ctx, h.db, h.anna); err != nil || w.Mine != 1 {
		t.Errorf("a question nobody answers %+v, %v", w, err)
	}
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Asked, Sent, "La licenza media"}, h.now.Add(16*day)))
	h.must(Watch(h.ctx, h.db, h.now.Add(23*day)))
	if w, err := Awaiting(h.ctx, h.db, h.anna); err != nil || w.Late != 0 {
		t.Errorf("seven days after the answer %+v, %v", w, err)
	}
}

func TestWhatIsLateStandsOnTop(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	h.must(Watch(h.ctx, h.db, h.now.Add(8*day)))
	var newer []int64
	for range 2 {
		p, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: "Altra", Lang: "it"}}, h.now)
		h.must(err)
		c, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: p, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "it"}, h.now)
		h.must(err)
		made, err := Begin(h.ctx, h.db, h.anna, c, h.form(Defined), h.now)
		h.must(err)
		newer = append(newer, made)
	}
	list, _, err := List(h.ctx, h.db, h.anna, Sender, Cursor{})
	h.must(err)
	if len(list) != 3 || list[0].ID != id || list[1].ID != newer[1] || list[0].HolderID != h.anna.UserID {
		t.Errorf("what is late does not stand on top: %+v", list)
	}
	rest, _, err := List(h.ctx, h.db, h.anna, Sender, Cursor{Late: true, ID: id})
	h.must(err)
	if len(rest) != 2 || rest[0].ID != newer[1] {
		t.Errorf("after the late one: %+v", rest)
	}
}

func TestTheRulesAreInOrder(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for _, s := range []Settings{days(0, 5, 30), days(7, 0, 30), days(7, 5, 181), days(61, 5, 100)} {
		h.wants(SaveSettings(h.ctx, h.db, h.dora, s, h.now), fault.Invalid, "referrals.error.days")
	}
	h.wants(SaveSettings(h.ctx, h.db, h.dora, days(7, 5, 12), h.now), fault.Invalid, "referrals.error.order")
	for _, s := range []Settings{days(7, 5, 13), days(3, 2, 20)} {
		h.must(SaveSettings(h.ctx, h.db, h.dora, s, h.now))
		if got, err := FindSettings(h.ctx, h.db); err != nil || got.AnswerDays != s.AnswerDays || got.ExpireDays != s.ExpireDays {
			t.Errorf("kept %+v, %v", got, err)
		}
	}
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	if r, err := Find(h.ctx, h.db, h.anna, id); err != nil || !r.DueAt.Equal(h.now.Add(3*day)) {
		t.Errorf("the answer is due %v, %v", r.DueAt, err)
	}
}

func days(answer, escalate, expire int) Settings {
	return Settings{AnswerDays: answer, EscalateDays: escalate, ExpireDays: expire}
}
