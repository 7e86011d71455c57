package queue

import (
	"context"
	"slices"
	"time"

	"approdo/app/desks"
)

// Expected is a booked person of today who holds no number yet, as the screen that
// knows the appointments gives it.
type Expected struct {
	AppointmentID, OperatorID, AreaID int64
	BookedAt                          time.Time
}

// Expecting asks for whom a desk still expects today; nil expects nobody. It is
// called only where somebody waits.
type Expecting func(ctx context.Context, desk *desks.Desk) ([]Expected, error)

// comers are the expected as tickets yet to come, each at the minute from which its
// booked time counts. Left out are those with a number of their own and those so
// late that the booked time is lost: they would come as anybody does, if they come.
// Their ids are below zero.
func (s Settings) comers(expected []Expected, tickets []*Ticket, now time.Time) []*Ticket {
	var all []*Ticket
	for i := range expected {
		e := expected[i]
		here := func(t *Ticket) bool { return t.AppointmentID != nil && *t.AppointmentID == e.AppointmentID }
		if now.After(e.BookedAt.Add(minutes(s.Tolerance))) || slices.ContainsFunc(tickets, here) {
			continue
		}
		comes := e.BookedAt.Add(-minutes(s.Lead))
		if comes.Before(now) {
			comes = now
		}
		all = append(all, &Ticket{
			ID: -e.AppointmentID, State: Waiting, Class: Normal, AreaID: e.AreaID, BookedAt: &e.BookedAt, ArrivedAt: comes, JoinedAt: comes,
			ForOperatorID: &e.OperatorID,
		})
	}
	return all
}

// present are the tickets of who has come by a moment, and when the next one comes
// whom the operator may call.
func present(tickets []*Ticket, operatorID int64, at time.Time) (here []*Ticket, next time.Time) {
	for _, t := range tickets {
		switch {
		case !t.ArrivedAt.After(at):
			here = append(here, t)
		case t.State.InLine() && t.CallableBy(operatorID) && (next.IsZero() || t.ArrivedAt.Before(next)):
			next = t.ArrivedAt
		}
	}
	return here, next
}
