package referrals

import (
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/locales"
	"approdo/views"
)

// senders is a town with two bodies: ugo writes for the first, vera for the second.
type senders struct {
	*town
	body, other int64
	ugo, vera   auth.Actor
}

func buildSenders(t *testing.T, idb bun.IDB) *senders {
	t.Helper()
	h := &senders{town: build(t, idb)}
	ids, err := auth.SeedDemo(h.Ctx, idb, []auth.DemoUser{
		{Email: "ugo@ente.example", Name: "Ugo Prova", Lang: "en", Roles: []auth.Role{auth.ReferringBody}},
		{Email: "vera@ente.example", Name: "Vera Prova", Lang: "it", Roles: []auth.Role{auth.ReferringBody}}}, "una frase molto lunga", h.Now)
	h.Must(err)
	for i, x := range []struct {
		body  *int64
		actor *auth.Actor
		email string
	}{{&h.body, &h.ugo, "ugo@ente.example"}, {&h.other, &h.vera, "vera@ente.example"}} {
		*x.body, err = partners.Put(h.Ctx, idb, h.dora, partners.Body{Name: fmt.Sprint("Ente ", i), Sort: partners.Association, Kind: "third", Field: "social"}, h.Now)
		h.Must(err)
		h.Must(partners.LinkDemo(h.Ctx, idb, *x.body, ids[x.email], h.Now))
		*x.actor = auth.Actor{UserID: ids[x.email], Roles: []auth.Role{auth.ReferringBody}}
	}
	return h
}

func (h *senders) incoming(edits ...func(*NewIncoming)) NewIncoming {
	f := NewIncoming{Key: "a-form-of-the-test", DeskID: h.a, Agreed: true, IncomingForm: IncomingForm{Given: "Zuleika", Surname: "Ignota", Lang: "ar", Phone: "080 123 4567",
		Reason: "Vuole lavorare", Known: "Sa cucinare", Task: "Colloqui", Responsible: "Lina Prova", ResponsiblePhone: "080 1", InformedOn: desks.DateOf(h.Now), InformedHow: "talk"}}
	for _, edit := range edits {
		edit(&f)
	}
	return f
}

func (h *senders) sentForm(edits ...func(*NewIncoming)) int64 {
	h.Helper()
	id, err := SendIncoming(h.Ctx, h.DB, h.ugo, h.incoming(edits...), h.Now)
	h.Must(err)
	return id
}

func key(k string) func(*NewIncoming) { return func(f *NewIncoming) { f.Key = k } }

// stand writes a state as if the moves to it had been made.
func (h *senders) stand(id int64, state string) {
	h.Helper()
	_, err := h.DB.NewRaw(`UPDATE incoming_referrals SET state = ?0, late = false, escalated = false, person_id = ?2,
		due_at = CASE WHEN ?0 IN ('sent', 'countered', 'agreed') THEN ?1::timestamptz END WHERE id = ?3`, state, h.Now, h.person, id).Exec(h.Ctx)
	h.Must(err)
}

func (h *senders) stateOf(id int64) string {
	h.Helper()
	x, err := FindIncoming(h.Ctx, h.DB, h.dora, id)
	h.Must(err)
	return x.State
}

var incomingStates = []string{Sent, Asked, Offered, Countered, Agreed, Accepted, Started, Reported, Declined, Expired, Withdrawn, Closed}

// TestEveryTransitionOfAForm tries each pair of states as each side: only what the table
// of doc.go says goes through; another desk and another body do not learn that there is
// something.
func TestEveryTransitionOfAForm(t *testing.T) {
	h := buildSenders(t, testdb.Tx(t))
	allowed := map[string]Side{"asked sent": BodySide, "offered agreed": BodySide, "offered countered": BodySide, "accepted started": DeskSide,
		"accepted reported": DeskSide, "started reported": DeskSide, "reported closed": BodySide, "declined closed": BodySide, "expired closed": BodySide}
	for _, from := range []string{Sent, Countered, Agreed} {
		for _, to := range []string{Asked, Offered, Accepted, Declined} {
			allowed[from+" "+to] = DeskSide
		}
	}
	for _, from := range []string{Sent, Asked, Offered, Countered, Agreed} {
		allowed[from+" withdrawn"] = BodySide
	}
	id := h.sentForm()
	for _, from := range incomingStates {
		for _, to := range incomingStates {
			for side, actor := range map[Side]auth.Actor{BodySide: h.ugo, DeskSide: h.anna, "elsewhere": h.carlo, "another": h.vera} {
				h.stand(id, from)
				var err error
				if to == Accepted && side != BodySide {
					_, err = AcceptIncoming(h.Ctx, h.DB, actor, id, Acceptance{From: from, PersonID: h.person}, h.Now)
				} else {
					err = DoIncoming(h.Ctx, h.DB, actor, id, Change{from, to, "parole"}, h.Now)
				}
				switch {
				case side == "elsewhere" || side == "another":
					h.Wants(err, fault.NotFound, "")
				case from == to, allowed[from+" "+to] == side:
					h.Must(err)
					if got := h.stateOf(id); got != to {
						t.Fatalf("%s → %s by %s ends at %s", from, to, side, got)
					}
				default:
					h.Wants(err, fault.Conflict, "referrals.error.moved")
				}
			}
		}
	}
	for _, m := range IncomingMoves() {
		if m.By != Program && allowed[m.From+" "+m.To] != m.By {
			t.Errorf("the table allows %s → %s by %s", m.From, m.To, m.By)
		}
	}
	// what needs words has them; what the reader saw must still be so
	for _, m := range IncomingMoves() {
		if m.Says {
			h.stand(id, m.From)
			actor := map[Side]auth.Actor{BodySide: h.ugo, DeskSide: h.anna}[m.By]
			h.Wants(DoIncoming(h.Ctx, h.DB, actor, id, Change{m.From, m.To, " \n"}, h.Now), fault.Invalid, "referrals.error.text")
		}
	}
	h.stand(id, Offered)
	h.Wants(DoIncoming(h.Ctx, h.DB, h.ugo, id, Change{Sent, Withdrawn, ""}, h.Now), fault.Conflict, "referrals.error.moved")
}

func TestABodyReadsNothingOfTheFile(t *testing.T) {
	h := buildSenders(t, testdb.Tx(t))
	id := h.sentForm()
	person, err := AcceptIncoming(h.Ctx, h.DB, h.anna, id, Acceptance{From: Sent}, h.Now)
	h.Must(err)
	if again, err := AcceptIncoming(h.Ctx, h.DB, h.anna, id, Acceptance{From: Sent}, h.Now); err != nil || again != person {
		t.Errorf("a second press gives %d, %v", again, err)
	}
	p, err := people.Find(h.Ctx, h.DB, h.anna, person)
	h.Must(err)
	if p.Name() != "Zuleika Ignota" || p.Lang != "ar" || len(p.Contacts) != 1 {
		t.Errorf("opened as %+v", p)
	}
	mine, err := FindIncoming(h.Ctx, h.DB, h.ugo, id)
	h.Must(err)
	list, _, err := ListIncoming(h.Ctx, h.DB, h.ugo, Cursor{})
	h.Must(err)
	if mine.PersonID != nil || len(list) != 1 || list[0].PersonID != nil {
		t.Errorf("the body gets %+v and %+v", mine, list)
	}
	for what, actor := range map[string]auth.Actor{"another body": h.vera, "another desk": h.carlo, "nobody": {}, "no body": {UserID: h.anna.UserID, Roles: []auth.Role{auth.ReferringBody}}} {
		_, err := FindIncoming(h.Ctx, h.DB, actor, id)
		list, _, listed := ListIncoming(h.Ctx, h.DB, actor, Cursor{})
		if !fault.Is(err, fault.NotFound) || listed != nil || len(list) != 0 {
			t.Errorf("%s: %v, %v %v", what, err, list, listed)
		}
	}
	if all, err := IncomingOf(h.Ctx, h.DB, h.anna, person); err != nil || len(all) != 1 {
		t.Errorf("the forms of the person: %v %v", all, err)
	}
	events := func(actor auth.Actor) int {
		history, err := people.TimelineOf(h.Ctx, h.DB, actor, person, nil, people.Place{}, 50)
		h.Must(err)
		all, err := IncomingEvents(h.Ctx, h.DB, actor, history)
		h.Must(err)
		return len(all)
	}
	if n := events(h.anna); n != 1 {
		t.Errorf("%d events of the form", n)
	}
}

func TestWhoseFormItIs(t *testing.T) {
	h := buildSenders(t, testdb.Tx(t))
	same := func(f *NewIncoming) { f.Given, f.Surname, f.Phone = "Fatima", "", "+393331234567" }
	elsewhere, err := people.Open(h.Ctx, h.DB, h.carlo, h.c, people.Form{Identity: people.Identity{Given: "Samira", Surname: "Prova", Lang: "ar"},
		Contacts: []people.Contact{{Kind: people.Phone, Value: "+393339999999"}}}, h.Now)
	h.Must(err)
	id := h.sentForm(same)
	_, err = AcceptIncoming(h.Ctx, h.DB, h.anna, id, Acceptance{From: Sent, PersonID: elsewhere}, h.Now)
	h.Wants(err, fault.NotFound, "") // nobody like the one in the form
	got, err := AcceptIncoming(h.Ctx, h.DB, h.anna, id, Acceptance{From: Sent, PersonID: h.person}, h.Now)
	h.Must(err)
	if got != h.person {
		t.Errorf("accepted for %d", got)
	}
	h.Must(DoIncoming(h.Ctx, h.DB, h.anna, id, Change{Accepted, Started, ""}, h.Now)) // has a case at the desk
	next := h.sentForm(key("another-form"), func(f *NewIncoming) { f.Given, f.Surname, f.Phone = "Samira", "Prova", "+393339999999" })
	got, err = AcceptIncoming(h.Ctx, h.DB, h.anna, next, Acceptance{From: Sent, PersonID: elsewhere}, h.Now)
	h.Must(err)
	if _, err := people.Find(h.Ctx, h.DB, h.anna, got); err != nil || got != elsewhere {
		t.Errorf("the desk does not know who was accepted: %d, %v", got, err)
	}
	h.Wants(DoIncoming(h.Ctx, h.DB, h.anna, next, Change{Accepted, Started, ""}, h.Now), fault.Conflict, "incoming.error.intake")
	_, err = cases.TakeInCharge(h.Ctx, h.DB, h.anna, cases.Intake{PersonID: got, DeskID: h.a, NoticeVersion: "2026-11", NoticeLang: "ar"}, h.Now)
	h.Must(err)
	h.Must(DoIncoming(h.Ctx, h.DB, h.anna, next, Change{Accepted, Started, ""}, h.Now))
}

// TestSilenceAboutAFormEscalates walks over the boundaries.
func TestSilenceAboutAFormEscalates(t *testing.T) {
	h := buildSenders(t, testdb.Tx(t))
	id := h.sentForm()
	at := func(after time.Duration, open, late, silent int, state string) {
		t.Helper()
		for range 2 { // runs twice
			h.Must(WatchIncoming(h.Ctx, h.DB, h.Now.Add(after)))
		}
		for _, x := range []struct {
			who    auth.Actor
			silent int
		}{{h.anna, 0}, {h.dora, silent}} {
			o, l, s, err := IncomingWaiting(h.Ctx, h.DB, x.who)
			if err != nil || o != open || l != late || s != x.silent {
				t.Errorf("after %s: %d open, %d late, %d silent, %v", after, o, l, s, err)
			}
		}
		if got := h.stateOf(id); got != state {
			t.Errorf("after %s it is %s", after, got)
		}
		if mine, err := FindIncoming(h.Ctx, h.DB, h.ugo, id); err != nil || mine.Late || mine.Escalated {
			t.Errorf("after %s the body reads %+v, %v", after, mine, err)
		}
	}
	rules := Initial()
	answer, escalate := time.Duration(rules.AnswerDays)*day, time.Duration(rules.AnswerDays+rules.EscalateDays)*day
	expire := time.Duration(rules.ExpireDays) * day
	at(answer, 1, 0, 0, Sent)
	at(answer+time.Minute, 1, 1, 0, Sent)
	at(escalate+time.Minute, 1, 1, 1, Sent)
	at(expire, 1, 1, 1, Sent)
	at(expire+time.Minute, 0, 0, 0, Expired)
}

func TestTheBodyLearnsEachDecisionByMail(t *testing.T) {
	h := buildSenders(t, testdb.Tx(t))
	id := h.sentForm()
	steps := []struct {
		who      auth.Actor
		from, to string
	}{{h.anna, Sent, Asked}, {h.ugo, Asked, Sent}, {h.anna, Sent, Offered}, {h.ugo, Offered, Countered}, {h.anna, Countered, Declined}}
	for _, s := range steps {
		h.Must(DoIncoming(h.Ctx, h.DB, s.who, id, Change{s.from, s.to, "Zuleika, segretissimo"}, h.Now))
	}
	var queued []mail.Message
	h.Must(h.DB.NewRaw("SELECT kind, subject, subject_id, recipient AS to, lang FROM messages WHERE kind = ? ORDER BY id", incomingMail).Scan(h.Ctx, &queued))
	if len(queued) != 3 {
		t.Fatalf("%d mails: %+v", len(queued), queued)
	}
	catalog, err := i18n.Load(locales.FS)
	h.Must(err)
	for i, want := range []string{"asks for more information", "made a proposal", "was not accepted"} {
		m := queued[i]
		if m.To != "ugo@ente.example" || m.Lang != "en" {
			t.Errorf("mail %d goes to %s in %s", i, m.To, m.Lang)
		}
		c, err := IncomingComposers()[m.Kind](h.Ctx, h.DB, m)
		h.Must(err)
		l := catalog.For(m.Lang)
		var text strings.Builder
		h.Must(template.Must(template.New("referrals_incoming.html").Funcs(l.Funcs()).ParseFS(views.FS, "mail/referrals_incoming.html")).Execute(&text, c.Data))
		whole := text.String() + l.T(c.SubjectKey, c.SubjectArgs...) + c.Button.URL + l.T(c.Button.Key) + l.T(c.ReasonKey, "Institution", "X")
		if !strings.Contains(whole, want) || strings.Contains(whole, "Zuleika") || strings.Contains(whole, "segretissimo") || strings.Contains(whole, "incoming.") {
			t.Errorf("mail %d says %s", i, whole)
		}
	}
	for _, m := range IncomingMoves() { // each decision has its sentence
		if k := "incoming.mail.what." + m.To; m.By != BodySide && !catalog.Has("en", k) {
			t.Errorf("no sentence %s", k)
		}
	}
	if _, err := IncomingComposers()[incomingMail](h.Ctx, h.DB, mail.Message{SubjectID: 1 << 40}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a step that is gone: %v", err)
	}
}

// TestAFormMovesOnceInARace: two of the desk decide at once, and ten send the same form.
func TestAFormMovesOnceInARace(t *testing.T) {
	pools := testdb.Pools(t)
	h := buildSenders(t, pools.Web)
	var group sync.WaitGroup
	ids := make([]int64, 10)
	for i := range ids {
		group.Go(func() {
			var err error
			if ids[i], err = SendIncoming(h.Ctx, h.DB, h.ugo, h.incoming(), h.Now); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if slices.Sort(ids); ids[0] != ids[9] {
		t.Fatalf("one form became %v", ids)
	}
	errs := make([]error, 2)
	group.Go(func() { _, errs[0] = AcceptIncoming(h.Ctx, h.DB, h.anna, ids[0], Acceptance{From: Sent}, h.Now) })
	group.Go(func() { errs[1] = DoIncoming(h.Ctx, h.DB, h.dora, ids[0], Change{Sent, Declined, "no"}, h.Now) })
	group.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("accepted %v, declined %v", errs[0], errs[1])
	}
	if err := errors.Join(errs...); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second is told %v", err)
	}
}
