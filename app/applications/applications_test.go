package applications

import (
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/towntest"
)

func TestAPersonTellsWhatTheyTried(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.form()
	id, err := OwnRecord(h.Ctx, h.DB, h.own, f, h.Now)
	h.Must(err)
	again, err := OwnRecord(h.Ctx, h.DB, h.own, f, h.Now)
	h.Must(err)
	if again != id {
		t.Errorf("a form sent twice is %d and %d", id, again)
	}
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, id, Moved{From: Sent, To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(2), MeetClock: "9:00"}}, h.Now))
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, id, Moved{From: Sent, To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(2), MeetClock: "09:00"}}, h.Now)) // once more
	soon, err := OwnMeetings(h.Ctx, h.DB, h.own, tuesday)
	h.Must(err)
	if len(soon) != 1 || soon[0].MeetClock != "09:00" {
		t.Fatalf("to come: %+v", soon)
	}
	h.Wants(OwnAdvance(h.Ctx, h.DB, h.own, id, Moved{From: Sent, To: NoAnswer}, h.Now), fault.Conflict, "applications.error.step") // seen before
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, id, Moved{From: Interview, To: Hired, Facts: Facts{Contract: "fixed", StartsOn: towntest.Day("2026-12-01")}}, h.Now))
	h.Wants(OwnAdvance(h.Ctx, h.DB, h.own, id, Moved{From: Hired, To: Withdrawn}, h.Now), fault.Conflict, "applications.error.step")
	a := h.find(id)
	if a.State != Hired || a.Contract != "fixed" || a.HiredOn != tuesday || a.InterviewedOn != tuesday.AddDays(2) || len(a.Moves) != 3 {
		t.Fatalf("it stands %+v", a)
	}
	h.Wants(OwnTakeBack(h.Ctx, h.DB, h.own, id, Interview, h.Now), fault.Conflict, "applications.error.step")
	h.Must(OwnTakeBack(h.Ctx, h.DB, h.own, id, Hired, h.Now))
	h.Wants(OwnTakeBack(h.Ctx, h.DB, h.own, id, Hired, h.Now), fault.Conflict, "applications.error.step") // twice
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
	h.Must(OwnCorrect(h.Ctx, h.DB, h.own, id, 0, f, h.Now))
	h.Must(OwnCorrect(h.Ctx, h.DB, h.own, id, 0, f, h.Now)) // sent twice
	if a := h.find(id); a.Position != "Aiuto cuoca" || a.NewsOn != tuesday || a.Version != 1 {
		t.Fatalf("corrected it stands %+v", a)
	}
	f.Position = "Cameriera"
	h.Wants(OwnCorrect(h.Ctx, h.DB, h.own, id, 0, f, h.Now), fault.Conflict, "applications.error.changed")
	h.Wants(OwnCorrect(h.Ctx, h.DB, h.own, desk, 0, f, h.Now), fault.Conflict, "applications.error.desks")
	h.Wants(OwnRemove(h.Ctx, h.DB, h.own, desk, h.Now), fault.Conflict, "applications.error.stays")
	h.Wants(Remove(h.Ctx, h.DB, h.anna, id, h.Now), fault.Conflict, "applications.error.stays")
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, desk, Moved{From: Sent, To: Interview}, h.Now))
	h.Wants(Remove(h.Ctx, h.DB, h.anna, desk, h.Now), fault.Conflict, "applications.error.stays") // the person added to it
	h.Must(OwnRemove(h.Ctx, h.DB, h.own, id, h.Now))
	_, err := OwnFind(h.Ctx, h.DB, h.own, id)
	h.Wants(err, fault.NotFound, "")
	h.moves(desk, Moved{To: Withdrawn})
	h.Wants(OwnTakeBack(h.Ctx, h.DB, h.own, desk, Withdrawn, h.Now), fault.Conflict, "applications.error.desks")
	h.Must(TakeBack(h.Ctx, h.DB, h.anna, desk, Withdrawn, h.Now))
	h.Must(OwnTakeBack(h.Ctx, h.DB, h.own, desk, Interview, h.Now))
}

func TestNobodyElseReachesAnApplication(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.mine()
	_, other := h.somebody("Altra Prova")
	for name, err := range map[string]error{
		"the desk moves":  Advance(h.Ctx, h.DB, h.ben, id, Moved{From: Sent, To: Offer}, h.Now),
		"corrects":        Correct(h.Ctx, h.DB, h.ben, id, 0, h.form(), h.Now),
		"takes back":      TakeBack(h.Ctx, h.DB, h.ben, id, Sent, h.Now),
		"removes":         Remove(h.Ctx, h.DB, h.ben, id, h.Now),
		"a person moves":  OwnAdvance(h.Ctx, h.DB, other, id, Moved{From: Sent, To: Offer}, h.Now),
		"corrects it":     OwnCorrect(h.Ctx, h.DB, other, id, 0, h.form(), h.Now),
		"takes it back":   OwnTakeBack(h.Ctx, h.DB, other, id, Sent, h.Now),
		"takes it away":   OwnRemove(h.Ctx, h.DB, other, id, h.Now),
		"nobody moves it": OwnAdvance(h.Ctx, h.DB, auth.Actor{}, id, Moved{From: Sent, To: Offer}, h.Now),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Find(h.Ctx, h.DB, h.ben, id)
	h.Wants(err, fault.NotFound, "")
	_, _, err = OfPerson(h.Ctx, h.DB, h.ben, h.person, Place{})
	h.Wants(err, fault.NotFound, "")
	_, err = Record(h.Ctx, h.DB, h.ben, h.person, h.form(), h.Now)
	h.Wants(err, fault.NotFound, "")
	f := h.form()
	f.Road, f.DeskID = ByDesk, h.b
	_, err = Record(h.Ctx, h.DB, h.anna, h.person, f, h.Now) // a desk that is not theirs
	h.Wants(err, fault.NotFound, "")
	f = h.form()
	f.Key = h.find(id).Key // of the person's application
	_, err = OwnRecord(h.Ctx, h.DB, other, f, h.Now)
	h.Wants(err, fault.NotFound, "")
	if rows, _, err := List(h.Ctx, h.DB, h.ben, Filter{Today: tuesday}); err != nil || len(rows) != 0 {
		t.Errorf("the other desk lists %+v, %v", rows, err)
	}
}

func TestADoublePostIsOneApplication(t *testing.T) {
	h := build(t, testdb.New(t))
	f := h.form()
	ids := make([]int64, 6)
	towntest.Together(len(ids), func(i int) {
		id, err := OwnRecord(h.Ctx, h.DB, h.own, f, h.Now)
		if err != nil {
			t.Error(err)
		}
		ids[i] = id
	})
	for _, id := range ids {
		if id != ids[0] || id == 0 {
			t.Fatalf("six posts made %v", ids)
		}
	}
	towntest.Together(len(ids), func(int) {
		if err := OwnAdvance(h.Ctx, h.DB, h.own, ids[0], Moved{From: Sent, To: NoAnswer}, h.Now); err != nil {
			t.Error(err)
		}
	})
	if n := len(h.find(ids[0]).Moves); n != 2 {
		t.Errorf("six posts of a step are %d lines", n)
	}
}

// nominated sends the person's CV to the employer for a job.
func (h *town) nominated(position string) (*Told, *consents.Consent) {
	h.Helper()
	yes := h.ready()
	id, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: position}, h.Now)
	h.Must(err)
	return h.find(id), yes
}

func TestADeskPutsSomebodyForward(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: "Cuoca"}, h.Now)
	h.Wants(err, fault.Conflict, "cvs.error.share_consent")
	a, _ := h.nominated("Cuoca")
	if a.Road != ByDesk || a.DeskID != h.a || a.Share == nil || a.Employer != "Officina Prova" || a.State != Sent {
		t.Fatalf("the nomination is %+v", a)
	}
	_, err = Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: " "}, h.Now)
	h.Wants(err, fault.Invalid, "applications.error.position")
	_, err = Nominate(h.Ctx, h.DB, h.ben, h.person, boss, Job{Key: h.Key(), Position: "Cuoca"}, h.Now)
	h.Wants(err, fault.NotFound, "")
	again, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: "cuoca"}, h.Now)
	h.Must(err)
	other, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: "Cameriera"}, h.Now)
	h.Must(err)
	if again != a.ID || other == a.ID || h.find(other).ShareID != a.ShareID {
		t.Errorf("the same job is %d, another %d", again, other)
	}
	h.Wants(Remove(h.Ctx, h.DB, h.anna, a.ID, h.Now), fault.Conflict, "applications.error.stays")

	// The link ends with the last job the person gives up.
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, a.ID, Moved{From: Sent, To: Withdrawn}, h.Now))
	if h.find(a.ID).Share.EndedAt != nil {
		t.Error("the link ended while another job is open")
	}
	h.Must(OwnAdvance(h.Ctx, h.DB, h.own, other, Moved{From: Sent, To: Elsewhere}, h.Now))
	s := h.find(other).Share
	if s.EndedAt == nil || s.EndedWhy != cvs.WhyPerson || s.ToldAt == nil {
		t.Errorf("given up, the link stands: %+v", s)
	}

	// Sent again for a job that is open, it goes on with that application.
	third, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: "Aiuto cuoca"}, h.Now)
	h.Must(err)
	h.Must(cvs.EndShare(h.Ctx, h.DB, h.anna, h.person, h.find(third).ShareID, h.Now))
	same, err := Nominate(h.Ctx, h.DB, h.anna, h.person, boss, Job{Key: h.Key(), Position: "Aiuto cuoca"}, h.Now)
	h.Must(err)
	if x := h.find(same); same != third || x.Share.EndedAt != nil {
		t.Errorf("sent again it is %d with %+v", same, x.Share)
	}
}

func TestTheEmployerAnswers(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := people.GiveAccess(h.Ctx, h.DB, h.anna, h.person, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org"}, h.Now)
	h.Must(err)
	a, _ := h.nominated("Cuoca")
	token, word := h.opened(a.Share)
	answer := func(x Reply, key string) {
		t.Helper()
		x.JobID = a.ID
		said, err := Answer(h.Ctx, h.DB, h.gate.Signer, token, word, x, h.Now)
		if key == "" {
			h.Must(err)
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
	if said, err := Answer(h.Ctx, h.DB, h.gate.Signer, token, "x", Reply{JobID: a.ID, To: Hired}, h.Now); said || err != nil || h.find(a.ID).State != Sent {
		t.Fatalf("without the code: %v, %v", said, err)
	}
	answer(Reply{To: Withdrawn}, "applications.error.answer")
	answer(Reply{To: NotHired}, "applications.error.reason")
	answer(Reply{To: NotHired, Reason: Other}, "applications.error.why")
	answer(Reply{To: Interview, Note: "Giovedì alle 9, chiedere di Prova"}, "")
	answer(Reply{To: Interview, Note: "Giovedì alle 9, chiedere di Prova"}, "") // sent twice
	var mails int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM messages WHERE kind = 'applications.news' AND recipient = 'casa@example.org' AND lang = 'ar'").Scan(h.Ctx, &mails))
	x := h.find(a.ID)
	last := x.Moves[len(x.Moves)-1]
	if x.State != Interview || len(x.Moves) != 2 || last.Side != TheEmployer || last.By != a.Share.Ref() || !strings.Contains(last.Note, "Giovedì") || mails != 1 {
		t.Fatalf("answered it stands %+v, %d mails", x, mails)
	}
	var trail int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'applications.interview' AND actor = ? AND subject_id = ?", a.Share.Ref(), a.ID).Scan(h.Ctx, &trail))
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
	_, err := Answer(h.Ctx, h.DB, h.gate.Signer, token, word, Reply{JobID: h.mine(), To: Hired}, h.Now)
	h.Wants(err, fault.NotFound, "") // a job that is none of this link
	h.Must(book.WithdrawOwn(h.Ctx, h.DB, h.own, yes.ID, h.Now))
	_, err = Answer(h.Ctx, h.DB, h.gate.Signer, token, word, Reply{JobID: a.ID, To: Hired}, h.Now)
	h.Wants(err, fault.NotFound, "")
	for _, bad := range []string{"", "x", cvs.ShareLink(h.gate.Signer, a.ShareID+7)[len("/cv/"):]} {
		_, err = Answer(h.Ctx, h.DB, h.gate.Signer, bad, word, Reply{JobID: a.ID, To: Hired}, h.Now)
		h.Wants(err, fault.NotFound, "")
	}
	if x := h.find(a.ID); x.State != Sent || x.Share.EndedAt == nil {
		t.Errorf("it stands %+v", x)
	}
}
