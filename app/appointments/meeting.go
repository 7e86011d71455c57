package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// GroupMeeting is one meeting of several people. Desk (with its site), Area and
// Operator are loaded.
type GroupMeeting struct {
	bun.BaseModel `bun:"table:group_meetings,alias:g"`

	ID         int64 `bun:",pk,autoincrement"`
	DeskID     int64
	OperatorID int64
	AreaID     int64
	StartsAt   time.Time
	EndsAt     time.Time
	Seats      int
	// People have a seat, in the order of their seats.
	People []Appointment `bun:"-"`

	Desk     *desks.Desk     `bun:"rel:belongs-to,join:desk_id=id"`
	Area     *services.Area  `bun:"rel:belongs-to,join:area_id=id"`
	Operator *desks.Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// Start is when it begins, in the desk's zone.
func (g *GroupMeeting) Start() time.Time { return g.StartsAt.In(g.Desk.Location()) }

// End is when it ends, in the desk's zone.
func (g *GroupMeeting) End() time.Time { return g.EndsAt.In(g.Desk.Location()) }

// FindMeeting gives a group meeting of one of the actor's desks with its people; any
// other id is NotFound.
func FindMeeting(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*GroupMeeting, error) {
	g := new(GroupMeeting)
	q := idb.NewSelect().Model(g).Relation("Area", services.Brief).Relation("Operator").Where("g.id = ?", id)
	if ids, all := actor.Desks(); !all {
		q = q.Where("g.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find group meeting")
	}
	var err error
	if g.Desk, err = desks.Find(ctx, idb, g.DeskID); err != nil {
		return nil, err
	}
	g.People = []Appointment{}
	err = idb.NewSelect().Model(&g.People).Where("a.group_id = ? AND a.cancelled_at IS NULL", g.ID).Order("a.seat").Scan(ctx)
	for i := range g.People {
		g.People[i].Desk, g.People[i].Area, g.People[i].Operator = g.Desk, g.Area, g.Operator
	}
	return g, fault.Wrap(db.Translate(err), "list the people of a group meeting")
}

// TakeAttendance marks who of a meeting was there (Seen) and who was not (NoShow),
// by appointment; who is not named or already so is left alone, a mark made by
// mistake is replaced. An appointment of another meeting or another state is
// NotFound; the rules of MarkSeen and MarkNoShow hold for each. All or nothing.
func TakeAttendance(ctx context.Context, idb bun.IDB, actor auth.Actor, meetingID int64, marks map[int64]State, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		g, err := FindMeeting(ctx, tx, actor, meetingID)
		if err != nil {
			return err
		}
		known := 0
		for i := range g.People {
			a := &g.People[i]
			wanted, named := marks[a.ID]
			if !named {
				continue
			}
			known++
			if err := a.attend(ctx, tx, actor, wanted, now); err != nil {
				return err
			}
		}
		if known != len(marks) {
			return fault.Missing()
		}
		return nil
	})
}

func (a *Appointment) attend(ctx context.Context, tx bun.IDB, actor auth.Actor, wanted State, now time.Time) error {
	change := MarkSeen
	switch wanted {
	case a.State():
		return nil
	case NoShow:
		change = MarkNoShow
	case Seen:
	default:
		return fault.Missing()
	}
	undo := 0
	switch {
	case a.State() == NoShow, wanted == NoShow && a.State() == Seen && a.ArrivedAt == nil, wanted == NoShow && a.State() == Arrived:
		undo = 1
	case wanted == NoShow && a.State() == Seen:
		undo = 2
	}
	for range undo {
		if err := UndoMark(ctx, tx, actor, a.ID, now); err != nil {
			return err
		}
	}
	return change(ctx, tx, actor, a.ID, now)
}
