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
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/locales"
)

// asks keeps a request of a person.
func (h *house) asks(person int64, kind string) *Request {
	h.t.Helper()
	q, err := h.in.AskOwn(h.ctx, h.db, auth.Actor{PersonID: person}, Asking{Kind: kind, Text: "Perché sì"}, h.now)
	h.must(err)
	return q
}

// held is the scope of the restriction of a person, "" for none.
func (h *house) held(person int64) string {
	h.t.Helper()
	x, err := people.FindRestriction(h.ctx, h.db, person)
	h.must(err)
	if x == nil {
		return ""
	}
	return x.Scope
}

// TestAYesHasAnEffect: of each kind, with what the officer chose; a no has none.
func TestAYesHasAnEffect(t *testing.T) {
	for _, x := range []struct{ kind, state, effect, err, held string }{
		{Restrict, Done, "", "effect: people.error.choose", ""}, {Restrict, Done, EffectFile, "", people.HoldFile},
		{Restrict, Partly, EffectSharing, "", people.HoldSharing}, {Restrict, Done, EffectErase, "effect: people.error.choose", ""},
		{Restrict, Refused, EffectFile, "", ""}, {Object, Done, EffectSharing, "", people.HoldSharing}, {Object, Done, EffectFile, "", people.HoldFile},
		{Object, Partly, EffectErase, "effect: people.error.choose", ""}, {Object, Done, EffectPaths, "", ""}, {Correct, Done, EffectFile, "", ""},
	} {
		t.Run(x.kind+" "+x.state+" "+x.effect, func(t *testing.T) {
			h := build(t, testdb.Tx(t))
			ada := h.person("Ada", people.Contact{Kind: people.Email, Value: "ada@example.org"})
			q := h.asks(ada, x.kind)
			err := h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: x.state, Answer: "Ecco", Effect: x.effect}, h.now)
			if keyOf(err) != x.err || h.held(ada) != x.held {
				t.Errorf("%v, held %q", err, h.held(ada))
			}
		})
	}
}

// TestAnObjectionEndsPathsOrEverything: the desk is told while the path is open; erasing
// waits for it.
func TestAnObjectionEndsPathsOrEverything(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada")
	id, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: ada, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, h.now)
	h.must(err)
	q := h.asks(ada, Object)
	if err := h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Effect: EffectErase}, h.now); keyOf(err) != "privacy.forget.open" {
		t.Fatalf("erased with an open path: %v", err)
	}
	h.must(h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Answer: "Chiudiamo", Effect: EffectPaths}, h.now))
	tell := func() bool {
		open, err := ToClose(h.ctx, h.db, ada)
		h.must(err)
		return open
	}
	if !tell() {
		t.Error("nobody tells the desk")
	}
	h.must(cases.Close(h.ctx, h.db, h.anna, id, cases.Outcomes()[0], "", h.now))
	if tell() {
		t.Error("it is told after the path is closed")
	}
	h.now = h.now.Add(time.Hour)
	again, err := h.in.AskOwn(h.ctx, h.db, auth.Actor{PersonID: ada}, Asking{Kind: Object, Text: "Tutto"}, h.now)
	h.must(err)
	h.must(h.in.Hold(h.ctx, h.db, h.anna, again.ID, h.now))
	h.must(h.in.Decide(h.ctx, h.db, h.anna, again.ID, Decision{State: Done, Effect: EffectErase}, h.now))
	if h.held(ada) != "" {
		t.Error("whoever is erased is restricted")
	}
	if _, err := people.Find(h.ctx, h.db, h.anna, ada); !fault.Is(err, fault.NotFound) {
		t.Errorf("still there: %v", err)
	}
}

// TestARestrictionEndsAfterItWasTold: held while the answer is pending, asked to end, told,
// and over on the day, not before.
func TestARestrictionEndsAfterItWasTold(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada", people.Contact{Kind: people.Email, Value: "ada@example.org"})
	if _, err := h.in.AskOwn(h.ctx, h.db, auth.Actor{PersonID: ada}, Asking{Kind: Release}, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("asked for the end of nothing: %v", err)
	}
	q := h.asks(ada, Correct)
	for range 2 {
		h.must(h.in.Hold(h.ctx, h.db, h.anna, q.ID, h.now))
	}
	all, err := AllRestricted(h.ctx, h.db)
	if h.must(err); len(all) != 1 || all[0].Name != "Ada" || all[0].RequestID != q.ID || all[0].Why != Correct {
		t.Fatalf("%+v", all)
	}
	id := all[0].ID
	h.asks(ada, Release)
	day := func(n int) desks.Date { return desks.InItaly(h.now).AddDays(n) }
	for _, bad := range []Lifting{{On: day(0), Words: "x"}, {On: day(400), Words: "x"}, {On: day(3)}, {}} {
		if _, err := h.in.Lift(h.ctx, h.db, h.anna, id, bad, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if told, err := h.in.Lift(h.ctx, h.db, h.anna, id, Lifting{On: day(3), Words: "Abbiamo corretto"}, h.now); !told || err != nil {
		t.Fatalf("told %v %v", told, err)
	}
	var mailID int64
	h.must(h.db.NewRaw("SELECT subject_id FROM messages WHERE kind = ?", kindLifting).Scan(h.ctx, &mailID))
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	letters := requestLetters{people.LetterOptions{Signer: h.in.Signer, Catalog: catalog, Now: func() time.Time { return h.now }}}
	if c, err := letters.composeLifting(h.ctx, h.db, mail.Message{Lang: "it", SubjectID: mailID}); err != nil || c.Data.(RequestMail).Until != "25/11/2026" {
		t.Errorf("the mail says %+v %v", c, err)
	}
	h.must(LiftDue(h.ctx, h.db, midnight(day(3)).Add(-time.Minute)))
	if h.held(ada) != people.HoldFile {
		t.Error("it ended before its day")
	}
	for range 2 {
		h.must(LiftDue(h.ctx, h.db, midnight(day(3))))
	}
	if h.held(ada) != "" {
		t.Error("it goes on")
	}
	if _, err := FindRestricted(h.ctx, h.db, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("it is found: %v", err)
	}
}

// TestTheOfficerLetsTheDeskCorrect: for some days, and no longer.
func TestTheOfficerLetsTheDeskCorrect(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada")
	h.must(h.in.Hold(h.ctx, h.db, h.anna, h.asks(ada, Correct).ID, h.now))
	all, err := AllRestricted(h.ctx, h.db)
	h.must(err)
	version := 1
	change := func(name string) error {
		err := people.Change(h.ctx, h.db, h.anna, ada, version, people.Form{Identity: people.Identity{Given: name, Lang: "it"}}, h.now)
		if err == nil {
			version++
		}
		return err
	}
	if err := change("Adele"); !fault.Is(err, fault.Held) {
		t.Fatalf("changed: %v", err)
	}
	h.must(Permit(h.ctx, h.db, h.anna, all[0].ID, true, h.now))
	h.must(change("Adele"))
	h.must(LiftDue(h.ctx, h.db, h.now.AddDate(0, 0, CorrectDays-1)))
	h.must(change("Adelaide"))
	h.must(LiftDue(h.ctx, h.db, h.now.AddDate(0, 0, CorrectDays)))
	if err := change("Ada"); !fault.Is(err, fault.Held) || h.held(ada) != people.HoldFile {
		t.Errorf("after %d days: %v, held %q", CorrectDays, err, h.held(ada))
	}
}

// TestWhatIsRestrictedIsKept: no row goes and no file is idle while it stands, merged
// records included; a notice that was out is over.
func TestWhatIsRestrictedIsKept(t *testing.T) {
	h := build(t, testdb.Tx(t))
	mail := people.Contact{Kind: people.Email, Value: "ada@example.org"}
	ada, old, bea := h.person("Ada", mail), h.person("Ada", mail), h.person("Bea", mail)
	h.must(people.Merge(h.ctx, h.db, auth.Actor{UserID: h.anna.UserID, Roles: []auth.Role{auth.Coordinator}}, ada, old, "una sola", h.now))
	for _, id := range []int64{old, bea} {
		q := h.asks(id, Correct)
		_, err := h.db.NewRaw("UPDATE privacy_requests SET person_id = ? WHERE id = ?", id, q.ID).Exec(h.ctx)
		h.must(err)
		h.must(h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Answer: "Fatto"}, h.now))
	}
	later := h.now.AddDate(7, 0, 0)
	if told, err := Announce(h.ctx, h.db, false, later, 10); err != nil || told != 2 {
		t.Fatalf("told %d %v", told, err)
	}
	q, err := h.in.Record(h.ctx, h.db, h.anna, ada, Asking{Kind: Restrict, Text: "Ferma", Channel: AtDesk}, later)
	h.must(err)
	h.must(h.in.Hold(h.ctx, h.db, h.anna, q.ID, later))
	if got := h.idle(later); got != "Bea " {
		t.Errorf("idle: %q", got)
	}
	rows := func(person int64) (n int) {
		h.must(h.db.NewRaw("SELECT count(*) FROM privacy_requests WHERE person_id = ? AND text = 'Perché sì'", person).Scan(h.ctx, &n))
		return n
	}
	_, err = h.db.NewRaw("UPDATE messages SET state = 'sent', settled_at = queued_at").Exec(h.ctx)
	h.must(err)
	about := func(person int64) (n int) {
		all, err := sentTo(h.ctx, h.db, []int64{person}, 0, 0)
		h.must(err)
		return len(all)
	}
	before := about(old)
	_, err = Sweep(h.ctx, h.db, auth.Program("test"), later)
	h.must(err)
	if n, other := about(old), about(bea); n == 0 || n != before || other != 1 { // the notice is of today
		t.Errorf("%d of %d messages are kept, of who is not restricted %d", n, before, other)
	}
	if rows(old) != 1 || rows(bea) != 0 {
		t.Errorf("kept %d, of who is not restricted %d", rows(old), rows(bea))
	}
	gone, err := h.in.ForgetIdle(h.ctx, h.db, later.AddDate(0, 2, 0), 10)
	h.must(err)
	if _, err := people.Find(h.ctx, h.db, h.anna, ada); gone != 1 || err != nil {
		t.Errorf("%d forgotten; who is restricted: %v", gone, err)
	}
}

// TestMessagesNobodyNeedsAreWithheld: of who is restricted, not of others; what they need
// comes.
func TestMessagesNobodyNeedsAreWithheld(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada, bea := h.person("Ada"), h.person("Bea")
	consent := func(person int64) int64 {
		c, err := h.in.Book.Give(h.ctx, h.db, h.anna, person, consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, h.now)
		h.must(err)
		return c.ID
	}
	of := map[int64]int64{ada: consent(ada), bea: consent(bea)}
	sent := func(context.Context, bun.IDB, mail.Message) (*mail.Content, error) { return new(mail.Content), nil }
	all := Withholding(map[string]mail.Composer{"consents.ending": sent, "consents.request": sent, "appointments.reminder_last": sent})
	goes := func(kind string, person int64) bool {
		t.Helper()
		c, err := all[kind](h.ctx, h.db, mail.Message{Kind: kind, Subject: "consent", SubjectID: of[person]})
		h.must(err)
		return c != nil
	}
	q := h.asks(ada, Object)
	h.must(h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Answer: "Sì", Effect: EffectSharing}, h.now))
	if !goes("consents.ending", ada) || goes("consents.request", ada) || !goes("consents.request", bea) {
		t.Error("who objected to sending gets the wrong messages")
	}
	h.must(h.in.Hold(h.ctx, h.db, h.anna, h.asks(ada, Restrict).ID, h.now))
	if goes("consents.ending", ada) || !goes("consents.ending", bea) || !goes("appointments.reminder_last", ada) {
		t.Error("who is restricted gets the wrong messages")
	}
}
