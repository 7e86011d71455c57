package appointments

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// occupied is a meeting at a desk with its room, 0 where it has none yet.
type occupied struct {
	DeskID, RoomID     int64
	OperatorID, AreaID int64
	Start, End         time.Time
	// Seats is the size of the group meeting it is a seat of, 0 for none; Held is
	// true for a time somebody is booking right now.
	Seats int
	Held  bool
}

// housing gives the busy times of each room, in order and joined. A meeting that
// has no room yet (booked before there were rooms) is put into the first one free
// for the whole of it, so that its place is not given away; one that fits nowhere
// is left out.
func housing(rooms []desks.Room, all []occupied) map[int64][]Busy {
	var taken []Busy
	var without []occupied
	for _, o := range all {
		if o.RoomID != 0 {
			taken = append(taken, Busy{OperatorID: o.RoomID, Start: o.Start, End: o.End})
			continue
		}
		same := func(x occupied) bool {
			return o.Seats > 0 && x.Seats > 0 && x.OperatorID == o.OperatorID && x.AreaID == o.AreaID && x.Start.Equal(o.Start)
		}
		if !slices.ContainsFunc(without, same) {
			without = append(without, o)
		}
	}
	slices.SortStableFunc(without, func(a, b occupied) int { return a.Start.Compare(b.Start) })
	for _, o := range without {
		for _, r := range rooms {
			clash := func(b Busy) bool { return b.OperatorID == r.ID && b.Start.Before(o.End) && b.End.After(o.Start) }
			if r.Seats >= max(o.Seats, 1) && !slices.ContainsFunc(taken, clash) {
				taken = append(taken, Busy{OperatorID: r.ID, Start: o.Start, End: o.End})
				break
			}
		}
	}
	return byOperator(taken)
}

// roomsFor are the rooms large enough and free from start to end.
func roomsFor(rooms []desks.Room, taken map[int64][]Busy, people int, start, end time.Time) []desks.Room {
	var all []desks.Room
	for _, r := range rooms {
		if r.Seats >= people && !meets(taken[r.ID], start, end) {
			all = append(all, r)
		}
	}
	return all
}

// housed keeps the times for which a room is free the whole time, with the rooms.
// A group meeting that has begun to fill has its room already.
func (p *plan) housed(slots []Slot, all []occupied) []Slot {
	if len(p.rooms) == 0 {
		return slots
	}
	taken, kept := housing(p.rooms, all), slots[:0]
	for _, s := range slots {
		s.rooms = roomsFor(p.rooms, taken, p.rules.Seats, s.Start, s.End)
		if room, joined := p.groupRoom(s, all); joined {
			if s.rooms = nil; room != nil {
				s.rooms = []desks.Room{*room}
			}
		} else if len(s.rooms) == 0 {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// groupRoom is the room of the group meeting the slot is a seat of, nil where it
// has none; joined is false where nobody is in it yet.
func (p *plan) groupRoom(s Slot, all []occupied) (room *desks.Room, joined bool) {
	if p.rules.Seats < 2 {
		return nil, false
	}
	for _, o := range all {
		if o.AreaID != p.area.ID || o.OperatorID != s.Operators[0] || !o.Start.Equal(s.Start) || o.Seats == 0 && !o.Held {
			continue
		}
		joined = true
		if i := slices.IndexFunc(p.rooms, func(r desks.Room) bool { return r.ID == o.RoomID }); i >= 0 {
			return &p.rooms[i], true
		}
	}
	return nil, joined
}

// room is the one to give: an accessible one where that is asked for, then the
// smallest; what is accessible is spared for who needs it. nil where the desk has
// no rooms.
func (s *Slot) room(accessible bool) *int64 {
	if len(s.rooms) == 0 {
		return nil
	}
	return &bestRoom(s.rooms, accessible).ID
}

func bestRoom(rooms []desks.Room, accessible bool) *desks.Room {
	better := func(a, b desks.Room) int {
		wanted := 0
		if a.Accessible != b.Accessible && accessible {
			wanted = map[bool]int{true: -1, false: 1}[a.Accessible]
		}
		spared := map[bool]int{true: 1, false: 0}
		return cmp.Or(wanted, cmp.Compare(a.Seats, b.Seats), cmp.Compare(spared[a.Accessible], spared[b.Accessible]), cmp.Compare(a.ID, b.ID))
	}
	best := slices.MinFunc(rooms, better)
	return &best
}

// occupiedSQL reads which meetings need a room of some desks between two instants,
// and the rooms that are held. Who was booked over another sits with them.
const occupiedSQL = `
SELECT desk_id, coalesce(room_id, 0) AS room_id, operator_id, area_id, starts_at AS start, ends_at AS "end", coalesce(group_seats, 0) AS seats, false AS held
FROM appointments
WHERE desk_id = ANY(?0) AND (room_id IS NOT NULL OR place = 'desk' AND overbook_reason = '') AND cancelled_at IS NULL
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1 AND id <> ?3
UNION ALL
SELECT desk_id, room_id, operator_id, area_id, starts_at, ends_at, 0, true
FROM booking_drafts
WHERE room_id = ANY(?6) AND appointment_id IS NULL AND starts_at < ?2 AND ends_at > ?1 AND held_until > ?4 AND id <> ?5`

// rooming is when rooms are asked for and what is left out: an appointment being
// moved, a form's own hold.
type rooming struct {
	from, to          time.Time
	movingID, draftID int64
}

// see widens the stretch to hold some times, which are in order.
func (w *rooming) see(slots []Slot) {
	if len(slots) == 0 {
		return
	}
	if w.from.IsZero() {
		w.from = slots[0].Start
	}
	w.from, w.to = earlier(w.from, slots[0].Start), later(w.to, slots[len(slots)-1].End)
}

func occupiedIn(ctx context.Context, idb bun.IDB, rooms []desks.Room, w rooming, now time.Time) ([]occupied, error) {
	if len(rooms) == 0 || !w.from.Before(w.to) {
		return nil, nil
	}
	var desksOf, ids []int64
	for _, r := range rooms {
		desksOf, ids = append(desksOf, r.DeskID), append(ids, r.ID)
	}
	var all []occupied
	err := idb.NewRaw(occupiedSQL, pgdialect.Array(slices.Compact(slices.Sorted(slices.Values(desksOf)))), w.from, w.to,
		w.movingID, now, w.draftID, pgdialect.Array(ids)).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read which rooms are taken")
}

// findRooms drops from the free times of each plan those without a room.
func findRooms(ctx context.Context, idb bun.IDB, plans []*plan, all [][]Slot, now time.Time) error {
	var rooms []desks.Room
	var w rooming
	for i, p := range plans {
		rooms = append(rooms, p.rooms...)
		if len(p.rooms) > 0 {
			w.see(all[i])
		}
	}
	w.movingID, w.draftID = plans[0].query.MovingID, plans[0].query.DraftID
	taken, err := occupiedIn(ctx, idb, rooms, w, now)
	if err != nil {
		return err
	}
	for i, p := range plans {
		mine := slices.DeleteFunc(slices.Clone(taken), func(o occupied) bool { return o.DeskID != p.desk.ID })
		all[i] = p.housed(all[i], mine)
	}
	return nil
}

// lockRooms makes who wants a room of the desk on a day wait for each other. It
// comes after the operators' days.
func lockRooms(ctx context.Context, tx bun.IDB, deskID int64, day desks.Date) error {
	return db.Lock(ctx, tx, "appointments.rooms", deskID, day.String())
}
