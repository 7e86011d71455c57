package assessments

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Plan is what begins an assessment.
type Plan struct {
	Goal    string
	Hours   int
	UserID  int64
	BegunOn desks.Date
}

// Begin starts an assessment on an open case of the actor's desks and gives its id. One
// that is under way already is Conflict "assessments.error.open". Invalid names goal,
// hours, user and begun_on.
func Begin(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, p Plan, now time.Time) (id int64, err error) {
	p.Goal = lines(p.Goal)
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if err := p.check(ctx, tx, c.DeskID, now); err != nil {
			return err
		}
		a := &Assessment{CaseID: c.ID, DeskID: c.DeskID, UserID: p.UserID, Goal: p.Goal, Hours: p.Hours, BegunOn: p.BegunOn,
			State: Begun, BegunAt: now, BegunBy: actor.Ref()}
		if _, err := tx.NewInsert().Model(a).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "begin assessment")
		}
		id = a.ID
		return a.record(ctx, tx, actor, "begin", map[string]any{"hours": a.Hours}, now)
	})
	if db.ConstraintOf(err) == "assessments_one_open" {
		err = fault.New(fault.Conflict, "assessments.error.open")
	}
	return id, err
}

func (p Plan) check(ctx context.Context, tx bun.IDB, deskID int64, now time.Time) error {
	team, err := auth.Colleagues(ctx, tx, deskID)
	if err != nil {
		return err
	}
	today, err := desks.Today(ctx, tx, deskID, now)
	if err != nil {
		return err
	}
	var k fault.Check
	required(&k, "goal", p.Goal, MaxGoal)
	k.If(p.Hours < 1 || p.Hours > MaxHours, "hours", "assessments.error.hours", "Max", MaxHours)
	k.If(!slices.ContainsFunc(team, func(u auth.User) bool { return u.ID == p.UserID }), "user", "assessments.error.choose")
	k.If(p.BegunOn.IsZero(), "begun_on", "cases.error.date")
	k.If(p.BegunOn.After(today), "begun_on", "cases.error.future")
	return k.Err()
}

// Link makes a delivered service of the same case a meeting of an assessment under way;
// so already is quiet. A service of another assessment is Conflict
// "assessments.error.linked", an assessment that ended "assessments.error.over".
func Link(ctx context.Context, idb bun.IDB, actor auth.Actor, id, deliveryID int64, now time.Time) error {
	return change(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, a *Assessment) error {
		d, err := deliveries.Find(ctx, tx, actor, deliveryID)
		if err != nil {
			return err
		}
		if d.CaseID != a.CaseID || d.State == deliveries.Withdrawn {
			return fault.Missing()
		}
		res, err := tx.NewRaw(`INSERT INTO assessment_services (delivery_id, assessment_id, linked_at, linked_by) VALUES (?, ?, ?, ?)
			ON CONFLICT ON CONSTRAINT assessment_services_once DO NOTHING`, d.ID, a.ID, now, actor.Ref()).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "link service to assessment")
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return orElse(err, func() error {
				return a.record(ctx, tx, actor, "link", map[string]any{"delivery": d.ID}, now)
			})
		}
		var of int64
		if err := tx.NewRaw("SELECT assessment_id FROM assessment_services WHERE delivery_id = ?", d.ID).Scan(ctx, &of); err != nil {
			return fault.Wrap(db.Translate(err), "find assessment of a service")
		}
		if of != a.ID {
			return fault.New(fault.Conflict, "assessments.error.linked")
		}
		return nil
	})
}

// Unlink takes a service out of an assessment under way; the service stays. Not in it is
// quiet.
func Unlink(ctx context.Context, idb bun.IDB, actor auth.Actor, id, deliveryID int64, now time.Time) error {
	return change(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, a *Assessment) error {
		res, err := tx.NewRaw("DELETE FROM assessment_services WHERE delivery_id = ? AND assessment_id = ?", deliveryID, a.ID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "take service out of assessment")
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Wrap(err, "take service out of assessment")
		}
		return a.record(ctx, tx, actor, "unlink", map[string]any{"delivery": deliveryID}, now)
	})
}

func orElse(err error, do func() error) error {
	if err != nil {
		return fault.Wrap(err, "count rows")
	}
	return do()
}

// change locks the case of an assessment under way and does something with it.
func change(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, do func(context.Context, bun.Tx, *Assessment) error) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := locked(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !a.Open() {
			return fault.New(fault.Conflict, "assessments.error.over")
		}
		return do(ctx, tx, a)
	})
}

// locked keeps the case, whose services then stay as they are, and reads the assessment.
func locked(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Assessment, error) {
	a, err := Find(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if _, err := cases.Lock(ctx, tx, actor, a.CaseID); err != nil {
		return nil, err
	}
	return Find(ctx, tx, actor, id) // as it stands now that nobody else can change it
}

// record adds a line to the audit trail: no names, nothing typed.
func (a *Assessment) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, data map[string]any, now time.Time) error {
	if data == nil {
		data = map[string]any{}
	}
	data["case"] = a.CaseID
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "assessments." + verb, Subject: "assessment", SubjectID: a.ID, DeskID: a.DeskID, Data: data, At: now,
	})
}

func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func required(k *fault.Check, field, s string, most int) {
	k.If(s == "", field, "assessments.error.required")
	text(k, field, s, most)
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "cases.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "cases.error.characters")
}
