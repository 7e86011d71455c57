package desks

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// LeaveDesk ends an operator's work at a desk with a last day, as it was typed.
type LeaveDesk struct {
	DeskID, OperatorID int64
	Last               string
}

// Touches is the operator at the desk.
func (f LeaveDesk) Touches() (deskID, operatorID int64) { return f.DeskID, f.OperatorID }

// Overlaps are none.
func (f LeaveDesk) Overlaps(context.Context, bun.IDB, Date) ([]Overlap, error) { return nil, nil }

// apply is Invalid with the field last for a day before yesterday: what was open
// stays so. NotFound for who does not work there. The rules end with the last day,
// those that had not begun and the unusual days after it are taken away.
func (f LeaveDesk) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	if _, err := FindFor(ctx, tx, actor, f.DeskID); err != nil {
		return nil, err
	}
	last, err := ParseDate(f.Last)
	var c fault.Check
	c.If(err != nil, "last", "desks.error.day")
	c.If(err == nil && last.Before(today.AddDays(-1)), "last", "desks.error.past_end")
	if err := c.Err(); err != nil {
		return nil, err
	}
	err = oneRow(tx.NewRaw("UPDATE desk_operators SET ended_on = ? WHERE desk_id = ? AND operator_id = ? AND (ended_on IS NULL OR ended_on > ?)",
		last, f.DeskID, f.OperatorID, last).Exec(ctx))
	if err != nil {
		return nil, err
	}
	for _, sql := range []string{
		"DELETE FROM opening_rules WHERE desk_id = ?0 AND operator_id = ?1 AND valid_from > ?2",
		"UPDATE opening_rules SET valid_to = ?2 WHERE desk_id = ?0 AND operator_id = ?1 AND (valid_to IS NULL OR valid_to > ?2)",
		"DELETE FROM opening_exceptions WHERE desk_id = ?0 AND operator_id = ?1 AND day > ?2",
	} {
		if _, err := tx.NewRaw(sql, f.DeskID, f.OperatorID, last).Exec(ctx); err != nil {
			return nil, fault.Wrap(db.Translate(err), "end an operator's hours at a desk")
		}
	}
	return &audit.Entry{
		Action: "desks.operator_leave", Subject: "operator", SubjectID: f.OperatorID, DeskID: f.DeskID,
		Data: map[string]any{"last": last.String()},
	}, nil
}
