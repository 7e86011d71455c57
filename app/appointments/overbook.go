package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Overbooked reports whether the appointment was booked on a time that was not free.
func (a *Appointment) Overbooked() bool { return a.OverbookReason != "" }

// checkAnyway is what a booking over others must say.
func (b StaffBooking) checkAnyway(c *fault.Check) {
	if !b.Anyway {
		return
	}
	c.If(b.Reason == "", "reason", "appointments.error.over_reason")
	c.If(tooLong(b.Reason, MaxReason), "reason", "appointments.error.reason_long", "Max", MaxReason)
	c.If(bad(b.Reason), "reason", "appointments.error.characters")
	c.If(b.OperatorID == 0, "operator", "appointments.error.over_operator")
}

// slot is the free time of a booking, or for one that is made anyway any time of its
// operator; over says that it was not free.
func (b StaffBooking) slot(ctx context.Context, tx bun.IDB, actor auth.Actor, q Query, area *services.Area, now time.Time) (s *Slot, over bool, err error) {
	s, err = claim(ctx, tx, q, b.Start, now)
	flt, ok := fault.As(err)
	if err == nil || !b.Anyway || !ok || flt.Key != Taken().Key || area.Seats > 1 {
		return s, false, err
	}
	if !actor.May(auth.AppointmentsDouble) {
		return nil, false, fault.New(fault.Forbidden, "error.403.title")
	}
	s, err = b.anyTime(ctx, tx, area, now)
	return s, true, err
}

// anyTime is the time as it was asked for, of an operator of the desk; the operator's
// day is locked as for any booking.
func (b StaffBooking) anyTime(ctx context.Context, tx bun.IDB, area *services.Area, now time.Time) (*Slot, error) {
	desk, err := desks.Find(ctx, tx, b.DeskID)
	if err != nil {
		return nil, err
	}
	start, rules := b.Start.In(desk.Location()), Staff(area.Settings)
	day := desks.DateOf(start)
	working, err := desks.Working(ctx, tx, b.DeskID, day)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	c.If(!slices.ContainsFunc(working, func(o desks.Operator) bool { return o.ID == b.OperatorID }), "operator", "appointments.error.over_operator")
	c.If(start.Before(now.Add(rules.Lead)) || start.After(now.Add(rules.Horizon)), "slot", "appointments.error.over_time")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := db.Lock(ctx, tx, "appointments.day", b.OperatorID, day.String()); err != nil {
		return nil, err
	}
	return &Slot{Start: start, End: start.Add(rules.duration()), DeskID: b.DeskID, Operators: []int64{b.OperatorID}}, nil
}
