package meetings

import (
	"context"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is three desks on Tuesday 24 November 2026 at six in the evening: anna and
// ada at the first, ben at the second, eva at the third, and a case at the first two.
type town struct {
	*towntest.Town
	a, b                int64
	anna, ada, ben, eva auth.Actor
	caseA, caseB        int64
}

var tuesday = towntest.Day("2026-11-24")

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	h.a, h.b = h.Desk(desks.Information), h.Desk(desks.Specialist)
	h.anna, h.ada = h.Actor("anna", auth.Specialist, h.a), h.Actor("ada", auth.Specialist, h.a)
	h.ben, h.eva = h.Actor("ben", auth.Specialist, h.b), h.Actor("eva", auth.Specialist, h.Desk(desks.Information))
	h.caseA, h.caseB = h.Case(h.anna, h.Person(h.anna, "Prova")), h.Case(h.ben, h.Person(h.ben, "Prova"))
	return h
}

// form is a meeting of this morning, with ben of the other desk and a guest.
func (h *town) form() Form {
	return Form{DeskID: h.a, UserID: h.anna.UserID, Title: "Équipe di novembre", Day: tuesday, From: "09:00", To: "10:30", Place: "Sala riunioni",
		Operators: []int64{h.ada.UserID, h.ben.UserID}, Guests: []Guest{{}, {Name: "Rita Esempio", Body: "Servizio sociale", Role: "Assistente sociale"}}}
}

func (h *town) planned() int64 {
	h.Helper()
	id, err := Begin(h.Ctx, h.DB, h.anna, h.form(), h.Now)
	h.Must(err)
	return id
}

func (h *town) find(id int64) *Meeting {
	h.Helper()
	m, err := Find(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	return m
}

func (h *town) do(id int64, to string) error {
	m := h.find(id)
	return Do(h.Ctx, h.DB, h.anna, id, Step{From: m.State, To: to, Revision: m.Revision, Reason: "Nessuno può"}, h.Now)
}

// held is a meeting under way with an item about the case of the first desk.
func (h *town) held() (id, item int64) {
	h.Helper()
	id = h.planned()
	item, err := AddItem(h.Ctx, h.DB, h.anna, id, h.caseA, "Come prosegue", h.Now)
	h.Must(err)
	h.Must(h.do(id, Held))
	return id, item
}

func (h *town) minutes(item int64) Minutes {
	h.Helper()
	i, _, err := FindItem(h.Ctx, h.DB, h.anna, item)
	h.Must(err)
	return Minutes{Revision: i.Revision, Title: i.Title, Minutes: "Va bene", Decisions: []Decision{{What: "Iscrizione al corso", Doer: "person", DueOn: tuesday.AddDays(7)}}}
}

// written is a held meeting whose item has minutes and a decision.
func (h *town) written() (id, item, decision int64) {
	h.Helper()
	id, item = h.held()
	h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, h.minutes(item), h.Now))
	i, _, err := FindItem(h.Ctx, h.DB, h.anna, item)
	h.Must(err)
	return id, item, i.Decisions[0].ID
}

func TestAMeetingIsPlannedAndChanged(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.planned()
	m := h.find(id)
	if len(m.Attendees) != 3 || len(m.Guests) != 1 || m.Guests[0].Position != 1 || m.State != Planned || m.StartsAt.UTC().Hour() != 8 {
		t.Fatalf("planned %+v", m)
	}
	f := h.form()
	f.Title, f.Guests = "Équipe di dicembre", nil
	h.Must(Change(h.Ctx, h.DB, h.ada, id, m.Revision, f, h.Now))
	h.Wants(Change(h.Ctx, h.DB, h.anna, id, m.Revision, f, h.Now), fault.Conflict, "meetings.error.changed")
	h.Wants(Change(h.Ctx, h.DB, h.ben, id, m.Revision+1, f, h.Now), fault.NotFound, "")
	if m = h.find(id); m.Title != "Équipe di dicembre" || len(m.Guests) != 0 || m.Revision != 2 {
		t.Errorf("changed %+v", m)
	}
}

func TestWhatAMeetingNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	cases := map[string]func(*Form){
		"desk":      func(f *Form) { f.DeskID = h.b },
		"title":     func(f *Form) { f.Title = " " },
		"day":       func(f *Form) { f.Day = desks.Date{} },
		"from":      func(f *Form) { f.From = "x" },
		"to":        func(f *Form) { f.To = "08:00" },
		"user":      func(f *Form) { f.UserID = 0 },
		"operators": func(f *Form) { f.Operators = []int64{999999} },
		"name-1":    func(f *Form) { f.Guests = []Guest{{Body: "Servizio"}} },
	}
	for field, spoil := range cases {
		f := h.form()
		spoil(&f)
		_, err := Begin(h.Ctx, h.DB, h.anna, f, h.Now)
		x, ok := fault.As(err)
		if !ok || x.Kind != fault.Invalid || !slices.ContainsFunc(x.Fields, func(y fault.Field) bool { return y.Name == field }) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestTransitions(t *testing.T) {
	states := []string{Planned, Held, Closed, Cancelled}
	roads := map[string][]string{Planned: {}, Held: {Held}, Closed: {Held, Closed}, Cancelled: {Cancelled}}
	for _, from := range states {
		for _, to := range states {
			t.Run(from+" "+to, func(t *testing.T) {
				h := build(t, testdb.Tx(t))
				id := h.planned()
				item, err := AddItem(h.Ctx, h.DB, h.anna, id, 0, "In generale", h.Now)
				h.Must(err)
				for _, step := range roads[from] {
					if step == Closed {
						h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, h.minutes(item), h.Now))
					}
					h.Must(h.do(id, step))
				}
				if from == Held {
					h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, h.minutes(item), h.Now))
				}
				before := h.find(id).Revision
				err = h.do(id, to)
				switch {
				case from == to:
					h.Must(err)
					if h.find(id).Revision != before {
						t.Error("a second press changed something")
					}
				case slices.Contains(Moves(), Move{from, to}):
					h.Must(err)
					if h.find(id).State != to {
						t.Error("it did not move")
					}
				default:
					h.Wants(err, fault.Conflict, "meetings.error.moved")
				}
			})
		}
	}
}

func TestWhatAMoveNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.form()
	f.Day = tuesday.AddDays(1)
	id, err := Begin(h.Ctx, h.DB, h.anna, f, h.Now)
	h.Must(err)
	h.Wants(h.do(id, Held), fault.Conflict, "meetings.error.early")
	h.Wants(Do(h.Ctx, h.DB, h.anna, id, Step{From: Planned, To: Cancelled}, h.Now), fault.Invalid, "meetings.error.required")
	h.Wants(Do(h.Ctx, h.DB, h.ben, id, Step{From: Planned, To: Cancelled, Reason: "No"}, h.Now), fault.NotFound, "")
	id, _ = h.held()
	h.Wants(h.do(id, Closed), fault.Conflict, "meetings.error.empty")
	id, item, _ := h.written()
	seen := h.find(id)
	in := h.minutes(item)
	in.Minutes = "Va male"
	h.Must(WriteItem(h.Ctx, h.DB, h.ada, item, in, h.Now))
	h.Wants(Do(h.Ctx, h.DB, h.anna, id, Step{From: Held, To: Closed, Revision: seen.Revision}, h.Now), fault.Conflict, "meetings.error.changed")
	h.Must(h.do(id, Closed))
}

func TestMinutesAreWrittenOnceHeld(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.planned()
	item, err := AddItem(h.Ctx, h.DB, h.anna, id, h.caseA, "Come prosegue", h.Now)
	h.Must(err)
	_, err = AddItem(h.Ctx, h.DB, h.anna, id, h.caseA, "Ancora", h.Now)
	h.Wants(err, fault.Conflict, "meetings.error.twice")
	h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, h.minutes(item), h.Now))
	if i, _, err := FindItem(h.Ctx, h.DB, h.anna, item); err != nil || i.Minutes != "" || len(i.Decisions) != 0 {
		t.Fatalf("before the meeting: %+v %v", i, err)
	}
	h.Must(h.do(id, Held))
	in := h.minutes(item)
	h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, in, h.Now))
	h.Wants(WriteItem(h.Ctx, h.DB, h.ada, item, in, h.Now), fault.Conflict, "meetings.error.changed")
	in = h.minutes(item)
	in.Decisions = []Decision{{What: "Senza data", Doer: "desk"}}
	h.Wants(WriteItem(h.Ctx, h.DB, h.anna, item, in, h.Now), fault.Invalid, "meetings.error.due")
	h.Wants(DropItem(h.Ctx, h.DB, h.anna, item, h.Now), fault.Conflict, "meetings.error.written")
	other, err := AddItem(h.Ctx, h.DB, h.ada, id, 0, "In generale", h.Now)
	h.Must(err)
	h.Must(DropItem(h.Ctx, h.DB, h.anna, other, h.Now))
	if a, err := AgendaOf(h.Ctx, h.DB, h.anna, id); err != nil || len(a.Items) != 1 || len(a.Items[0].Decisions) != 1 {
		t.Errorf("agenda %+v %v", a, err)
	}
}

func TestClosedMinutesStay(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, item, decision := h.written()
	h.Wants(AddAddendum(h.Ctx, h.DB, h.anna, id, item, "Prima", h.Now), fault.Conflict, "meetings.error.open")
	h.Must(h.do(id, Closed))
	h.Wants(WriteItem(h.Ctx, h.DB, h.anna, item, h.minutes(item), h.Now), fault.Conflict, "meetings.error.over")
	_, err := AddItem(h.Ctx, h.DB, h.anna, id, 0, "Dopo", h.Now)
	h.Wants(err, fault.Conflict, "meetings.error.over")
	h.Wants(Change(h.Ctx, h.DB, h.anna, id, h.find(id).Revision, h.form(), h.Now), fault.Conflict, "meetings.error.over")
	for _, q := range []string{
		"UPDATE meeting_items SET minutes = 'Altro' WHERE id = ?0",
		"UPDATE meeting_decisions SET what = 'Altro' WHERE item_id = ?0",
		"DELETE FROM meeting_decisions WHERE item_id = ?0",
		"INSERT INTO meeting_decisions (meeting_id, item_id, what, doer, due_on) SELECT meeting_id, id, 'Altro', 'desk', '2026-12-01' FROM meeting_items WHERE id = ?0",
		"UPDATE meeting_operators AS o SET absent = true FROM meeting_items AS i WHERE i.id = ?0 AND o.meeting_id = i.meeting_id",
		"DELETE FROM meeting_guests AS g USING meeting_items AS i WHERE i.id = ?0 AND g.meeting_id = i.meeting_id",
		"UPDATE meetings AS m SET title = 'Altro' FROM meeting_items AS i WHERE i.id = ?0 AND m.id = i.meeting_id",
	} {
		err := db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(q, item).Exec(ctx)
			return db.Translate(err)
		})
		if db.ConstraintOf(err) != "meetings_kept" {
			t.Errorf("%s: %v", q, err)
		}
	}
	h.Must(AddAddendum(h.Ctx, h.DB, h.ada, id, item, "Il corso comincia il 7", h.Now))
	h.Must(AddAddendum(h.Ctx, h.DB, h.anna, id, 0, "Mancava un nome", h.Now))
	h.Must(PutInPlan(h.Ctx, h.DB, h.anna, decision, cases.Seen{Version: 1}, h.Now))
	if a, err := AgendaOf(h.Ctx, h.DB, h.anna, id); err != nil || len(a.Addenda) != 2 || a.Items[0].Decisions[0].ActionState != cases.ToDo {
		t.Errorf("after closing: %+v %v", a, err)
	}
	if _, err := h.DB.NewRaw("DELETE FROM cases WHERE id = ?", h.caseA).Exec(h.Ctx); err != nil {
		t.Errorf("erasing the case: %v", err)
	}
}

func TestADecisionBecomesAnAction(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, item, decision := h.written()
	put := func(seen cases.Seen) error { return PutInPlan(h.Ctx, h.DB, h.ada, decision, seen, h.Now) }
	h.Wants(put(cases.Seen{Version: 1, Revision: 3}), fault.Conflict, "cases.error.plan_changed")
	h.Must(put(cases.Seen{Version: 1}))
	h.Must(put(cases.Seen{Version: 1})) // pressed twice
	plan := func() []cases.Document {
		all, err := cases.Documents(h.Ctx, h.DB, h.anna, h.caseA, cases.Plan)
		h.Must(err)
		return all
	}
	all := plan()
	if len(all) != 1 || len(all[0].Lines) != 1 || all[0].Lines[0].What != "Iscrizione al corso" || all[0].Lines[0].Doer != "person" || all[0].State != cases.Draft {
		t.Fatalf("plan %+v", all)
	}
	in := h.minutes(item)
	in.Decisions = nil // what became an action is not among those of the form
	h.Must(WriteItem(h.Ctx, h.DB, h.anna, item, in, h.Now))
	i, _, err := FindItem(h.Ctx, h.DB, h.anna, item)
	h.Must(err)
	if len(i.Decisions) != 1 || i.Decisions[0].ActionState != cases.ToDo {
		t.Fatalf("decisions %+v", i.Decisions)
	}
	h.Must(cases.MoveAction(h.Ctx, h.DB, h.anna, h.caseA, cases.ActionMove{ActionID: all[0].Lines[0].ActionID, From: cases.ToDo, To: cases.Done}, h.Now))
	if i, _, err = FindItem(h.Ctx, h.DB, h.anna, item); err != nil || i.Decisions[0].ActionState != cases.Done {
		t.Errorf("the action is done: %+v %v", i.Decisions, err)
	}
	next := cases.NextContent(all)
	next.Lines = nil
	h.Must(cases.WriteDocument(h.Ctx, h.DB, h.anna, h.caseA, cases.Plan, next, h.Now))
	if i, _, err = FindItem(h.Ctx, h.DB, h.anna, item); err != nil || i.Decisions[0].ActionID != nil {
		t.Errorf("taken out of the draft: %+v %v", i.Decisions, err)
	}
	h.Must(put(cases.SeenOf(plan())))
	if all := plan(); len(all[0].Lines) != 1 {
		t.Errorf("put back: %+v", all)
	}
}
