package appointments

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/services"
)

// meetings are the group meetings of one desk and area that somebody has a seat in
// or is booking, by operator.
type meetings map[int64][]meeting

// meeting is one of them. Seats is 0 while it is only held.
type meeting struct {
	start, end   time.Time
	seats, taken int
}

// meetings splits what is busy into the seats of the rules' own group meetings and
// all the rest. Without a group everything is the rest.
func (r Rules) meetings(busy []Busy) (meetings, []Busy) {
	if r.Seats < 2 {
		return nil, busy
	}
	m, alone := meetings{}, []Busy{}
	for _, b := range busy {
		if b.DeskID != r.DeskID || b.AreaID != r.AreaID || b.Seats == 0 && !b.Held {
			alone = append(alone, b)
			continue
		}
		mine := m[b.OperatorID]
		i := slices.IndexFunc(mine, func(x meeting) bool { return x.start.Equal(b.Start) })
		if i < 0 {
			i, mine = len(mine), append(mine, meeting{start: b.Start, end: b.End})
		}
		mine[i].taken++
		mine[i].seats = max(mine[i].seats, b.Seats)
		mine[i].end = later(mine[i].end, b.End)
		m[b.OperatorID] = mine
	}
	return m, alone
}

// left is how many seats an operator's meeting from start has, of seats where
// nobody booked yet; not open when it is full or meets another one.
func (m meetings) left(operatorID int64, start, end time.Time, seats int) (left int, open bool) {
	if m == nil {
		return 0, true
	}
	left = seats
	for _, x := range m[operatorID] {
		switch {
		case x.start.Equal(start):
			left = cmp.Or(x.seats, seats) - x.taken
		case x.start.Before(end) && x.end.After(start):
			return 0, false
		}
	}
	return left, left > 0
}

// first puts the operators whose meeting has begun to fill before the others.
func (m meetings) first(slots []Slot) []Slot {
	if len(m) == 0 {
		return slots
	}
	for _, s := range slots {
		slices.SortStableFunc(s.Operators, func(a, b int64) int { return cmp.Compare(m.taken(b, s.Start), m.taken(a, s.Start)) })
	}
	return slots
}

func (m meetings) taken(operatorID int64, start time.Time) int {
	for _, x := range m[operatorID] {
		if x.start.Equal(start) {
			return x.taken
		}
	}
	return 0
}

// joinSQL makes the group meeting of a time or finds it; one without anybody takes
// the area's numbers as they are now. Only who holds the operator's day comes here.
const joinSQL = `
INSERT INTO group_meetings AS g (desk_id, operator_id, area_id, starts_at, ends_at, seats) VALUES (?0, ?1, ?2, ?3, ?4, ?5)
ON CONFLICT ON CONSTRAINT group_meetings_once DO UPDATE SET
	seats = CASE WHEN EXISTS (SELECT FROM appointments WHERE group_id = g.id) THEN g.seats ELSE EXCLUDED.seats END,
	ends_at = CASE WHEN EXISTS (SELECT FROM appointments WHERE group_id = g.id) THEN g.ends_at ELSE EXCLUDED.ends_at END
RETURNING id, seats, ends_at`

// seatSQL is the first seat of a meeting nobody has, and the link its people meet at.
const seatSQL = `
SELECT coalesce((SELECT min(n) FROM generate_series(1, ?1) AS n
		WHERE n NOT IN (SELECT seat FROM appointments WHERE group_id = ?0 AND cancelled_at IS NULL)), 0) AS seat,
	coalesce((SELECT max(video_link) FROM appointments WHERE group_id = ?0), '') AS link`

// take gives the appointment the claimed time: its operator, start and end, and in
// a group a seat. Every way to book or move goes through it, after claim.
func (a *Appointment) take(ctx context.Context, tx bun.IDB, s *Slot, seats int) error {
	a.OperatorID, a.StartsAt, a.EndsAt = s.Operators[0], s.Start, s.End
	a.leave()
	if a.RoomID = nil; a.Where == services.AtDesk {
		a.RoomID = s.room(a.AccessNeeds != "")
	}
	if seats < 2 {
		return a.findMediator(ctx, tx, s.Start, s.End)
	}
	var g struct {
		ID     int64
		Seats  int
		EndsAt time.Time
	}
	err := tx.NewRaw(joinSQL, a.DeskID, a.OperatorID, a.AreaID, a.StartsAt, a.EndsAt, seats).Scan(ctx, &g)
	if err != nil {
		return fault.Wrap(db.Translate(err), "join group meeting")
	}
	var free struct {
		Seat int
		Link string
	}
	if err := tx.NewRaw(seatSQL, g.ID, g.Seats).Scan(ctx, &free); err != nil {
		return fault.Wrap(db.Translate(err), "find a seat")
	}
	if free.Seat == 0 {
		return Taken()
	}
	a.GroupID, a.GroupSeats, a.Seat, a.EndsAt = &g.ID, &g.Seats, &free.Seat, g.EndsAt
	if a.VideoLink != "" && free.Link != "" {
		a.VideoLink = free.Link
	}
	return a.findMediator(ctx, tx, s.Start, s.End)
}

// leave gives the seat back.
func (a *Appointment) leave() { a.GroupID, a.GroupSeats, a.Seat = nil, nil, nil }
