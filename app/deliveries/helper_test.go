package deliveries

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is two desks on Tuesday 24 November 2026 at six in the evening: anna at
// the reception, ada a specialist, ben a specialist elsewhere, and a case.
type town struct {
	*towntest.Town
	a              int64
	anna, ada, ben auth.Actor
	person, case_  int64
}

var tuesday = towntest.Day("2026-11-24")

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	h.Must(services.LoadAreas(h.Ctx, idb))
	h.Must(services.LoadRepertoires(h.Ctx, idb, h.Now.AddDate(-2, 0, 0)))
	h.a = h.Desk(desks.Information)
	h.anna, h.ada, h.ben = h.Actor("Anna", auth.Reception, h.a), h.Actor("Ada", auth.Specialist, h.a), h.Actor("Ben", auth.Specialist, h.Desk(desks.Specialist))
	h.person = h.Person(h.anna, "Prova")
	h.case_ = h.Case(h.anna, h.person)
	return h
}

// entry is a finished service of the Piemonte with one individual meeting on the day,
// held by ada.
func (h *town) entry(code string, day desks.Date, from, to string, recorded ...services.Evidence) Entry {
	return Entry{Key: h.Key(), Repertoire: "piemonte", Code: code, Finished: true, Recorded: recorded,
		Sittings: []Sitting{{Day: day, From: from, To: to, Mode: services.Individual, UserID: h.ada.UserID}}}
}

// welcome is A.2 as it should be, with the pact signed.
func (h *town) welcome(day desks.Date) Entry {
	return h.entry("A.2", day, "09:00", "09:40", services.FileOpened, services.PactSigned)
}

// records writes an entry that misses nothing.
func (h *town) records(e Entry) int64 {
	h.Helper()
	id, findings, err := Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
	h.Must(err)
	if id == 0 {
		h.Fatalf("not written: %+v", findings)
	}
	return id
}

// leaves writes an entry that misses its standard and leaves it to a specialist.
func (h *town) leaves(e Entry) int64 {
	h.Helper()
	id, findings, err := Record(h.Ctx, h.DB, h.anna, h.case_, e, h.Now)
	h.Must(err)
	if id != 0 || len(findings) == 0 {
		h.Fatalf("id %d, findings %+v: nothing was missing", id, findings)
	}
	e.Answer = Answer{Seen: Fingerprint(findings), Leave: true}
	return h.records(e)
}

func (h *town) find(id int64) *Delivery {
	h.Helper()
	d, err := Find(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	return d
}

// shown is the answer to the findings of a service as things are now.
func (h *town) shown(id int64, reason string) Answer {
	h.Helper()
	findings, err := Findings(h.Ctx, h.DB, h.ada, h.find(id))
	h.Must(err)
	return Answer{Seen: Fingerprint(findings), Reason: reason}
}

// again is the entry of what stands there.
func (h *town) again(id int64) Correction {
	d := h.find(id)
	x := Correction{Version: d.Version, Entry: Entry{Repertoire: d.Standard.Repertoire, Code: d.Standard.Code, Finished: d.Finished, Recorded: d.Recorded, Notes: d.Notes}}
	for _, m := range d.Meetings {
		at := m.StartsAt.In(zone())
		x.Sittings = append(x.Sittings, Sitting{Day: desks.DateOf(at), From: at.Format("15:04"), To: m.EndsAt.In(zone()).Format("15:04"),
			Mode: m.Mode, UserID: m.UserID, Place: m.Place, GroupSize: m.GroupSize})
	}
	return x
}

func zone() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return rome
}
