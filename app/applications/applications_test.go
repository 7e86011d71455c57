package applications

import (
	"strings"
	"sync"
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestAPersonTellsWhatTheyTried(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.form()
	id, err := OwnRecord(h.ctx, h.db, h.own, f, h.now)
	h.must(err)
	again, err := OwnRecord(h.ctx, h.db, h.own, f, h.now)
	h.must(err)
	if again != id {
		t.Errorf("a form sent twice is %d and %d", id, again)
	}
	h.must(OwnAdvance(h.ctx, h.db, h.own, id, Moved{From: Sent, To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(2), MeetClock: "9:00"}}, h.now))
	h.must(OwnAdvance(h.ctx, h.db, h.own, id, Moved{From: Sent, To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(2), MeetClock: "09:00"}}, h.now)) // once more
	soon, err := OwnMeetings(h.ctx, h.db, h.own, tuesday)
	h.must(err)
	if len(soon) != 1 || soon[0].MeetClock != "09:00" {
		t.Fatalf("to come: %+v", soon)
	}
	h.wants(OwnAdvance(h.ctx, h.db, h.own, id, Moved{From: Sent, To: NoAnswer}, h.now), fault.Conflict, "applications.error.step") // seen before
	h.must(OwnAdvance(h.ctx, h.db, h.own, id, Moved{From: Interview, To: Hired, Facts: Facts{Contract: "fixed", StartsOn: day("2026-12-01")}}, h.now))
	h.wants(OwnAdvance(h.ctx, h.db, h.own, id, Moved{From: Hired, To: Withdrawn}, h.now), fault.Conflict, "applications.error.step")
	a := h.find(id)
	if a.State != Hired || a.Contract != "fixed" || a.HiredOn != tuesday || a.InterviewedOn != tuesday.AddDays(2) || len(a.Moves) != 3 {
		t.Fatalf("it stands %+v", a)
	}
	h.wants(OwnTakeBack(h.ctx, h.db, h.own, id, Interview, h.now), fault.Conflict, "applications.error.step")
	h.must(OwnTakeBack(h.ctx, h.db, h.own, id, Hired, h.now))
	h.wants(OwnTakeBack(h.ctx, h.db, h.own, id, Hired, h.now), fault.Conflict, "applications.error.step") // twice
	a = h.find(id)
	if a.State != Interview || a.MeetOn != tuesday.AddDays(2) || !a.HiredOn.IsZero() || a.Contract != "" || len(a.Moves) != 4 {
		t.Fatalf("taken back it stands %+v", a)
	}
	if n := len(a.Story(false)); n != 2 {
		t.Errorf("the person is told %d lines", n)
	}
	if n := len(a.Story(true)); n != 4 {
		t.Errorf("the desk is told %d lines", n)
	}
}

func TestCorrectingAndTakingAway(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, desk := h.mine(), h.forward()
	f := h.form()
	f.Position, f.SentOn = "Aiuto cuoca", tuesday
	h.must(OwnCorrect(h.ctx, h.db, h.own, id, 0, f, h.now))
	h.must(OwnCorrect(h.ctx, h.db, h.own, id, 0, f, h.now)) // sent twice
	if a := h.find(id); a.Position != "Aiuto cuoca" || a.NewsOn != tuesday || a.Version != 1 {
		t.Fatalf("corrected it stands %+v", a)
	}
	f.Position = "Cameriera"
	h.wants(OwnCorrect(h.ctx, h.db, h.own, id, 0, f, h.now), fault.Conflict, "applications.error.changed")
	h.wants(OwnCorrect(h.ctx, h.db, h.own, desk, 0, f, h.now), fault.Conflict, "applications.error.desks")
	h.wants(OwnRemove(h.ctx, h.db, h.own, desk, h.now), fault.Conflict, "applications.error.stays")
	h.wants(Remove(h.ctx, h.db, h.anna, id, h.now), fault.Conflict, "applications.error.stays")
	h.must(OwnAdvance(h.ctx, h.db, h.own, desk, Moved{From: Sent, To: Interview}, h.now))
	h.wants(Remove(h.ctx, h.db, h.anna, desk, h.now), fault.Conflict, "applications.error.stays") // the person added to it
	h.must(OwnRemove(h.ctx, h.db, h.own, id, h.now))
	_, err := OwnFind(h.ctx, h.db, h.own, id)
	h.wants(err, fault.NotFound, "")
	h.moves(desk, Moved{To: Withdrawn})
	h.wants(OwnTakeBack(h.ctx, h.db, h.own, desk, Withdrawn, h.now), fault.Conflict, "applications.error.desks")
	h.must(TakeBack(h.ctx, h.db, h.anna, desk, Withdrawn, h.now))
	h.must(OwnTakeBack(h.ctx, h.db, h.own, desk, Interview, h.now))
}

func TestNobodyElseReachesAnApplication(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.mine()
	_, other := h.somebody("Altra Prova")
	for name, err := range map[string]error{
		"the desk moves":  Advance(h.ctx, h.db, h.ben, id, Moved{From: Sent, To: Offer}, h.now),
		"corrects":        Correct(h.ctx, h.db, h.ben, id, 0, h.form(), h.now),
		"takes back":      TakeBack(h.ctx, h.db, h.ben, id, Sent, h.now),
		"removes":         Remove(h.ctx, h.db, h.ben, id, h.now),
		"a person moves":  OwnAdvance(h.ctx, h.db, other, id, Moved{From: Sent, To: Offer}, h.now),
		"corrects it":     OwnCorrect(h.ctx, h.db, other, id, 0, h.form(), h.now),
		"takes it back":   OwnTakeBack(h.ctx, h.db, other, id, Sent, h.now),
		"takes it away":   OwnRemove(h.ctx, h.db, other, id, h.now),
		"nobody moves it": OwnAdvance(h.ctx, h.db, auth.Actor{}, id, Moved{From: Sent, To: Offer}, h.now),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Find(h.ctx, h.db, h.ben, id)
	h.wants(err, fault.NotFound, "")
	_, _, err = OfPerson(h.ctx, h.db, h.ben, h.person, Place{})
	h.wants(err, fault.NotFound, "")
	_, err = Record(h.ctx, h.db, h.ben, h.person, h.form(), h.now)
	h.wants(err, fault.NotFound, "")
	f := h.form()
	f.Road, f.DeskID = ByDesk, h.b
	_, err = Record(h.ctx, h.db, h.anna, h.person, f, h.now) // a desk that is not theirs
	h.wants(err, fault.NotFound, "")
	f = h.form()
	f.Key = "a-key-of-the-test-1" // of the person's application
	_, err = OwnRecord(h.ctx, h.db, other, f, h.now)
	h.wants(err, fault.NotFound, "")
	if rows, _, err := List(h.ctx, h.db, h.ben, Filter{Today: tuesday}); err != nil || len(rows) != 0 {
		t.Errorf("the other desk lists %+v, %v", rows, err)
	}
}

func TestADoublePostIsOneApplication(t *testing.T) {
	h := build(t, testdb.New(t))
	f := h.form()
	var wg sync.WaitGroup
	ids := make([]int64, 6)
	for i := range ids {
		wg.Go(func() {
			id, err := OwnRecord(h.ctx, h.db, h.own, f, h.now)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] || id == 0 {
			t.Fatalf("six posts made %v", ids)
		}
	}
	for range ids {
		wg.Go(func() {
			if err := OwnAdvance(h.ctx, h.db, h.own, ids[0], Moved{From: Sent, To: NoAnswer}, h.now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(h.find(ids[0]).Moves); n != 2 {
		t.Errorf("six posts of a step are %d lines", n)
	}
}

// nominated sends the person's CV to the employer for a job.
func (h *town) nominated(position string) (*Told, *consents.Consent) {
	h.t.Helper()
	yes := h.ready()
	id, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: position}, h.now)
	h.must(err)
	return h.find(id), yes
}

func TestADeskPutsSomebodyForward(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: "Cuoca"}, h.now)
	h.wants(err, fault.Conflict, "cvs.error.share_consent")
	a, _ := h.nominated("Cuoca")
	if a.Road != ByDesk || a.DeskID != h.a || a.Share == nil || a.Employer != "Officina Prova" || a.State != Sent {
		t.Fatalf("the nomination is %+v", a)
	}
	_, err = Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: " "}, h.now)
	h.wants(err, fault.Invalid, "applications.error.position")
	_, err = Nominate(h.ctx, h.db, h.ben, h.person, boss, Job{Key: h.key(), Position: "Cuoca"}, h.now)
	h.wants(err, fault.NotFound, "")
	again, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: "cuoca"}, h.now)
	h.must(err)
	other, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: "Cameriera"}, h.now)
	h.must(err)
	if again != a.ID || other == a.ID || h.find(other).ShareID != a.ShareID {
		t.Errorf("the same job is %d, another %d", again, other)
	}
	h.wants(Remove(h.ctx, h.db, h.anna, a.ID, h.now), fault.Conflict, "applications.error.stays")

	// The link ends with the last job the person gives up.
	h.must(OwnAdvance(h.ctx, h.db, h.own, a.ID, Moved{From: Sent, To: Withdrawn}, h.now))
	if h.find(a.ID).Share.EndedAt != nil {
		t.Error("the link ended while another job is open")
	}
	h.must(OwnAdvance(h.ctx, h.db, h.own, other, Moved{From: Sent, To: Elsewhere}, h.now))
	s := h.find(other).Share
	if s.EndedAt == nil || s.EndedWhy != cvs.WhyPerson || s.ToldAt == nil {
		t.Errorf("given up, the link stands: %+v", s)
	}

	// Sent again for a job that is open, it goes on with that application.
	third, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: "Aiuto cuoca"}, h.now)
	h.must(err)
	h.must(cvs.EndShare(h.ctx, h.db, h.anna, h.person, h.find(third).ShareID, h.now))
	same, err := Nominate(h.ctx, h.db, h.anna, h.person, boss, Job{Key: h.key(), Position: "Aiuto cuoca"}, h.now)
	h.must(err)
	if x := h.find(same); same != third || x.Share.EndedAt != nil {
		t.Errorf("sent again it is %d with %+v", same, x.Share)
	}
}

func TestTheEmployerAnswers(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := people.GiveAccess(h.ctx, h.db, h.anna, h.person, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org"}, h.now)
	h.must(err)
	a, _ := h.nominated("Cuoca")
	token, word := h.opened(a.Share)
	answer := func(x Reply, key string) {
		t.Helper()
		x.JobID = a.ID
		said, err := Answer(h.ctx, h.db, h.gate.Signer, token, word, x, h.now)
		if key == "" {
			h.must(err)
			if !said {
				t.Fatal("the code is owed")
			}
			return
		}
		f, ok := fault.As(err)
		if !ok || f.Key != key && (len(f.Fields) == 0 || f.Fields[0].Key != key) {
			t.Fatalf("%+v: %v, want %s", x, err, key)
		}
	}
	if said, err := Answer(h.ctx, h.db, h.gate.Signer, token, "x", Reply{JobID: a.ID, To: Hired}, h.now); said || err != nil || h.find(a.ID).State != Sent {
		t.Fatalf("without the code: %v, %v", said, err)
	}
	answer(Reply{To: Withdrawn}, "applications.error.answer")
	answer(Reply{To: NotHired}, "applications.error.reason")
	answer(Reply{To: NotHired, Reason: Other}, "applications.error.why")
	answer(Reply{To: Interview, Note: "Giovedì alle 9, chiedere di Prova"}, "")
	answer(Reply{To: Interview, Note: "Giovedì alle 9, chiedere di Prova"}, "") // sent twice
	var mails int
	h.must(h.db.NewRaw("SELECT count(*) FROM messages WHERE kind = 'applications.news' AND recipient = 'casa@example.org' AND lang = 'ar'").Scan(h.ctx, &mails))
	x := h.find(a.ID)
	last := x.Moves[len(x.Moves)-1]
	if x.State != Interview || len(x.Moves) != 2 || last.Side != TheEmployer || last.By != a.Share.Ref() || !strings.Contains(last.Note, "Giovedì") || mails != 1 {
		t.Fatalf("answered it stands %+v, %d mails", x, mails)
	}
	var trail int
	h.must(h.db.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'applications.interview' AND actor = ? AND subject_id = ?", a.Share.Ref(), a.ID).Scan(h.ctx, &trail))
	if trail != 1 {
		t.Errorf("%d lines of the trail", trail)
	}
	answer(Reply{To: NotHired, Reason: "filled"}, "")
	answer(Reply{To: Hired}, "") // they thought better of it
	answer(Reply{To: NotHired, Reason: "filled"}, "applications.error.late")
	if x := h.find(a.ID); x.State != Hired || x.HiredOn != tuesday {
		t.Errorf("in the end it stands %+v", x)
	}
}

// TestADeadLinkTakesNoAnswer: after the consent was taken back, or the person gave up, no
// answer is written, with the code of before neither; nor of another's job.
func TestADeadLinkTakesNoAnswer(t *testing.T) {
	h := build(t, testdb.Tx(t))
	a, yes := h.nominated("Cuoca")
	token, word := h.opened(a.Share)
	_, err := Answer(h.ctx, h.db, h.gate.Signer, token, word, Reply{JobID: h.mine(), To: Hired}, h.now)
	h.wants(err, fault.NotFound, "") // a job that is none of this link
	h.must(book.WithdrawOwn(h.ctx, h.db, h.own, yes.ID, h.now))
	_, err = Answer(h.ctx, h.db, h.gate.Signer, token, word, Reply{JobID: a.ID, To: Hired}, h.now)
	h.wants(err, fault.NotFound, "")
	for _, bad := range []string{"", "x", cvs.ShareLink(h.gate.Signer, a.ShareID+7)[len("/cv/"):]} {
		_, err = Answer(h.ctx, h.db, h.gate.Signer, bad, word, Reply{JobID: a.ID, To: Hired}, h.now)
		h.wants(err, fault.NotFound, "")
	}
	if x := h.find(a.ID); x.State != Sent || x.Share.EndedAt == nil {
		t.Errorf("it stands %+v", x)
	}
}
