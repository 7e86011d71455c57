package appointments

import (
	"strings"
	"testing"

	"approdo/app/fault"
)

func TestReadsChangeNothing(t *testing.T) {
	h := inTx(t)
	a := h.book(slot, 0)
	d, err := h.hold("2026-11-24 11:00", 0)
	h.Must(err)
	before := h.fingerprint()
	for range 2 {
		_, err1 := FindForPerson(h.Ctx, h.DB, a.ID, h.Now)
		_, err2 := FindDraft(h.Ctx, h.DB, d.ID, h.Now)
		_, err3 := FreeDays(h.Ctx, h.DB, h.query(), h.Now)
		_, err5 := Day(h.Ctx, h.DB, h.reception(), h.desk.ID, day(tuesday), h.Now)
		_, err6 := FindWithPlace(h.Ctx, h.DB, a.ID)
		_, err7 := NextFree(h.Ctx, h.DB, h.area, h.Now)
		for _, err := range []error{err1, err2, err3, err5, err6, err7} {
			h.Must(err)
		}
	}
	if after := h.fingerprint(); after != before {
		t.Errorf("rows changed:\n%s\n%s", before, after)
	}
}

// fingerprint is every row of the booking tables, with its version in the database.
func (h *house) fingerprint() string {
	var s string
	h.Must(h.DB.NewRaw(`SELECT md5(string_agg(x, '|' ORDER BY x)) FROM (
		SELECT a::text || a.xmin || a.ctid AS x FROM appointments AS a UNION ALL
		SELECT d::text || d.xmin || d.ctid FROM booking_drafts AS d UNION ALL
		SELECT e::text FROM audit_entries AS e) AS rows`).Scan(h.Ctx, &s))
	return s
}

func TestMonthsAndDays(t *testing.T) {
	h := inTx(t)
	all, err := FreeDays(h.Ctx, h.DB, h.query(), h.Now)
	h.Must(err)
	months := Months(all)
	if len(months) != 4 || months[0] != day("2026-11-01") || months[3] != day("2027-02-01") {
		t.Errorf("months %v", months)
	}
	days, err := FreeDays(h.Ctx, h.DB, Query{DeskID: h.desk.ID, AreaID: h.area.ID, From: day("2026-12-01"), To: day("2026-12-31")}, h.Now)
	h.Must(err)
	var got []string
	for _, d := range days {
		got = append(got, d.Day.String()[8:])
	}
	// Tuesdays and Thursdays without 8 December; the patron saint (16) is a Wednesday.
	if s := strings.Join(got, " "); s != "01 03 10 15 17 22 24 29 31" {
		t.Errorf("days of December: %s", s)
	}
}

// Acceptance test 4 of the peers: any operator with two free is shown once; the
// second booking goes to the second operator, the third finds nothing.
func TestAnyOperatorShowsATimeOnceAndFillsBoth(t *testing.T) {
	h := inTx(t)
	q := h.query()
	q.From, q.To = day(tuesday), day(tuesday)
	if got := h.free(q); strings.Count(got, "09:30") != 1 || !strings.Contains(got, "09:30["+ids(h)+"]") {
		t.Errorf("free: %s", got)
	}
	first, second := h.book(slot, 0), h.book(slot, 0)
	if first.OperatorID != h.ops[0].ID || second.OperatorID != h.ops[1].ID {
		t.Errorf("booked %d then %d", first.OperatorID, second.OperatorID)
	}
	_, err := h.hold(slot, 0)
	h.Wants(err, fault.Conflict, "appointments.error.taken")
	if got := h.free(q); strings.Contains(got, "09:30") {
		t.Errorf("free: %s", got)
	}
	h.book("2026-11-24 10:00", h.ops[0].ID)
	if a := h.book("2026-11-24 11:00", 0); a.OperatorID != h.ops[1].ID {
		t.Errorf("the operator with fewer appointments is %d, booked %d", h.ops[1].ID, a.OperatorID)
	}
}
