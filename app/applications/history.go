package applications

import (
	"slices"
	"time"

	"approdo/app/desks"
)

// Kinds of what is told beside the steps: what the employer did with the CV.
const (
	ToldMove   = "move"
	ToldOpened = "opened"
	ToldTaken  = "taken"
	ToldEnded  = "ended"
)

// Event is one line of what happened. Move is nil but for ToldMove.
type Event struct {
	Kind string
	On   desks.Date
	At   time.Time
	*Move
}

// Fixed reports whether a step tells of an interview that was to come.
func (m *Move) Fixed() bool { return m.To == Interview && m.MeetOn.After(m.On) }

// Story is what happened to an application, the latest last: its steps, and what its
// employer did with the CV. What was taken back is left out with what took it back, but
// for who sees every line (all).
func (t *Told) Story(all bool) []Event {
	moves := stands(t.Moves)
	if all {
		moves = t.Moves
	}
	var events []Event
	for i := range moves {
		m := moves[i]
		if m.From == "" {
			m.On = t.SentOn
		}
		events = append(events, Event{Kind: ToldMove, On: m.On, At: m.At, Move: &m})
	}
	add := func(kind string, at *time.Time) {
		if at != nil {
			events = append(events, Event{Kind: kind, On: desks.InItaly(*at), At: *at})
		}
	}
	if t.Share != nil {
		add(ToldOpened, t.Share.OpenedAt)
		add(ToldTaken, t.Share.TakenAt)
		add(ToldEnded, t.Share.EndedAt)
	}
	slices.SortStableFunc(events, func(a, b Event) int {
		if c := a.On.Compare(b.On); c != 0 {
			return c
		}
		return a.At.Compare(b.At)
	})
	return events
}
