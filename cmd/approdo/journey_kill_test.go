package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/net/html"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/cmd/approdo/journeytest"
)

// Of the people at the summary when the program is killed, some have not pressed yet,
// the others press at that moment. The power goes when some have their answer. They
// all come from one network, which may hold so many times before it is slowed down.
const waitingPeople, pressingPeople, killAfter = 2, appointments.FreeHolds - 2, 3

// TestKilledBetweenHoldAndConfirmAndDuringIt: kill -9 while people confirm. Each of
// them has an appointment and its mail, or neither; whoever presses again when the
// program is back has exactly one of both, and no mail is without its appointment.
func TestKilledBetweenHoldAndConfirmAndDuringIt(t *testing.T) {
	env := []string{"DATABASE_URL=" + testdb.DSN(t)}
	first := program.Start(t, journeytest.StartOptions{Env: env})
	pools, err := db.Open(strings.TrimPrefix(env[0], "DATABASE_URL="), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pools.Close() })
	people := make([]*walker, waitingPeople+pressingPeople)
	for i := range people {
		people[i] = newWalker(t, first.URL, i)
		people[i].toSummary()
	}
	var answered atomic.Int32
	var group sync.WaitGroup
	for _, w := range people[waitingPeople:] {
		group.Go(func() {
			if w.press() == nil {
				answered.Add(1)
			}
		})
	}
	for deadline := time.Now().Add(20 * time.Second); answered.Load() < killAfter && time.Now().Before(deadline); {
		time.Sleep(200 * time.Microsecond)
	}
	first.Kill()
	group.Wait()
	written := wholeOrNothing(t, pools.Web, people)
	t.Logf("%d of %d had their answer, %d appointments were written", answered.Load(), pressingPeople, written)
	if answered.Load() == 0 || int(answered.Load()) > written || written > pressingPeople {
		t.Errorf("%d were told of %d appointments", answered.Load(), written)
	}

	// Four minutes later: a mail that was just going out when the power went is held for
	// three, in case it did.
	second := program.Start(t, journeytest.StartOptions{DataDir: first.DataDir, Env: append(env, "APPRODO_CLOCK=+4m")})
	for _, w := range people {
		w.base = second.URL
		if err := w.press(); err != nil {
			t.Errorf("person %d: %v", w.n, err)
		}
	}
	if written := wholeOrNothing(t, pools.Web, people); written != len(people) {
		t.Errorf("%d appointments for %d people", written, len(people))
	}
	for _, w := range people {
		letters := map[string]bool{}
		deadline := time.Now().Add(20 * time.Second)
		for ; len(letters) == 0 && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			for _, box := range []*journeytest.Program{first, second} {
				for _, m := range box.Mail.List() {
					if len(m.To) == 1 && m.To[0] == w.email() {
						letters[m.Get("Message-ID")] = true // a mail cut off and sent again is one mail
					}
				}
			}
		}
		if len(letters) != 1 {
			t.Errorf("%s has %d mails", w.email(), len(letters))
		}
	}
}

// wholeOrNothing fails unless each appointment of the people has its receipt, each
// receipt its appointment, and nobody more than one; it says how many there are.
func wholeOrNothing(t *testing.T, idb bun.IDB, people []*walker) int {
	t.Helper()
	total := 0
	for _, w := range people {
		var booked, receipts, stray int
		err := idb.NewRaw(`SELECT (SELECT count(*) FROM appointments WHERE email = ?0),
			(SELECT count(*) FROM messages m JOIN appointments a ON a.id = m.subject_id WHERE m.subject = 'appointment' AND m.kind = 'appointments.confirmed' AND a.email = ?0),
			(SELECT count(*) FROM messages m WHERE m.subject = 'appointment' AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.id = m.subject_id))`,
			w.email()).Scan(t.Context(), &booked, &receipts, &stray)
		if err != nil {
			t.Fatal(err)
		}
		if booked > 1 || receipts != booked || stray != 0 {
			t.Errorf("%s: %d appointments, %d receipts, %d receipts of nothing", w.email(), booked, receipts, stray)
		}
		total += booked
	}
	return total
}

// walker is a person who fills the form without a browser.
type walker struct {
	t      *testing.T
	n      int
	base   string
	client *http.Client
	action string // of the summary
	form   url.Values
}

func newWalker(t *testing.T, base string, n int) *walker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &walker{t: t, n: n, base: base, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (w *walker) email() string { return fmt.Sprintf("persona%d@example.org", w.n) }

// toSummary walks to the last page and keeps its form.
func (w *walker) toSummary() {
	w.t.Helper()
	desk := []string{"orientation-desk", "torre-civica-informativo"}[w.n%2]
	action, form := w.read(w.client.Get(w.base + "/prenota/orario?ambito=accoglienza-e-ascolto&sportello=" + desk))
	for range 2 {
		action, form = w.read(w.client.PostForm(w.base+action, form))
	}
	form.Set("name", "Prova Persona")
	form.Set("email", w.email())
	w.action, w.form = w.read(w.client.PostForm(w.base+action, form))
	if !strings.HasSuffix(w.action, "/conferma") {
		w.t.Fatalf("person %d is at %s", w.n, w.action)
	}
}

// press confirms; an error is an answer that never came or is none.
func (w *walker) press() error {
	answer, err := w.client.PostForm(w.base+w.action, w.form)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || !protocol.Match(text)) {
		err = fmt.Errorf("status %d", answer.StatusCode)
	}
	return err
}

// read takes the form that is posted from a page: hidden fields, the first of each
// choice, what is selected.
func (w *walker) read(answer *http.Response, err error) (action string, form url.Values) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	tree, err := html.Parse(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		w.t.Fatalf("person %d: %d %v", w.n, answer.StatusCode, err)
	}
	form = url.Values{}
	for n := range tree.Descendants() {
		a := attributes(n)
		if !posted(n) || a["action"] == "/valutazione" {
			continue
		}
		_, checked := a["checked"]
		switch {
		case n.Data == "form" && action == "":
			action = a["action"]
		case n.Data == "input" && (a["type"] == "hidden" || checked || a["type"] == "radio" && !form.Has(a["name"])):
			form.Set(a["name"], a["value"])
		case n.Data == "option" && form.Get(attributes(n.Parent)["name"]) == "":
			form.Set(attributes(n.Parent)["name"], a["value"])
		}
	}
	return action, form
}
