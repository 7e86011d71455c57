package accesses

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Result is what the paper says of a line.
type Result string

// Results; NoResult leaves the line as it is.
const (
	NoResult Result = ""
	Came     Result = "came"
	Missing  Result = "missing"
)

// Sheet is a day kept on paper.
type Sheet struct {
	// Key is a random text of the form: sent twice, written once.
	Key    string
	DeskID int64
	Day    desks.Date
	Lines  []Line
}

// Line is one line of a sheet: an appointment, or somebody who walked in.
type Line struct {
	// ID begins the names of the line's fields: "a12_clock", "w3_need".
	ID string
	// AppointmentID is 0 for who walked in; OperatorID and AreaID are then asked for.
	AppointmentID      int64
	OperatorID, AreaID int64
	Result             Result
	Clock              string
	Facts
}

// EnterSheet writes a past day of one of the actor's desks: marks of appointments and
// rows of the register, with the times of the paper. All lines are written or none:
// Invalid names every field that is wrong with its line's ID. A sheet sent twice
// changes nothing; it says how many lines it holds.
func EnterSheet(ctx context.Context, idb bun.IDB, actor auth.Actor, s Sheet, now time.Time) (int, error) {
	desk, err := desks.FindFor(ctx, idb, actor, s.DeskID)
	if err != nil {
		return 0, err
	}
	if !keyShape.MatchString(s.Key) {
		return 0, fault.Missing()
	}
	lines := slices.Clone(s.Lines)
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Compare(a.AppointmentID, b.AppointmentID) })
	n := 0
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var wrong fault.Check
		for _, l := range lines {
			if l.Result == NoResult {
				continue
			}
			n++
			if err := collect(&wrong, l.ID, s.enter(ctx, tx, actor, desk, l, now)); err != nil {
				return err
			}
		}
		return wrong.Err()
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// collect takes what is wrong with a line under the names of its fields; any other
// error comes back.
func collect(wrong *fault.Check, id string, err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	switch f.Kind {
	case fault.Conflict:
		wrong.Add(id+"_result", f.Key)
	case fault.Invalid:
		for _, x := range f.Fields {
			var args []any
			for name, value := range x.Args {
				args = append(args, name, value)
			}
			wrong.Add(id+"_"+x.Name, x.Key, args...)
		}
	default:
		return err
	}
	return nil
}

func (s Sheet) enter(ctx context.Context, tx bun.IDB, actor auth.Actor, desk *desks.Desk, l Line, now time.Time) error {
	e := Entry{Key: fmt.Sprintf("%s-%s", s.Key, l.ID), DeskID: desk.ID, OperatorID: l.OperatorID, AreaID: l.AreaID, Day: s.Day, Clock: l.Clock, Facts: l.Facts}
	if l.AppointmentID == 0 {
		a, wrong := e.access(desk, now)
		if err := a.complete(ctx, tx, wrong); err != nil {
			return err
		}
		a.Source = OnPaper
		return db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return a.writeOnce(ctx, tx, "paper", actor, now) })
	}
	booked, err := appointments.FindOn(ctx, tx, actor, desk.ID, l.AppointmentID)
	if err != nil {
		return err
	}
	if desks.DateOf(booked.Start()) != s.Day {
		return fault.Missing()
	}
	if l.Result == Missing {
		return appointments.MarkNoShow(ctx, tx, actor, booked.ID, now)
	}
	e.OperatorID, e.AreaID, e.Booked = booked.OperatorID, booked.AreaID, true
	e.Name, e.Lang, e.Mediator = booked.Name, booked.Lang, booked.Mediator
	return e.close(ctx, tx, actor, booked, now)
}

// close writes an appointment of the sheet as received at the time of the paper.
func (e Entry) close(ctx context.Context, tx bun.IDB, actor auth.Actor, booked *appointments.Appointment, now time.Time) error {
	m, err := MeetingOf(ctx, tx, actor, booked.ID, now)
	if err != nil {
		return err
	}
	e.Codes = proposedCodes(m.Services)
	a, wrong := e.access(booked.Desk, now)
	if err := wrong.Err(); err != nil {
		return err
	}
	a.AppointmentID, a.Source = &booked.ID, OnPaper
	return db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		if err := appointments.SeeLater(ctx, tx, actor, booked.ID, a.At, now); err != nil {
			return err
		}
		known, err := m.written(ctx, tx, actor)
		if err != nil {
			return err
		}
		if known != nil {
			return known.mustBe(actor.Ref() + ":" + a.Key)
		}
		if m.Ticket != nil {
			a.TicketID = &m.Ticket.ID
		}
		return a.writeOnce(ctx, tx, "paper", actor, now)
	})
}
