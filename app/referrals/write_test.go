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
	h.Must(Write(h.Ctx, h.DB, h.anna, id, 1, all, h.Now))
	h.Must(Write(h.Ctx, h.DB, h.anna, id, 1, all, h.Now)) // double click
	r, err := Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if d := Differences(FormOf(r), all); len(d) != 0 || r.Revision != 2 || r.ChangedBy != h.anna.Ref() {
		t.Errorf("written as %+v, other is %v", r, d)
	}
	second := h.form(Defined)
	h.Wants(Write(h.Ctx, h.DB, h.dora, id, 1, second, h.Now), fault.Conflict, "referrals.error.changed")
	if d := Differences(FormOf(r), second); !slices.Equal(d, []string{"desk", "kind", "reason", "goals", "items"}) {
		t.Errorf("the second writer sees %v", d)
	}
	h.Must(Write(h.Ctx, h.DB, h.dora, id, 2, second, h.Now)) // and chose their own
	for key, spoil := range map[string]func(*Form){
		"referrals.error.desk":  func(f *Form) { f.ToDeskID = h.a },
		"referrals.error.goals": func(f *Form) { f.Goals = "" },
	} {
		f := h.form(Defined)
		spoil(&f)
		h.Wants(Write(h.Ctx, h.DB, h.anna, id, 3, f, h.Now), fault.Invalid, key)
	}
	h.Wants(Write(h.Ctx, h.DB, h.sara, id, 3, all, h.Now), fault.NotFound, "")
	h.Wants(Write(h.Ctx, h.DB, h.carlo, id, 3, all, h.Now), fault.NotFound, "")
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	h.Wants(Write(h.Ctx, h.DB, h.anna, id, 3, all, h.Now), fault.Conflict, "referrals.error.moved")
}

func TestAnotherDraftToTheSameDeskIsOne(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.begun(Defined)
	f := h.form(Defined)
	f.ToDeskID = h.c
	other, err := Begin(h.Ctx, h.DB, h.anna, h.path, f, h.Now)
	h.Must(err)
	h.Wants(Write(h.Ctx, h.DB, h.anna, other, 1, h.form(Defined), h.Now), fault.Conflict, "referrals.error.twice")
}

func TestWhatIsWithdrawnIsReadNoMore(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined, "contacts")
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	h.Must(Do(h.Ctx, h.DB, h.sara, id, Change{Sent, Asked, "Che titolo ha?"}, h.Now))
	h.Wants(Do(h.Ctx, h.DB, h.anna, id, Change{Asked, Withdrawn, " "}, h.Now), fault.Invalid, "referrals.error.text")
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Asked, Withdrawn, "Ha trovato lavoro"}, h.Now))
	if w, err := Awaiting(h.Ctx, h.DB, h.sara); err != nil || w.Received != 1 {
		t.Errorf("the receiver is told of %+v, %v", w, err)
	}
	got, err := Read(h.Ctx, h.DB, h.sara, id, h.Now)
	h.Must(err)
	if got.Identity.Given != "F." || len(got.Contacts) != 0 {
		t.Errorf("the receiver reads %+v", got)
	}
	for range 2 { // withdrawn, then closed: it stays hidden
		r, err := Find(h.Ctx, h.DB, h.sara, id)
		h.Must(err)
		if r.Reason+r.Goals != "" || len(r.Items) != 0 {
			t.Errorf("%s: the receiver reads %+v", r.State, r)
		}
		list, _, err := List(h.Ctx, h.DB, h.sara, Receiver, Cursor{})
		h.Must(err)
		if len(list) != 1 || list[0].Given != "F." || list[0].Reason != "" {
			t.Errorf("the receiver lists %+v", list)
		}
		steps, err := Steps(h.Ctx, h.DB, h.sara, id)
		h.Must(err)
		if steps[1].Text != "" || steps[2].State != Withdrawn || steps[2].Text != "Ha trovato lavoro" {
			t.Errorf("the receiver reads the steps %+v", steps)
		}
		h.Must(Do(h.Ctx, h.DB, h.sara, id, Change{Withdrawn, Closed, ""}, h.Now))
	}
	if r, err := Find(h.Ctx, h.DB, h.anna, id); err != nil || r.Reason == "" {
		t.Errorf("the sender reads %+v, %v", r, err)
	}
	h.begun(Defined) // the way is free again
}
