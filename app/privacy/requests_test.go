package privacy

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

func TestAMonthIsTheSameDayOrTheLast(t *testing.T) {
	for _, x := range []struct {
		from, want string
		n          int
	}{{"2026-11-22", "2026-12-22", 1}, {"2026-01-31", "2026-02-28", 1}, {"2028-01-30", "2028-02-29", 1}, {"2026-11-30", "2027-02-28", 3}, {"2026-12-31", "2027-01-31", 1}} {
		from, err := desks.ParseDate(x.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := month(from, x.n).String(); got != x.want {
			t.Errorf("%s and %d months: %s, want %s", x.from, x.n, got, x.want)
		}
	}
}

// keyOf is the sentence of a fault, "" for none.
func keyOf(err error) string {
	if f, ok := fault.As(err); ok {
		if len(f.Fields) > 0 {
			return f.Fields[0].Name + ": " + f.Fields[0].Key
		}
		return f.Key
	}
	return ""
}

func (h *house) mails(kind string) (n int) {
	h.t.Helper()
	h.must(h.db.NewRaw("SELECT count(*) FROM messages WHERE kind = ?", kind).Scan(h.ctx, &n))
	return n
}

func TestAskingAndAnswering(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada", people.Contact{Kind: people.Email, Value: "casa@example.org"})
	other := auth.Actor{PersonID: h.person("Bea", people.Contact{Kind: people.Email, Value: "casa@example.org"})}
	me := auth.Actor{PersonID: ada}
	for _, x := range []struct {
		in   Asking
		want string
	}{
		{Asking{Kind: "steal", Text: "x"}, "kind: people.error.choose"}, {Asking{Kind: Correct}, "text: area.data.error.text"},
		{Asking{Kind: Object, Text: strings.Repeat("é", MaxWords+1)}, "text: area.plan.note.long"}, {Asking{Kind: Object, Text: "a\x00"}, "text: error.422.text"},
	} {
		if _, err := h.in.AskOwn(h.ctx, h.db, me, x.in, h.now); keyOf(err) != x.want {
			t.Errorf("%q: %v", x.in.Kind, err)
		}
	}
	q, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Correct, Text: " Il cognome è Rossi "}, h.now)
	h.must(err)
	again, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Correct, Text: "Il cognome è Rossi"}, h.now)
	if h.must(err); again.ID != q.ID || q.Channel != InArea || q.DueOn.String() != "2026-12-22" {
		t.Errorf("%+v then %+v", q, again)
	}
	if all, err := OwnRequests(h.ctx, h.db, other); err != nil || len(all) != 0 {
		t.Errorf("who shares the address sees %v %v", all, err)
	}
	if err := WithdrawOwn(h.ctx, h.db, other, q.ID, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else took it back: %v", err)
	}
	h.must(h.in.Extend(h.ctx, h.db, h.anna, q.ID, "Cerchiamo il documento", h.now))
	if err := h.in.Extend(h.ctx, h.db, h.anna, q.ID, "Ancora", h.now); keyOf(err) != "privacy.error.extended" {
		t.Errorf("extended twice: %v", err)
	}
	if err := h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done}, h.now); keyOf(err) != "answer: privacy.error.answer" {
		t.Errorf("no answer: %v", err)
	}
	h.must(h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Answer: "Corretto"}, h.now))
	if err := h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Refused, Answer: "No"}, h.now); keyOf(err) != "privacy.error.decided" {
		t.Errorf("decided twice: %v", err)
	}
	if err := WithdrawOwn(h.ctx, h.db, me, q.ID, h.now); keyOf(err) != "area.data.error.answered" {
		t.Errorf("taken back after the answer: %v", err)
	}
	all, err := OwnRequests(h.ctx, h.db, me)
	if h.must(err); len(all) != 1 || all[0].State != Done || all[0].Answer != "Corretto" || all[0].DueOn.String() != "2027-02-22" {
		t.Errorf("%+v", all)
	}
	if a, b, c := h.mails(kindReceived), h.mails(kindExtended), h.mails(kindAnswered); a != 1 || b != 1 || c != 1 {
		t.Errorf("mails: %d %d %d", a, b, c)
	}
}

func TestTheDeskRecordsAndLimitsHold(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Ada")
	me := auth.Actor{PersonID: ada}
	stranger := auth.Actor{UserID: h.anna.UserID, Roles: []auth.Role{auth.Reception}}
	if _, err := h.in.Record(h.ctx, h.db, stranger, ada, Asking{Kind: Erase, Channel: ByPhone}, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("another desk recorded it: %v", err)
	}
	if _, err := h.in.Record(h.ctx, h.db, h.anna, ada, Asking{Kind: Erase, Channel: InArea}, h.now); keyOf(err) != "channel: people.error.choose" {
		t.Errorf("recorded as if the person wrote: %v", err)
	}
	first, err := h.in.Record(h.ctx, h.db, h.anna, ada, Asking{Kind: Erase, Channel: OnPaper}, h.now)
	h.must(err)
	again, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Erase, Text: "anche qui"}, h.now)
	if h.must(err); again.ID != first.ID {
		t.Error("two requests to erase wait")
	}
	for i := range MaxOpen {
		_, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Object, Text: strings.Repeat("x", i+1)}, h.now)
		if want := i == MaxOpen-1; (keyOf(err) == "area.data.error.many") != want {
			t.Errorf("request %d: %v", i, err)
		}
	}
	h.must(WithdrawOwn(h.ctx, h.db, me, first.ID, h.now))
	h.must(WithdrawOwn(h.ctx, h.db, me, first.ID, h.now))
	late, err := OpenRequests(h.ctx, h.db, Request{}, 2)
	if h.must(err); len(late) != 2 || late[0].Name != "Ada" {
		t.Fatalf("%+v", late)
	}
	rest, err := OpenRequests(h.ctx, h.db, late[1].Request, 10)
	if h.must(err); len(rest) != 2 || rest[0].ID <= late[1].ID {
		t.Errorf("the next page: %+v", rest)
	}
}

// TestErasingIsToForget: an open path is in the way; then nothing is left but that somebody
// asked, the last mail goes out and its address goes too.
func TestErasingIsToForget(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada := h.person("Adalgisa", people.Contact{Kind: people.Email, Value: "ada@example.org"})
	me := auth.Actor{PersonID: ada}
	path, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: ada, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, h.now)
	h.must(err)
	_, err = h.in.Book.Give(h.ctx, h.db, h.anna, ada, consents.Form{Purpose: consents.Survey, Version: 1, Lang: "it", Channel: consents.ByVoice}, h.now)
	h.must(err)
	q, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Erase, Text: "Sono Adalgisa, cancellatemi"}, h.now)
	h.must(err)
	if err := h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done}, h.now); keyOf(err) != "privacy.forget.open" {
		t.Errorf("with an open path: %v", err)
	}
	would, err := Preview(h.ctx, h.db, ada, h.now)
	if h.must(err); len(would.Open) != 1 || would.Open[0].ID != path || would.Proofs != 1 || would.Papers.String() != "2031-11-22" || len(would.Gone) < 3 {
		t.Errorf("%+v", would)
	}
	h.must(cases.Close(h.ctx, h.db, h.anna, path, cases.Outcomes()[0], "", h.now))
	h.must(h.in.Decide(h.ctx, h.db, h.anna, q.ID, Decision{State: Done, Answer: "Addio Adalgisa"}, h.now))
	got, err := FindRequest(h.ctx, h.db, q.ID)
	if h.must(err); got.State != Done || got.Name != "" || strings.Contains(got.Text+got.Answer, "Adalgisa") {
		t.Errorf("%+v", got)
	}
	var left []string
	h.must(h.db.NewRaw("SELECT kind FROM messages WHERE recipient = 'ada@example.org'").Scan(h.ctx, &left))
	if len(left) != 1 || left[0] != kindFarewell {
		t.Errorf("messages left: %v", left)
	}
	h.must(dropFarewells(h.ctx, h.db, h.now.Add(farewells)))
	if h.mails(kindFarewell) != 1 {
		t.Error("the last message is dropped before it can be sent")
	}
	h.must(dropFarewells(h.ctx, h.db, h.now.Add(farewells+time.Second)))
	if h.mails(kindFarewell) != 0 {
		t.Error("the address of the last message is kept")
	}
	if _, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Erase}, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("who is forgotten asks: %v", err)
	}
}

// TestTwoDecisionsAtOnce: one counts, the other is told.
func TestTwoDecisionsAtOnce(t *testing.T) {
	h := build(t, testdb.Pools(t).Web)
	me := auth.Actor{PersonID: h.person("Ada")}
	q, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Erase}, h.now)
	h.must(err)
	var wait sync.WaitGroup
	got := make([]string, 6)
	for i := range got {
		wait.Go(func() {
			in := Decision{State: Done}
			if i%2 == 1 {
				in = Decision{State: Refused, Answer: "No"}
			}
			got[i] = keyOf(h.in.Decide(h.ctx, h.db, h.anna, q.ID, in, h.now))
		})
	}
	wait.Wait()
	done := 0
	for _, key := range got {
		if key == "" {
			done++
		} else if key != "privacy.error.decided" {
			t.Errorf("answered with %s", key)
		}
	}
	if done != 1 {
		t.Errorf("%d decisions count: %v", done, got)
	}
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
