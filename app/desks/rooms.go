package desks

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// MaxSeats is how many people the largest room holds.
const MaxSeats = 200

// Room is a place for one meeting at a time, at one desk.
type Room struct {
	bun.BaseModel `bun:"table:rooms,alias:room"`

	ID     int64 `bun:",pk,autoincrement"`
	DeskID int64
	Name   string
	// Seats is how many people fit besides the operator.
	Seats int
	// Accessible is true for a room one can reach and use in a wheelchair.
	Accessible bool
	// RetiredAt is when the room was given up, nil while it is used.
	RetiredAt *time.Time
	RetiredBy string
}

// RoomsOf gives the rooms in use of some desks by name.
func RoomsOf(ctx context.Context, idb bun.IDB, deskIDs ...int64) ([]Room, error) {
	all := []Room{}
	err := idb.NewSelect().Model(&all).Where("room.desk_id = ANY(?) AND room.retired_at IS NULL", pgdialect.Array(deskIDs)).
		Order("room.name", "room.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list rooms")
}

// ListRooms gives every room of one of the actor's desks, those given up last.
func ListRooms(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) ([]Room, error) {
	if _, err := FindFor(ctx, idb, actor, deskID); err != nil {
		return nil, err
	}
	all := []Room{}
	err := idb.NewSelect().Model(&all).Where("room.desk_id = ?", deskID).
		OrderExpr("room.retired_at IS NOT NULL, room.name, room.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list rooms of a desk")
}

// FindRoom gives a room of one of the actor's desks; any other is NotFound.
func FindRoom(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, id int64) (*Room, error) {
	if _, err := FindFor(ctx, idb, actor, deskID); err != nil {
		return nil, err
	}
	x := new(Room)
	err := idb.NewSelect().Model(x).Where("room.id = ? AND room.desk_id = ?", id, deskID).Scan(ctx)
	return x, fault.Wrap(db.Translate(err), "find room")
}

// SaveRoom is a room as typed; ID 0 is a new one.
type SaveRoom struct {
	ID, DeskID int64
	Name       string
	Seats      int
	Accessible bool
	// InUse is false for a room given up; appointments must have left it before.
	InUse bool
}

func (f *SaveRoom) check() error {
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	var c fault.Check
	checkName(&c, f.Name)
	c.If(f.Seats < 1 || f.Seats > MaxSeats, "seats", "desks.error.seats", "Max", MaxSeats)
	return c.Err()
}

// PutRoom writes a room. Invalid names the fields name and seats; NotFound for a
// desk or a room that is not the actor's.
func PutRoom(ctx context.Context, tx bun.IDB, actor auth.Actor, f SaveRoom, now time.Time) (*Room, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	x := &Room{DeskID: f.DeskID}
	err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		_, err := FindFor(ctx, tx, actor, f.DeskID)
		if err == nil && f.ID != 0 {
			x, err = FindRoom(ctx, tx, actor, f.DeskID, f.ID)
		}
		if err != nil {
			return err
		}
		x.Name, x.Seats, x.Accessible = f.Name, f.Seats, f.Accessible
		switch {
		case f.InUse:
			x.RetiredAt, x.RetiredBy = nil, ""
		case x.RetiredAt == nil:
			x.RetiredAt, x.RetiredBy = &now, actor.Ref()
		}
		if err := x.write(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "desks.room", Subject: "room", SubjectID: x.ID, DeskID: x.DeskID, At: now,
			Data: map[string]any{"seats": x.Seats, "accessible": x.Accessible, "in_use": f.InUse}})
	})
	return x, err
}

func (r *Room) write(ctx context.Context, tx bun.IDB) error {
	var err error
	if r.ID == 0 {
		_, err = tx.NewInsert().Model(r).ExcludeColumn("id").Returning("id").Exec(ctx)
	} else {
		_, err = tx.NewUpdate().Model(r).WherePK().Exec(ctx)
	}
	if db.ConstraintOf(err) == "rooms_name_taken" {
		var c fault.Check
		c.Add("name", "desks.error.room_name")
		return c.Err()
	}
	return fault.Wrap(db.Translate(err), "save room")
}
