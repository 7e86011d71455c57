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

// RoomsAt gives the rooms of the appointment's desk in use and which of them are
// free for its whole time.
func RoomsAt(ctx context.Context, idb bun.IDB, a *Appointment, now time.Time) (all, free []desks.Room, err error) {
	if all, err = desks.RoomsOf(ctx, idb, a.DeskID); err != nil || len(all) == 0 || a.Where != services.AtDesk {
		return nil, nil, err
	}
	free, err = a.freeRooms(ctx, idb, all, now)
	return all, free, err
}

func (a *Appointment) freeRooms(ctx context.Context, idb bun.IDB, rooms []desks.Room, now time.Time) ([]desks.Room, error) {
	all, err := occupiedIn(ctx, idb, rooms, rooming{from: a.StartsAt, to: a.EndsAt, movingID: a.ID}, now)
	if err != nil {
		return nil, err
	}
	// Who is in the same group sits in the same room; who has none yet takes none away.
	all = slices.DeleteFunc(all, func(o occupied) bool {
		return o.RoomID == 0 || a.GroupID != nil && o.Seats > 0 && o.OperatorID == a.OperatorID && o.AreaID == a.AreaID && o.Start.Equal(a.StartsAt)
	})
	return roomsFor(rooms, housing(rooms, all), 1, a.StartsAt, a.EndsAt), nil
}

// ChangeRoom gives an appointment of the actor's desks another room, 0 for none; a
// whole group moves together. The same again is quiet. A room that is not free is
// Conflict "appointments.error.room_taken", one of another desk NotFound, and
// "appointments.error.state" says that the meeting is over or cancelled.
func ChangeRoom(ctx context.Context, idb bun.IDB, actor auth.Actor, id, roomID int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, of(actor))
		if err != nil {
			return err
		}
		if a.RoomID == nil && roomID == 0 || a.RoomID != nil && *a.RoomID == roomID {
			return nil
		}
		if a.CancelledAt != nil || !now.Before(a.EndsAt) {
			return wrongState()
		}
		if a.Desk, err = desks.Find(ctx, tx, a.DeskID); err != nil {
			return err
		}
		return a.changeRoom(ctx, tx, actor, roomID, now)
	})
	if db.ConstraintOf(err) == "appointments_room_no_overlap" {
		return roomTaken()
	}
	return err
}

func roomTaken() *fault.Fault { return fault.New(fault.Conflict, "appointments.error.room_taken") }

func (a *Appointment) changeRoom(ctx context.Context, tx bun.IDB, actor auth.Actor, roomID int64, now time.Time) error {
	if a.GroupID != nil { // rows before advisory locks
		_, err := tx.NewRaw("SELECT id FROM appointments WHERE group_id = ? AND cancelled_at IS NULL ORDER BY id FOR UPDATE", *a.GroupID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "lock the group")
		}
	}
	if err := lockRooms(ctx, tx, a.DeskID, desks.DateOf(a.Start())); err != nil {
		return err
	}
	a.RoomID = nil
	if roomID != 0 {
		rooms, free, err := RoomsAt(ctx, tx, a, now)
		if err != nil {
			return err
		}
		is := func(r desks.Room) bool { return r.ID == roomID }
		if !slices.ContainsFunc(rooms, is) {
			return fault.Missing()
		}
		if !slices.ContainsFunc(free, is) {
			return roomTaken()
		}
		a.RoomID = &roomID
	}
	_, err := tx.NewRaw("UPDATE appointments SET room_id = ?0 WHERE id = ?1 OR group_id = ?2 AND cancelled_at IS NULL", a.RoomID, a.ID, a.GroupID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "change room")
	}
	return record(ctx, tx, a, "room", actor.Ref(), now)
}

// PutRoom writes a room of one of the actor's desks (desks.PutRoom) and finds rooms
// for the coming appointments that have none: those of the room when it is given
// up, all when it is new. It gives how many of them still have none.
func PutRoom(ctx context.Context, idb bun.IDB, actor auth.Actor, f desks.SaveRoom, now time.Time) (without int, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		room, err := desks.PutRoom(ctx, tx, actor, f, now)
		if err != nil {
			return err
		}
		if !f.InUse {
			_, err = tx.NewRaw("UPDATE appointments SET room_id = NULL WHERE room_id = ? AND ends_at > ? AND cancelled_at IS NULL", room.ID, now).Exec(ctx)
			if err != nil {
				return fault.Wrap(db.Translate(err), "empty a room")
			}
		}
		without, err = rehouse(ctx, tx, actor, f.DeskID, now)
		return err
	})
	return without, err
}

// InRoom counts the coming appointments of a room.
func InRoom(ctx context.Context, idb bun.IDB, roomID int64, now time.Time) (int, error) {
	n, err := idb.NewSelect().Table("appointments").Where("room_id = ? AND ends_at > ? AND cancelled_at IS NULL", roomID, now).Count(ctx)
	return int(n), fault.Wrap(db.Translate(err), "count who comes to a room")
}

// rehouse finds rooms for the coming appointments of a desk that have none.
func rehouse(ctx context.Context, tx bun.IDB, actor auth.Actor, deskID int64, now time.Time) (without int, err error) {
	rooms, err := desks.RoomsOf(ctx, tx, deskID)
	if err != nil || len(rooms) == 0 {
		return 0, err
	}
	desk, err := desks.Find(ctx, tx, deskID)
	if err != nil {
		return 0, err
	}
	var all []Appointment
	err = tx.NewSelect().Model(&all).Where("a.desk_id = ? AND a.room_id IS NULL AND a.place = 'desk' AND a.overbook_reason = ''", deskID).
		Where("a.starts_at > ?::timestamptz - interval '8 hours' AND a.ends_at > ? AND a.cancelled_at IS NULL", now, now).Order("a.id").For("UPDATE").Scan(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "list who has no room")
	}
	slices.SortStableFunc(all, func(x, y Appointment) int { return x.StartsAt.Compare(y.StartsAt) })
	for i := range all {
		all[i].Desk = desk
		if err := all[i].findRoom(ctx, tx, rooms, now); err != nil {
			return 0, err
		}
		if all[i].RoomID == nil {
			without++
		} else if err := record(ctx, tx, &all[i], "room", actor.Ref(), now); err != nil {
			return 0, err
		}
	}
	return without, nil
}

// findRoom gives the appointment the room of its group, else the best one free.
func (a *Appointment) findRoom(ctx context.Context, tx bun.IDB, rooms []desks.Room, now time.Time) error {
	if err := lockRooms(ctx, tx, a.DeskID, desks.DateOf(a.Start())); err != nil {
		return err
	}
	people := 1
	if a.GroupSeats != nil {
		people = *a.GroupSeats
		var id int64
		err := tx.NewRaw("SELECT coalesce(max(room_id), 0) FROM appointments WHERE group_id = ? AND cancelled_at IS NULL", *a.GroupID).Scan(ctx, &id)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find the group's room")
		}
		if id != 0 {
			a.RoomID = &id
			return save(ctx, tx, a, "room_id")
		}
	}
	free, err := a.freeRooms(ctx, tx, rooms, now)
	free = slices.DeleteFunc(free, func(r desks.Room) bool { return r.Seats < people })
	if err != nil || len(free) == 0 {
		return err
	}
	a.RoomID = &bestRoom(free, a.AccessNeeds != "").ID
	return save(ctx, tx, a, "room_id")
}
