package desks

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
)

// LoadSchedule reads the rules, closures and exceptions of a desk that touch the days from
// first to last, both included.
func LoadSchedule(ctx context.Context, idb bun.IDB, desk *Desk, first, last Date) (*Schedule, error) {
	all, err := LoadSchedules(ctx, idb, []*Desk{desk}, first, last)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// LoadSchedules is LoadSchedule of several desks, in their order, with one statement
// however many they are.
func LoadSchedules(ctx context.Context, idb bun.IDB, list []*Desk, first, last Date) ([]*Schedule, error) {
	ids := make([]int64, 0, len(list))
	all := make([]*Schedule, 0, len(list))
	zones := map[string]*time.Location{}
	for _, desk := range list {
		if zones[desk.Zone] == nil {
			zones[desk.Zone] = desk.Location()
		}
		ids = append(ids, desk.ID)
		all = append(all, &Schedule{Desk: desk, From: first, To: last, zone: zones[desk.Zone]})
	}
	var rows []scheduleRow
	err := idb.NewRaw(scheduleSQL, pgdialect.Array(ids), first, last).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "load opening hours")
	}
	for i := range rows {
		for _, s := range all {
			s.take(&rows[i])
		}
	}
	for _, s := range all {
		slices.SortFunc(s.Rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	}
	return all, nil
}

// scheduleSQL reads the tables that decide when a desk is open, and its rooms, as one
// list; a room's seats stand where the others have the operator.
const scheduleSQL = `
SELECT 'rule' AS what, id, desk_id, operator_id, from_time, to_time, valid_from AS first_day, valid_to AS last_day, rrule AS said
FROM opening_rules
WHERE desk_id = ANY(?0) AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?1)
UNION ALL
SELECT 'closure', id, desk_id, operator_id, from_time, to_time, first_day, last_day, reason
FROM closures
WHERE last_day >= ?1 AND first_day <= ?2 AND (desk_id IS NULL OR desk_id = ANY(?0))
UNION ALL
SELECT kind, id, desk_id, operator_id, from_time, to_time, day, day, ''
FROM opening_exceptions
WHERE desk_id = ANY(?0) AND day BETWEEN ?1 AND ?2
UNION ALL
SELECT CASE WHEN accessible THEN 'accessible room' ELSE 'room' END, id, desk_id, seats, '00:00', '24:00', ?1, ?2, name
FROM rooms
WHERE desk_id = ANY(?0) AND retired_at IS NULL
ORDER BY first_day, from_time, id`

// scheduleRow is a rule, a closure or an exception, the kind of which is What then;
// Said is the recurrence of a rule, the reason of a closure or the name of a room.
type scheduleRow struct {
	What       string
	ID         int64
	DeskID     *int64
	OperatorID *int64
	FromTime   Clock
	ToTime     Clock
	FirstDay   Date
	LastDay    Date
	Said       string
}

// take keeps the row where it is of the schedule's desk or of every desk.
func (s *Schedule) take(r *scheduleRow) {
	if r.DeskID != nil && *r.DeskID != s.Desk.ID {
		return
	}
	switch r.What {
	case "rule":
		s.Rules = append(s.Rules, Rule{
			ID: r.ID, DeskID: s.Desk.ID, OperatorID: *r.OperatorID, RRule: r.Said,
			From: r.FromTime, To: r.ToTime, ValidFrom: r.FirstDay, ValidTo: r.LastDay,
		})
	case "closure":
		s.Closures = append(s.Closures, Closure{
			ID: r.ID, DeskID: r.DeskID, OperatorID: r.OperatorID, First: r.FirstDay, Last: r.LastDay,
			From: r.FromTime, To: r.ToTime, Reason: r.Said,
		})
	case "room", "accessible room":
		s.Rooms = append(s.Rooms, Room{ID: r.ID, DeskID: s.Desk.ID, Name: r.Said, Seats: int(*r.OperatorID), Accessible: r.What != "room"})
	default:
		s.Exceptions = append(s.Exceptions, Exception{
			ID: r.ID, DeskID: s.Desk.ID, OperatorID: *r.OperatorID, Day: r.FirstDay, Kind: ExceptionKind(r.What),
			From: r.FromTime, To: r.ToTime,
		})
	}
}
