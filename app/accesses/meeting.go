package accesses

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/queue"
	"approdo/app/services"
)

// Meeting is what a closing panel closes: an appointment, a ticket or both, nil being
// the one that is not there.
type Meeting struct {
	Appointment *appointments.Appointment
	Ticket      *queue.Ticket
	Desk        *desks.Desk
	Area        *services.Area
	// OperatorID is who receives, 0 where nobody has called the ticket yet.
	OperatorID int64
	// Written is the row of the register, nil while nobody closed the meeting.
	Written *Access
	// Services are those that can be ticked.
	Services []Service
}

// MeetingOf gives the meeting of an appointment of the actor's desks, with its ticket
// where the person took one.
func MeetingOf(ctx context.Context, idb bun.IDB, actor auth.Actor, appointmentID int64, now time.Time) (*Meeting, error) {
	a, err := appointments.Find(ctx, idb, actor, appointmentID)
	if err != nil {
		return nil, err
	}
	given, err := queue.TicketsOf(ctx, idb, actor, []int64{a.ID})
	if err != nil {
		return nil, err
	}
	m := &Meeting{Appointment: a}
	if id := given[a.ID]; id != 0 {
		if m.Ticket, err = queue.Find(ctx, idb, actor, id); err != nil {
			return nil, err
		}
	}
	return m, m.complete(ctx, idb, actor, now)
}

// MeetingOfTicket gives the meeting of a ticket of the actor's desks, with its
// appointment where the person has one.
func MeetingOfTicket(ctx context.Context, idb bun.IDB, actor auth.Actor, ticketID int64, now time.Time) (*Meeting, error) {
	t, err := queue.Find(ctx, idb, actor, ticketID)
	if err != nil {
		return nil, err
	}
	m := &Meeting{Ticket: t}
	if t.AppointmentID != nil {
		if m.Appointment, err = appointments.Find(ctx, idb, actor, *t.AppointmentID); err != nil {
			return nil, err
		}
	}
	return m, m.complete(ctx, idb, actor, now)
}

func (m *Meeting) complete(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) error {
	if a := m.Appointment; a != nil {
		m.Desk, m.Area, m.OperatorID = a.Desk, a.Area, a.OperatorID
	}
	if t := m.Ticket; t != nil {
		m.Desk, m.Area = t.Desk, t.Area
		if t.OperatorID != nil {
			m.OperatorID = *t.OperatorID
		}
	}
	var err error
	if m.Written, err = m.written(ctx, idb, actor); err != nil {
		return err
	}
	m.Services, err = Services(ctx, idb, m.Area, m.Day(now))
	return err
}

// written is the row of the meeting, nil while there is none.
func (m *Meeting) written(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Access, error) {
	var a *Access
	err := error(fault.Missing())
	if m.Appointment != nil {
		a, err = one(ctx, idb, actor, "c.appointment_id = ?", m.Appointment.ID)
	}
	if fault.Is(err, fault.NotFound) && m.Ticket != nil {
		a, err = one(ctx, idb, actor, "c.ticket_id = ?", m.Ticket.ID)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return a, err
}

// Began is when the meeting began as far as is known: the queue measured it, the
// appointment planned it, or it is now.
func (m *Meeting) Began(now time.Time) time.Time {
	switch {
	case m.Ticket != nil && m.Ticket.StartedAt != nil:
		return *m.Ticket.StartedAt
	case m.Ticket != nil && m.Ticket.CalledAt != nil:
		return *m.Ticket.CalledAt
	case m.Appointment != nil && !m.Appointment.StartsAt.After(now):
		return m.Appointment.StartsAt
	}
	return now
}

// Minutes is how long it took: measured by the queue, at least one minute; else what
// the appointment or the area plans.
func (m *Meeting) Minutes(now time.Time) int {
	if t := m.Ticket; t != nil && t.StartedAt != nil {
		end := now
		if t.EndedAt != nil {
			end = *t.EndedAt
		}
		return min(MaxMinutes, max(1, int((end.Sub(*t.StartedAt)+30*time.Second)/time.Minute)))
	}
	if a := m.Appointment; a != nil {
		return int(a.EndsAt.Sub(a.StartsAt) / time.Minute)
	}
	return m.Area.Minutes
}

// Proposal is the panel as it opens: good to be saved as it is.
func (m *Meeting) Proposal(now time.Time) Facts {
	f := Facts{Channel: InPerson, Outcome: Solved, Minutes: m.Minutes(now), Codes: proposedCodes(m.Services)}
	if m.Ticket != nil {
		f.Lang = m.Ticket.Lang
	}
	if a := m.Appointment; a != nil {
		f.Name, f.Lang, f.Need, f.Mediator = a.Name, a.Lang, a.Note, a.Mediator
		f.Channel = channels[a.Where]
		f.FollowUp = m.Day(now).AddDays(FollowUpDays)
	}
	return f
}

// channels are those of the places of an appointment; anywhere else is in person.
var channels = map[services.Place]Channel{
	"": InPerson, services.AtDesk: InPerson, services.AtHome: InPerson, services.ByPhone: ByPhone, services.ByVideo: Online,
}

// Day is the day of the meeting in the desk's zone.
func (m *Meeting) Day(now time.Time) desks.Date {
	return desks.DateOf(m.Began(now).In(m.Desk.Location()))
}

// Proposed times: how many, and how many of one day.
const (
	proposedTimes  = 6
	proposedPerDay = 2
)

// NextTimes gives the first free times of the operator from tomorrow on, at most two a
// day; none while nobody receives.
func (m *Meeting) NextTimes(ctx context.Context, idb bun.IDB, now time.Time) ([]appointments.Slot, error) {
	if m.OperatorID == 0 {
		return nil, nil
	}
	q := appointments.Query{
		DeskID: m.Desk.ID, AreaID: m.Area.ID, OperatorID: m.OperatorID, ForStaff: true,
		From: desks.DateOf(now.In(m.Desk.Location())).AddDays(1),
	}
	days, err := appointments.FreeDays(ctx, idb, q, now)
	var all []appointments.Slot
	for _, d := range days {
		all = append(all, d.Slots[:min(len(d.Slots), proposedPerDay)]...)
	}
	return all[:min(len(all), proposedTimes)], err
}

// end marks the appointment as received and ends the ticket; the rows stay locked
// until the transaction ends.
func (m *Meeting) end(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	if m.Appointment != nil {
		if err := appointments.MarkSeen(ctx, tx, actor, m.Appointment.ID, now); err != nil {
			return err
		}
	}
	if m.Ticket != nil {
		return queue.EndMeeting(ctx, tx, actor, m.Ticket.ID, now)
	}
	return nil
}
