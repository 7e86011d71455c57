package appointments

import (
	"strings"
	"testing"
	"time"

	"approdo/app/desks"
	"approdo/app/fault"
)

const tuesday, slot = "2026-11-24", "2026-11-24 09:30"

func TestBookingFromTheFirstPageToTheConfirmation(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	if !d.Held(h.Now) || d.Complete() || d.Desk.Site.Name == "" || d.Area.ID != h.area.ID || d.OperatorID == nil || !d.AnyOperator {
		t.Fatalf("draft %+v", d)
	}
	if got := d.Start().Format("2006-01-02 15:04 MST") + " " + d.End().Format("15:04"); got != "2026-11-24 09:30 CET 10:00" {
		t.Errorf("held %s", got)
	}
	h.fill(d, Contact{Name: " Maria   De Rossi ", Email: "Maria@Example.com ", Phone: "080 4140001"})
	d, err = FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if !d.Complete() || d.Name != "Maria De Rossi" || d.Phone != "+390804140001" || d.Mediator != "ar" {
		t.Errorf("typed %+v %+v", d.Details, d.Contact)
	}
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if !strings.HasPrefix(a.Protocol, "AP-2026-0") || len(a.Protocol) != len("AP-2026-000123") {
		t.Errorf("protocol %s", a.Protocol)
	}
	if a.State() != Booked || a.Channel != Online || a.BookedBy != "citizen" || a.Email != "Maria@example.com" || a.Lang != "ar" ||
		a.Desk.Site == nil || a.Area == nil || a.Operator == nil || a.Version != 0 || !a.BookedAt.Equal(h.Now) {
		t.Errorf("appointment %+v", a)
	}
	if n := h.Count("audit_entries", "action = 'appointments.book' AND subject_id = ? AND desk_id = ? AND actor = 'citizen'", a.ID, h.desk.ID); n != 1 {
		t.Errorf("%d lines in the audit trail", n)
	}
	d, err = FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if d.AppointmentID == nil || d.Name+d.Email+d.Phone+d.Note != "" {
		t.Errorf("the form still holds %+v %+v", d.Contact, d.Details)
	}
}

func TestConfirmTwiceGivesTheSameAppointment(t *testing.T) {
	h := inTx(t)
	first := h.book(slot, 0)
	d := new(Draft)
	h.Must(h.DB.NewSelect().Model(d).Scan(h.Ctx))
	again, err := Confirm(h.Ctx, h.DB, d.ID, h.Now.Add(time.Hour))
	h.Must(err)
	if again.ID != first.ID || h.Count("appointments", "true") != 1 || h.Count("audit_entries", "action = 'appointments.book'") != 1 {
		t.Errorf("second confirmation made %d", again.ID)
	}
	// What comes back from "back" and another save is refused, not written.
	h.Wants(SaveContact(h.Ctx, h.DB, d.ID, person(9), h.Now), fault.NotFound, "")
	kept, err := h.holdAgain(d.Key, "2026-11-24 11:00")
	h.Must(err)
	if kept.AppointmentID == nil || *kept.AppointmentID != first.ID || !kept.StartsAt.Equal(at(slot)) {
		t.Error("a confirmed form took another time")
	}
}

func (h *house) holdAgain(key, start string) (*Draft, error) {
	return TakeHold(h.Ctx, h.DB, Hold{Key: key, DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(start), Lang: "it"}, h.Now)
}

func TestHoldSentTwiceIsOneForm(t *testing.T) {
	h := inTx(t)
	first, err := h.holdAgain("the-same-key-of-a-page", slot)
	h.Must(err)
	h.Now = h.Now.Add(time.Minute)
	again, err := h.holdAgain("the-same-key-of-a-page", slot)
	h.Must(err)
	if again.ID != first.ID || !again.HeldUntil.Equal(*first.HeldUntil) || h.Count("booking_drafts", "true") != 1 {
		t.Errorf("forms %d and %d, held until %s and %s", first.ID, again.ID, first.HeldUntil, again.HeldUntil)
	}
	moved, err := h.holdAgain("the-same-key-of-a-page", "2026-11-24 10:00")
	h.Must(err)
	if moved.ID != first.ID || moved.Start().Format("15:04") != "10:00" || !moved.HeldUntil.Equal(h.Now.Add(HoldFor)) {
		t.Errorf("moved hold %+v", moved)
	}
	if got := h.free(Query{DeskID: h.desk.ID, AreaID: h.area.ID, From: day(tuesday), To: day(tuesday)}); !strings.Contains(got, "09:30["+ids(h)+"]") {
		t.Errorf("the first time is not free again: %s", got)
	}
}

func TestHoldTakesTheTimeFromOthers(t *testing.T) {
	h := inTx(t)
	op := h.ops[0].ID
	d, err := h.hold(slot, op)
	h.Must(err)
	_, err = h.hold(slot, op)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	if h.Count("booking_drafts", "true") != 1 {
		t.Error("the loser left a form")
	}
	q := h.query()
	q.OperatorID, q.From, q.To = op, day(tuesday), day(tuesday)
	if got := h.free(q); strings.Contains(got, "09:30") {
		t.Errorf("held time is offered: %s", got)
	}
	q.DraftID = d.ID
	if got := h.free(q); !strings.Contains(got, "09:30") {
		t.Errorf("the form's own time is not offered to it: %s", got)
	}
	h.Now = h.Now.Add(HoldFor)
	q.DraftID = 0
	if got := h.free(q); !strings.Contains(got, "09:30") {
		t.Errorf("an expired hold still blocks: %s", got)
	}
}

func TestHoldRefusesWhatIsNotOffered(t *testing.T) {
	h := inTx(t)
	for name, start := range map[string]string{
		"off the grid": "2026-11-24 09:37", "before opening": "2026-11-24 09:00", "does not fit": "2026-11-24 13:00",
		"closed day": "2026-11-25 09:30", "holiday": "2026-12-08 09:30", "past": "2026-11-17 09:30", "beyond the horizon": "2027-03-02 09:30",
	} {
		if _, err := h.hold(start, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Now = at("2026-11-24 09:00")
	if _, err := h.hold("2026-11-24 09:30", 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("within the lead time: %v", err)
	}
	for name, w := range map[string]Hold{
		"short key":     {Key: "short", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "it"},
		"NUL in key":    {Key: "form-key-number-\x00123", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "it"},
		"unknown lang":  {Key: "form-key-number-x", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "xx"},
		"unknown desk":  {Key: "form-key-number-x", DeskID: 99999, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "it"},
		"unknown area":  {Key: "form-key-number-x", DeskID: h.desk.ID, AreaID: 99999, Start: at("2026-11-24 11:00"), Lang: "it"},
		"unknown draft": {DraftID: 99999, DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "it"},
		"not offered":   {Key: "form-key-number-x", DeskID: h.tore.ID, AreaID: areaID(h, "monitoraggio"), Start: at("2026-11-24 11:00"), Lang: "it"},
	} {
		if _, err := TakeHold(h.Ctx, h.DB, w, h.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExpiredHoldIsTakenAgainSilently(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, h.ops[0].ID)
	h.Must(err)
	h.fill(d, person(1))
	h.Now = h.Now.Add(2 * time.Hour)
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if a.OperatorID != h.ops[0].ID || !a.StartsAt.Equal(at(slot)) {
		t.Errorf("booked %+v", a)
	}
}

func TestExpiredHoldThatWasLostKeepsWhatWasTyped(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, h.ops[0].ID)
	h.Must(err)
	h.fill(d, person(1))
	h.Now = h.Now.Add(HoldFor)
	h.book(slot, h.ops[0].ID)
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	kept, err := FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if !kept.Complete() || kept.Note != "Cerco lavoro" || kept.Email != "prova1@example.com" {
		t.Errorf("kept %+v %+v", kept.Details, kept.Contact)
	}
	next, err := Alternatives(h.Ctx, h.DB, kept.Query(), kept.Start(), 3, h.Now)
	h.Must(err)
	if got := show(next); !strings.HasPrefix(got, "2026-11-24 09:30["+itoa(h.ops[1].ID)+"] 10:00") || len(next) != 3 {
		t.Errorf("alternatives %s", got)
	}
	moved, err := TakeHold(h.Ctx, h.DB, Hold{DraftID: d.ID, DeskID: h.desk.ID, AreaID: h.area.ID, Start: next[1].Start, Lang: "it"}, h.Now)
	h.Must(err)
	if _, err := Confirm(h.Ctx, h.DB, moved.ID, h.Now); err != nil {
		t.Error(err)
	}
}

func TestExpiredHoldOfAnyOperatorFindsTheOtherOne(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	h.fill(d, person(1))
	h.Now = h.Now.Add(HoldFor)
	h.book(slot, *d.OperatorID)
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if a.OperatorID == *d.OperatorID {
		t.Error("the same operator twice")
	}
}

func TestLimitOfOpenBookingsPerContact(t *testing.T) {
	h := inTx(t)
	book := func(start string, c Contact) error {
		d, err := h.hold(start, 0)
		h.Must(err)
		h.fill(d, c)
		_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
		return err
	}
	same := Contact{Name: "Prova Uno", Email: "coppia@example.com"}
	h.Must(book("2026-11-24 09:30", same))
	h.Must(book("2026-11-24 10:00", same))
	h.Must(book("2026-11-24 10:30", Contact{Name: "Prova Due", Email: "COPPIA@example.com", Phone: "0804140002"}))
	err := book("2026-11-24 11:00", same)
	h.Wants(err, fault.Conflict, "appointments.error.limit")
	h.Must(book("2026-11-24 11:00", Contact{Name: "Prova Tre", Phone: "080 4140002"})) // only one by telephone so far
	if f, _ := fault.As(err); f.Args["Count"] != MaxOpen {
		t.Errorf("args %v", f.Args)
	}
	// What is over or cancelled does not count.
	a := new(Appointment)
	h.Must(h.DB.NewSelect().Model(a).Where("a.starts_at = ?", at("2026-11-24 09:30")).Scan(h.Ctx))
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
	h.Must(book("2026-11-24 11:30", same))
}

// The time was offered with enough lead; filling in the form took some of it.
func TestConfirmAsksNoLeadTimeButNotThePast(t *testing.T) {
	h := inTx(t)
	h.Now = at("2026-11-24 08:30")
	first, err := h.hold(slot, h.ops[0].ID)
	h.Must(err)
	h.fill(first, person(1))
	second, err := h.hold(slot, h.ops[1].ID)
	h.Must(err)
	h.fill(second, person(2))
	if _, err := Confirm(h.Ctx, h.DB, first.ID, at("2026-11-24 09:25")); err != nil {
		t.Errorf("five minutes before: %v", err)
	}
	_, err = Confirm(h.Ctx, h.DB, second.ID, at("2026-11-24 09:31"))
	h.Wants(err, fault.Conflict, "appointments.error.taken")
}

func TestConfirmNamesWhatIsMissing(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Wants(err, fault.Invalid, "")
	f, _ := fault.As(err)
	if len(f.Fields) != 2 || f.Fields[0].Name != "name" || f.Fields[1].Key != "appointments.error.contact" {
		t.Errorf("fields %+v", f.Fields)
	}
	_, err = Confirm(h.Ctx, h.DB, 99999, h.Now)
	h.Wants(err, fault.NotFound, "")
}

func TestDraftsAreForgottenAfterADay(t *testing.T) {
	h := inTx(t)
	d, err := h.hold(slot, 0)
	h.Must(err)
	if n, err := PurgeDrafts(h.Ctx, h.DB, h.Now.Add(DraftLife-time.Second)); err != nil || n != 0 {
		t.Errorf("purged %d too early, %v", n, err)
	}
	_, err = FindDraft(h.Ctx, h.DB, d.ID, h.Now.Add(DraftLife))
	h.Wants(err, fault.NotFound, "")
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now.Add(DraftLife))
	h.Wants(err, fault.NotFound, "")
	h.Wants(SaveContact(h.Ctx, h.DB, d.ID, person(1), h.Now.Add(DraftLife)), fault.NotFound, "")
	old := h.Now
	h.Now = h.Now.Add(DraftLife)
	if again, err := h.holdAgain(d.Key, "2026-11-24 11:00"); err != nil || again.ID == d.ID {
		t.Errorf("an old key: %v", err)
	}
	h.Now = old
	if n, err := PurgeDrafts(h.Ctx, h.DB, h.Now.Add(3*DraftLife)); err != nil || n != 1 {
		t.Errorf("purged %d, %v", n, err)
	}
}

func day(s string) desks.Date {
	d, err := desks.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
