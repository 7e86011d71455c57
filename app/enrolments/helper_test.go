package enrolments

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks on Tuesday 24 November 2026 at six in the evening: anna and ada at
// one, ben elsewhere, fatima with a path at the first, and zoe whom it knows too.
type town struct {
	*towntest.Town
	a, b           int64
	anna, ada, ben auth.Actor
	fatima, zoe    int64
	case_          int64
	me, other      auth.Actor
}

var tuesday = day("2026-11-24")

func day(s string) desks.Date { return towntest.Day(s) }

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Specialist)
	h.anna, h.ada, h.ben = h.Actor("Anna", auth.Reception, h.a), h.Actor("Ada", auth.Specialist, h.a), h.Actor("Ben", auth.Specialist, h.b)
	h.fatima, h.zoe = h.Person(h.anna, "Fatima Prova"), h.Person(h.anna, "Zoe Prova")
	h.case_ = h.Case(h.anna, h.fatima)
	h.me, h.other = auth.Actor{PersonID: h.fatima}, auth.Actor{PersonID: h.zoe}
	return h
}

// cooking is a course of three months the desk sent somebody to, asked for on a day.
func (h *town) cooking(asked string) Form {
	return Form{Key: h.Key(), At: Requested, On: day(asked), Hours: "120", Terms: Terms{Kind: Vocational, Course: "Aiuto cuoco", Provider: "Ente Prova",
		Mode: "presence", StartsOn: day("2026-12-01"), EndsOn: day("2027-02-28"), Timetable: "Lunedì 9-13", Cost: "Gratis", Road: ByDesk, SentOn: day(asked)}}
}

// records writes a form about fatima at the desk.
func (h *town) records(f Form) int64 {
	h.Helper()
	id, err := Record(h.Ctx, h.DB, h.anna, h.fatima, f, h.Now)
	h.Must(err)
	return id
}

// adds writes a form as fatima herself.
func (h *town) adds(f Form) int64 {
	h.Helper()
	id, err := OwnAdd(h.Ctx, h.DB, h.me, f, h.Now)
	h.Must(err)
	return id
}

// goes takes an enrolment through states, all on one day.
func (h *town) goes(id int64, on string, states ...string) {
	h.Helper()
	for _, to := range states {
		g := Going{From: h.find(id).State, To: to, On: day(on)}
		if reasons := ReasonsOf(to); reasons != nil {
			g.Reason = reasons[0]
		}
		h.Must(Advance(h.Ctx, h.DB, h.anna, id, g, h.Now))
	}
}

func (h *town) find(id int64) *Enrolment {
	h.Helper()
	p, err := Find(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	return p
}

// story is what happened, "step.admitted back.requested".
func (h *town) story(id int64) string {
	h.Helper()
	all, err := Moves(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	var told []string
	for _, m := range all {
		told = append(told, m.Kind+"."+m.To)
	}
	return strings.Join(told, " ")
}

func second[A, B any](_ A, b B) B { return b }
