package referrals

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/people"
)

func TestSilenceEscalates(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	late := func(after time.Duration, late int, state string) {
		t.Helper()
		h.must(Watch(h.ctx, h.db, h.now.Add(after)))
		for _, who := range []auth.Actor{h.anna, h.sara, h.dora} {
			if _, _, got, err := Awaiting(h.ctx, h.db, who); err != nil || got != late {
				t.Errorf("after %s %d are late, %v", after, got, err)
			}
		}
		if got := h.state(id); got != state {
			t.Errorf("after %s it is %s", after, got)
		}
	}
	day := 24 * time.Hour
	late(AnswerDays*day, 0, Sent)
	late(AnswerDays*day+time.Minute, 1, Sent)
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
	if len(list) != 3 || list[0].ID != id || list[1].ID != newer[1] {
		t.Errorf("what is late does not stand on top: %+v", list)
	}
	rest, _, err := List(h.ctx, h.db, h.anna, Sender, Cursor{Late: true, ID: id})
	h.must(err)
	if len(rest) != 2 || rest[0].ID != newer[1] {
		t.Errorf("after the late one: %+v", rest)
	}
	late(ExpireDays*day, 1, Sent)
	late(ExpireDays*day+time.Minute, 0, Expired)
	if _, sent, _, err := Awaiting(h.ctx, h.db, h.anna); err != nil || sent != 1 {
		t.Errorf("the sender is told of %d, %v", sent, err)
	}
}
