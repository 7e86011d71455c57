package accesses

import (
	"testing"

	"approdo/app/appointments"
	"approdo/app/fault"
)

func line(id string, clock string) Line {
	return Line{ID: id, Result: Came, Clock: clock, Facts: Facts{Lang: "it", Channel: InPerson, Outcome: Solved, Minutes: 20}}
}

// A day on paper: one came, one did not, one walked in; the evening after it is typed in.
func TestADayOnPaper(t *testing.T) {
	h := inTx(t)
	came, missing, untouched := h.booked("10:00"), h.booked("10:30"), h.booked("11:00")
	h.Now = clock("18:00")
	a, b, c := line("a1", "10:05"), line("a2", ""), line("w1", "11:40")
	a.AppointmentID, b.AppointmentID, b.Result = came.ID, missing.ID, Missing
	c.OperatorID, c.AreaID, c.Name, c.Lang = h.ops[1].ID, h.area.ID, "Prova Passante", "uk"
	idle := line("a3", "")
	idle.AppointmentID, idle.Result = untouched.ID, NoResult
	s := Sheet{Key: h.Key(), DeskID: h.desk.ID, Day: tuesday, Lines: []Line{c, b, a, idle, {ID: "w2"}}}
	for range 2 { // sent twice, written once
		n, err := EnterSheet(h.Ctx, h.DB, h.reception(), s, h.Now)
		h.Must(err)
		if n != 3 {
			t.Errorf("%d lines written", n)
		}
	}
	rows, _, err := List(h.Ctx, h.DB, h.reception(), h.desk.ID, tuesday, Cursor{})
	h.Must(err)
	if len(rows) != 2 || *rows[0].AppointmentID != came.ID || !rows[0].At.Equal(clock("10:05")) || rows[0].Lang != "ar" || !rows[0].Later() || rows[1].Name != "Prova Passante" || rows[1].Booked {
		t.Errorf("rows %+v", rows)
	}
	seen, err := appointments.Find(h.Ctx, h.DB, h.reception(), came.ID)
	h.Must(err)
	if !seen.SeenAt.Equal(clock("10:05")) || h.state(missing.ID) != appointments.NoShow || h.state(untouched.ID) != appointments.Booked {
		t.Errorf("seen at %s, missing %s", seen.SeenAt, h.state(missing.ID))
	}
	if n := h.Count("audit_entries", "action = 'appointments.see_later' AND at = ?", h.Now); n != 1 {
		t.Errorf("%d lines of the trail say when it was typed in", n)
	}
}

// Each wrong line is named, and none is written.
func TestASheetIsWholeOrNotAtAll(t *testing.T) {
	h := inTx(t)
	first, gone := h.booked("10:00"), h.booked("10:30")
	h.Now = clock("18:00")
	h.Must(appointments.MarkNoShow(h.Ctx, h.DB, h.reception(), gone.ID, h.Now))
	a, b, c, d := line("a1", "10:00"), line("a2", "10:30"), line("w1", "11:4"), line("w2", "18:30")
	a.AppointmentID, b.AppointmentID = first.ID, gone.ID
	c.OperatorID, c.AreaID = h.ops[0].ID, h.area.ID
	d.AreaID, d.Minutes, d.Outcome = h.area.ID, 700, ""
	s := Sheet{Key: h.Key(), DeskID: h.desk.ID, Day: tuesday, Lines: []Line{a, b, c, d}}
	_, err := EnterSheet(h.Ctx, h.DB, h.reception(), s, h.Now)
	h.fields(err, "w1_clock", "w2_clock", "w2_outcome", "w2_minutes", "w2_operator", "a2_result")
	if h.Count("accesses", "true") != 0 || h.state(first.ID) != appointments.Booked {
		t.Error("half a sheet was written")
	}
}

func TestASheetMeetsAMeetingClosedMeanwhile(t *testing.T) {
	h := inTx(t)
	booked := h.booked("10:00")
	m := h.meeting(booked)
	_, err := Close(h.Ctx, h.DB, h.colleague(), m, Closing{Key: h.Key(), Facts: m.Proposal(h.Now)}, h.Now)
	h.Must(err)
	a := line("a1", "10:00")
	a.AppointmentID = booked.ID
	s := Sheet{Key: h.Key(), DeskID: h.desk.ID, Day: tuesday, Lines: []Line{a}}
	_, err = EnterSheet(h.Ctx, h.DB, h.reception(), s, clock("18:00"))
	h.fields(err, "a1_result")
	s.Day = tuesday.AddDays(-1)
	_, err = EnterSheet(h.Ctx, h.DB, h.reception(), s, clock("18:00"))
	h.Wants(err, fault.NotFound, "") // the sheet of another day
}
