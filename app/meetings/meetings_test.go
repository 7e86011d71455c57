package meetings

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the demo's desks on Tuesday 24 November 2026 at six in the evening: anna and
// ada at the first, ben at the second, eva at the third, and a case at the first two.
type town struct {
	t                   *testing.T
	ctx                 context.Context
	db                  bun.IDB
	now                 time.Time
	a, b                int64
	anna, ada, ben, eva auth.Actor
	caseA, caseB        int64
}

var tuesday = desks.Date{Year: 2026, Month: time.November, Day: 24}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	h.must(services.LoadAreas(h.ctx, idb))
	demo, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	h.a, h.b = demo.Desks[0].ID, demo.Desks[1].ID
	worker := func(name string, desk int) auth.DemoUser {
		return auth.DemoUser{Email: name + "@demo.example", Name: name + " Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{demo.Desks[desk].ID}}
	}
	users := []auth.DemoUser{worker("anna", 0), worker("ada", 0), worker("ben", 1), worker("eva", 2)}
	ids, err := auth.SeedDemo(h.ctx, idb, users, "una frase molto lunga", h.now)
	h.must(err)
	for i, into := range []*auth.Actor{&h.anna, &h.ada, &h.ben, &h.eva} {
		*into = auth.Actor{UserID: ids[users[i].Email], Roles: users[i].Roles, DeskIDs: users[i].DeskIDs}
	}
	h.caseA, h.caseB = h.opened(h.anna, h.a), h.opened(h.ben, h.b)
	return h
}

func (h *town) opened(actor auth.Actor, desk int64) int64 {
	h.t.Helper()
	person, err := people.Open(h.ctx, h.db, actor, desk, people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}}, h.now)
	h.must(err)
	id, err := cases.TakeInCharge(h.ctx, h.db, actor, cases.Intake{PersonID: person, DeskID: desk, NoticeVersion: "2026-11", NoticeLang: "ar"}, h.now)
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

// form is a meeting of this morning, with ben of the other desk and a guest.
func (h *town) form() Form {
	return Form{DeskID: h.a, UserID: h.anna.UserID, Title: "Équipe di novembre", Day: tuesday, From: "09:00", To: "10:30", Place: "Sala riunioni",
		Operators: []int64{h.ada.UserID, h.ben.UserID}, Guests: []Guest{{}, {Name: "Rita Esempio", Body: "Servizio sociale", Role: "Assistente sociale"}}}
}

func (h *town) planned() int64 {
	h.t.Helper()
	id, err := Begin(h.ctx, h.db, h.anna, h.form(), h.now)
	h.must(err)
	return id
}

func (h *town) find(id int64) *Meeting {
	h.t.Helper()
	m, err := Find(h.ctx, h.db, h.anna, id)
	h.must(err)
	return m
}

func (h *town) do(id int64, to string) error {
	m := h.find(id)
	return Do(h.ctx, h.db, h.anna, id, Step{From: m.State, To: to, Revision: m.Revision, Reason: "Nessuno può"}, h.now)
}

// held is a meeting under way with an item about the case of the first desk.
func (h *town) held() (id, item int64) {
	h.t.Helper()
	id = h.planned()
	item, err := AddItem(h.ctx, h.db, h.anna, id, h.caseA, "Come prosegue", h.now)
	h.must(err)
	h.must(h.do(id, Held))
	return id, item
}

func (h *town) minutes(item int64) Minutes {
	h.t.Helper()
	i, _, err := FindItem(h.ctx, h.db, h.anna, item)
	h.must(err)
	return Minutes{Revision: i.Revision, Title: i.Title, Minutes: "Va bene", Decisions: []Decision{{What: "Iscrizione al corso", Doer: "person", DueOn: tuesday.AddDays(7)}}}
}

// written is a held meeting whose item has minutes and a decision.
func (h *town) written() (id, item, decision int64) {
	h.t.Helper()
	id, item = h.held()
	h.must(WriteItem(h.ctx, h.db, h.anna, item, h.minutes(item), h.now))
	i, _, err := FindItem(h.ctx, h.db, h.anna, item)
	h.must(err)
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
	h.must(Change(h.ctx, h.db, h.ada, id, m.Revision, f, h.now))
	h.wants(Change(h.ctx, h.db, h.anna, id, m.Revision, f, h.now), fault.Conflict, "meetings.error.changed")
	h.wants(Change(h.ctx, h.db, h.ben, id, m.Revision+1, f, h.now), fault.NotFound, "")
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
		_, err := Begin(h.ctx, h.db, h.anna, f, h.now)
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
				item, err := AddItem(h.ctx, h.db, h.anna, id, 0, "In generale", h.now)
				h.must(err)
				for _, step := range roads[from] {
					if step == Closed {
						h.must(WriteItem(h.ctx, h.db, h.anna, item, h.minutes(item), h.now))
					}
					h.must(h.do(id, step))
				}
				if from == Held {
					h.must(WriteItem(h.ctx, h.db, h.anna, item, h.minutes(item), h.now))
				}
				before := h.find(id).Revision
				err = h.do(id, to)
				switch {
				case from == to:
					h.must(err)
					if h.find(id).Revision != before {
						t.Error("a second press changed something")
					}
				case slices.Contains(Moves(), Move{from, to}):
					h.must(err)
					if h.find(id).State != to {
						t.Error("it did not move")
					}
				default:
					h.wants(err, fault.Conflict, "meetings.error.moved")
				}
			})
		}
	}
}

func TestWhatAMoveNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	f := h.form()
	f.Day = tuesday.AddDays(1)
	id, err := Begin(h.ctx, h.db, h.anna, f, h.now)
	h.must(err)
	h.wants(h.do(id, Held), fault.Conflict, "meetings.error.early")
	h.wants(Do(h.ctx, h.db, h.anna, id, Step{From: Planned, To: Cancelled}, h.now), fault.Invalid, "meetings.error.required")
	h.wants(Do(h.ctx, h.db, h.ben, id, Step{From: Planned, To: Cancelled, Reason: "No"}, h.now), fault.NotFound, "")
	id, _ = h.held()
	h.wants(h.do(id, Closed), fault.Conflict, "meetings.error.empty")
	id, item, _ := h.written()
	seen := h.find(id)
	in := h.minutes(item)
	in.Minutes = "Va male"
	h.must(WriteItem(h.ctx, h.db, h.ada, item, in, h.now))
	h.wants(Do(h.ctx, h.db, h.anna, id, Step{From: Held, To: Closed, Revision: seen.Revision}, h.now), fault.Conflict, "meetings.error.changed")
	h.must(h.do(id, Closed))
}

func TestMinutesAreWrittenOnceHeld(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.planned()
	item, err := AddItem(h.ctx, h.db, h.anna, id, h.caseA, "Come prosegue", h.now)
	h.must(err)
	_, err = AddItem(h.ctx, h.db, h.anna, id, h.caseA, "Ancora", h.now)
	h.wants(err, fault.Conflict, "meetings.error.twice")
	h.must(WriteItem(h.ctx, h.db, h.anna, item, h.minutes(item), h.now))
	if i, _, err := FindItem(h.ctx, h.db, h.anna, item); err != nil || i.Minutes != "" || len(i.Decisions) != 0 {
		t.Fatalf("before the meeting: %+v %v", i, err)
	}
	h.must(h.do(id, Held))
	in := h.minutes(item)
	h.must(WriteItem(h.ctx, h.db, h.anna, item, in, h.now))
	h.wants(WriteItem(h.ctx, h.db, h.ada, item, in, h.now), fault.Conflict, "meetings.error.changed")
	in = h.minutes(item)
	in.Decisions = []Decision{{What: "Senza data", Doer: "desk"}}
	h.wants(WriteItem(h.ctx, h.db, h.anna, item, in, h.now), fault.Invalid, "meetings.error.due")
	h.wants(DropItem(h.ctx, h.db, h.anna, item, h.now), fault.Conflict, "meetings.error.written")
	other, err := AddItem(h.ctx, h.db, h.ada, id, 0, "In generale", h.now)
	h.must(err)
	h.must(DropItem(h.ctx, h.db, h.anna, other, h.now))
	if a, err := AgendaOf(h.ctx, h.db, h.anna, id); err != nil || len(a.Items) != 1 || len(a.Items[0].Decisions) != 1 {
		t.Errorf("agenda %+v %v", a, err)
	}
}

func TestClosedMinutesStay(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, item, decision := h.written()
	h.wants(AddAddendum(h.ctx, h.db, h.anna, id, item, "Prima", h.now), fault.Conflict, "meetings.error.open")
	h.must(h.do(id, Closed))
	h.wants(WriteItem(h.ctx, h.db, h.anna, item, h.minutes(item), h.now), fault.Conflict, "meetings.error.over")
	_, err := AddItem(h.ctx, h.db, h.anna, id, 0, "Dopo", h.now)
	h.wants(err, fault.Conflict, "meetings.error.over")
	h.wants(Change(h.ctx, h.db, h.anna, id, h.find(id).Revision, h.form(), h.now), fault.Conflict, "meetings.error.over")
	for _, q := range []string{
		"UPDATE meeting_items SET minutes = 'Altro' WHERE id = ?0",
		"UPDATE meeting_decisions SET what = 'Altro' WHERE item_id = ?0",
		"DELETE FROM meeting_decisions WHERE item_id = ?0",
		"INSERT INTO meeting_decisions (meeting_id, item_id, what, doer, due_on) SELECT meeting_id, id, 'Altro', 'desk', '2026-12-01' FROM meeting_items WHERE id = ?0",
		"UPDATE meeting_operators AS o SET absent = true FROM meeting_items AS i WHERE i.id = ?0 AND o.meeting_id = i.meeting_id",
		"DELETE FROM meeting_guests AS g USING meeting_items AS i WHERE i.id = ?0 AND g.meeting_id = i.meeting_id",
		"UPDATE meetings AS m SET title = 'Altro' FROM meeting_items AS i WHERE i.id = ?0 AND m.id = i.meeting_id",
	} {
		err := db.InTx(h.ctx, h.db, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(q, item).Exec(ctx)
			return db.Translate(err)
		})
		if db.ConstraintOf(err) != "meetings_kept" {
			t.Errorf("%s: %v", q, err)
		}
	}
	h.must(AddAddendum(h.ctx, h.db, h.ada, id, item, "Il corso comincia il 7", h.now))
	h.must(AddAddendum(h.ctx, h.db, h.anna, id, 0, "Mancava un nome", h.now))
	h.must(PutInPlan(h.ctx, h.db, h.anna, decision, cases.Seen{Version: 1}, h.now))
	if a, err := AgendaOf(h.ctx, h.db, h.anna, id); err != nil || len(a.Addenda) != 2 || a.Items[0].Decisions[0].ActionState != cases.ToDo {
		t.Errorf("after closing: %+v %v", a, err)
	}
	if _, err := h.db.NewRaw("DELETE FROM cases WHERE id = ?", h.caseA).Exec(h.ctx); err != nil {
		t.Errorf("erasing the case: %v", err)
	}
}

func TestADecisionBecomesAnAction(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, item, decision := h.written()
	put := func(seen cases.Seen) error { return PutInPlan(h.ctx, h.db, h.ada, decision, seen, h.now) }
	h.wants(put(cases.Seen{Version: 1, Revision: 3}), fault.Conflict, "cases.error.plan_changed")
	h.must(put(cases.Seen{Version: 1}))
	h.must(put(cases.Seen{Version: 1})) // pressed twice
	plan := func() []cases.Document {
		all, err := cases.Documents(h.ctx, h.db, h.anna, h.caseA, cases.Plan)
		h.must(err)
		return all
	}
	all := plan()
	if len(all) != 1 || len(all[0].Lines) != 1 || all[0].Lines[0].What != "Iscrizione al corso" || all[0].Lines[0].Doer != "person" || all[0].State != cases.Draft {
		t.Fatalf("plan %+v", all)
	}
	in := h.minutes(item)
	in.Decisions = nil // what became an action is not among those of the form
	h.must(WriteItem(h.ctx, h.db, h.anna, item, in, h.now))
	i, _, err := FindItem(h.ctx, h.db, h.anna, item)
	h.must(err)
	if len(i.Decisions) != 1 || i.Decisions[0].ActionState != cases.ToDo {
		t.Fatalf("decisions %+v", i.Decisions)
	}
	h.must(cases.MoveAction(h.ctx, h.db, h.anna, h.caseA, cases.ActionMove{ActionID: all[0].Lines[0].ActionID, From: cases.ToDo, To: cases.Done}, h.now))
	if i, _, err = FindItem(h.ctx, h.db, h.anna, item); err != nil || i.Decisions[0].ActionState != cases.Done {
		t.Errorf("the action is done: %+v %v", i.Decisions, err)
	}
	next := cases.NextContent(all)
	next.Lines = nil
	h.must(cases.WriteDocument(h.ctx, h.db, h.anna, h.caseA, cases.Plan, next, h.now))
	if i, _, err = FindItem(h.ctx, h.db, h.anna, item); err != nil || i.Decisions[0].ActionID != nil {
		t.Errorf("taken out of the draft: %+v %v", i.Decisions, err)
	}
	h.must(put(cases.SeenOf(plan())))
	if all := plan(); len(all[0].Lines) != 1 {
		t.Errorf("put back: %+v", all)
	}
}
