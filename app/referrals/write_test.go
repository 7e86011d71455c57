package referrals

import (
	"slices"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestADraftIsWrittenAgain(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined, "contacts")
	all := Form{ToDeskID: h.c, Kind: Undefined, Reason: "Altro motivo", Goals: "Altri obiettivi", Items: []string{"plan", "status"}}
	h.must(Write(h.ctx, h.db, h.anna, id, 1, all, h.now))
	h.must(Write(h.ctx, h.db, h.anna, id, 1, all, h.now)) // double click
	r, err := Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	if d := Differences(FormOf(r), all); len(d) != 0 || r.Revision != 2 || r.ChangedBy != h.anna.Ref() {
		t.Errorf("written as %+v, other is %v", r, d)
	}
	second := h.form(Defined)
	h.wants(Write(h.ctx, h.db, h.dora, id, 1, second, h.now), fault.Conflict, "referrals.error.changed")
	if d := Differences(FormOf(r), second); !slices.Equal(d, []string{"desk", "kind", "reason", "goals", "items"}) {
		t.Errorf("the second writer sees %v", d)
	}
	h.must(Write(h.ctx, h.db, h.dora, id, 2, second, h.now)) // and chose their own
	for key, spoil := range map[string]func(*Form){
		"referrals.error.desk":  func(f *Form) { f.ToDeskID = h.a },
		"referrals.error.goals": func(f *Form) { f.Goals = "" },
	} {
		f := h.form(Defined)
		spoil(&f)
		h.wants(Write(h.ctx, h.db, h.anna, id, 3, f, h.now), fault.Invalid, key)
	}
	h.wants(Write(h.ctx, h.db, h.sara, id, 3, all, h.now), fault.NotFound, "")
	h.wants(Write(h.ctx, h.db, h.carlo, id, 3, all, h.now), fault.NotFound, "")
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	h.wants(Write(h.ctx, h.db, h.anna, id, 3, all, h.now), fault.Conflict, "referrals.error.moved")
}

func TestAnotherDraftToTheSameDeskIsOne(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.begun(Defined)
	f := h.form(Defined)
	f.ToDeskID = h.c
	other, err := Begin(h.ctx, h.db, h.anna, h.path, f, h.now)
	h.must(err)
	h.wants(Write(h.ctx, h.db, h.anna, other, 1, h.form(Defined), h.now), fault.Conflict, "referrals.error.twice")
}

func TestWhatIsWithdrawnIsReadNoMore(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined, "contacts")
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	h.must(Do(h.ctx, h.db, h.sara, id, Change{Sent, Asked, "Che titolo ha?"}, h.now))
	h.wants(Do(h.ctx, h.db, h.anna, id, Change{Asked, Withdrawn, " "}, h.now), fault.Invalid, "referrals.error.text")
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Asked, Withdrawn, "Ha trovato lavoro"}, h.now))
	if w, err := Awaiting(h.ctx, h.db, h.sara); err != nil || w.Received != 1 {
		t.Errorf("the receiver is told of %+v, %v", w, err)
	}
	got, err := Read(h.ctx, h.db, h.sara, id, h.now)
	h.must(err)
	if got.Identity.Given != "F." || len(got.Contacts) != 0 {
		t.Errorf("the receiver reads %+v", got)
	}
	for range 2 { // withdrawn, then closed: it stays hidden
		r, err := Find(h.ctx, h.db, h.sara, id)
		h.must(err)
		if r.Reason+r.Goals != "" || len(r.Items) != 0 {
			t.Errorf("%s: the receiver reads %+v", r.State, r)
		}
		list, _, err := List(h.ctx, h.db, h.sara, Receiver, Cursor{})
		h.must(err)
		if len(list) != 1 || list[0].Given != "F." || list[0].Reason != "" {
			t.Errorf("the receiver lists %+v", list)
		}
		steps, err := Steps(h.ctx, h.db, h.sara, id)
		h.must(err)
		if steps[1].Text != "" || steps[2].State != Withdrawn || steps[2].Text != "Ha trovato lavoro" {
			t.Errorf("the receiver reads the steps %+v", steps)
		}
		h.must(Do(h.ctx, h.db, h.sara, id, Change{Withdrawn, Closed, ""}, h.now))
	}
	if r, err := Find(h.ctx, h.db, h.anna, id); err != nil || r.Reason == "" {
		t.Errorf("the sender reads %+v, %v", r, err)
	}
	h.begun(Defined) // the way is free again
}
