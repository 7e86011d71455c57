package appointments

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/towntest"
	"approdo/locales"
)

// mediator adds one who comes to the house's desk on Tuesdays.
func (h *house) mediator(name, hours string, langs ...string) int64 {
	h.Helper()
	f := desks.SaveMediator{Name: name, Email: strings.ToLower(name) + "@example.com", Languages: langs, DeskIDs: []int64{h.desk.ID}, InUse: true}
	f.Week[time.Tuesday] = hours
	m, err := desks.PutMediator(h.Ctx, h.DB, auth.Program("test"), f, h.Now)
	h.Must(err)
	return m.ID
}

func (h *house) again(a *Appointment) *Appointment {
	h.Helper()
	x, err := FindWithPlace(h.Ctx, h.DB, a.ID)
	h.Must(err)
	return x
}

// fill asks for a mediator of Arabic in every booking of these tests.
func TestABookingReservesAMediator(t *testing.T) {
	h := inTx(t)
	m := h.mediator("Samira", "9-11", "ar")
	first, second, late := h.book("2026-11-24 10:00", 0), h.book("2026-11-24 10:00", 0), h.book("2026-11-24 11:00", 0)
	if first.MediatorID == nil || *first.MediatorID != m || first.Helper == nil {
		t.Fatalf("nobody was reserved: %+v", first.MediatorID)
	}
	if second.MediatorID != nil || late.MediatorID != nil {
		t.Errorf("reserved twice at once, or when away: %v %v", second.MediatorID, late.MediatorID)
	}
	wanted, err := Wanted(h.Ctx, h.DB, h.reception(), h.Now)
	if err != nil || len(wanted) != 2 || wanted[0].ID != second.ID || wanted[1].ID != late.ID {
		t.Errorf("to be found: %v %v", wanted, err)
	}
	h.Must(CancelByPerson(h.Ctx, h.DB, first.ID, h.Now))
	h.Must(AssignMediator(h.Ctx, h.DB, h.reception(), second.ID, Anyone, h.Now))
	if x := h.again(second); x.MediatorID == nil || *x.MediatorID != m {
		t.Errorf("who was let go is not assigned: %v", x.MediatorID)
	}
	h.Wants(AssignMediator(h.Ctx, h.DB, h.reception(), late.ID, Anyone, h.Now), fault.Conflict, "appointments.error.mediator_none")
	h.Must(AssignMediator(h.Ctx, h.DB, h.reception(), late.ID, m, h.Now)) // by hand also outside the hours
}

func TestMovingTakesTheMediatorAlong(t *testing.T) {
	h := inTx(t)
	m := h.mediator("Samira", "9-11", "ar")
	a := h.book("2026-11-24 10:00", 0)
	_, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 10:30"), 0, h.Now)
	h.Must(err)
	if x := h.again(a); x.MediatorID == nil || *x.MediatorID != m {
		t.Errorf("lost on the way: %v", x.MediatorID)
	}
	_, err = MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 12:00"), 0, h.Now)
	h.Must(err)
	if x := h.again(a); x.MediatorID != nil {
		t.Error("kept where the mediator is not there")
	}
}

func TestWhoComesGoesBeforeWhoCalls(t *testing.T) {
	h := inTx(t)
	far := desks.SaveMediator{Name: "Lontana", Languages: []string{"ar"}, ByPhone: true, InUse: true}
	far.Week[time.Tuesday] = "0-24"
	phone, err := desks.PutMediator(h.Ctx, h.DB, auth.Program("test"), far, h.Now)
	h.Must(err)
	near := h.mediator("Samira", "9-13", "ar")
	first, second := h.book("2026-11-24 10:00", 0), h.book("2026-11-24 10:00", 0)
	if first.MediatorID == nil || *first.MediatorID != near || second.MediatorID == nil || *second.MediatorID != phone.ID {
		t.Errorf("%v and %v, want %d and %d", first.MediatorID, second.MediatorID, near, phone.ID)
	}
}

func TestTimesWithAMediatorOnly(t *testing.T) {
	h := inTx(t)
	h.mediator("Samira", "10-11", "ar", "fr")
	q := h.query()
	q.From, q.To, q.Mediator = day("2026-11-24"), day("2026-11-26"), "fr"
	if got := h.free(q); strings.Count(got, "10:00") != 1 || strings.Count(got, "10:30") != 1 || strings.Contains(got, "11:00") || strings.Contains(got, "26") && strings.Contains(got, "15:") {
		t.Errorf("with a mediator of French: %q", got)
	}
	h.book("2026-11-24 10:00", 0)
	if got := h.free(q); strings.Contains(got, "10:00") || !strings.Contains(got, "10:30") {
		t.Errorf("while the mediator helps elsewhere: %q", got)
	}
	if q.Mediator = "zh"; h.free(q) != "" {
		t.Errorf("of a language nobody speaks: %q", h.free(q))
	}
}

func TestMediatorsOfOneDeskAreNotTheOthers(t *testing.T) {
	h := inTx(t)
	m := h.mediator("Samira", "9-13", "ar")
	a := h.book("2026-11-24 10:00", 0)
	elsewhere := auth.Actor{UserID: 3, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.tore.ID}}
	h.Wants(AssignMediator(h.Ctx, h.DB, elsewhere, a.ID, 0, h.Now), fault.NotFound, "")
	if all, err := Wanted(h.Ctx, h.DB, elsewhere, h.Now); err != nil || len(all) != 0 {
		t.Errorf("another desk sees %v %v", all, err)
	}
	h.Must(AssignMediator(h.Ctx, h.DB, h.reception(), a.ID, 0, h.Now))
	b := h.book("2026-11-24 10:00", 0)
	if b.MediatorID == nil || *b.MediatorID != m {
		t.Fatal("nobody was reserved")
	}
	h.Wants(AssignMediator(h.Ctx, h.DB, h.reception(), a.ID, m, h.Now), fault.Conflict, "appointments.error.mediator_busy")
	_, err := PutMediator(h.Ctx, h.DB, elsewhere, desks.SaveMediator{ID: m, Name: "X", Languages: []string{"ar"}, DeskIDs: []int64{h.tore.ID}, InUse: true}, h.Now)
	h.Wants(err, fault.NotFound, "")
	chinese := h.mediator("Li", "9-13", "zh")
	h.Wants(AssignMediator(h.Ctx, h.DB, h.reception(), a.ID, chinese, h.Now), fault.NotFound, "")
}

func TestWhoStopsIsReplaced(t *testing.T) {
	h := inTx(t)
	m := h.mediator("Samira", "9-13", "ar")
	first := h.book("2026-11-24 10:00", 0)
	other := h.mediator("Karim", "9-10:30", "ar")
	second := h.book("2026-11-24 11:00", 0)
	left, err := PutMediator(h.Ctx, h.DB, auth.Program("test"), desks.SaveMediator{ID: m, Name: "Samira", Languages: []string{"ar"}, DeskIDs: []int64{h.desk.ID}}, h.Now)
	if err != nil || left != 1 {
		t.Fatalf("%d left, %v", left, err)
	}
	if x := h.again(first); x.MediatorID == nil || *x.MediatorID != other {
		t.Errorf("not replaced: %v", x.MediatorID)
	}
	if x := h.again(second); x.MediatorID != nil {
		t.Errorf("still with who stopped: %v", *x.MediatorID)
	}
}

// The mediator reads when and where, and of the person the initials.
func TestMediatorsAreWrittenTo(t *testing.T) {
	h := inTx(t)
	h.mediator("Samira", "9-13", "ar")
	a := h.book("2026-11-24 10:00", 0)
	kinds := func() (all []string) {
		list, err := mail.List(h.Ctx, h.DB, mail.Filter{Subject: "mediation", SubjectID: a.ID})
		h.Must(err)
		for _, r := range list {
			all = append(all, r.Kind+" "+r.Recipient)
		}
		slices.Sort(all)
		return all
	}
	if got := strings.Join(kinds(), ", "); got != kindAsked+" samira@example.com" {
		t.Fatalf("queued %q", got)
	}
	catalog, err := i18n.Load(locales.FS)
	h.Must(err)
	o := MailOptions{Signer: auth.NewSigner([]byte("a secret of the tests, long enough")), BaseURL: "https://lavoro.example", Catalog: catalog}
	note := mail.Message{Kind: kindAsked, SubjectID: a.ID, Version: 7, Lang: "it", Data: map[string]string{forMediator: itoa(*a.MediatorID)}}
	c, err := Composers(o)[kindAsked](h.Ctx, h.DB, note)
	h.Must(err)
	data := c.Data.(Mediation)
	file := string(c.Attachments[0].Data)
	if data.Initials != "P. P." || data.Language == "" || !strings.Contains(file, "SEQUENCE:7") || !strings.Contains(file, "METHOD:PUBLISH") || strings.Contains(file, a.Name) {
		t.Errorf("%+v\n%s", data, file)
	}
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now.Add(time.Minute)))
	if got := kinds(); len(got) != 2 || !strings.HasPrefix(got[1], kindLetGo) {
		t.Errorf("queued %q", got)
	}
	if c, err := Composers(o)[kindAsked](h.Ctx, h.DB, note); err != nil || c != nil {
		t.Errorf("asked although it was cancelled: %v %v", c, err)
	}
	note.Kind = kindLetGo
	if c, err = Composers(o)[kindLetGo](h.Ctx, h.DB, note); err != nil || !strings.Contains(string(c.Attachments[0].Data), "METHOD:CANCEL") {
		t.Errorf("%v", err)
	}
}

// Two people at two desks after one mediator by phone at one moment: one gets them.
func TestOneMediatorNeverHelpsTwice(t *testing.T) {
	h := build(t, testdb.New(t))
	f := desks.SaveMediator{Name: "Lontana", Languages: []string{"ar"}, ByPhone: true, InUse: true}
	f.Week[time.Tuesday] = "0-24"
	_, err := desks.PutMediator(h.Ctx, h.DB, auth.Program("test"), f, h.Now)
	h.Must(err)
	var drafts []int64
	for range 2 {
		d, err := h.hold("2026-11-24 10:00", 0)
		h.Must(err)
		h.fill(d, person(h.keys))
		drafts = append(drafts, d.ID)
	}
	var helped, stand atomic.Int32
	towntest.Together(2, func(i int) {
		a, err := Confirm(h.Ctx, h.DB, drafts[i], h.Now)
		if err != nil {
			t.Errorf("%v", err)
			return
		}
		stand.Add(1)
		if a.MediatorID != nil {
			helped.Add(1)
		}
	})
	if stand.Load() != 2 || helped.Load() != 1 {
		t.Errorf("%d booked, %d with the mediator", stand.Load(), helped.Load())
	}
	_, err = h.DB.NewRaw("UPDATE appointments SET mediator_id = (SELECT id FROM mediators)").Exec(h.Ctx)
	if err == nil {
		t.Error("the constraint lets one mediator help twice at once")
	}
}
