package consents

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks with a person at the first; follows is what the book ran.
type town struct {
	*towntest.Town
	a         int64
	anna, ben auth.Actor
	person    int64
	own       auth.Actor
	follows   []string
	book      *Book
	fails     error
}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 10:00")}
	h.a = h.Desk(desks.Information)
	h.anna, h.ben = h.Actor("Anna", auth.Reception, h.a), h.Actor("Ben", auth.Reception, h.Desk(desks.Specialist))
	h.person = h.Person(h.anna, "Prova")
	h.own = auth.Actor{PersonID: h.person}
	h.book = NewBook(func(_ context.Context, _ bun.Tx, _ auth.Actor, c *Consent, now time.Time) error {
		h.follows = append(h.follows, c.Purpose+" "+c.State(now))
		return h.fails
	})
	return h
}

// given says yes to a purpose in the person's own area.
func (h *town) given(purpose string) *Consent {
	h.Helper()
	c, err := h.book.GiveOwn(h.Ctx, h.DB, h.own, form(purpose), h.Now)
	h.Must(err)
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
	h.Helper()
	email := ""
	if purpose == Sharing {
		email = "lavoro@officina.example"
	}
	c, err := Live(h.Ctx, h.DB, h.person, purpose, email, h.Now)
	h.Must(err)
	return c
}
