package cases

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// FollowUp is a check on how a person is doing.
type FollowUp struct {
	bun.BaseModel `bun:"table:follow_ups,alias:f"`

	ID     int64 `bun:",pk,autoincrement"`
	CaseID int64
	Kind   string
	// DueOn is a day of the desk.
	DueOn     time.Time `bun:"type:date"`
	PlannedAt time.Time
	PlannedBy string
	DoneAt    *time.Time
	DoneBy    string
	Channel   string
	Result    string
	Note      string
	DroppedAt *time.Time
}

// Kinds of a follow-up. The first is planned at the intake, the exits when a case is
// closed, others by hand.
const (
	FirstCheck  = "first"
	Exit28Days  = "exit_28_days"
	Exit6Months = "exit_6_months"
	OtherCheck  = "other"
)

// firstAfter is how many days after the intake the first check is due (decision of
// 2026-11-22: two weeks are enough for something to have happened and little enough to
// still help).
const firstAfter = 14

// MaxFollowUpNote is how long the note of a check may be, in characters.
const MaxFollowUpNote = 1000

// Results are what a check found out; the first four are those counted after an exit
// (EECR01–04 and 05).
func Results() []string {
	return []string{"work", "training", "qualified", "searching", "not_searching", "needs_help", "unreachable"}
}

// Channels are how a check was made.
func Channels() []string { return []string{"phone", "message", "email", "desk"} }

// Overdue reports whether the check is still to be made and its day has gone by.
func (f *FollowUp) Overdue(today time.Time) bool {
	return f.DoneAt == nil && f.DroppedAt == nil && f.DueOn.Format(time.DateOnly) < today.Format(time.DateOnly)
}

// plan adds a check that plans itself; one that stands already is quiet.
func plan(ctx context.Context, tx bun.IDB, c *Case, kind string, due, now time.Time, actor auth.Actor) error {
	_, err := tx.NewRaw(`INSERT INTO follow_ups (case_id, kind, due_on, planned_at, planned_by) VALUES (?, ?, ?::date, ?, ?)
		ON CONFLICT (case_id, kind) WHERE dropped_at IS NULL AND kind <> 'other' DO NOTHING`,
		c.ID, kind, due.Format(time.DateOnly), now, actor.Ref()).Exec(ctx)
	return fault.Wrap(db.Translate(err), "plan follow-up")
}

// local is now on the clock of the case's desk, whose days the checks are due on.
func (c *Case) local(ctx context.Context, idb bun.IDB, now time.Time) (time.Time, error) {
	d, err := desks.Find(ctx, idb, c.DeskID)
	if err != nil {
		return time.Time{}, err
	}
	return now.In(d.Location()), nil
}

// planFirst adds the check after the intake.
func planFirst(ctx context.Context, tx bun.IDB, c *Case, now time.Time, actor auth.Actor) error {
	today, err := c.local(ctx, tx, now)
	if err != nil {
		return err
	}
	return plan(ctx, tx, c, FirstCheck, today.AddDate(0, 0, firstAfter), now, actor)
}

// planExit adds the two checks after the end of a path; a case opened by mistake has
// none. What was still planned of the path itself is dropped.
func planExit(ctx context.Context, tx bun.IDB, c *Case, now time.Time, actor auth.Actor) error {
	if c.Outcome == "mistake" {
		return drop(ctx, tx, c, now, FirstCheck, OtherCheck)
	}
	today, err := c.local(ctx, tx, now)
	if err != nil {
		return err
	}
	if err := plan(ctx, tx, c, Exit28Days, today.AddDate(0, 0, 28), now, actor); err != nil {
		return err
	}
	return plan(ctx, tx, c, Exit6Months, sixMonths(today), now, actor)
}

// sixMonths is the same day six months later, or the last one of a shorter month.
func sixMonths(from time.Time) time.Time {
	first := time.Date(from.Year(), from.Month()+6, 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(from.Day(), last)-1)
}

// drop takes planned checks of some kinds away.
func drop(ctx context.Context, tx bun.IDB, c *Case, now time.Time, kinds ...string) error {
	_, err := tx.NewRaw("UPDATE follow_ups SET dropped_at = ? WHERE case_id = ? AND kind = ANY(?) AND done_at IS NULL AND dropped_at IS NULL",
		now, c.ID, pgdialect.Array(kinds)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "drop follow-ups")
}

// FollowUps gives the checks of a case of the actor's desks, by their day; those that
// were dropped are left out.
func FollowUps(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]FollowUp, error) {
	if _, err := Find(ctx, idb, actor, caseID); err != nil {
		return nil, err
	}
	all := []FollowUp{}
	err := idb.NewSelect().Model(&all).Where("f.case_id = ? AND f.dropped_at IS NULL", caseID).Order("f.due_on", "f.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list follow-ups")
}

// FindFollowUp gives a check and its case, of the actor's desks; any other id is
// NotFound.
func FindFollowUp(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*FollowUp, *Case, error) {
	f := new(FollowUp)
	if err := idb.NewSelect().Model(f).Where("f.id = ? AND f.dropped_at IS NULL", id).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find follow-up")
	}
	c, err := Find(ctx, idb, actor, f.CaseID)
	return f, c, err
}

// PlanFollowUp adds a check by hand to an open case of the actor's desks. Invalid on
// "due_on" for a day that has gone by or lies more than two years ahead.
func PlanFollowUp(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, due, now time.Time) error {
	var k fault.Check
	day, today := due.Format(time.DateOnly), now.Format(time.DateOnly)
	k.If(day < today || day > now.AddDate(2, 0, 0).Format(time.DateOnly), "due_on", "cases.error.due_on")
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		same, err := tx.NewSelect().Table("follow_ups").
			Where("case_id = ? AND kind = 'other' AND due_on = ?::date AND done_at IS NULL AND dropped_at IS NULL", c.ID, day).Exists(ctx)
		if err != nil || same {
			return fault.Wrap(db.Translate(err), "look for the same follow-up")
		}
		if err := plan(ctx, tx, c, OtherCheck, due, now, actor); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, "plan_follow_up", nil, now)
	})
}

// Answer is what a check found out.
type Answer struct{ Channel, Result, Note string }

// MakeFollowUp records a check of one of the actor's desks. Made already is quiet: the
// first answer stays. "unreachable" on the first check plans another one a week later.
// Invalid names the fields channel, result and note.
func MakeFollowUp(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, a Answer, now time.Time) error {
	a.Note = strings.TrimSpace(strings.ReplaceAll(a.Note, "\r\n", "\n"))
	var k fault.Check
	k.If(!slices.Contains(Channels(), a.Channel), "channel", "cases.error.channel")
	k.If(!slices.Contains(Results(), a.Result), "result", "cases.error.result")
	k.If(utf8.RuneCountInString(a.Note) > MaxFollowUpNote, "note", "cases.error.long", "Max", MaxFollowUpNote)
	k.If(!utf8.ValidString(a.Note) || strings.ContainsRune(a.Note, 0), "note", "cases.error.characters")
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		f, _, err := FindFollowUp(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		c, err := Lock(ctx, tx, actor, f.CaseID)
		if err != nil {
			return err
		}
		res, err := tx.NewRaw(`UPDATE follow_ups SET done_at = ?, done_by = ?, channel = ?, result = ?, note = ?
			WHERE id = ? AND done_at IS NULL AND dropped_at IS NULL`, now, actor.Ref(), a.Channel, a.Result, a.Note, id).Exec(ctx)
		if err := db.One(res, err); fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return fault.Wrap(err, "record follow-up")
		}
		if a.Result == "unreachable" && c.Open() {
			today, err := c.local(ctx, tx, now)
			if err != nil {
				return err
			}
			if err := plan(ctx, tx, c, OtherCheck, today.AddDate(0, 0, 7), now, actor); err != nil {
				return err
			}
		}
		return Record(ctx, tx, actor, c, "follow_up", map[string]any{"follow_up": f.ID, "kind": f.Kind, "result": a.Result}, now)
	})
}

// Due is one check still to be made.
type Due struct {
	ID, CaseID, PersonID, DeskID, UserID int64
	Kind                                 string
	DueOn                                time.Time
	Given, Surname, Lang                 string
}

// DueFilter narrows DueList; a zero field does not narrow.
type DueFilter struct {
	// UserID keeps the people an account follows.
	UserID int64
	// Until is the last day looked at.
	Until time.Time
	After Cursor
}

// DueList gives a page of the checks still to be made at the actor's desks, the
// earliest first, and where the next page begins, nil on the last one.
func DueList(ctx context.Context, idb bun.IDB, actor auth.Actor, filter DueFilter) ([]Due, *Cursor, error) {
	all := []Due{}
	q := scoped(idb.NewSelect().TableExpr("follow_ups AS f").Join("JOIN cases AS c ON c.id = f.case_id").
		Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("f.id, f.case_id, f.kind, f.due_on, c.desk_id, c.user_id, p.id AS person_id, p.given, p.surname, p.lang").
		Where("f.done_at IS NULL AND f.dropped_at IS NULL").Order("f.due_on", "f.id").Limit(PageSize+1), actor)
	if filter.UserID != 0 {
		q = q.Where("c.user_id = ?", filter.UserID)
	}
	if !filter.Until.IsZero() {
		q = q.Where("f.due_on <= ?::date", filter.Until.Format(time.DateOnly))
	}
	if filter.After.ID != 0 {
		q = q.Where("(f.due_on, f.id) > (?::date, ?)", filter.After.At.Format(time.DateOnly), filter.After.ID)
	}
	if err := q.Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list follow-ups due")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	return all, &Cursor{all[PageSize-1].DueOn, all[PageSize-1].ID}, nil
}

// Missing counts the open cases of the actor's desks whose first check is overdue and
// who had none: those for whom the charter's promise "at least one follow-up" is being
// broken (Carta dei Servizi §7). of is how many open cases there are.
func Missing(ctx context.Context, idb bun.IDB, actor auth.Actor, today time.Time) (missing, of int, err error) {
	q := scoped(idb.NewSelect().TableExpr("cases AS c").
		ColumnExpr(`count(*) FILTER (WHERE NOT EXISTS (SELECT FROM follow_ups AS f WHERE f.case_id = c.id AND f.done_at IS NOT NULL)
			AND EXISTS (SELECT FROM follow_ups AS f WHERE f.case_id = c.id AND f.done_at IS NULL AND f.dropped_at IS NULL AND f.due_on < ?::date))`,
			today.Format(time.DateOnly)).
		ColumnExpr("count(*)").Where("c.closed_at IS NULL"), actor)
	err = q.Scan(ctx, &missing, &of)
	return missing, of, fault.Wrap(db.Translate(err), "count missing follow-ups")
}
