package referrals

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/partners"
	"approdo/app/people"
)

// network is a town with a public body and one of the third sector.
type network struct {
	*town
	cpi, club int64
}

func (h *town) withBodies() *network {
	h.Helper()
	n := &network{town: h}
	for into, b := range map[*int64]partners.Body{
		&n.cpi:  {Name: "Centro di prova", Sort: partners.CPI, Kind: "public", Field: "work", Email: "cpi@ente.example"},
		&n.club: {Name: "Associazione di prova", Sort: partners.Association, Kind: "third", Field: "social"},
	} {
		id, err := partners.Put(h.Ctx, h.DB, h.dora, b, h.Now)
		h.Must(err)
		*into = id
	}
	return n
}

func (n *network) out(body int64, items ...string) int64 {
	n.Helper()
	id, err := BeginOutgoing(n.Ctx, n.DB, n.anna, n.path, OutgoingForm{PartnerID: body, Reason: "segretissimo", Goals: "Trovare un corso", Items: items}, n.Now)
	n.Must(err)
	return id
}

func (n *network) find(id int64) *Outgoing {
	n.Helper()
	o, err := FindOutgoing(n.Ctx, n.DB, n.dora, id)
	n.Must(err)
	return o
}

func (n *network) due(days int) desks.Date { return desks.DateOf(n.Now).AddDays(days) }

// go1 makes one move with everything it asks for.
func (n *network) go1(who auth.Actor, id int64, to string) error {
	o := n.find(id)
	return DoOutgoing(n.Ctx, n.DB, who, id, OutgoingChange{To: to, Text: "Parole", Version: o.Version, Due: n.due(14)}, n.Now)
}

// place writes a state as if the moves to it had been made.
func (n *network) place(id int64, state string) {
	n.Helper()
	_, err := n.DB.NewRaw(`UPDATE outgoing_referrals SET state = ?0, late = false, escalated = false, consent_ended_at = NULL, consent_ended_by = '',
		consent_at = NULL, consent_how = '', consent_on = NULL, consent_version = '', consent_by = '',
		basis = CASE WHEN ?0 = 'draft' THEN '' ELSE 'task' END, sendings = CASE WHEN ?0 = 'draft' THEN 0 ELSE 1 END,
		sent_at = CASE WHEN ?0 = 'draft' THEN NULL ELSE ?1::timestamptz END,
		due_on = CASE WHEN ?0 IN ('sent', 'accepted', 'went') THEN ?2::date END WHERE id = ?3`, state, n.Now, n.due(14).String(), id).Exec(n.Ctx)
	n.Must(err)
}

var outStates = []string{Draft, Sent, Accepted, Declined, Unanswered, Went, Missed, Done, Withdrawn}

// TestEveryOutgoingAction tries each action in each state as everybody: the desk and the
// coordinator where the table says so, refused in words elsewhere, and another desk does
// not learn that there is something.
func TestEveryOutgoingAction(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	id := n.out(n.cpi)
	moves := map[string]string{
		Sent: "draft sent silent missed", Accepted: "sent accepted", Declined: "sent", Unanswered: "sent", Went: "sent accepted went",
		Missed: "sent accepted", Withdrawn: "sent accepted", Done: "went",
	}
	type action struct {
		do      func(auth.Actor) error
		allowed string // the states
	}
	all := map[string]action{
		"write": {func(a auth.Actor) error {
			return WriteOutgoing(n.Ctx, n.DB, a, id, n.find(id).Version, OutgoingForm{PartnerID: n.cpi, Reason: "altro", Goals: a.Ref()}, n.Now)
		}, "draft"},
		"agree": {func(a auth.Actor) error {
			return Agree(n.Ctx, n.DB, a, id, n.find(id).Version, Consent{How: "spoken", On: n.due(0), Lang: "ar"}, n.Now)
		}, "draft silent missed"},
		"disagree": {func(a auth.Actor) error { return Disagree(n.Ctx, n.DB, a, id, n.Now) }, strings.Join(outStates, " ")},
		"notice":   {func(a auth.Actor) error { return SendNotice(n.Ctx, n.DB, a, id, n.Now) }, "sent accepted"},
	}
	for _, to := range outStates {
		all["to "+to] = action{func(a auth.Actor) error { return n.go1(a, id, to) }, moves[to]}
	}
	for name, x := range all {
		for _, state := range outStates {
			for _, who := range []auth.Actor{n.anna, n.dora} {
				n.place(id, state)
				err := x.do(who)
				may := strings.Contains(" "+x.allowed+" ", " "+state+" ")
				f, refused := fault.As(err)
				if may && err != nil || !may && (!refused || f.Kind != fault.Conflict || f.Key != "referrals.error.moved") {
					t.Errorf("%s in %s by %s: %v, allowed %v", name, state, who.Ref(), err, may)
				}
			}
			n.place(id, state)
			for _, who := range []auth.Actor{n.sara, n.carlo} {
				if err := x.do(who); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s in %s by another desk: %v", name, state, err)
				}
			}
		}
	}
	for _, state := range outStates {
		n.place(id, state)
		n.Wants(DropOutgoing(n.Ctx, n.DB, n.carlo, id, n.Now), fault.NotFound, "")
		if state != Draft {
			n.Wants(DropOutgoing(n.Ctx, n.DB, n.anna, id, n.Now), fault.Conflict, "referrals.error.moved")
		}
	}
	n.place(id, Draft)
	n.Must(DropOutgoing(n.Ctx, n.DB, n.anna, id, n.Now))
}

func TestAPrivateBodyIsToldWithConsentOnly(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	id := n.out(n.club, "contacts")
	n.Wants(n.go1(n.anna, id, Sent), fault.Conflict, "referrals.error.consent")
	for key, x := range map[string]Consent{
		"referrals.error.how": {On: n.due(0), Lang: "ar"}, "referrals.error.on": {How: "spoken", On: n.due(1), Lang: "ar"}, "cases.error.lang": {How: "spoken", On: n.due(0)},
	} {
		n.Wants(Agree(n.Ctx, n.DB, n.anna, id, 1, x, n.Now), fault.Invalid, key)
	}
	agree := func() {
		t.Helper()
		n.Must(Agree(n.Ctx, n.DB, n.anna, id, n.find(id).Version, Consent{How: "written", On: n.due(0), Lang: "ar"}, n.Now))
	}
	agree()
	if o := n.find(id); !o.Agreed() || o.ConsentVersion != ConsentVersion || o.ConsentLang != "ar" || o.ConsentHow != "written" || o.ConsentBy != n.anna.Ref() {
		t.Errorf("the consent is kept as %+v", o)
	}
	// Other things, or another body, are not what the person agreed to.
	n.Must(WriteOutgoing(n.Ctx, n.DB, n.anna, id, n.find(id).Version, OutgoingForm{PartnerID: n.club, Reason: "a", Goals: "b", Items: []string{"contacts", "job"}}, n.Now))
	n.Wants(n.go1(n.anna, id, Sent), fault.Conflict, "referrals.error.consent")
	agree()
	n.Must(n.go1(n.anna, id, Sent))
	if o := n.find(id); o.Basis != ByConsent {
		t.Errorf("sent on the basis %q", o.Basis)
	}
	n.Must(Disagree(n.Ctx, n.DB, n.anna, id, n.Now))
	n.Must(Disagree(n.Ctx, n.DB, n.anna, id, n.Now)) // double click
	n.Wants(SendNotice(n.Ctx, n.DB, n.anna, id, n.Now), fault.Conflict, "referrals.error.moved")
	n.Must(n.go1(n.anna, id, Unanswered))
	n.Wants(n.go1(n.anna, id, Sent), fault.Conflict, "referrals.error.consent")
	agree()
	n.Must(n.go1(n.anna, id, Sent))
	_, err := n.DB.NewRaw("UPDATE outgoing_referrals SET consent_at = NULL, consent_how = '', consent_on = NULL, consent_version = '', consent_by = '' WHERE id = ?", id).Exec(n.Ctx)
	if err == nil || !strings.Contains(err.Error(), "outgoing_referrals_permitted") {
		t.Errorf("the database takes a private body without consent: %v", err)
	}
}

func TestAPublicBodyIsToldByTaskUntilThePersonObjects(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	id := n.out(n.cpi)
	n.Must(Disagree(n.Ctx, n.DB, n.anna, id, n.Now))
	n.Wants(n.go1(n.anna, id, Sent), fault.Conflict, "referrals.error.consent")
	n.Must(Agree(n.Ctx, n.DB, n.anna, id, n.find(id).Version, Consent{How: "spoken", On: n.due(0), Lang: "ar"}, n.Now))
	n.Must(n.go1(n.anna, id, Sent))
	if o := n.find(id); o.Basis != ByTask || o.Number() == "" {
		t.Errorf("sent on the basis %q", o.Basis)
	}
}

// TestNothingOfWhoIsRestrictedGoesToABody: whatever was restricted; a draft can be written.
func TestNothingOfWhoIsRestrictedGoesToABody(t *testing.T) {
	for _, scope := range []string{people.HoldFile, people.HoldSharing} {
		t.Run(scope, func(t *testing.T) {
			n := build(t, testdb.Tx(t)).withBodies()
			n.Must(db.InTx(n.Ctx, n.DB, func(ctx context.Context, tx bun.Tx) error {
				return people.Restrict(ctx, tx, n.anna, &people.Restriction{PersonID: n.person, Scope: scope, Why: "object"}, n.Now)
			}))
			id := n.out(n.cpi)
			n.Must(Agree(n.Ctx, n.DB, n.anna, id, n.find(id).Version, Consent{How: "spoken", On: n.due(0), Lang: "ar"}, n.Now))
			n.Wants(n.go1(n.anna, id, Sent), fault.Held, "people.error.restricted")
			if o := n.find(id); o.State != Draft {
				t.Errorf("it is %s", o.State)
			}
		})
	}
}

func TestWhatLeavesTheHouseIsKeptExactly(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	_, err := people.AddEntry(n.Ctx, n.DB, n.anna, n.person, "status", map[string]string{"status": "unemployed", "since": "2026-01-10"}, n.Now)
	n.Must(err)
	bare, whole := n.out(n.cpi), n.out(n.club, "person", "contacts", "status", "plan")
	x, err := n.find(bare).Told(n.Ctx, n.DB, n.anna)
	n.Must(err)
	if x.Identity.Given != "Fatima" || !x.Identity.BornOn.IsZero() || x.Identity.Lang+x.Identity.City != "" || len(x.Contacts)+len(x.Entries) != 0 {
		t.Errorf("by itself it tells %+v", x)
	}
	n.Must(Agree(n.Ctx, n.DB, n.anna, whole, 1, Consent{How: "spoken", On: n.due(0), Lang: "ar"}, n.Now))
	n.Must(n.go1(n.anna, whole, Sent))
	status, err := people.Entries(n.Ctx, n.DB, n.anna, n.person)
	n.Must(err)
	n.Must(people.RemoveEntry(n.Ctx, n.DB, n.anna, n.person, status[0].ID, n.Now))
	x, err = n.find(whole).Told(n.Ctx, n.DB, n.anna)
	n.Must(err)
	if x.Identity.Lang != "ar" || len(x.Contacts) != 1 || len(x.Entries) != 1 || x.Entries[0].Data["status"] != "unemployed" {
		t.Errorf("what was told is kept as %+v", x)
	}
	shares, err := Shares(n.Ctx, n.DB, n.anna, whole)
	n.Must(err)
	if len(shares) != 1 || len(shares[0].Items) != 4 || shares[0].By != n.anna.Ref() {
		t.Errorf("the list is %+v", shares)
	}
	_, err = Shares(n.Ctx, n.DB, n.carlo, whole)
	n.Wants(err, fault.NotFound, "")
	reads, err := people.Reads(n.Ctx, n.DB, n.person)
	n.Must(err)
	if len(reads) != 1 || reads[0].Part != people.PartNetwork || reads[0].Reason != "Associazione di prova" || reads[0].Actor != n.anna.Ref() {
		t.Errorf("the file was given to %+v", reads)
	}
}

func TestWhatAnOutgoingMoveAsksFor(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	id := n.out(n.cpi)
	do := func(x OutgoingChange) error {
		x.Version = n.find(id).Version
		return DoOutgoing(n.Ctx, n.DB, n.anna, id, x, n.Now)
	}
	n.Wants(do(OutgoingChange{To: Sent}), fault.Invalid, "referrals.error.due")
	n.Wants(do(OutgoingChange{To: Sent, Due: n.due(-1)}), fault.Invalid, "referrals.error.due")
	n.Must(do(OutgoingChange{To: Sent, Due: n.due(0)}))
	n.Wants(do(OutgoingChange{To: Declined, Text: " "}), fault.Invalid, "referrals.error.text")
	stale := OutgoingChange{To: Accepted, Version: n.find(id).Version, Due: n.due(7)}
	n.Must(DoOutgoing(n.Ctx, n.DB, n.anna, id, stale, n.Now))
	n.Must(DoOutgoing(n.Ctx, n.DB, n.anna, id, stale, n.Now)) // double click
	n.Wants(DoOutgoing(n.Ctx, n.DB, n.dora, id, OutgoingChange{To: Missed, Version: stale.Version}, n.Now), fault.Conflict, "referrals.error.moved")
	n.Must(do(OutgoingChange{To: Accepted, Due: n.due(20), Text: "Richiamano loro"}))
	steps, err := OutgoingSteps(n.Ctx, n.DB, n.anna, id)
	n.Must(err)
	if len(steps) != 3 || steps[2].Action != AskedAgain || steps[2].DueOn != n.due(20) {
		t.Errorf("the steps are %+v", steps)
	}
	_, err = BeginOutgoing(n.Ctx, n.DB, n.anna, n.path, OutgoingForm{PartnerID: n.cpi, Reason: "a", Goals: "b"}, n.Now)
	n.Wants(err, fault.Conflict, "referrals.error.twice_body")
	_, err = BeginOutgoing(n.Ctx, n.DB, n.anna, n.path, OutgoingForm{PartnerID: n.club, Reason: "a", Goals: "b", Items: []string{"special"}}, n.Now)
	n.Wants(err, fault.NotFound, "")
	_, err = BeginOutgoing(n.Ctx, n.DB, n.carlo, n.path, OutgoingForm{PartnerID: n.club, Reason: "a", Goals: "b"}, n.Now)
	n.Wants(err, fault.NotFound, "")
}

func TestTheNetworksSilenceEscalates(t *testing.T) {
	n := build(t, testdb.Tx(t)).withBodies()
	id := n.out(n.cpi)
	n.Must(n.go1(n.anna, id, Sent)) // to ask back in 14 days
	at := func(days, askBack, silent int) {
		t.Helper()
		n.Must(Watch(n.Ctx, n.DB, n.Now.Add(time.Duration(days)*day)))
		mine, err := Awaiting(n.Ctx, n.DB, n.anna)
		n.Must(err)
		boss, err := Awaiting(n.Ctx, n.DB, n.dora)
		n.Must(err)
		other, err := Awaiting(n.Ctx, n.DB, n.carlo)
		n.Must(err)
		if mine != (Waiting{AskBack: askBack, Mine: askBack}) || boss != (Waiting{AskBack: askBack, Silent: silent}) || other != (Waiting{}) {
			t.Errorf("after %d days: %+v, the coordinator %+v, another desk %+v", days, mine, boss, other)
		}
		if list, err := SilentOutgoing(n.Ctx, n.DB, n.dora); err != nil || len(list) != silent {
			t.Errorf("after %d days the coordinator lists %+v, %v", days, list, err)
		}
	}
	at(14, 0, 0)
	at(15, 1, 0)
	at(21, 1, 0)
	at(22, 1, 1)
	n.Must(n.go1(n.anna, id, Sent)) // asked again
	if o := n.find(id); o.Late || o.Escalated {
		t.Errorf("after asking again %+v", o)
	}
}

func TestThePersonAndTheBodyAreTold(t *testing.T) {
	p := run(t)
	n := p.withBodies()
	p.reachable(false, people.Contact{Kind: people.Email, Value: "fatima@prova.example"})
	id := n.out(n.cpi, "job")
	n.Must(n.go1(n.anna, id, Sent))
	p.Must(p.post.Drain())
	m := p.last()
	if m.Subject != "طلبنا المساعدة من أجلك" || !strings.Contains(m.Text, "Centro di prova") || !strings.Contains(m.Text, "خذ معك الورقة") ||
		!strings.Contains(m.Text, "الخبرة في العمل") || strings.Contains(m.Text, "تاريخ الميلاد") {
		t.Errorf("the person reads %q:\n%s", m.Subject, m.Text)
	}
	n.Must(SendNotice(n.Ctx, n.DB, n.anna, id, n.Now))
	n.Must(SendNotice(n.Ctx, n.DB, n.anna, id, n.Now)) // double click
	p.Must(p.post.Drain())
	if len(p.post.List()) != 2 {
		t.Fatalf("%d letters", len(p.post.List()))
	}
	if m = p.last(); !strings.Contains(m.Subject, n.find(id).Number()) {
		t.Errorf("the body reads %q", m.Subject)
	}
	for _, never := range []string{"Fatima", "F.", "segretissimo", "Trovare un corso"} {
		if strings.Contains(m.Text+m.HTML, never) {
			t.Errorf("the body reads %q", never)
		}
	}
	n.Must(n.go1(n.anna, id, Unanswered))
	n.Must(n.go1(n.anna, id, Sent))
	p.Must(p.post.Drain())
	if len(p.post.List()) != 4 {
		t.Errorf("after silence and another try %d letters", len(p.post.List()))
	}
	steps, err := OutgoingSteps(n.Ctx, n.DB, n.anna, id)
	n.Must(err)
	for _, s := range steps {
		if s.Receipt == nil || s.Receipt.State != mail.Sent || s.Untold() {
			t.Errorf("of %s is known %+v", s.Action, s.Receipt)
		}
	}
	n.Must(ToldOutgoing(n.Ctx, n.DB, n.anna, id, steps[0].ID, n.Now))
	n.Wants(ToldOutgoing(n.Ctx, n.DB, n.carlo, id, steps[0].ID, n.Now), fault.NotFound, "")
	other := n.out(n.club)
	n.Must(Agree(n.Ctx, n.DB, n.anna, other, 1, Consent{How: "spoken", On: n.due(0), Lang: "ar"}, n.Now))
	n.Must(n.go1(n.anna, other, Sent))
	n.Wants(SendNotice(n.Ctx, n.DB, n.anna, other, n.Now), fault.Conflict, "referrals.error.no_mail")
}
