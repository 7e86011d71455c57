package consents

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks with a person at the first; follows is what the book ran.
type town struct {
	t         *testing.T
	ctx       context.Context
	db        bun.IDB
	now       time.Time
	a, b      int64
	anna, ben auth.Actor
	person    int64
	own       auth.Actor
	follows   []string
	book      *Book
	fails     error
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	h.must(services.LoadAreas(h.ctx, idb))
	demo, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.a, h.b = demo.Desks[0].ID, demo.Desks[1].ID
	h.anna = auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.a}}
	h.ben = auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.b}}
	h.person = h.opened("Prova")
	h.own = auth.Actor{PersonID: h.person}
	h.book = NewBook(func(_ context.Context, _ bun.Tx, _ auth.Actor, c *Consent, now time.Time) error {
		h.follows = append(h.follows, c.Purpose+" "+c.State(now))
		return h.fails
	})
	return h
}

func (h *town) opened(name string) int64 {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, people.Form{Identity: people.Identity{Given: name, Lang: "ar"}}, h.now)
	h.must(err)
	return id
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

// given says yes to a purpose in the person's own area.
func (h *town) given(purpose string) *Consent {
	h.t.Helper()
	c, err := h.book.GiveOwn(h.ctx, h.db, h.own, form(purpose), h.now)
	h.must(err)
	return c
}

func form(purpose string) Form {
	f := Form{Purpose: purpose, Version: latest[purpose], Lang: "it", Channel: ByVoice}
	if purpose == Sharing {
		f.Employer, f.EmployerEmail = "Officina Prova", "Lavoro@Officina.example"
	}
	return f
}

func (h *town) live(purpose string) *Consent {
	h.t.Helper()
	email := ""
	if purpose == Sharing {
		email = "lavoro@officina.example"
	}
	c, err := Live(h.ctx, h.db, h.person, purpose, email, h.now)
	h.must(err)
	return c
}
