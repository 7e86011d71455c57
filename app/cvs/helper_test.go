package cvs

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/inspect"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) {
	inspect.Child(os.Args)
	testdb.Main(m)
}

// town is two desks with an account at each, a person known at the first, and a vault.
type town struct {
	t         *testing.T
	ctx       context.Context
	db        bun.IDB
	now       time.Time
	a, b      int64
	anna, ben auth.Actor
	person    int64
	own       auth.Actor
	vault     *files.Vault
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	s := towntest.New(t, idb, "2026-11-22 10:00")
	h := &town{t: t, ctx: s.Ctx, db: idb, now: s.Now, a: s.Desk(desks.Information), b: s.Desk(desks.Information)}
	h.anna, h.ben = s.Actor("Anna", auth.Reception, h.a), s.Actor("Ben", auth.Reception, h.b)
	var err error
	h.person, h.own = h.somebody("Zuleika Provadifamiglia")
	h.vault, err = files.NewVault(new(files.Memory), files.Options{Secret: []byte("0123456789abcdef0123")})
	h.must(err)
	return h
}

// somebody is a person known at the first desk, and the actor they are.
func (h *town) somebody(name string) (int64, auth.Actor) {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: name, Lang: "ar"}}, h.now)
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

// upload is a document of some bytes.
func upload(content ...string) Upload {
	in := Upload{Agreed: "present"}
	for _, c := range content {
		in.Files = append(in.Files, NewFile{Name: "Zuleika Provadifamiglia.pdf",
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewBufferString(c)), nil }})
	}
	return in
}

// pdf is the beginning of a PDF, which is all that is looked at when it is kept.
func pdf(text string) string { return "%PDF-1.4\n" + text + "\n%%EOF\n" }

// count counts rows for which a condition holds.
func (h *town) count(table, where string, args ...any) (n int) {
	h.t.Helper()
	h.must(h.db.NewRaw("SELECT count(*) FROM "+table+" WHERE "+where, args...).Scan(h.ctx, &n))
	return n
}

// whole gives the person's file what a CV needs: a title of education and a preference.
func (h *town) whole(person int64) {
	h.t.Helper()
	_, err := people.AddEntry(h.ctx, h.db, h.anna, person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, h.now)
	h.must(err)
	h.prefer(person)
}

// prefer adds a preference.
func (h *town) prefer(person int64) {
	h.t.Helper()
	var job int64
	h.must(h.db.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('x' || ?, '5120', 'sep23', true, '{"it":"Cuoco"}')
		ON CONFLICT (code) DO UPDATE SET isco = EXCLUDED.isco RETURNING id`, person).Scan(h.ctx, &job))
	_, err := preferences.Add(h.ctx, h.db, h.anna, person, preferences.Form{OccupationID: job}, h.now)
	h.must(err)
}

// made is a CV made here, of some words, that says what a profile says.
func made(words string, p *europass.Profile) Made {
	return Made{PDF: []byte(pdf(words)), Profile: p, Lang: "it"}
}

// tx runs fn in a transaction.
func (h *town) tx(fn func(tx bun.Tx) error) error {
	return db.InTx(h.ctx, h.db, func(_ context.Context, tx bun.Tx) error { return fn(tx) })
}

// index has the person of a CV agree to be found, which puts them into the index.
func (h *town) index(v *CV) {
	h.t.Helper()
	h.agree(v.PersonID, consents.Form{Purpose: consents.Matching})
	if h.count("cv_index", "person_id = ? AND cv_id = ?", v.PersonID, v.ID) != 1 {
		h.t.Fatal("who agreed is not in the index")
	}
}

// agree records what a person said yes to at the desk.
func (h *town) agree(person int64, f consents.Form) *consents.Consent {
	h.t.Helper()
	f.Version, f.Lang, f.Channel = 1, "it", consents.ByVoice
	c, err := book.Give(h.ctx, h.db, h.anna, person, f, h.now)
	h.must(err)
	return c
}

// book writes consents with what follows for CVs.
var book = consents.NewBook(Follow)
