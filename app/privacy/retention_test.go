package privacy

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/personal"
	"approdo/app/towntest"
)

// house is a desk with an operator, in a database, on Sunday 22 November 2026.
type house struct {
	t    *testing.T
	ctx  context.Context
	db   bun.IDB
	now  time.Time
	desk int64
	anna auth.Actor
	in   Office
}

func build(t *testing.T, idb bun.IDB) *house {
	t.Helper()
	s := towntest.New(t, idb, "2026-11-22 10:00")
	h := &house{t: t, ctx: s.Ctx, db: idb, now: s.Now, desk: s.Desk(desks.Information),
		in: Office{Signer: auth.NewSigner([]byte("a secret of thirty-two letters ok")), Book: consents.NewBook()}}
	h.anna = s.Actor("Anna", auth.Specialist, h.desk)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person(name string, contacts ...people.Contact) int64 {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.desk, people.Form{Identity: people.Identity{Given: name, Lang: "ar"}, Contacts: contacts}, h.now)
	h.must(err)
	return id
}

func (h *house) idle(now time.Time) string {
	h.t.Helper()
	all, err := IdlePeople(h.ctx, h.db, now, 0, 10)
	h.must(err)
	out := ""
	for _, x := range all {
		p, err := people.Find(h.ctx, h.db, auth.Program("test"), x.ID)
		h.must(err)
		out += p.Given + " "
	}
	return out
}

// TestIdleFilesAreForgottenAfterANotice lives through two years with five people.
func TestIdleFilesAreForgottenAfterANotice(t *testing.T) {
	h := build(t, testdb.Tx(t))
	mail := people.Contact{Kind: people.Email, Value: "ada@example.org"}
	ada, bea := h.person("Ada", mail), h.person("Bea")
	cora, dora, enza := h.person("Cora", mail), h.person("Dora", mail), h.person("Enza", mail)
	_, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: bea, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, h.now)
	h.must(err)
	h.must(people.Merge(h.ctx, h.db, auth.Actor{UserID: h.anna.UserID, Roles: []auth.Role{auth.Coordinator}}, dora, enza, "una sola", h.now))

	if got := h.idle(h.now.AddDate(0, 24, 0)); got != "" {
		t.Errorf("idle on the last day of two years: %s", got)
	}
	then := h.now.AddDate(0, 24, 1)
	if got := h.idle(then); got != "Ada Cora Dora " {
		t.Fatalf("idle after two years: %s (an open path is no idle file, a merged record is no file)", got)
	}
	told, err := Announce(h.ctx, h.db, false, then, 100)
	h.must(err)
	again, err := Announce(h.ctx, h.db, false, then, 100)
	if h.must(err); told != 3 || again != 0 {
		t.Errorf("told %d, then %d again", told, again)
	}
	var mails int
	h.must(h.db.NewRaw("SELECT count(*) FROM messages WHERE kind = 'privacy.notice' AND recipient = 'ada@example.org'").Scan(h.ctx, &mails))
	if mails != 3 {
		t.Errorf("%d mails are queued", mails)
	}

	var id int64
	h.must(h.db.NewRaw("SELECT id FROM retention_notices WHERE person_id = ?", cora).Scan(h.ctx, &id))
	token := NoticeLink(h.in.Signer, id)[len("/dati/"):]
	h.must(KeepByLink(h.ctx, h.db, h.in.Signer, token, then))
	h.must(KeepByLink(h.ctx, h.db, h.in.Signer, token, then))
	_, err = people.AddEntry(h.ctx, h.db, h.anna, dora, "status", map[string]string{"status": "unemployed", "since": "2028-10-01"}, then)
	h.must(err)

	early, err := h.in.ForgetIdle(h.ctx, h.db, then.AddDate(0, 0, NoticeDays-1), 100)
	h.must(err)
	done, err := h.in.ForgetIdle(h.ctx, h.db, then.AddDate(0, 0, NoticeDays), 100)
	if h.must(err); early != 0 || done != 1 {
		t.Errorf("forgot %d before the day and %d on it", early, done)
	}
	if _, err := people.Find(h.ctx, h.db, auth.Program("test"), ada); !fault.Is(err, fault.NotFound) {
		t.Errorf("Ada is still found: %v", err)
	}
	if got := h.idle(then.AddDate(0, 0, NoticeDays)); got != "" {
		t.Errorf("idle although kept or back: %s", got)
	}
	if _, _, err := NoticeByLink(h.ctx, h.db, h.in.Signer, token); err != nil {
		t.Errorf("the link of who was kept: %v", err)
	}
}

// TestRowsGoWhenTheirTimeIsOver counts what is due, changes how long, and sweeps.
func TestRowsGoWhenTheirTimeIsOver(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada")
	id, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: ada, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it", Need: "parola"}, h.now)
	h.must(err)
	h.must(cases.Close(h.ctx, h.db, h.anna, id, cases.Outcomes()[0], "parola", h.now.AddDate(0, 1, 0)))
	due := func(now time.Time) (n int) {
		all, err := Due(h.ctx, h.db, now)
		h.must(err)
		for _, d := range all {
			if d.Purpose == personal.Path {
				n = d.Rows
			}
		}
		return n
	}
	if n := due(h.now.AddDate(0, 61, 0)); n != 0 {
		t.Errorf("%d rows are due on the last day", n)
	}
	late := h.now.AddDate(0, 61, 1)
	if n := due(late); n == 0 {
		t.Fatal("nothing is due after five years")
	}
	h.must(SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{personal.Path: 62}, h.now))
	if n := due(late); n != 0 {
		t.Errorf("%d rows are due though kept for longer", n)
	}
	if err := SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{personal.Path: 0}, h.now); !fault.Is(err, fault.Invalid) {
		t.Errorf("no month at all: %v", err)
	}
	late = h.now.AddDate(0, 63, 1)
	gone, err := Sweep(h.ctx, h.db, auth.Program("retention"), late)
	h.must(err)
	var said string
	h.must(h.db.NewRaw("SELECT need || closing_note FROM cases WHERE id = ?", id).Scan(h.ctx, &said))
	if gone[personal.Path] == 0 || said != "" || due(late) != 0 {
		t.Errorf("swept %v, the path still says %q, %d due", gone, said, due(late))
	}
	if _, err := people.Find(h.ctx, h.db, h.anna, ada); err != nil {
		t.Errorf("the sweep took the person: %v", err)
	}
}

// TestForgettingTwiceAtOnce does it once.
func TestForgettingTwiceAtOnce(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Work)
	ada := h.person("Ada")
	errs := make(chan error, 2)
	for range 2 {
		go func() { errs <- h.in.Forget(h.ctx, pools.Work, h.anna, ada, 60, h.now) }()
	}
	a, b := <-errs, <-errs
	if (a == nil) == (b == nil) || !fault.Is(errorOf(a, b), fault.NotFound) {
		t.Errorf("got %v and %v, want one that forgot and one that found nobody", a, b)
	}
	var n int
	h.must(pools.Work.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'privacy.forget'").Scan(h.ctx, &n))
	if n != 1 {
		t.Errorf("%d entries in the trail", n)
	}
}

func errorOf(a, b error) error { // the one that is one
	if a != nil {
		return a
	}
	return b
}
