package placements

import (
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks on Tuesday 24 November 2026 at six in the evening: anna and
// ada at one, ben elsewhere, and a case at the first.
type town struct {
	*towntest.Town
	a, b           int64
	anna, ada, ben auth.Actor
	person, case_  int64
}

var tuesday = day("2026-11-24")

func day(s string) desks.Date { return towntest.Day(s) }

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Specialist)
	h.anna, h.ada, h.ben = h.Actor("Anna", auth.Reception, h.a), h.Actor("Ada", auth.Specialist, h.a), h.Actor("Ben", auth.Specialist, h.b)
	h.person = h.Person(h.anna, "Prova")
	h.case_ = h.Case(h.anna, h.person)
	return h
}

// internship is one of six months from a day.
func (h *town) internship(from string) Form {
	f := Form{Key: h.Key(), Kind: Internship, Hours: "30", Allowance: "500", Terms: Terms{Firm: "Officina Prova", Occupation: "Meccanica", Scheme: Extracurricular,
		HostTutor: "Tutore Prova", DeskTutor: "Ada Prova", Goals: "Imparare il mestiere", Insurance: "PAT 123", StartsOn: day(from)}}
	f.EndsOn = addMonths(f.StartsOn, 6).AddDays(-1)
	return f
}

// contract is a full-time one without an end, from a day.
func (h *town) contract(from string) Form {
	return Form{Key: h.Key(), Kind: Contract, Terms: Terms{Firm: "Officina Prova", Occupation: "Meccanica", Contract: "permanent", WorkingTime: FullTime, StartsOn: day(from)}}
}

// records writes a form at the case.
func (h *town) records(f Form) int64 {
	h.Helper()
	id, err := Record(h.Ctx, h.DB, h.anna, h.case_, f, h.Now)
	h.Must(err)
	return id
}

// running is an internship that began on its first day.
func (h *town) running(from string) int64 {
	h.Helper()
	f := h.internship(from)
	f.Begun = true
	return h.records(f)
}

func (h *town) find(id int64) *Placement {
	h.Helper()
	p, err := Find(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	return p
}
