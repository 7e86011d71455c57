package appointments

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Decision is what happens to an appointment that a change of hours leaves
// outside: it is kept all the same, or cancelled with a reason the person reads.
type Decision struct {
	Keep   bool
	Reason string
}

// HoursChange is a change of opening hours with what was decided about it.
type HoursChange struct {
	Change desks.Change
	// Seen says that overlapping rules were shown and are wanted.
	Seen bool
	// Decisions are by appointment.
	Decisions map[int64]Decision
}

// Review is what must be looked at before a change of hours is saved.
type Review struct {
	Overlaps []desks.Overlap
	// Left are the coming appointments that would be outside, by start.
	Left []Appointment
}

var errReview = errors.New("appointments: the change of hours has to be looked at")

// ChangeHours carries out a change of hours together with what was decided about
// the coming appointments it leaves outside, all or nothing. While something is to
// be looked at (overlapping rules not seen, appointments without a decision) it
// saves nothing and gives the Review. Faults are those of the change, and Invalid
// with the field reason-<id> for a cancellation without a good reason.
func ChangeHours(ctx context.Context, idb bun.IDB, actor auth.Actor, h HoursChange, now time.Time) (*Review, error) {
	review := &Review{}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		deskID, _ := h.Change.Touches()
		today, err := desks.Today(ctx, tx, deskID, now)
		if err != nil {
			return err
		}
		if review.Overlaps, err = h.Change.Overlaps(ctx, tx, today); err != nil {
			return err
		}
		if review.Left, err = h.make(ctx, tx, actor, now); err != nil {
			return err
		}
		undecided := slices.ContainsFunc(review.Left, func(a Appointment) bool {
			_, ok := h.Decisions[a.ID]
			return !ok
		})
		if undecided || len(review.Overlaps) > 0 && !h.Seen {
			return errReview
		}
		return h.decide(ctx, tx, actor, review.Left, now)
	})
	if errors.Is(err, errReview) {
		return review, nil
	}
	if fault.Is(err, fault.Invalid) && len(review.Left) > 0 {
		return review, err
	}
	return nil, err
}

// make changes the hours and gives the appointments that were inside before and
// are not any more. A booking being written meanwhile may still slip through: the
// day's page marks it as outside.
func (h HoursChange) make(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) ([]Appointment, error) {
	deskID, operatorID := h.Change.Touches()
	coming, err := comingAt(ctx, tx, actor, deskID, operatorID, now)
	if err != nil {
		return nil, err
	}
	before, err := inside(ctx, tx, coming)
	if err != nil {
		return nil, err
	}
	if err := desks.Make(ctx, tx, actor, h.Change, now); err != nil {
		return nil, err
	}
	after, err := inside(ctx, tx, coming)
	left := slices.DeleteFunc(coming, func(a Appointment) bool { return !before[a.ID] || after[a.ID] })
	return left, err
}

func (h HoursChange) decide(ctx context.Context, tx bun.IDB, actor auth.Actor, left []Appointment, now time.Time) error {
	var c fault.Check
	for _, a := range left {
		d, field := h.Decisions[a.ID], "reason-"+strconv.FormatInt(a.ID, 10)
		reason := strings.TrimSpace(tidy(d.Reason))
		c.If(!d.Keep && reason == "", field, "appointments.error.reason_needed")
		c.If(!d.Keep && tooLong(reason, MaxReason), field, "appointments.error.reason_long", "Max", MaxReason)
		c.If(!d.Keep && bad(reason), field, "appointments.error.characters")
	}
	if err := c.Err(); err != nil {
		return err
	}
	slices.SortFunc(left, func(a, b Appointment) int { return cmp.Compare(a.ID, b.ID) })
	for i := range left {
		var err error
		if d := h.Decisions[left[i].ID]; d.Keep {
			err = record(ctx, tx, &left[i], "keep_outside", actor.Ref(), now)
		} else {
			err = Cancel(ctx, tx, actor, left[i].ID, d.Reason, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// comingAt are the booked appointments not yet over of a desk and an operator, 0
// being any, that the actor sees.
func comingAt(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, operatorID int64, now time.Time) ([]Appointment, error) {
	all := []Appointment{}
	q := idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").
		Where("a.starts_at > ?::timestamptz - interval '8 hours' AND a.ends_at > ?", now, now).
		Where("a.cancelled_at IS NULL AND a.arrived_at IS NULL AND a.seen_at IS NULL AND a.no_show_at IS NULL").
		Order("a.starts_at", "a.id")
	if deskID != 0 {
		q = q.Where("a.desk_id = ?", deskID)
	}
	if operatorID != 0 {
		q = q.Where("a.operator_id = ?", operatorID)
	}
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list coming appointments")
	}
	return all, withDesks(ctx, idb, all)
}

// inside tells which of the appointments the openings of their desk cover.
func inside(ctx context.Context, idb bun.IDB, all []Appointment) (map[int64]bool, error) {
	byDesk := map[int64][]*Appointment{}
	for i := range all {
		byDesk[all[i].DeskID] = append(byDesk[all[i].DeskID], &all[i])
	}
	in := map[int64]bool{}
	for _, mine := range byDesk { // by start
		first, last := desks.DateOf(mine[0].Start()), desks.DateOf(mine[len(mine)-1].Start())
		s, err := desks.LoadSchedule(ctx, idb, mine[0].Desk, first, last)
		if err != nil {
			return nil, err
		}
		openings, err := s.Openings()
		if err != nil {
			return nil, err
		}
		for _, a := range mine {
			in[a.ID] = covers(openings, a)
		}
	}
	return in, nil
}

func covers(openings []desks.Opening, a *Appointment) bool {
	return slices.ContainsFunc(openings, func(o desks.Opening) bool {
		return o.OperatorID == a.OperatorID && !a.StartsAt.Before(o.Start) && !a.EndsAt.After(o.End)
	})
}
