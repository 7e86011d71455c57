package referrals

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a first desk (anna), a specialist one (sara), one that has nothing to do with
// it (carlo), and the coordinator of all (dora), with a person in charge at the first.
type town struct {
	t                       *testing.T
	ctx                     context.Context
	db                      bun.IDB
	now                     time.Time
	a, b, c                 int64
	anna, sara, carlo, dora auth.Actor
	person, path            int64
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	var site int64
	h.must(idb.NewRaw("INSERT INTO sites (slug, name, body, city) VALUES ('s', 'S', 'B', 'C') RETURNING id").Scan(h.ctx, &site))
	for i, into := range []*int64{&h.a, &h.b, &h.c} {
		h.must(idb.NewRaw(`INSERT INTO desks (site_id, kind, slug, name) VALUES (?, ?, ?, '{"it":"D"}') RETURNING id`,
			site, []string{"information", "specialist", "information"}[i], fmt.Sprint("d", i)).Scan(h.ctx, into))
	}
	actor := func(name string, role auth.Role, desk int64) auth.Actor {
		ids, err := auth.SeedDemo(h.ctx, idb, []auth.DemoUser{
			{Email: name + "@demo.example", Name: name + " Prova", Lang: "it", Roles: []auth.Role{role}, DeskIDs: []int64{desk}}}, "una frase molto lunga", h.now)
		h.must(err)
		return auth.Actor{UserID: ids[name+"@demo.example"], Roles: []auth.Role{role}, DeskIDs: []int64{desk}}
	}
	h.anna, h.sara = actor("anna", auth.Reception, h.a), actor("sara", auth.Specialist, h.b)
	h.carlo, h.dora = actor("carlo", auth.Specialist, h.c), actor("dora", auth.Coordinator, h.c)
	var err error
	h.person, err = people.Open(h.ctx, idb, h.anna, h.a, people.Form{Identity: people.Identity{Given: "Fatima", Lang: "ar", City: "Prova"},
		Contacts: []people.Contact{{Kind: people.Phone, Value: "+393331234567"}}}, h.now)
	h.must(err)
	h.path, err = cases.TakeInCharge(h.ctx, idb, h.anna, cases.Intake{PersonID: h.person, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "ar"}, h.now)
	h.must(err)
	return h
}

func (h *town) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *town) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key && (len(f.Fields) == 0 || f.Fields[0].Key != key) {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *town) form(kind string, items ...string) Form {
	return Form{ToDeskID: h.b, Kind: kind, Reason: "Serve un bilancio", Goals: "Trovare un lavoro", Items: items}
}

func (h *town) begun(kind string, items ...string) int64 {
	h.t.Helper()
	id, err := Begin(h.ctx, h.db, h.anna, h.path, h.form(kind, items...), h.now)
	h.must(err)
	return id
}

// put writes a state as if the moves to it had been made.
func (h *town) put(id int64, state string) {
	h.t.Helper()
	_, err := h.db.NewRaw(`UPDATE referrals SET state = ?0, sent_at = CASE WHEN ?0 = 'draft' THEN NULL ELSE ?1::timestamptz END,
		withdrawn_at = CASE WHEN ?0 = 'withdrawn' THEN ?1::timestamptz END, into_case_id = ?2 WHERE id = ?3`, state, h.now, h.path, id).Exec(h.ctx)
	h.must(err)
}

func (h *town) state(id int64) string {
	h.t.Helper()
	r, err := Find(h.ctx, h.db, h.dora, id)
	h.must(err)
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
	h.t.Helper()
	if from == to { // where it stands already is quiet: see TestFromTheSendingToTheReport
		return
	}
	for side, actor := range map[Side]auth.Actor{Sender: h.anna, Receiver: h.sara, Committee: h.dora} {
		h.put(id, from)
		err := Do(h.ctx, h.db, actor, id, Change{from, to, "Parole"}, h.now)
		f, refused := fault.As(err)
		switch {
		case may[side] && err != nil:
			h.t.Errorf("%s → %s by %s: %v", from, to, side, err)
		case !may[side] && from == Draft && side == Receiver: // a draft is the sender's
			if !refused || f.Kind != fault.NotFound {
				h.t.Errorf("%s → %s by %s: %v", from, to, side, err)
			}
		case !may[side] && (!refused || f.Kind != fault.Conflict || f.Key != "referrals.error.moved"):
			h.t.Errorf("%s → %s by %s: %v", from, to, side, err)
		}
	}
	h.put(id, from)
	if err := Do(h.ctx, h.db, h.carlo, id, Change{from, to, "Parole"}, h.now); !fault.Is(err, fault.NotFound) {
		h.t.Errorf("%s → %s by another desk: %v", from, to, err)
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
		h.wants(Do(h.ctx, h.db, h.dora, id, Change{m.From, m.To, " \n "}, h.now), fault.Invalid, "referrals.error.text")
		if got := h.state(id); got != m.From {
			t.Errorf("without words %s became %s", m.From, got)
		}
	}
}

func TestFromTheSendingToTheReport(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Undefined, "contacts")
	_, err := Find(h.ctx, h.db, h.sara, id)
	h.wants(err, fault.NotFound, "")
	do := func(actor auth.Actor, from, to string) {
		t.Helper()
		h.must(Do(h.ctx, h.db, actor, id, Change{from, to, "Parole su " + to}, h.now))
		h.must(Do(h.ctx, h.db, actor, id, Change{from, to, "Di nuovo"}, h.now)) // double click
	}
	do(h.anna, Draft, Sent)
	_, err = people.Find(h.ctx, h.db, h.sara, h.person)
	h.wants(err, fault.NotFound, "")
	do(h.sara, Sent, Asked)
	do(h.anna, Asked, Sent)
	do(h.sara, Sent, Accepted)
	if p, err := people.Find(h.ctx, h.db, h.sara, h.person); err != nil || len(p.DeskIDs) != 2 {
		t.Errorf("after accepting the desk knows %+v, %v", p, err)
	}
	list, err := cases.ListOf(h.ctx, h.db, h.sara, h.person)
	h.must(err)
	if len(list) != 1 || list[0].DeskID != h.b || list[0].UserID != h.sara.UserID || list[0].NoticeLang != "ar" || list[0].Need != "Trovare un lavoro" {
		t.Errorf("accepting opened %+v", list)
	}
	do(h.sara, Accepted, Proposed)
	do(h.dora, Proposed, Revise)
	do(h.sara, Revise, Proposed)
	do(h.dora, Proposed, Started)
	do(h.sara, Started, Reported)
	if w, err := Awaiting(h.ctx, h.db, h.anna); err != nil || w.Sent != 1 {
		t.Errorf("the report waits for %+v, %v", w, err)
	}
	do(h.anna, Reported, Closed)
	steps, err := Steps(h.ctx, h.db, h.anna, id)
	h.must(err)
	if len(steps) != 10 || steps[8].State != Reported || steps[8].Text != "Parole su reported" || steps[7].Side != Committee {
		t.Errorf("the steps are %+v", steps)
	}
	h.wants(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now), fault.Conflict, "referrals.error.moved")
}

func TestTheReceiverReadsOnlyWhatIsShared(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "status", map[string]string{"status": "unemployed", "since": "2026-01-10"}, h.now)
	h.must(err)
	for _, x := range []struct {
		items             []string
		contacts, entries int
	}{{nil, 0, 0}, {[]string{"contacts"}, 1, 0}, {[]string{"status"}, 0, 1}, {[]string{"job", "plan", "pact", "interview"}, 0, 0}} {
		id := h.begun(Defined, x.items...)
		h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
		got, err := Read(h.ctx, h.db, h.sara, id, h.now)
		h.must(err)
		if got.Identity.Given != "Fatima" || got.Identity.City != "" || len(got.Contacts) != x.contacts || len(got.Entries) != x.entries {
			t.Errorf("shared %v: %+v", x.items, got)
		}
		h.must(Do(h.ctx, h.db, h.sara, id, Change{Sent, Declined, "Non è per noi"}, h.now))
		if got, err = Read(h.ctx, h.db, h.sara, id, h.now); err != nil || len(got.Contacts)+len(got.Entries) != 0 {
			t.Errorf("after the refusal: %+v, %v", got, err)
		}
	}
	reads, err := people.Reads(h.ctx, h.db, h.person)
	h.must(err)
	if len(reads) != 1 || reads[0].Part != partReferral {
		t.Errorf("the file was opened by %+v", reads)
	}
}

func TestReferralsAreForTheirDesks(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	_, err := Find(h.ctx, h.db, h.carlo, id)
	h.wants(err, fault.NotFound, "")
	_, err = Read(h.ctx, h.db, h.carlo, id, h.now)
	h.wants(err, fault.NotFound, "")
	_, err = Steps(h.ctx, h.db, h.carlo, id)
	h.wants(err, fault.NotFound, "")
	h.wants(Do(h.ctx, h.db, h.carlo, id, Change{Sent, Accepted, ""}, h.now), fault.NotFound, "")
	h.wants(Drop(h.ctx, h.db, h.carlo, id, h.now), fault.NotFound, "")
	_, err = Begin(h.ctx, h.db, h.carlo, h.path, h.form(Defined), h.now)
	h.wants(err, fault.NotFound, "")
	for _, side := range []Side{Sender, Receiver} {
		if list, _, err := List(h.ctx, h.db, h.carlo, side, Cursor{}); err != nil || len(list) != 0 {
			t.Errorf("another desk lists %+v, %v", list, err)
		}
	}
	if list, _, err := List(h.ctx, h.db, h.sara, Receiver, Cursor{}); err != nil || len(list) != 1 || list[0].Given != "Fatima" {
		t.Errorf("the receiver lists %+v, %v", list, err)
	}
	if list, _, err := List(h.ctx, h.db, h.anna, Sender, Cursor{}); err != nil || len(list) != 1 {
		t.Errorf("the sender lists %+v, %v", list, err)
	}
	if list, err := OfCase(h.ctx, h.db, h.anna, h.path); err != nil || len(list) != 1 {
		t.Errorf("of the case: %+v, %v", list, err)
	}
	h.wants(Drop(h.ctx, h.db, h.anna, id, h.now), fault.Conflict, "referrals.error.moved")
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
		_, err := Begin(h.ctx, h.db, h.anna, h.path, f, h.now)
		h.wants(err, fault.Invalid, key)
	}
	for _, f := range []Form{h.form(Defined, "special"), {ToDeskID: 999999, Kind: Defined, Reason: "a", Goals: "b"}} {
		_, err := Begin(h.ctx, h.db, h.anna, h.path, f, h.now)
		h.wants(err, fault.NotFound, "")
	}
	id := h.begun(Defined)
	h.must(Drop(h.ctx, h.db, h.anna, id, h.now))
	h.begun(Defined)
	h.must(cases.Close(h.ctx, h.db, h.anna, h.path, "moved", "", h.now))
	_, err := Begin(h.ctx, h.db, h.anna, h.path, h.form(Defined), h.now)
	h.wants(err, fault.Conflict, "cases.error.closed")
}

func TestADeskIsAskedOnceAtATime(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.begun(Defined)
	_, err := Begin(h.ctx, h.db, h.anna, h.path, h.form(Undefined), h.now)
	h.wants(err, fault.Conflict, "referrals.error.twice")
}
