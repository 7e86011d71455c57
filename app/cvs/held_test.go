package cvs

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/inspect"
)

// mistaken hands another person's file in at the desk.
func (h *town) mistaken() *CV {
	h.t.Helper()
	m := made("di un altro", nil)
	m.Warned = true
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, m, h.now)
	h.must(err)
	return v
}

// TestWhatTheDeskReplacedByMistakeComesBack: the current one, or the person's own copy of
// one that the desk removed; nobody opens it meanwhile.
func TestWhatTheDeskReplacedByMistakeComesBack(t *testing.T) {
	for name, removed := range map[string]bool{"the current one": false, "the person's copy": true} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			a := h.ready()
			h.index(a)
			if removed {
				h.must(Delete(h.ctx, h.db, h.anna, h.person, a.ID, h.now))
			}
			wrong := h.mistaken()
			for _, err := range []error{
				func() error { _, err := File(h.ctx, h.db, h.anna, h.person, a.ID, h.now); return err }(),
				func() error { _, err := OwnFile(h.ctx, h.db, h.own, a.ID); return err }(),
				func() error { _, err := OwnFind(h.ctx, h.db, h.own, a.ID); return err }(),
			} {
				h.wants(err, fault.NotFound, "")
			}
			h.now = h.now.AddDate(0, 0, holdDays-1)
			for range 2 {
				h.must(Discard(h.ctx, h.db, h.anna, h.person, wrong.ID, h.now))
			}
			own, err := OwnCurrent(h.ctx, h.db, h.own)
			h.must(err)
			if own == nil || own.ID != a.ID || own.FileID != a.FileID || own.Name != a.Name || (own.RemovedAt != nil) != removed || own.HeldUntil != nil {
				t.Fatalf("the person has %+v", own)
			}
			if h.count("cv_index", "cv_id = ?", a.ID) != map[bool]int{false: 1}[removed] || h.count("files", "owner = 'cv' AND deleted_at IS NULL") != 1 || h.count("audit_entries", "action = 'cvs.restore'") != 1 {
				t.Error("it is not found as before, or the wrong file is kept")
			}
			_, err = OwnFile(h.ctx, h.db, h.own, a.ID)
			h.must(err)
		})
	}
}

// TestWhatIsHeldIsErased when its time is over, and at once when the person chooses another
// or deletes the one that stands.
func TestWhatIsHeldIsErased(t *testing.T) {
	for name, end := range map[string]func(h *town, wrong *CV){
		"in time": func(h *town, wrong *CV) {
			h.now = h.now.AddDate(0, 0, holdDays)
			h.must(endJob(h.ctx, h.db.(*bun.DB), nil, h.now.Add(-time.Second)))
			if h.count("files", "owner = 'cv' AND deleted_at IS NULL") != 2 {
				h.t.Error("erased too early")
			}
			h.must(endJob(h.ctx, h.db.(*bun.DB), nil, h.now))
			h.must(Discard(h.ctx, h.db, h.anna, h.person, wrong.ID, h.now))
		},
		"by the person's next one": func(h *town, _ *CV) {
			v, err := SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("tre", nil), h.now)
			h.must(err)
			h.must(DeleteOwn(h.ctx, h.db, h.own, v.ID, h.now))
		},
		"by the person's deletion": func(h *town, wrong *CV) { h.must(DeleteOwn(h.ctx, h.db, h.own, wrong.ID, h.now)) },
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testdb.New(t))
			a := h.ready()
			end(h, h.mistaken())
			if own, err := OwnCurrent(h.ctx, h.db, h.own); err != nil || own != nil {
				t.Errorf("the person has %+v %v", own, err)
			}
			if now := h.read(a.ID); now.FileID != "" || now.Name != forgotten || now.HeldUntil != nil || h.count("files", "owner = 'cv' AND deleted_at IS NULL") != 0 {
				t.Errorf("what was held is %+v", now)
			}
		})
	}
}

// TestWhatWasStillCheckedComesBackToo: handed in by the person before the desk's mistake,
// ready after it.
func TestWhatWasStillCheckedComesBackToo(t *testing.T) {
	h := newHouse(t, inspect.Options{Soffice: inspect.Off})
	h.whole(h.person)
	v, err := SaveOwn(h.ctx, h.pool, h.vault, h.own, upload(pages("cuoca", nil)), h.now)
	h.must(err)
	wrong := h.mistaken()
	h.run(v, CheckKind)
	h.must(Discard(h.ctx, h.pool, h.anna, h.person, wrong.ID, h.now))
	h.must(completeJob(h.ctx, h.pool, nil, h.now))
	if now := h.run(v, ReadKind); now.State != Ready || now.FileID == "" || now.ReadAt == nil {
		t.Errorf("it is %+v", now)
	}
	c, err := Current(h.ctx, h.pool, h.anna, h.person)
	if err != nil || c == nil || c.ID != v.ID || !auth.ByPerson(c.AddedBy) {
		t.Errorf("current is %+v %v", c, err)
	}
	h.agree(h.person, consents.Form{Purpose: consents.Matching})
	if h.count("cv_index", "cv_id = ?", v.ID) != 1 {
		t.Error("it is not found")
	}
}
