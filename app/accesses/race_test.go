package accesses

import (
	"sync/atomic"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// Two operators press "Chiudi" on the same meeting at once, each twice: one row, and
// who came second is told so.
func TestTwoClosersOneRow(t *testing.T) {
	h := build(t, testdb.New(t))
	for range 5 {
		m := h.meeting(h.booked(h.free()))
		times, err := m.NextTimes(h.Ctx, h.DB, h.Now)
		h.Must(err)
		x := Closing{Facts: m.Proposal(h.Now), Next: times[0].Start}
		panels := []Closing{x, x}
		panels[0].Key, panels[1].Key = h.Key(), h.Key()
		actors := []auth.Actor{h.reception(), h.colleague()}
		var won, told atomic.Int32
		towntest.Together(4, func(i int) {
			switch _, err := Close(h.Ctx, h.DB, actors[i%2], m, panels[i%2], clock("13:00")); {
			case err == nil:
				won.Add(1)
			case fault.Is(err, fault.Conflict):
				told.Add(1)
			default:
				t.Error(err)
			}
		})
		if won.Load() != 2 || told.Load() != 2 {
			t.Errorf("%d closed, %d were told", won.Load(), told.Load())
		}
		if n := h.Count("accesses", "appointment_id = ?", m.Appointment.ID); n != 1 {
			t.Errorf("%d rows of one meeting", n)
		}
	}
	if rows, next := h.Count("accesses", "next_id IS NOT NULL"), h.Count("appointments", "starts_at > ?", clock("23:59")); rows != 5 || next != 5 {
		t.Errorf("%d rows, %d next appointments", rows, next)
	}
}

// free is a time of the first operator that nobody has yet.
func (h *house) free() string {
	h.Helper()
	n := h.Count("accesses", "true")
	return []string{"10:00", "10:30", "11:00", "11:30", "12:00"}[n]
}

// A double click at the counter and the same sheet from two hands.
func TestDoubleClicksWriteOnce(t *testing.T) {
	h := build(t, testdb.New(t))
	e := h.entry()
	a := line("w1", "09:40")
	a.OperatorID, a.AreaID = h.ops[0].ID, h.area.ID
	b := line("a1", "10:00")
	b.AppointmentID = h.booked("10:00").ID
	s := Sheet{Key: h.Key(), DeskID: h.desk.ID, Day: tuesday, Lines: []Line{a, b}}
	towntest.Together(6, func(i int) {
		var err error
		if i%2 == 0 {
			_, err = Enter(h.Ctx, h.DB, h.reception(), e, clock("13:00"))
		} else {
			_, err = EnterSheet(h.Ctx, h.DB, h.reception(), s, clock("13:00"))
		}
		if err != nil {
			t.Error(err)
		}
	})
	if n := h.Count("accesses", "true"); n != 3 {
		t.Errorf("%d rows, want three", n)
	}
}
