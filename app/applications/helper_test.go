package applications

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the demo's desks on Tuesday 24 November 2026 at six in the evening: anna works at
// one, ben elsewhere; a person the first knows, and the actor they are.
type town struct {
	t         *testing.T
	ctx       context.Context
	db        bun.IDB
	now       time.Time
	a, b      int64
	anna, ben auth.Actor
	person    int64
	own       auth.Actor
	gate      *auth.Gate
	keys      int
}

var tuesday = day("2026-11-24")

func day(s string) desks.Date {
	d, err := desks.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	h.must(services.LoadAreas(h.ctx, idb))
	demo, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.a, h.b = demo.Desks[0].ID, demo.Desks[1].ID
	ids, err := auth.SeedDemo(h.ctx, idb, []auth.DemoUser{
		{Email: "anna@demo.example", Name: "Anna Prova", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.a}},
		{Email: "ben@demo.example", Name: "Ben Prova", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.b}},
	}, "una frase molto lunga", h.now)
	h.must(err)
	h.anna = auth.Actor{UserID: ids["anna@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.a}}
	h.ben = auth.Actor{UserID: ids["ben@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.b}}
	h.person, h.own = h.somebody("Zuleika Provadifamiglia")
	h.gate, err = auth.NewGate(auth.GateOptions{Secret: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "https://approdo.example", Issuer: "Approdo"})
	h.must(err)
	return h
}

// somebody is a person the first desk knows, with an address, and the actor they are.
func (h *town) somebody(name string) (int64, auth.Actor) {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: name, Lang: "ar"},
		Contacts: []people.Contact{{Kind: people.Email, Value: "casa@example.org"}}}, h.now)
	h.must(err)
	return id, auth.Actor{PersonID: id, Lang: "ar"}
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

func (h *town) key() string {
	h.keys++
	return fmt.Sprintf("a-key-of-the-test-%d", h.keys)
}

// form is an application of ten days ago.
func (h *town) form() Form {
	return Form{Key: h.key(), Road: Own, Terms: Terms{Position: "Cuoca", Employer: "Trattoria Prova", Means: "email", SentOn: tuesday.AddDays(-10)}}
}

// own is what the person wrote, desk what the desk put forward without a CV.
func (h *town) mine() int64 {
	h.t.Helper()
	id, err := OwnRecord(h.ctx, h.db, h.own, h.form(), h.now)
	h.must(err)
	return id
}

func (h *town) forward() int64 {
	h.t.Helper()
	f := h.form()
	f.Road = ByDesk
	id, err := Record(h.ctx, h.db, h.anna, h.person, f, h.now)
	h.must(err)
	return id
}

func (h *town) find(id int64) *Told {
	h.t.Helper()
	a, err := Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	return a
}

// moves takes a step as the desk, from the state that stands.
func (h *town) moves(id int64, m Moved) {
	h.t.Helper()
	m.From = h.find(id).State
	h.must(Advance(h.ctx, h.db, h.anna, id, m, h.now))
}

const boss = "lavoro@officina.example"

var book = consents.NewBook(cvs.Follow)

// ready gives the person a valid CV and their yes to an employer.
func (h *town) ready() *consents.Consent {
	h.t.Helper()
	_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, h.now)
	h.must(err)
	var job int64
	h.must(h.db.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('x-prova', '5120', 'sep23', true, '{"it":"Cuoco"}') RETURNING id`).Scan(h.ctx, &job))
	_, err = preferences.Add(h.ctx, h.db, h.anna, h.person, preferences.Form{OccupationID: job}, h.now)
	h.must(err)
	vault, err := files.NewVault(new(files.Memory), files.Options{Secret: []byte("0123456789abcdef0123")})
	h.must(err)
	_, err = cvs.SaveMade(h.ctx, h.db, vault, h.anna, h.person, cvs.Made{PDF: []byte("%PDF-1.4\nuno\n%%EOF\n"), Lang: "it", Warned: true}, h.now)
	h.must(err)
	yes, err := book.Give(h.ctx, h.db, h.anna, h.person, consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova", EmployerEmail: boss,
		Version: 1, Lang: "it", Channel: consents.ByVoice}, h.now)
	h.must(err)
	return yes
}

// opened goes through the door of a link with the code of the mail.
func (h *town) opened(s *cvs.Share) (token, word string) {
	h.t.Helper()
	token = cvs.ShareLink(h.gate.Signer, s.ID)[len("/cv/"):]
	b := auth.Browser{Address: "192.0.2.7", Lang: "it"}
	asked, err := cvs.SendShareCode(h.ctx, h.db, h.gate, b, token, h.now)
	h.must(err)
	var id int64
	h.must(h.db.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'cvs.code'").Scan(h.ctx, &id))
	x, err := auth.FindProof(h.ctx, h.db, id, h.now)
	h.must(err)
	word, err = cvs.OpenShare(h.ctx, h.db, h.gate.Signer, b, token, asked, h.gate.Signer.Digits(x), h.now)
	h.must(err)
	return token, word
}
