package applications

import (
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is Tuesday 24 November 2026 at six in the evening: anna works at one desk, ben at
// another; a person the first knows, and the actor they are.
type town struct {
	*towntest.Town
	a, b      int64
	anna, ben auth.Actor
	person    int64
	own       auth.Actor
	gate      *auth.Gate
}

var tuesday = towntest.Day("2026-11-24")

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Information)
	h.anna, h.ben = h.Actor("Anna", auth.Reception, h.a), h.Actor("Ben", auth.Reception, h.b)
	h.person, h.own = h.somebody("Zuleika Provadifamiglia")
	var err error
	h.gate, err = auth.NewGate(auth.GateOptions{Secret: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "https://approdo.example", Issuer: "Approdo"})
	h.Must(err)
	return h
}

// somebody is a person the first desk knows, with an address, and the actor they are.
func (h *town) somebody(name string) (int64, auth.Actor) {
	h.Helper()
	id := h.Person(h.anna, name, func(f *people.Form) { f.Contacts = []people.Contact{{Kind: people.Email, Value: "casa@example.org"}} })
	return id, auth.Actor{PersonID: id, Lang: "ar"}
}

// form is an application of ten days ago.
func (h *town) form() Form {
	return Form{Key: h.Key(), Road: Own, Terms: Terms{Position: "Cuoca", Employer: "Trattoria Prova", Means: "email", SentOn: tuesday.AddDays(-10)}}
}

// mine is what the person wrote.
func (h *town) mine() int64 {
	h.Helper()
	id, err := OwnRecord(h.Ctx, h.DB, h.own, h.form(), h.Now)
	h.Must(err)
	return id
}

// forward is what the desk put forward without a CV.
func (h *town) forward() int64 {
	h.Helper()
	f := h.form()
	f.Road = ByDesk
	id, err := Record(h.Ctx, h.DB, h.anna, h.person, f, h.Now)
	h.Must(err)
	return id
}

func (h *town) find(id int64) *Told {
	h.Helper()
	a, err := Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	return a
}

// moves takes a step as the desk, from the state that stands.
func (h *town) moves(id int64, m Moved) {
	h.Helper()
	m.From = h.find(id).State
	h.Must(Advance(h.Ctx, h.DB, h.anna, id, m, h.Now))
}

const boss = "lavoro@officina.example"

var book = consents.NewBook(cvs.Follow)

// ready gives the person a valid CV and their yes to an employer.
func (h *town) ready() *consents.Consent {
	h.Helper()
	_, err := people.AddEntry(h.Ctx, h.DB, h.anna, h.person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, h.Now)
	h.Must(err)
	var job int64
	h.Must(h.DB.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('x-prova', '5120', 'sep23', true, '{"it":"Cuoco"}') RETURNING id`).Scan(h.Ctx, &job))
	_, err = preferences.Add(h.Ctx, h.DB, h.anna, h.person, preferences.Form{OccupationID: job}, h.Now)
	h.Must(err)
	vault, err := files.NewVault(new(files.Memory), files.Options{Secret: []byte("0123456789abcdef0123")})
	h.Must(err)
	_, err = cvs.SaveMade(h.Ctx, h.DB, vault, h.anna, h.person, cvs.Made{PDF: []byte("%PDF-1.4\nuno\n%%EOF\n"), Lang: "it", Warned: true}, h.Now)
	h.Must(err)
	yes, err := book.Give(h.Ctx, h.DB, h.anna, h.person, consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova", EmployerEmail: boss,
		Version: 1, Lang: "it", Channel: consents.ByVoice}, h.Now)
	h.Must(err)
	return yes
}

// opened goes through the door of a link with the code of the mail.
func (h *town) opened(s *cvs.Share) (token, word string) {
	h.Helper()
	token = cvs.ShareLink(h.gate.Signer, s.ID)[len("/cv/"):]
	b := auth.Browser{Address: "192.0.2.7", Lang: "it"}
	asked, err := cvs.SendShareCode(h.Ctx, h.DB, h.gate, b, token, h.Now)
	h.Must(err)
	var id int64
	h.Must(h.DB.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'cvs.code'").Scan(h.Ctx, &id))
	x, err := auth.FindProof(h.Ctx, h.DB, id, h.Now)
	h.Must(err)
	word, err = cvs.OpenShare(h.Ctx, h.DB, h.gate.Signer, b, token, asked, h.gate.Signer.Digits(x), h.Now)
	h.Must(err)
	return token, word
}
