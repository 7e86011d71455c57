package referrals

import (
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a first desk (anna), a specialist one (sara), one that has nothing to do with
// it (carlo), and the coordinator of all (dora), with a person in charge at the first.
type town struct {
	*towntest.Town
	a, b, c                 int64
	anna, sara, carlo, dora auth.Actor
	person, path            int64
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-22 10:00")}
	h.a, h.b, h.c = h.Desk(desks.Information), h.Desk(desks.Specialist), h.Desk(desks.Information)
	h.anna, h.sara = h.Actor("anna", auth.Reception, h.a), h.Actor("sara", auth.Specialist, h.b)
	h.carlo, h.dora = h.Actor("carlo", auth.Specialist, h.c), h.Actor("dora", auth.Coordinator, h.c)
	h.person = h.Person(h.anna, "Fatima", func(f *people.Form) {
		f.City, f.Contacts = "Prova", []people.Contact{{Kind: people.Phone, Value: "+393331234567"}}
	})
	h.path = h.Case(h.anna, h.person)
	return h
}

func (h *town) form(kind string, items ...string) Form {
	return Form{ToDeskID: h.b, Kind: kind, Reason: "Serve un bilancio", Goals: "Trovare un lavoro", Items: items}
}

func (h *town) begun(kind string, items ...string) int64 {
	h.Helper()
	id, err := Begin(h.Ctx, h.DB, h.anna, h.path, h.form(kind, items...), h.Now)
	h.Must(err)
	return id
}

// put writes a state as if the moves to it had been made.
func (h *town) put(id int64, state string) {
	h.Helper()
	_, err := h.DB.NewRaw(`UPDATE referrals SET state = ?0, sent_at = CASE WHEN ?0 = 'draft' THEN NULL ELSE ?1::timestamptz END,
		withdrawn_at = CASE WHEN ?0 = 'withdrawn' THEN ?1::timestamptz END, into_case_id = ?2 WHERE id = ?3`, state, h.Now, h.path, id).Exec(h.Ctx)
	h.Must(err)
}

func (h *town) state(id int64) string {
	h.Helper()
	r, err := Find(h.Ctx, h.DB, h.dora, id)
	h.Must(err)
	return r.State
}

var states = []string{Draft, Sent, Asked, Accepted, Proposed, Revise, Started, Reported, Declined, Expired, Refused, Withdrawn, Closed}

// TestEveryTransition tries each pair of states, for both kinds, as each side: only what
// the table of doc.go says goes through; anything else is refused in words, and another
// desk does not even learn that there is something.
func TestEveryTransition(t *testing.T) {
	h := build(t, testdb.Tx(t))
	allowed := map[string]Side{
		"draft sent": Sender, "sent accepted": Receiver, "sent asked": Receiver, "sent declined": Receiver, "asked sent": Sender,
		"sent withdrawn": Sender, "asked withdrawn": Sender, "withdrawn closed": Receiver,
		"started reported": Receiver, "reported closed": Sender, "declined closed": Sender, "expired closed": Sender, "refused closed": Sender,
	}
	narrow := map[string]map[string]Side{
		Defined: {"accepted started": Receiver},
		Undefined: {"accepted proposed": Receiver, "proposed started": Committee, "proposed revise": Committee,
			"proposed refused": Committee, "revise proposed": Receiver},
	}
	for _, kind := range []string{Defined, Undefined} {
		id := h.begun(kind)
		for _, from := range states {
			for _, to := range states {
				side, ok := allowed[from+" "+to]
				if other, also := narrow[kind][from+" "+to]; also {
					side, ok = other, true
				}
				h.tryAs(id, from, to, map[Side]bool{Sender: ok && side == Sender, Receiver: ok && side == Receiver, Committee: ok})
			}
		}
		h.put(id, Closed)
	}
}

// tryAs tries one move as everybody; may says who is allowed, the coordinator as the
// Committee.
func (h *town) tryAs(id int64, from, to string, may map[Side]bool) {
	h.Helper()
	if from == to { // where it stands already is quiet: see TestFromTheSendingToTheReport
		return
	}
	for side, actor := range map[Side]auth.Actor{Sender: h.anna, Receiver: h.sara, Committee: h.dora} {
		h.put(id, from)
		err := Do(h.Ctx, h.DB, actor, id, Change{from, to, "Parole"}, h.Now)
		f, refused := fault.As(err)
		switch {
		case may[side] && err != nil:
			h.Errorf("%s → %s by %s: %v", from, to, side, err)
		case !may[side] && from == Draft && side == Receiver: // a draft is the sender's
			if !refused || f.Kind != fault.NotFound {
				h.Errorf("%s → %s by %s: %v", from, to, side, err)
			}
		case !may[side] && (!refused || f.Kind != fault.Conflict || f.Key != "referrals.error.moved"):
			h.Errorf("%s → %s by %s: %v", from, to, side, err)
		}
	}
	h.put(id, from)
	if err := Do(h.Ctx, h.DB, h.carlo, id, Change{from, to, "Parole"}, h.Now); !fault.Is(err, fault.NotFound) {
		h.Errorf("%s → %s by another desk: %v", from, to, err)
	}
}

func TestWordsAreAskedFor(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Undefined)
	for _, m := range Moves() {
		if !m.Says || m.Kind == Defined {
			continue
		}
		h.put(id, m.From)
		h.Wants(Do(h.Ctx, h.DB, h.dora, id, Change{m.From, m.To, " \n "}, h.Now), fault.Invalid, "referrals.error.text")
		if got := h.state(id); got != m.From {
			t.Errorf("without words %s became %s", m.From, got)
		}
	}
}

func TestFromTheSendingToTheReport(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Undefined, "contacts")
	_, err := Find(h.Ctx, h.DB, h.sara, id)
	h.Wants(err, fault.NotFound, "")
	do := func(actor auth.Actor, from, to string) {
		t.Helper()
		h.Must(Do(h.Ctx, h.DB, actor, id, Change{from, to, "Parole su " + to}, h.Now))
		h.Must(Do(h.Ctx, h.DB, actor, id, Change{from, to, "Di nuovo"}, h.Now)) // double click
	}
	do(h.anna, Draft, Sent)
	_, err = people.Find(h.Ctx, h.DB, h.sara, h.person)
	h.Wants(err, fault.NotFound, "")
	do(h.sara, Sent, Asked)
	do(h.anna, Asked, Sent)
	do(h.sara, Sent, Accepted)
	if p, err := people.Find(h.Ctx, h.DB, h.sara, h.person); err != nil || len(p.DeskIDs) != 2 {
		t.Errorf("after accepting the desk knows %+v, %v", p, err)
	}
	list, err := cases.ListOf(h.Ctx, h.DB, h.sara, h.person)
	h.Must(err)
	if len(list) != 1 || list[0].DeskID != h.b || list[0].UserID != h.sara.UserID || list[0].NoticeLang != "ar" || list[0].Need != "Trovare un lavoro" {
		t.Errorf("accepting opened %+v", list)
	}
	do(h.sara, Accepted, Proposed)
	do(h.dora, Proposed, Revise)
	do(h.sara, Revise, Proposed)
	do(h.dora, Proposed, Started)
	do(h.sara, Started, Reported)
	if w, err := Awaiting(h.Ctx, h.DB, h.anna); err != nil || w.Sent != 1 {
		t.Errorf("the report waits for %+v, %v", w, err)
	}
	do(h.anna, Reported, Closed)
	steps, err := Steps(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if len(steps) != 10 || steps[8].State != Reported || steps[8].Text != "Parole su reported" || steps[7].Side != Committee {
		t.Errorf("the steps are %+v", steps)
	}
	h.Wants(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now), fault.Conflict, "referrals.error.moved")
}

func TestTheReceiverReadsOnlyWhatIsShared(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := people.AddEntry(h.Ctx, h.DB, h.anna, h.person, "status", map[string]string{"status": "unemployed", "since": "2026-01-10"}, h.Now)
	h.Must(err)
	for _, x := range []struct {
		items             []string
		contacts, entries int
	}{{nil, 0, 0}, {[]string{"contacts"}, 1, 0}, {[]string{"status"}, 0, 1}, {[]string{"job", "plan", "pact", "interview"}, 0, 0}} {
		id := h.begun(Defined, x.items...)
		h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
		got, err := Read(h.Ctx, h.DB, h.sara, id, h.Now)
		h.Must(err)
		if got.Identity.Given != "Fatima" || got.Identity.City != "" || len(got.Contacts) != x.contacts || len(got.Entries) != x.entries {
			t.Errorf("shared %v: %+v", x.items, got)
		}
		h.Must(Do(h.Ctx, h.DB, h.sara, id, Change{Sent, Declined, "Non è per noi"}, h.Now))
		if got, err = Read(h.Ctx, h.DB, h.sara, id, h.Now); err != nil || len(got.Contacts)+len(got.Entries) != 0 {
			t.Errorf("after the refusal: %+v, %v", got, err)
		}
	}
	reads, err := people.Reads(h.Ctx, h.DB, h.person)
	h.Must(err)
	if len(reads) != 1 || reads[0].Part != partReferral {
		t.Errorf("the file was opened by %+v", reads)
	}
}

func TestReferralsAreForTheirDesks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	_, err := Find(h.Ctx, h.DB, h.carlo, id)
	h.Wants(err, fault.NotFound, "")
	_, err = Read(h.Ctx, h.DB, h.carlo, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = Steps(h.Ctx, h.DB, h.carlo, id)
	h.Wants(err, fault.NotFound, "")
	h.Wants(Do(h.Ctx, h.DB, h.carlo, id, Change{Sent, Accepted, ""}, h.Now), fault.NotFound, "")
	h.Wants(Drop(h.Ctx, h.DB, h.carlo, id, h.Now), fault.NotFound, "")
	_, err = Begin(h.Ctx, h.DB, h.carlo, h.path, h.form(Defined), h.Now)
	h.Wants(err, fault.NotFound, "")
	for _, side := range []Side{Sender, Receiver} {
		if list, _, err := List(h.Ctx, h.DB, h.carlo, side, Cursor{}); err != nil || len(list) != 0 {
			t.Errorf("another desk lists %+v, %v", list, err)
		}
	}
	if list, _, err := List(h.Ctx, h.DB, h.sara, Receiver, Cursor{}); err != nil || len(list) != 1 || list[0].Given != "Fatima" {
		t.Errorf("the receiver lists %+v, %v", list, err)
	}
	if list, _, err := List(h.Ctx, h.DB, h.anna, Sender, Cursor{}); err != nil || len(list) != 1 {
		t.Errorf("the sender lists %+v, %v", list, err)
	}
	if list, err := OfCase(h.Ctx, h.DB, h.anna, h.path); err != nil || len(list) != 1 {
		t.Errorf("of the case: %+v, %v", list, err)
	}
	h.Wants(Drop(h.Ctx, h.DB, h.anna, id, h.Now), fault.Conflict, "referrals.error.moved")
}

func TestWhatBeginsAReferral(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for key, spoil := range map[string]func(*Form){
		"referrals.error.desk":   func(f *Form) { f.ToDeskID = h.a },
		"referrals.error.kind":   func(f *Form) { f.Kind = "" },
		"referrals.error.reason": func(f *Form) { f.Reason = " " },
		"referrals.error.goals":  func(f *Form) { f.Goals = "\r\n" },
		"cases.error.characters": func(f *Form) { f.Goals = "a\x00" },
	} {
		f := h.form(Defined)
		spoil(&f)
		_, err := Begin(h.Ctx, h.DB, h.anna, h.path, f, h.Now)
		h.Wants(err, fault.Invalid, key)
	}
	for _, f := range []Form{h.form(Defined, "special"), {ToDeskID: 999999, Kind: Defined, Reason: "a", Goals: "b"}} {
		_, err := Begin(h.Ctx, h.DB, h.anna, h.path, f, h.Now)
		h.Wants(err, fault.NotFound, "")
	}
	id := h.begun(Defined)
	h.Must(Drop(h.Ctx, h.DB, h.anna, id, h.Now))
	h.begun(Defined)
	h.Must(cases.Close(h.Ctx, h.DB, h.anna, h.path, "moved", "", h.Now))
	_, err := Begin(h.Ctx, h.DB, h.anna, h.path, h.form(Defined), h.Now)
	h.Wants(err, fault.Conflict, "cases.error.closed")
}

func TestADeskIsAskedOnceAtATime(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.begun(Defined)
	_, err := Begin(h.Ctx, h.DB, h.anna, h.path, h.form(Undefined), h.Now)
	h.Wants(err, fault.Conflict, "referrals.error.twice")
}
