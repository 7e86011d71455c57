package appointments

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/locales"
)

var boss = auth.Actor{UserID: 9, Name: "Prova", Roles: []auth.Role{auth.Coordinator}}

// rule is the Tuesday rule of the house's first operator, ended early or moved.
func (h *house) tuesdayRule() desks.Rule {
	h.Helper()
	rules, err := desks.Rules(h.Ctx, h.DB, boss, h.desk.ID)
	h.Must(err)
	for _, r := range rules {
		if r.OperatorID == h.ops[0].ID && r.RRule == "FREQ=WEEKLY;BYDAY=TU" {
			return r
		}
	}
	h.Fatal("no Tuesday rule")
	return desks.Rule{}
}

func (h *house) later(from string) desks.SaveRule {
	r := h.tuesdayRule()
	return desks.SaveRule{ID: r.ID, DeskID: r.DeskID, OperatorID: r.OperatorID, From: from, To: "13:00", ValidFrom: "2026-11-24",
		Pattern: desks.Pattern{Repeat: desks.Weekly, Every: 1, Weekdays: []time.Weekday{time.Tuesday}}}
}

// An edited rule leaves one appointment outside: nothing is saved until it is
// decided, and then all of it is.
func TestAppointmentsOutsideAnEditedRuleAreHandled(t *testing.T) {
	h := inTx(t)
	early, late := h.book("2026-11-24 09:30", h.ops[0].ID), h.book("2026-12-01 09:30", h.ops[0].ID)
	h.book("2026-11-24 11:00", h.ops[0].ID) // stays inside
	change := HoursChange{Change: h.later("10:30")}
	review, err := ChangeHours(h.Ctx, h.DB, boss, change, h.Now)
	h.Must(err)
	if review == nil || len(review.Left) != 2 || review.Left[0].ID != early.ID || review.Left[1].ID != late.ID || len(review.Overlaps) != 0 {
		t.Fatalf("review %+v", review)
	}
	if r := h.tuesdayRule(); r.From != desks.At(9, 30) || !r.ValidTo.After(desks.DateOf(h.Now).AddDays(300)) {
		t.Fatalf("the rule was changed before anybody decided: %+v", r)
	}
	change.Decisions = map[int64]Decision{early.ID: {Keep: true}, late.ID: {}}
	_, err = ChangeHours(h.Ctx, h.DB, boss, change, h.Now)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Name != fmt.Sprintf("reason-%d", late.ID) {
		t.Fatalf("a cancellation without a reason: %v", err)
	}
	change.Decisions[late.ID] = Decision{Reason: "L'operatore inizia più tardi"}
	mails := h.Count("messages", "kind = 'appointments.cancelled'")
	review, err = ChangeHours(h.Ctx, h.DB, boss, change, h.Now)
	h.Must(err)
	if review != nil {
		t.Fatalf("still asked: %+v", review)
	}
	day, err := Day(h.Ctx, h.DB, boss, h.desk.ID, desks.DateOf(early.Start()), h.Now)
	h.Must(err)
	for _, row := range day.Operators[0].Rows {
		if row.Appointment != nil && row.Appointment.ID == early.ID && !row.Outside {
			t.Error("the kept one is not marked as outside")
		}
	}
	gone, err := Find(h.Ctx, h.DB, boss, late.ID)
	h.Must(err)
	if gone.State() != Cancelled || gone.CancelReason != "L'operatore inizia più tardi" || gone.CancelledBy != "user:9" {
		t.Errorf("cancelled: %+v", gone)
	}
	if n := h.Count("messages", "kind = 'appointments.cancelled'"); n != mails+1 {
		t.Errorf("%d mails", n-mails)
	}
	if h.Count("audit_entries", "action = 'appointments.keep_outside' AND subject_id = ?", early.ID) != 1 || h.Count("audit_entries", "action = 'desks.rule_change'") != 1 {
		t.Error("not in the audit trail")
	}
	// What is outside already is not asked about again.
	again := HoursChange{Change: desks.Close{OperatorID: h.ops[0].ID, First: "2026-11-24", Last: "2026-11-24", From: "09:00", To: "10:00"}}
	if review, err = ChangeHours(h.Ctx, h.DB, boss, again, h.Now); err != nil || review != nil {
		t.Errorf("asked again: %+v, %v", review, err)
	}
}

// The old rule ends, a new one goes on: last week's hours are what they were.
func TestARuleThatHasBegunIsNotRewritten(t *testing.T) {
	h := inTx(t)
	old := h.tuesdayRule()
	_, err := ChangeHours(h.Ctx, h.DB, boss, HoursChange{Change: h.later("11:00")}, h.Now)
	h.Must(err)
	r, err := desks.FindRule(h.Ctx, h.DB, boss, h.desk.ID, old.ID)
	h.Must(err)
	if r.ValidTo.String() != "2026-11-23" || r.From != desks.At(9, 30) {
		t.Errorf("old rule %+v", r)
	}
	early := h.later("08:00")
	early.ID, early.ValidFrom = old.ID, "2026-11-10"
	_, err = ChangeHours(h.Ctx, h.DB, boss, HoursChange{Change: early}, h.Now)
	h.Wants(err, fault.Invalid, "")
}

func TestOverlappingRulesAreShownOnce(t *testing.T) {
	h := inTx(t)
	r := h.tuesdayRule()
	twice := desks.SaveRule{DeskID: r.DeskID, OperatorID: r.OperatorID, From: "12:00", To: "14:00", ValidFrom: "2026-11-24",
		Pattern: desks.Pattern{Repeat: desks.Weekly, Every: 2, Weekdays: []time.Weekday{time.Tuesday}}}
	review, err := ChangeHours(h.Ctx, h.DB, boss, HoursChange{Change: twice}, h.Now)
	h.Must(err)
	if review == nil || len(review.Overlaps) != 1 || review.Overlaps[0].Rule.ID != r.ID || review.Overlaps[0].Day.String() != "2026-11-24" {
		t.Fatalf("review %+v", review)
	}
	review, err = ChangeHours(h.Ctx, h.DB, boss, HoursChange{Change: twice, Seen: true}, h.Now)
	if err != nil || review != nil {
		t.Errorf("%+v, %v", review, err)
	}
}

func TestAbsencesExtraDaysAndTheWayBack(t *testing.T) {
	h := inTx(t)
	q := h.query()
	q.From, q.To = desks.Date{Year: 2026, Month: 11, Day: 24}, desks.Date{Year: 2026, Month: 11, Day: 28}
	change := func(c desks.Change) error {
		review, err := ChangeHours(h.Ctx, h.DB, boss, HoursChange{Change: c}, h.Now)
		if review != nil {
			t.Fatalf("%T asks %+v", c, review)
		}
		return err
	}
	all := h.free(q)
	h.Must(change(desks.Close{OperatorID: h.ops[0].ID, First: "2026-11-24", Last: "2026-11-24", Reason: "Ferie"}))
	h.Must(change(desks.Close{OperatorID: h.ops[0].ID, First: "2026-11-24", Last: "2026-11-26"})) // absences may overlap
	if left := h.free(q); strings.Contains(left, ids(h)) || left == "" {
		t.Errorf("absent and still offered: %s", left)
	}
	listed, err := desks.Closures(h.Ctx, h.DB, boss, q.From)
	h.Must(err)
	if len(listed) != 2 || listed[0].Operator == nil || listed[0].Operator.ID != h.ops[0].ID {
		t.Fatalf("listed %+v", listed)
	}
	for _, x := range listed {
		h.Must(change(desks.Reopen{ID: x.ID}))
	}
	if h.free(q) != all {
		t.Error("reopened and not offered")
	}
	h.Must(change(desks.AddException{DeskID: h.desk.ID, OperatorID: h.ops[1].ID, Kind: desks.Extra, Day: "2026-11-27", From: "09:00", To: "10:00"}))
	h.Must(change(desks.AddException{DeskID: h.desk.ID, OperatorID: h.ops[1].ID, Kind: desks.NoOpening, Day: "2026-11-26"}))
	h.Must(change(desks.AddException{DeskID: h.desk.ID, OperatorID: h.ops[1].ID, Kind: desks.NoOpening, Day: "2026-11-26"}))
	if n := h.Count("opening_exceptions", "true"); n != 2 {
		t.Errorf("%d exceptions", n)
	}
	if left := h.free(q); left == all || !strings.Contains(left, "09:00") {
		t.Errorf("free %s", left)
	}
	h.Wants(change(desks.AddException{DeskID: h.desk.ID, OperatorID: h.ops[1].ID, Kind: desks.Extra, Day: "2026-11-01", From: "09:00", To: "10:00"}), fault.Invalid, "")
	h.Wants(change(desks.Close{First: "2026-11-26", Last: "2026-11-24"}), fault.Invalid, "")
	h.Wants(change(desks.Close{DeskID: 999999, First: "2026-11-24", Last: "2026-11-24"}), fault.NotFound, "")
	h.Wants(change(desks.DropException{DeskID: h.tore.ID, ID: 1}), fault.NotFound, "")
	h.Wants(change(desks.SaveRule{DeskID: h.desk.ID}), fault.Invalid, "")
}

// Whoever has other desks neither sees nor changes these.
func TestHoursAreScoped(t *testing.T) {
	h := inTx(t)
	stranger := auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.tore.ID}}
	_, err := desks.Rules(h.Ctx, h.DB, stranger, h.desk.ID)
	h.Wants(err, fault.NotFound, "")
	for _, c := range []desks.Change{h.later("10:00"), desks.EndRule{DeskID: h.desk.ID, ID: h.tuesdayRule().ID, Last: "2026-11-30"},
		desks.AddException{DeskID: h.desk.ID, OperatorID: h.ops[0].ID, Kind: desks.NoOpening, Day: "2026-11-24"},
		desks.Close{DeskID: h.desk.ID, First: "2026-11-24", Last: "2026-11-24"}, desks.Close{OperatorID: h.ops[0].ID, First: "2026-11-24", Last: "2026-11-24"}} {
		_, err := ChangeHours(h.Ctx, h.DB, stranger, HoursChange{Change: c, Seen: true}, h.Now)
		h.Wants(err, fault.NotFound, "")
	}
	_, err = ChangeHours(h.Ctx, h.DB, stranger, HoursChange{Change: desks.Close{First: "2026-11-24", Last: "2026-11-24"}}, h.Now)
	h.Wants(err, fault.Forbidden, "")
	if _, _, err := List(h.Ctx, h.DB, stranger, ListFilter{DeskID: h.desk.ID}); !fault.Is(err, fault.NotFound) {
		t.Errorf("the list of another desk: %v", err)
	}
}

func TestListGoesOnWhereItStopped(t *testing.T) {
	h := inTx(t)
	h.Must(SeedDemo(h.Ctx, h.DB, []desks.Desk{*h.desk, *h.tore}, h.Now))
	_, err := h.DB.NewRaw(`INSERT INTO appointments (protocol, idempotency_key, desk_id, operator_id, area_id, starts_at, ends_at, lang, name, channel, booked_at, booked_by)
		SELECT 'P' || n, 'k' || n, ?, ?, ?, '2027-01-05 08:00+00'::timestamptz + n * interval '1 day', '2027-01-05 08:30+00'::timestamptz + n * interval '1 day', 'it', 'Prova Persona', 'desk', now(), 'program:prova'
		FROM generate_series(1, 120) AS n`, h.desk.ID, h.ops[0].ID, h.area.ID).Exec(h.Ctx)
	h.Must(err)
	f, seen, pages := ListFilter{DeskID: h.desk.ID}, map[int64]bool{}, 0
	for {
		rows, next, err := List(h.Ctx, h.DB, boss, f)
		h.Must(err)
		pages++
		for _, a := range rows {
			if seen[a.ID] || a.DeskID != h.desk.ID {
				t.Fatalf("%d comes twice or from elsewhere", a.ID)
			}
			seen[a.ID] = true
		}
		if next == nil {
			break
		}
		f.After = *next
	}
	if want := h.Count("appointments", "desk_id = ?", h.desk.ID); len(seen) != want || pages != 3 {
		t.Errorf("%d of %d in %d pages", len(seen), want, pages)
	}
	rows, _, err := List(h.Ctx, h.DB, boss, ListFilter{State: Seen})
	if err != nil || len(rows) != 0 {
		t.Errorf("seen: %d, %v", len(rows), err)
	}
	if _, _, err := List(h.Ctx, h.DB, boss, ListFilter{State: "strange"}); !fault.Is(err, fault.NotFound) {
		t.Error("a strange state")
	}
}

func TestFeedOfAnOperator(t *testing.T) {
	h := inTx(t)
	catalog, err := i18n.Load(locales.FS)
	h.Must(err)
	anna := h.Actor("anna", auth.Reception)
	_, _, err = FindFeed(h.Ctx, h.DB, anna)
	h.Wants(err, fault.NotFound, "")
	h.Must(desks.LinkOperator(h.Ctx, h.DB, h.ops[0].ID, anna.UserID))
	feed, err := RenewFeed(h.Ctx, h.DB, anna, h.Now)
	h.Must(err)
	a, other := h.book("2026-11-24 09:30", h.ops[0].ID), h.book("2026-11-24 10:00", h.ops[1].ID)
	read := func(id int64) string {
		file, err := FeedCalendar(h.Ctx, h.DB, id, "example.it", catalog.For("it"), h.Now)
		h.Must(err)
		return string(file)
	}
	file := read(feed.ID)
	for _, want := range []string{fmt.Sprintf("UID:operator-appointment-%d@example.it\r\n", a.ID), "SUMMARY:P. P.\r\n", "DTSTART:20261124T083000Z\r\n", "STATUS:CONFIRMED\r\n", "SEQUENCE:0\r\n"} {
		if !strings.Contains(file, want) {
			t.Errorf("%q is missing in\n%s", want, file)
		}
	}
	for _, secret := range []string{"Prova", "Persona", "example.com", "6982", "Cerco", fmt.Sprintf("appointment-%d@", other.ID)} {
		if strings.Contains(file, secret) {
			t.Errorf("%q is in the feed", secret)
		}
	}
	if read(feed.ID) != file {
		t.Error("the same appointments give another file")
	}
	h.Must(Cancel(h.Ctx, h.DB, boss, a.ID, "Prova", h.Now))
	if file = read(feed.ID); !strings.Contains(file, "STATUS:CANCELLED\r\n") || !strings.Contains(file, "SEQUENCE:1\r\n") {
		t.Errorf("cancelled and still there:\n%s", file)
	}
	renewed, err := RenewFeed(h.Ctx, h.DB, anna, h.Now)
	h.Must(err)
	_, err = FeedCalendar(h.Ctx, h.DB, feed.ID, "example.it", catalog.For("it"), h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Must(CloseFeed(h.Ctx, h.DB, anna, h.Now))
	_, err = FeedCalendar(h.Ctx, h.DB, renewed.ID, "example.it", catalog.For("it"), h.Now)
	h.Wants(err, fault.NotFound, "")
}
