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
	h.Must(SaveSettings(h.Ctx, h.DB, h.dora, Settings{AnswerDays: 7, EscalateDays: 5, ExpireDays: 30}, h.Now))
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	at := func(after time.Duration, late, mine, silent int, state string) {
		t.Helper()
		h.Must(Watch(h.Ctx, h.DB, h.Now.Add(after)))
		h.Must(Watch(h.Ctx, h.DB, h.Now.Add(after))) // runs twice
		for _, x := range []struct {
			who  auth.Actor
			want Waiting
		}{{h.anna, Waiting{Late: late, Mine: mine}}, {h.sara, Waiting{Late: late}}, {h.dora, Waiting{Late: late, Silent: silent}}, {h.carlo, Waiting{}}} {
			got, err := Awaiting(h.Ctx, h.DB, x.who)
			got.Received, got.Sent = 0, 0
			if err != nil || got != x.want {
				t.Errorf("after %s: %+v, want %+v, %v", after, got, x.want, err)
			}
		}
		list, err := Silent(h.Ctx, h.DB, h.dora)
		if err != nil || len(list) != silent {
			t.Errorf("after %s the coordinator lists %+v, %v", after, list, err)
		}
		if list, err := Silent(h.Ctx, h.DB, h.anna); err != nil || len(list) != 0 {
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
	if w, err := Awaiting(h.Ctx, h.DB, h.anna); err != nil || w.Sent != 1 {
		t.Errorf("the sender is told of %+v, %v", w, err)
	}
}

func TestAnAnswerEndsTheSilence(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	h.Must(Watch(h.Ctx, h.DB, h.Now.Add(15*day)))
	if w, err := Awaiting(h.Ctx, h.DB, h.dora); err != nil || w.Silent != 1 {
		t.Fatalf("by the rules of the beginning %+v, %v", w, err)
	}
	h.Must(Do(h.Ctx, h.DB, h.sara, id, Change{Sent, Asked, "Che titolo ha?"}, h.Now.Add(15*day)))
	if w, err := Awaiting(h.Ctx, h.DB, h.dora); err != nil || w.Silent+w.Late != 0 {
		t.Errorf("after a question %+v, %v", w, err)
	}
	// The sender's silence counts the same way, until the answer starts the days again.
	h.Must(Watch(h.Ctx, h.DB, h.Now.Add(16*day)))
	if w, err := Awaiting(h.Ctx, h.DB, h.anna); err != nil || w.Mine != 1 {
		t.Errorf("a question nobody answers %+v, %v", w, err)
	}
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Asked, Sent, "La licenza media"}, h.Now.Add(16*day)))
	h.Must(Watch(h.Ctx, h.DB, h.Now.Add(23*day)))
	if w, err := Awaiting(h.Ctx, h.DB, h.anna); err != nil || w.Late != 0 {
		t.Errorf("seven days after the answer %+v, %v", w, err)
	}
}

func TestWhatIsLateStandsOnTop(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	h.Must(Watch(h.Ctx, h.DB, h.Now.Add(8*day)))
	var newer []int64
	for range 2 {
		p, err := people.Open(h.Ctx, h.DB, h.anna, h.a, people.Form{Identity: people.Identity{Given: "Altra", Lang: "it"}}, h.Now)
		h.Must(err)
		c, err := cases.TakeInCharge(h.Ctx, h.DB, h.anna, cases.Intake{PersonID: p, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "it"}, h.Now)
		h.Must(err)
		made, err := Begin(h.Ctx, h.DB, h.anna, c, h.form(Defined), h.Now)
		h.Must(err)
		newer = append(newer, made)
	}
	list, _, err := List(h.Ctx, h.DB, h.anna, Sender, Cursor{})
	h.Must(err)
	if len(list) != 3 || list[0].ID != id || list[1].ID != newer[1] || list[0].HolderID != h.anna.UserID {
		t.Errorf("what is late does not stand on top: %+v", list)
	}
	rest, _, err := List(h.Ctx, h.DB, h.anna, Sender, Cursor{Late: true, ID: id})
	h.Must(err)
	if len(rest) != 2 || rest[0].ID != newer[1] {
		t.Errorf("after the late one: %+v", rest)
	}
}

func TestTheRulesAreInOrder(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for _, s := range []Settings{days(0, 5, 30), days(7, 0, 30), days(7, 5, 181), days(61, 5, 100)} {
		h.Wants(SaveSettings(h.Ctx, h.DB, h.dora, s, h.Now), fault.Invalid, "referrals.error.days")
	}
	h.Wants(SaveSettings(h.Ctx, h.DB, h.dora, days(7, 5, 12), h.Now), fault.Invalid, "referrals.error.order")
	for _, s := range []Settings{days(7, 5, 13), days(3, 2, 20)} {
		h.Must(SaveSettings(h.Ctx, h.DB, h.dora, s, h.Now))
		if got, err := FindSettings(h.Ctx, h.DB); err != nil || got.AnswerDays != s.AnswerDays || got.ExpireDays != s.ExpireDays {
			t.Errorf("kept %+v, %v", got, err)
		}
	}
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	if r, err := Find(h.Ctx, h.DB, h.anna, id); err != nil || !r.DueAt.Equal(h.Now.Add(3*day)) {
		t.Errorf("the answer is due %v, %v", r.DueAt, err)
	}
}

func days(answer, escalate, expire int) Settings {
	return Settings{AnswerDays: answer, EscalateDays: escalate, ExpireDays: expire}
}
