package appointments

import (
	"context"
	"sort"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
)

// Change is a state change by staff: Arrive, MarkSeen, MarkNoShow, UndoMark.
type Change func(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error

// Mark is one step the appointment went through after it was booked.
type Mark struct {
	State State
	At    time.Time
	By    string
}

// Marks lists the steps after the booking, the earliest first.
func (a *Appointment) Marks() []Mark {
	var all []Mark
	add := func(s State, at *time.Time, by string) {
		if at != nil {
			all = append(all, Mark{s, *at, by})
		}
	}
	add(Moved, a.MovedAt, a.MovedBy)
	add(Arrived, a.ArrivedAt, a.ArrivedBy)
	add(Seen, a.SeenAt, a.SeenBy)
	add(NoShow, a.NoShowAt, a.NoShowBy)
	add(Cancelled, a.CancelledAt, a.CancelledBy)
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.Before(all[j].At) })
	return all
}

// Moved names a change of time among the marks; an appointment never stays in it.
const Moved State = "moved"
